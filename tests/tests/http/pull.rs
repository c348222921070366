//! The pull and the device key over HTTP: who gets them, how they are sent, and how large a first
//! pull is. And how pages are sent.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::codes::Role;
use flate2::read::GzDecoder;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::{fmt::Write as _, io::Read as _};
use store::{Store, accounts, imports::Kind, sync};
use tests::{
    each_database,
    http::{Answer, App, Person, id, send, submission, visit},
    world,
};

/// What goes over the air to a browser.
async fn compressed(person: &Person, path: &str) -> Answer {
    let bearer = format!("Bearer {}", person.token.as_ref().unwrap());
    let headers = [
        ("authorization", bearer.as_str()),
        ("accept-encoding", "gzip, deflate, br"),
    ];
    send(&person.router, Method::GET, path, &headers, "").await
}

fn unpacked(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-encoding"), "gzip");
    serde_json::from_reader(GzDecoder::new(answer.bytes.as_slice())).unwrap()
}

#[tokio::test]
async fn a_page_goes_compressed_over_the_air() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let plain = app.zhao.gets("/visits/new").await;
        let answer = compressed(&app.zhao, "/visits/new").await;
        assert_eq!(answer.header("content-encoding"), "gzip");
        let mut page = String::new();
        let mut reader = GzDecoder::new(answer.bytes.as_slice());
        reader.read_to_string(&mut page).unwrap();
        assert!(
            page.starts_with("<!DOCTYPE html>") && page.contains("</main>"),
            "{page}"
        );
        assert!(answer.bytes.len() * 2 < plain.bytes.len());
    })
    .await;
}

#[tokio::test]
async fn only_commissioners_pull() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for (person, status) in [
            (&app.zhao, StatusCode::OK),
            (&app.qian, StatusCode::OK),
            (&app.sun, StatusCode::FORBIDDEN),
            (&app.li, StatusCode::FORBIDDEN),
            (&app.zhou, StatusCode::FORBIDDEN),
            (&app.wu, StatusCode::FORBIDDEN),
            (&app.nobody, StatusCode::UNAUTHORIZED),
        ] {
            let answer = person.gets("/api/v1/sync").await;
            assert_eq!(answer.status, status, "{}", person.login);
        }
    })
    .await;
}

#[tokio::test]
async fn a_pull_brings_the_record_as_the_records_address_gives_it() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        let answer = compressed(&app.zhao, "/api/v1/sync?cursor=").await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let first = unpacked(&answer);
        let record = app.zhao.gets(&format!("/api/v1/records/{}", id(1))).await.json();
        assert_eq!(first["records"], json!([record]));
        assert_eq!((&first["removed"], &first["more"]), (&json!([]), &json!(false)));
        assert_eq!(first["reference"]["person"]["county"]["name"], "大余县");
        let path = format!("/api/v1/sync?cursor={}", first["cursor"].as_str().unwrap());
        let next = app.zhao.gets(&path).await.json();
        assert_eq!(next, json!({"cursor": first["cursor"], "records": [], "removed": [], "more": false}));
        app.zhao.pushes(&json!({
            "change_id": id(201), "sequence": 2, "base_version": 1, "captured_at": "2026-02-20T08:00:00Z", "schema": 1,
            "record": visit(1), "op": "withdraw",
        })).await;
        assert_eq!(app.zhao.gets(&path).await.json()["records"][0]["status"], "draft");
        let answer = app.zhao.gets("/api/v1/sync?cursor=garbage").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "bad_cursor"));
        sync::begin_epoch(&store).await.unwrap();
        let answer = app.zhao.gets(&path).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::GONE, "cursor_expired"));
    })
    .await;
}

#[tokio::test]
async fn a_device_key_is_its_accounts_own() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let mut keys = Vec::new();
        for person in [&app.zhao, &app.qian, &app.sun, &app.li, &app.zhou, &app.wu] {
            let answer = person.gets("/api/v1/device-key").await;
            assert_eq!(answer.header("cache-control"), "no-store");
            let key = answer.json()["key"].as_str().unwrap().to_owned();
            assert_eq!(key.len(), 44, "32 bytes in base64");
            let again = person.gets("/api/v1/device-key").await.json();
            assert_eq!(again, json!({"key": key}), "{}", person.login);
            keys.push(key);
        }
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 6);
        let answer = app.nobody.gets("/api/v1/device-key").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

/// The county with the most villages of the fixture.
const YUDU: &str = "360731000000";
const VILLAGES: [&str; 5] = [
    "360731100200",
    "360731100202",
    "360731101200",
    "360731101201",
    "360731102200",
];

/// A commissioner of the largest county with five villages.
async fn hu(app: &App, store: &Store) -> Person {
    let person = format!(
        "login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to\nhu,胡,13900000009,男,1984,individual,U0,associate_senior,city,navel_orange|camellia,{YUDU},2025-01-01,2026-12-31\n"
    );
    world::import_bytes(store, Kind::Commissioners, "hu.csv", person.into_bytes()).await;
    let (mut due, mut assigned) = (
        "village_code,kind,level,valid_from\n".to_owned(),
        "login,village_code,from\n".to_owned(),
    );
    for village in VILLAGES {
        writeln!(due, "{village},poverty_exited_village,province,2022-01-01").unwrap();
        writeln!(assigned, "hu,{village},2025-01-15").unwrap();
    }
    world::import_bytes(store, Kind::Designations, "due.csv", due.into_bytes()).await;
    world::import_bytes(
        store,
        Kind::Assignments,
        "assigned.csv",
        assigned.into_bytes(),
    )
    .await;
    accounts::reset_password(store, "hu", world::PASSWORD)
        .await
        .unwrap();
    let kind = accounts::SessionKind::Bearer;
    let signed_in = accounts::sign_in(store, "hu", world::PASSWORD, "127.0.0.1", kind).await;
    let signed_in = signed_in.unwrap();
    assert_eq!(signed_in.actor.role, Role::Commissioner);
    Person {
        router: app.router.clone(),
        login: "hu",
        token: Some(signed_in.token),
    }
}

/// A hundred characters that repeat nothing, so that nothing is won by compressing them.
fn unlike_any_other(number: u8) -> String {
    let character =
        |at: u32| char::from_u32(0x4E00 + (u32::from(number) * 7919 + at * 10_473) % 6000);
    (0..100).filter_map(character).collect()
}

#[tokio::test]
async fn a_first_pull_for_five_villages_fits_into_thirty_kilobytes() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let hu = hu(&app, &store).await;
        // More than a year's work: the duty is 12 visits or 30 days.
        for number in 1..=40 {
            let mut record = visit(number);
            let village = usize::from(number) % VILLAGES.len();
            record["area_code"] = VILLAGES[village].into();
            record["content"] = unlike_any_other(number).into();
            let pushed = hu.pushes(&submission(number, &record)).await;
            assert_eq!(pushed["outcome"], "applied", "{pushed}");
        }
        let answer = compressed(&hu, "/api/v1/sync").await;
        let first = unpacked(&answer);
        assert_eq!(first["records"].as_array().unwrap().len(), 40);
        assert_eq!(first["reference"]["villages"].as_array().unwrap().len(), 5);
        let places = first["reference"]["places"][0]["townships"]
            .as_array()
            .unwrap();
        let villages: usize = places
            .iter()
            .map(|town| town[1].as_array().unwrap().len())
            .sum();
        assert_eq!(villages, 401);
        println!("{} bytes", answer.bytes.len());
        assert!(answer.bytes.len() <= 30_000, "{} bytes", answer.bytes.len());
    })
    .await;
}
