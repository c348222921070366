//! 救援文件 at the office: who may bring records in, that nothing comes twice, and that the owner's
//! own phone finds its way when it comes back to life.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, Utc};
use domain::{
    codes::RecordKind,
    ids::{AccountId, ChangeId, uuid_v7},
    sync::{
        ChangeResult, Op,
        entry::{Base, Entry, Stamp},
        rescue::{Brought, RescueFile, judged, needs_look, office_change, taken_in},
    },
};
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};
use tests::{
    databases::{START, each_address, instant, open},
    each_database,
    http::{App, Person, ZHAO_ID, id, photo, sha256, visit, visit_with},
};

const LABEL: &str = "救援文件";

fn now() -> DateTime<Utc> {
    instant(START)
}

/// A visit in 赵's outbox, tried once and never answered.
fn unsent(record: &Value) -> Entry {
    unsent_as(1, record)
}

/// The same, of a change that differs by its number.
fn unsent_as(number: u8, record: &Value) -> Entry {
    let mut entry = queued(record);
    entry.launch(Stamp {
        change_id: ChangeId(uuid_v7(1_770_000_000_000, [number; 10])),
        sequence: 1,
        captured_at: now(),
    });
    entry
}

/// The same, never tried.
fn queued(record: &Value) -> Entry {
    let account = AccountId(uuid_v7(0, [1; 10]));
    let id = record["id"].as_str().unwrap().parse().unwrap();
    let author = ZHAO_ID.parse().ok();
    let base = Base::default();
    let mut entry = Entry::new(id, RecordKind::Visit, account, author, base, now());
    entry.queue(Op::Submit, record.as_object().unwrap().clone(), now());
    entry
}

/// Through the file and back.
fn read(entry: &Entry) -> Entry {
    let file = json!({"format": "ketepai-rescue", "version": 1, "entries": [entry]});
    let file = RescueFile::parse(&file.to_string()).unwrap();
    file.entries.into_iter().next().unwrap()
}

fn account(number: u8) -> AccountId {
    AccountId(uuid_v7(0, [number; 10]))
}

async fn pushes(person: &Person, label: &str, change: &Value) -> ChangeResult {
    let push = json!({"device_id": "desk", "device_label": label, "changes": [change]});
    let answer = person.posts("/api/v1/sync", &push).await.json();
    serde_json::from_value(answer["results"][0].clone()).unwrap()
}

/// What the page of the office does with one entry.
async fn brings_in(person: &Person, importer: AccountId, entry: &Entry) -> Brought {
    let change = office_change(&read(entry), importer).unwrap();
    let result = pushes(person, LABEL, &change).await;
    let looked_up = if needs_look(&result) {
        let path = format!("/api/v1/records/{}", entry.record_id);
        let found = person.gets(&path).await;
        (found.status == StatusCode::OK).then(|| found.json())
    } else {
        None
    };
    judged(&change, &result, looked_up.as_ref())
}

/// What 赵's phone does until nothing is left to send, as `frontend/src/outbox/sending.rs`.
async fn sends_until_done(person: &Person, entry: &mut Entry) {
    for number in 0..5 {
        entry.launch(Stamp {
            change_id: ChangeId(uuid_v7(1_770_000_000_001, [number; 10])),
            sequence: 2,
            captured_at: now(),
        });
        let Some(flight) = &entry.flight else { return };
        let result = pushes(person, "手机网页", &flight.change()).await;
        entry.answered(&result, now()).unwrap();
        if entry.agrees_with_server() {
            let same = entry.outgoing.clone().unwrap();
            entry.merged(same.record, now());
        }
        if entry.is_settled_elsewhere() {
            entry.leave_to_server();
        }
        assert_eq!(entry.trouble, None, "nothing is left to the person");
    }
    panic!("the phone does not come to an end: {entry:?}");
}

async fn records(person: &Person) -> Vec<Value> {
    let answer = person.gets("/api/v1/records?limit=200").await.json();
    answer["records"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_office_brings_a_record_in_once_and_the_author_stays() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let entry = unsent(&visit(1));
        let imported = Brought::Imported { missing_photos: 0 };
        let there = Brought::There { missing_photos: 0 };
        assert_eq!(brings_in(&app.li, account(1), &entry).await, imported);
        assert_eq!(brings_in(&app.li, account(1), &entry).await, there);
        // Another clerk with the same file.
        assert_eq!(brings_in(&app.sun, account(2), &entry).await, there);
        let all = records(&app.li).await;
        assert_eq!(all.len(), 1);
        assert_eq!(all[0]["author_id"], ZHAO_ID);
        assert_eq!(all[0]["version"], 1);
        assert_eq!(all[0]["captured_at"], json!(now()));
        assert!(all[0]["entered_by"].is_string(), "代录 is marked");
    })
    .await;
}

#[tokio::test]
async fn a_coordinator_brings_in_for_the_own_township_alone() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let mut elsewhere = visit(1);
        elsewhere["area_code"] = json!("360723105200");
        let entry = unsent(&elsewhere);
        for person in [&app.sun, &app.qian, &app.zhou, &app.wu] {
            let brought = brings_in(person, account(1), &entry).await;
            assert!(matches!(brought, Brought::Refused(_)), "{}", person.login);
        }
        let here = unsent(&visit(2));
        let imported = Brought::Imported { missing_photos: 0 };
        assert_eq!(brings_in(&app.sun, account(1), &here).await, imported);
        assert_eq!(records(&app.li).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_author_sent_himself_is_there_and_a_newer_text_of_his_stays() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let entry = unsent(&visit(1));
        sends_until_done(&app.zhao, &mut entry.clone()).await;
        let there = Brought::There { missing_photos: 0 };
        assert_eq!(brings_in(&app.li, account(1), &entry).await, there);

        let mut newer = visit(2);
        newer["content"] = json!("第二天又去看了一次：病株已经清除，新梢长势正常，叶色转绿。");
        sends_until_done(&app.zhao, &mut queued(&newer)).await;
        let older = unsent(&visit(2));
        assert_eq!(
            brings_in(&app.li, account(1), &older).await,
            Brought::Conflict
        );
        let all = records(&app.zhao).await;
        assert!(
            all.iter()
                .any(|record| record["content"] == newer["content"])
        );
    })
    .await;
}

#[tokio::test]
async fn the_owners_phone_comes_back_and_ends_with_one_record() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let photo = photo(1);
        let record = visit_with(1, &[&photo]);
        let mut phone = unsent(&record);
        let imported = Brought::Imported { missing_photos: 1 };
        assert_eq!(brings_in(&app.li, account(1), &phone).await, imported);
        assert_eq!(app.li.uploads(&photo).await.status, StatusCode::CREATED);
        let there = Brought::There { missing_photos: 0 };
        assert_eq!(brings_in(&app.li, account(1), &phone).await, there);

        sends_until_done(&app.zhao, &mut phone).await;
        let all = records(&app.zhao).await;
        assert_eq!(all.len(), 1);
        assert_eq!(all[0]["status"], "submitted");
        assert_eq!(
            all[0]["photo_files"],
            json!([{"sha256": sha256(&photo), "state": "picture"}])
        );
        assert_eq!(all[0]["number"].as_str().map(str::is_empty), Some(false));
    })
    .await;
}

#[tokio::test]
async fn a_record_approved_meanwhile_leaves_the_owners_phone() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for (number, photos) in [(1, vec![]), (2, vec![photo(2)])] {
            let photos: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
            let mut record = visit_with(number, &photos);
            // Masked for everybody once the record is approved.
            record["confirmation"] =
                json!({"method": "reviewer_phone_check", "name": "老王", "phone": "13812345678"});
            let mut phone = unsent_as(number, &record);
            brings_in(&app.li, account(1), &phone).await;
            for photo in &photos {
                app.li.uploads(photo).await;
            }
            let approved = app.zhou.decides(&id(number), 1, "approve").await;
            assert_eq!(approved["outcome"], "applied", "{approved}");
            sends_until_done(&app.zhao, &mut phone).await;
        }
        let all = records(&app.zhao).await;
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|record| record["status"] == "approved"));
    })
    .await;
}

#[tokio::test]
async fn two_phones_of_one_owner_send_a_record_once() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for (number, entry) in [(1, unsent(&visit(1))), (2, queued(&visit(2)))] {
            let mut other_phone = taken_in(read(&entry));
            sends_until_done(&app.zhao, &mut other_phone).await;
            // The file once more, and then the phone it came from.
            sends_until_done(&app.zhao, &mut taken_in(read(&entry))).await;
            assert_eq!(records(&app.zhao).await.len(), number);
            sends_until_done(&app.zhao, &mut entry.clone()).await;
            assert_eq!(records(&app.zhao).await.len(), number);
        }
        let of_first = app.zhao.gets(&format!("/api/v1/records/{}", id(1))).await;
        assert_eq!(of_first.json()["version"], 1, "the same change three times");
    })
    .await;
}

#[tokio::test]
async fn the_audit_names_the_rescue_file() {
    each_address(async |address| {
        let (store, _) = open(&address).await;
        let app = App::start(&store).await;
        brings_in(&app.li, account(1), &unsent(&visit(1))).await;
        let detail = audited(&address, "visits.submit").await;
        assert_eq!(detail["on_behalf"], true);
        assert_eq!(detail["device_label"], LABEL);
        store.close().await;
    })
    .await;
}

/// The detail of the one audit row of this action.
async fn audited(address: &str, action: &str) -> Value {
    let query = "SELECT detail FROM audit_log WHERE action = $1";
    let detail: String = if address.starts_with("sqlite") {
        let mut connection = SqliteConnection::connect(address).await.unwrap();
        let asked = sqlx::query_scalar(query).bind(action);
        asked.fetch_one(&mut connection).await.unwrap()
    } else {
        let mut connection = PgConnection::connect(address).await.unwrap();
        let asked = sqlx::query_scalar(query).bind(action);
        asked.fetch_one(&mut connection).await.unwrap()
    };
    serde_json::from_str(&detail).unwrap()
}
