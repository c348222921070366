//! What a phone pulls, on both databases: every change of what its owner sees, and nothing else.

#![expect(
    clippy::unwrap_used,
    reason = "a test may panic, and tells its story in one piece"
)]

use domain::{
    access::Actor,
    attachments::ContentType,
    codes::{Decision, Role, Status},
    ids::{RecordId, uuid_v7},
    reading::{DecisionRequest, Flag, PhotoState},
    reference::ReferenceUpdate,
    sync::{ChangeResult, Outcome},
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use store::{
    Clock, Problem, Store, StoreError, areas,
    attachments::{self, Attachment},
    imports::Kind,
    records, reviews,
    sync::{self, Push},
    workbench,
};
use tests::{databases::instant, each_database, golden, phone::Phone, world};

/// Of 大余县, as the golden set has them: 冯英海, and 蒋国远 who leads the team 郑小兰 is in.
const ZHAO: &str = "13900001008";
const LEADER: &str = "13900001002";
const MEMBER: &str = "13900001006";
const LEADER_ID: &str = "01911d8f-a94d-7496-bec4-24eae131d67f";
const MEMBER_ID: &str = "01915b47-146d-7f0e-9e4c-fcb8de575f5d";
const TEAM: &str = "01918553-c16b-7c30-9073-ced71ba2e240";
const VILLAGE: &str = "360723104207";

static SERIAL: AtomicU64 = AtomicU64::new(1);

fn id() -> String {
    let mut bytes = [5; 10];
    bytes[2..].copy_from_slice(&SERIAL.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    uuid_v7(1_750_000_000_000, bytes).to_string()
}

fn visit(on: &str) -> Value {
    json!({
        "kind": "visit", "id": id(), "log_type": "personal", "participant_ids": [], "mode": "onsite", "started_on": on,
        "ended_on": on, "service_days": 1.0, "area_code": VILLAGE, "target_kind": "farmer_household", "industry_codes": ["navel_orange"],
        "action_kind": "tech_assistance", "service_kinds": ["guidance"], "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。", "photos": [],
    })
}

/// A visit together with others, without a team.
fn joint(others: &[&str]) -> Value {
    let mut record = visit("2026-02-20");
    record["log_type"] = "team".into();
    record["team_id"] = TEAM.into();
    record["participant_ids"] = json!(others);
    record
}

fn change(record: &Value, base: i64, op: &str) -> Value {
    json!({"change_id": id(), "sequence": 1, "base_version": base, "captured_at": "2026-02-28T03:00:00Z", "schema": 1, "record": record, "op": op})
}

fn record_id(record: &Value) -> RecordId {
    record["id"].as_str().unwrap().parse().unwrap()
}

struct Cast {
    store: Store,
    clock: Clock,
    zhao: Phone,
    leader: Phone,
    member: Phone,
    li: Actor,
}

impl Cast {
    async fn new(store: Store, clock: Clock) -> Self {
        world::golden(&store).await;
        let mut cast = Self {
            zhao: Phone::of(world::commissioner(&store, ZHAO).await),
            leader: Phone::of(world::commissioner(&store, LEADER).await),
            member: Phone::of(world::commissioner(&store, MEMBER).await),
            li: world::office(&store, "li", Role::CountyStaff, "360723000000").await,
            store,
            clock,
        };
        cast.all_pull().await;
        cast
    }

    async fn all_pull(&mut self) {
        for phone in [&mut self.zhao, &mut self.leader, &mut self.member] {
            phone.pulls(&self.store).await;
        }
    }

    async fn sends(&self, who: &Actor, record: &Value, base: i64, op: &str) -> ChangeResult {
        let answer = world::push(&self.store, who, change(record, base, op)).await;
        assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
        answer
    }

    async fn decides(&self, record: &Value, version: i64, decision: Decision) {
        let request = DecisionRequest {
            record_id: record_id(record),
            version,
            decision,
            opinion: "请补充服务内容".into(),
            fields: Vec::new(),
        };
        let done = reviews::decide(&self.store, &self.li, &[request]).await;
        assert_eq!(done.unwrap()[0].version, Some(version + 1));
    }
}

/// What one more pull brings and takes away.
async fn news(phone: &mut Phone, store: &Store) -> (Vec<RecordId>, Vec<RecordId>) {
    let pulled = phone.pulls_once(store).await;
    assert!(!pulled.more);
    let records = pulled.records.iter().map(|record| record.id).collect();
    (records, pulled.removed)
}

#[tokio::test]
async fn a_returned_record_arrives_as_a_to_do_and_once() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let record = visit("2026-02-20");
        let id = record_id(&record);
        cast.sends(&cast.zhao.owner, &record, 0, "submit").await;
        assert_eq!(news(&mut cast.zhao, &cast.store).await, (vec![id], vec![]));
        cast.decides(&record, 1, Decision::Return).await;
        assert_eq!(news(&mut cast.zhao, &cast.store).await, (vec![id], vec![]));
        let seen = &cast.zhao.records[&id];
        assert_eq!((seen.status, seen.version), (Status::Returned, 2));
        assert_eq!(seen.review_opinion.as_deref(), Some("请补充服务内容"));
        let today = cast.clock.today();
        let kept: Vec<_> = cast.zhao.records.values().cloned().collect();
        assert_eq!(
            cast.zhao.reference().workbench(&kept, today).returned.len(),
            1
        );
        assert_eq!(news(&mut cast.zhao, &cast.store).await, (vec![], vec![]));
        assert_eq!(news(&mut cast.leader, &cast.store).await, (vec![], vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_discarded_draft_is_taken_away_and_a_withdrawn_record_from_the_others() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let record = joint(&[MEMBER_ID]);
        let id = record_id(&record);
        cast.sends(&cast.zhao.owner, &record, 0, "submit").await;
        assert_eq!(
            news(&mut cast.member, &cast.store).await,
            (vec![id], vec![])
        );
        cast.sends(&cast.zhao.owner, &record, 1, "withdraw").await;
        assert_eq!(
            news(&mut cast.member, &cast.store).await,
            (vec![], vec![id])
        );
        assert_eq!(news(&mut cast.zhao, &cast.store).await, (vec![id], vec![]));
        cast.sends(&cast.zhao.owner, &record, 2, "discard").await;
        assert_eq!(news(&mut cast.zhao, &cast.store).await, (vec![], vec![id]));
    })
    .await;
}

#[tokio::test]
async fn a_participant_gets_the_record_and_loses_it_when_taken_out() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let mut record = joint(&[MEMBER_ID, LEADER_ID]);
        let id = record_id(&record);
        cast.sends(&cast.zhao.owner, &record, 0, "submit").await;
        cast.all_pull().await;
        assert!(!cast.member.records[&id].editable);
        records::mark_absence(&cast.store, &cast.member.owner, id)
            .await
            .unwrap();
        cast.all_pull().await;
        for phone in [&cast.zhao, &cast.leader, &cast.member] {
            let people = &phone.records[&id].people;
            let absent: Vec<_> = people.iter().filter(|person| person.absent).collect();
            assert_eq!(absent.len(), 1, "{}", phone.owner.name);
        }
        record["participant_ids"] = json!([LEADER_ID]);
        cast.sends(&cast.zhao.owner, &record, 1, "submit").await;
        assert_eq!(
            news(&mut cast.member, &cast.store).await,
            (vec![], vec![id])
        );
        assert_eq!(
            news(&mut cast.leader, &cast.store).await,
            (vec![id], vec![])
        );
    })
    .await;
}

async fn import_team(store: &Store, members: &str) {
    let text = format!("code,members\nT0,{members}\n");
    world::import_bytes(store, Kind::Teams, "teams.csv", text.into_bytes()).await;
}

#[tokio::test]
async fn a_new_leader_gets_the_teams_records_and_the_old_one_loses_them() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let record = joint(&["0191685d-2578-704e-ada2-4a2ad930b2fb"]);
        let id = record_id(&record);
        cast.sends(&cast.zhao.owner, &record, 0, "submit").await;
        assert_eq!(
            news(&mut cast.leader, &cast.store).await,
            (vec![id], vec![])
        );
        assert_eq!(news(&mut cast.member, &cast.store).await, (vec![], vec![]));
        import_team(&cast.store, "13900001002:member|13900001006:leader").await;
        assert_eq!(
            news(&mut cast.leader, &cast.store).await,
            (vec![], vec![id])
        );
        assert_eq!(
            news(&mut cast.member, &cast.store).await,
            (vec![id], vec![])
        );
    })
    .await;
}

#[tokio::test]
async fn a_new_name_of_a_person_or_place_arrives_with_the_records_that_show_it() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let record = joint(&[MEMBER_ID]);
        let id = record_id(&record);
        cast.sends(&cast.zhao.owner, &record, 0, "submit").await;
        cast.all_pull().await;
        for (kind, text) in [
            (
                Kind::Commissioners,
                format!("login,name\n{MEMBER},郑大兰\n"),
            ),
            (
                Kind::Divisions,
                format!("code,name,short_name\n{VILLAGE},新名村委会,新名村\n"),
            ),
        ] {
            world::import_bytes(&cast.store, kind, "new.csv", text.into_bytes()).await;
            assert_eq!(
                news(&mut cast.zhao, &cast.store).await,
                (vec![id], vec![]),
                "{kind:?}"
            );
        }
        let seen = &cast.zhao.records[&id];
        assert_eq!(seen.people[0].name, "郑大兰");
        assert!(seen.area_name.ends_with("新名村"), "{}", seen.area_name);
    })
    .await;
}

#[tokio::test]
async fn a_visit_on_the_same_day_changes_the_flag_of_the_other() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let (mine, theirs) = (visit("2026-02-20"), visit("2026-02-20"));
        let id = record_id(&mine);
        cast.sends(&cast.zhao.owner, &mine, 0, "submit").await;
        cast.all_pull().await;
        let flagged = |phone: &Phone| phone.records[&id].flags.contains(&Flag::SameVillageSameDay);
        assert!(!flagged(&cast.zhao));
        cast.sends(&cast.member.owner, &theirs, 0, "submit").await;
        assert_eq!(news(&mut cast.zhao, &cast.store).await, (vec![id], vec![]));
        assert!(flagged(&cast.zhao));
        cast.decides(&theirs, 1, Decision::Void).await;
        assert_eq!(news(&mut cast.zhao, &cast.store).await, (vec![id], vec![]));
        assert!(!flagged(&cast.zhao));
    })
    .await;
}

#[tokio::test]
async fn a_long_first_pull_comes_in_pages_and_misses_nothing_that_changes_meanwhile() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let old = visit("2024-06-01");
        cast.sends(&cast.zhao.owner, &old, 0, "submit").await;
        cast.decides(&old, 1, Decision::Approve).await;
        let drafts: Vec<Value> = (0..250).map(|_| visit("2026-02-20")).collect();
        for part in drafts.chunks(200) {
            let changes = part.iter().map(|draft| change(draft, 0, "save")).collect();
            let push = Push {
                device_id: "test".into(),
                device_label: "test".into(),
                changes,
            };
            sync::push(&cast.store, &cast.zhao.owner, push)
                .await
                .unwrap();
        }
        let mut new = Phone::of(cast.zhao.owner.clone());
        let first = new.pulls_once(&cast.store).await;
        assert_eq!((first.records.len(), first.more), (200, true));
        assert!(
            first
                .records
                .is_sorted_by_key(|record| std::cmp::Reverse(record.id))
        );
        // One of the first page goes, one of the second changes, both between the pages.
        let (gone, changed) = (drafts.last().unwrap(), &drafts[0]);
        cast.sends(&new.owner, gone, 1, "discard").await;
        cast.sends(&new.owner, changed, 1, "submit").await;
        new.pulls(&cast.store).await;
        assert_eq!(new.records.len(), 250);
        new.pulls(&cast.store).await;
        assert_eq!(new.records.len(), 249);
        assert_eq!(new.records[&record_id(changed)].status, Status::Submitted);
        // Long done, and so left on the server; the phone that was there from the beginning has it.
        assert!(!new.records.contains_key(&record_id(&old)));
        let pages = cast.zhao.pulls(&cast.store).await;
        assert_eq!(pages.len(), 2);
        assert_eq!(cast.zhao.records.len(), 250);
        cast.decides(&old, 2, Decision::Reopen).await;
        assert_eq!(
            news(&mut new, &cast.store).await,
            (vec![record_id(&old)], vec![])
        );
    })
    .await;
}

/// The names of the parts that a pull brought.
async fn parts(phone: &mut Phone, store: &Store) -> Vec<&'static str> {
    let Some(update) = phone.pulls_once(store).await.reference else {
        return Vec::new();
    };
    let ReferenceUpdate {
        version,
        person,
        villages,
        places,
        industries,
        teams,
        people,
        progress,
    } = update;
    assert!(!version.is_empty());
    [
        ("person", person.is_some()),
        ("villages", villages.is_some()),
        ("places", places.is_some()),
        ("industries", industries.is_some()),
        ("teams", teams.is_some()),
        ("people", people.is_some()),
        ("progress", progress.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, came)| came.then_some(name))
    .collect()
}

#[tokio::test]
async fn only_the_parts_of_the_reference_that_changed_come_again() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let leader = &mut cast.leader;
        assert!(parts(leader, &cast.store).await.is_empty());
        let assigned = "login,village_code,from\n13900001002,360723104203,2026-02-01\n";
        world::import_bytes(&cast.store, Kind::Assignments, "a.csv", assigned.into()).await;
        assert_eq!(parts(leader, &cast.store).await, ["villages"]);
        import_team(&cast.store, "13900001002:leader|13900001006:member").await;
        assert_eq!(parts(leader, &cast.store).await, ["teams", "people"]);
        let renamed = format!("code,name,short_name\n{VILLAGE},新名村委会,新名村\n");
        world::import_bytes(&cast.store, Kind::Divisions, "d.csv", renamed.into()).await;
        assert_eq!(parts(leader, &cast.store).await, ["places"]);
        let mut record = visit("2026-02-20");
        record["area_code"] = "360723104201".into();
        let author = cast.leader.owner.clone();
        cast.sends(&author, &record, 0, "submit").await;
        let leader = &mut cast.leader;
        assert_eq!(parts(leader, &cast.store).await, ["villages", "progress"]);
        assert!(parts(leader, &cast.store).await.is_empty());
        let mut new = Phone::of(leader.owner.clone());
        assert_eq!(parts(&mut new, &cast.store).await.len(), 7);
        assert_eq!(leader.reference, new.reference);
    })
    .await;
}

#[tokio::test]
async fn a_photo_that_arrives_later_reaches_the_phones_that_hold_its_record() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let photo = Attachment {
            sha256: "ab".repeat(32),
            content_type: ContentType::Jpeg,
            byte_count: 1,
        };
        let mut record = joint(&[MEMBER_ID]);
        record["photos"] = json!([{ "sha256": photo.sha256 }]);
        let id = record_id(&record);
        cast.sends(&cast.leader.owner, &record, 0, "submit").await;
        cast.all_pull().await;
        let state = |phone: &Phone| phone.records[&id].photo_files[0].state;
        assert_eq!(state(&cast.member), PhotoState::Missing);
        // Somebody else's upload is not the record's.
        let sends =
            async |who: &Actor| attachments::record(&cast.store, who, &photo).await.unwrap();
        sends(&cast.zhao.owner).await;
        assert_eq!(news(&mut cast.member, &cast.store).await, (vec![], vec![]));
        sends(&cast.leader.owner).await;
        for phone in [&mut cast.leader, &mut cast.member] {
            assert_eq!(news(phone, &cast.store).await, (vec![id], vec![]));
            assert_eq!(state(phone), PhotoState::Picture);
        }
        assert_eq!(news(&mut cast.zhao, &cast.store).await, (vec![], vec![]));
        // Sent again, it changes nothing.
        sends(&cast.leader.owner).await;
        assert_eq!(news(&mut cast.member, &cast.store).await, (vec![], vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_cursor_is_good_for_one_person_and_one_epoch() {
    each_database(async |store, clock| {
        let mut cast = Cast::new(store, clock).await;
        let refusal = async |who: &Actor, cursor: &str| match sync::pull(&cast.store, who, cursor)
            .await
            .unwrap_err()
        {
            StoreError::Refused(problem) => problem,
            other => panic!("{other}"),
        };
        let (zhao, leader) = (&cast.zhao.owner, &cast.leader.owner);
        assert_eq!(
            refusal(leader, &cast.zhao.cursor).await,
            Problem::CursorExpired
        );
        // A position that this database never reached.
        let ahead = cast.zhao.cursor.replacen(".r0.", ".r1.", 1);
        assert_eq!(refusal(zhao, &ahead).await, Problem::CursorExpired);
        for garbage in ["0", "1.2.3", "'; --", &cast.zhao.cursor[1..]] {
            assert_eq!(
                refusal(zhao, garbage).await,
                Problem::BadCursor,
                "{garbage}"
            );
        }
        sync::begin_epoch(&cast.store).await.unwrap();
        assert_eq!(
            refusal(zhao, &cast.zhao.cursor).await,
            Problem::CursorExpired
        );
        cast.zhao.cursor.clear();
        cast.zhao.pulls(&cast.store).await;
        assert!(news(&mut cast.zhao, &cast.store).await.0.is_empty());
        let staff = sync::pull(&cast.store, &cast.li, "").await;
        assert!(matches!(staff, Err(StoreError::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn the_phones_pages_are_those_of_the_server_also_when_it_stays_offline() {
    each_database(async |store, clock| {
        clock.set(instant("2026-02-01T02:00:00Z"));
        world::golden(&store).await;
        let mut phones = Vec::new();
        for number in 0..10 {
            let owner = world::commissioner(&store, &format!("1390000100{number}")).await;
            let mut phone = Phone::of(owner);
            phone.pulls(&store).await;
            phones.push(phone);
        }
        let city = world::city_staff(&store).await;
        golden::play(&store, &city).await;
        for phone in &mut phones {
            phone.pulls(&store).await;
        }
        for now in [
            "2026-02-01T02:00:00Z",
            "2026-02-28T16:00:00Z",
            "2026-06-30T02:00:00Z",
            "2026-12-31T16:00:00Z",
        ] {
            clock.set(instant(now));
            for phone in &phones {
                let kept: Vec<_> = phone.records.values().cloned().collect();
                let reference = phone.reference();
                let bench = workbench::today(&store, &phone.owner).await.unwrap();
                assert_eq!(reference.workbench(&kept, clock.today()), bench, "{now}");
                let choices = workbench::form_choices(&store, &phone.owner).await.unwrap();
                assert_eq!(reference.form_choices(clock.today()), choices, "{now}");
            }
        }
        assert!(phones.iter().any(|phone| phone.records.len() > 20));
        let villages = phones.iter().map(|phone| phone.reference().villages.len());
        assert_eq!(villages.max(), Some(4));
    })
    .await;
}

#[tokio::test]
async fn places_are_found_offline_as_they_are_online() {
    each_database(async |store, clock| {
        let cast = Cast::new(store, clock).await;
        let reference = cast.zhao.reference();
        let home = reference.person.home.code;
        for text in [
            "村",
            "黄",
            "新城",
            "新城镇",
            "x",
            "xc",
            "xcz",
            "XCZ",
            "dyx",
            "大余",
            "大余县",
            "社区",
            "村委会",
            "圩镇",
            " 新 城 ",
            "s",
            "sx",
            "樟",
            "樟斗",
            "左拔镇",
            "居委会",
            "%",
            "_",
            "樟斗镇 樟斗村",
            "大余县樟斗镇樟斗村",
            "樟斗镇樟",
            "大余县新城镇",
            "zdzzdc",
            "DYXZDZZ",
            "xcz%",
        ] {
            let online = areas::places(&cast.store, &cast.zhao.owner, text).await;
            let mut online = online.unwrap();
            // What the own county lacks is searched elsewhere, which a phone does not know.
            online.retain(|area| home.contains(&area.code));
            assert_eq!(reference.search(text), online, "{text}");
        }
        assert_eq!(reference.search("村").len(), 12);
        for text in ["樟斗镇 樟斗村", "大余县樟斗镇樟斗村", "zdzzdc"] {
            assert_eq!(reference.search(text)[0].name, "樟斗村", "{text}");
        }
    })
    .await;
}
