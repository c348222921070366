//! The audit log is a chain, on both databases: whoever writes, and whatever somebody changes later.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use domain::{
    access::Actor,
    attachments::ContentType,
    codes::{Decision, Role},
    ids::{RecordId, uuid_v7},
    reading::{DecisionOutcome, DecisionRequest},
    sync::Outcome,
};
use futures::future::join_all;
use serde_json::{Value, json};
use std::path::Path;
use store::{
    Store,
    attachments::{self, Attachment},
    check,
    check::Finding,
    reviews, settings,
};
use tests::{
    databases::{each_address, execute, migrate_to_first, open},
    world,
};

const COUNTIES: [&str; 3] = ["360722000000", "360723000000", "360704000000"];

async fn findings(store: &Store) -> (Vec<Finding>, u64) {
    let mut found = Vec::new();
    let mut tell = |finding| found.push(finding);
    let checked = check::run(store, Path::new("no-attachments"), &mut tell)
        .await
        .unwrap();
    (found, checked.audit_row_count)
}

/// An open store whose log holds five rows besides the import's: positions 1 to 6.
async fn with_six_rows(url: &str) -> Store {
    let store = open(url).await.0;
    world::import(
        &store,
        store::imports::Kind::Divisions,
        "divisions_ganzhou.csv",
    )
    .await;
    for turn in 0..5 {
        sets(&store, turn).await;
    }
    store
}

async fn sets(store: &Store, turn: usize) {
    let county = COUNTIES[turn % 3].parse().unwrap();
    settings::set_township_step(store, None, county, turn.is_multiple_of(2))
        .await
        .unwrap();
}

#[tokio::test]
async fn writers_at_the_same_time_make_one_unbroken_chain() {
    each_address(async |url| {
        let store = with_six_rows(&url).await;
        // A second process on the same database, as behind a proxy.
        let other = open(&url).await.0;
        let writers = (0..40).map(|turn| sets(if turn % 2 == 0 { &store } else { &other }, turn));
        join_all(writers).await;
        assert_eq!(findings(&store).await, (Vec::new(), 46));
        other.close().await;
        store.close().await;
    })
    .await;
}

/// The submission of one of many visits in one county, with a photo of its own.
fn submission(number: u64) -> Value {
    let village =
        ["360723104200", "360723104201", "360723104207"][usize::try_from(number % 3).unwrap()];
    json!({
        "change_id": uuid_v7(1_770_000_000_000 + number, [2; 10]), "sequence": number, "base_version": 0,
        "captured_at": "2026-02-28T03:00:00Z", "schema": 1, "op": "submit",
        "record": {
            "kind": "visit", "id": record_id(number), "log_type": "personal", "participant_ids": [], "mode": "onsite",
            "started_on": "2026-02-27", "ended_on": "2026-02-27", "service_days": 0.5, "area_code": village,
            "target_kind": "farmer_household", "industry_codes": ["navel_orange"], "action_kind": "tech_assistance",
            "service_kinds": ["guidance"], "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。",
            "photos": [{ "sha256": photo(number).sha256 }],
        },
    })
}

fn record_id(number: u64) -> RecordId {
    RecordId(uuid_v7(1_770_000_000_000 + number, [1; 10]))
}

fn photo(number: u64) -> Attachment {
    Attachment {
        sha256: format!("{number:0>64}"),
        content_type: ContentType::Jpeg,
        byte_count: 1,
    }
}

async fn submits(store: &Store, author: &Actor, number: u64) {
    let answer = world::push(store, author, submission(number)).await;
    assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
}

async fn approves(store: &Store, office: &Actor, number: u64) {
    let request = DecisionRequest {
        record_id: record_id(number),
        version: 1,
        decision: Decision::Approve,
        opinion: String::new(),
        fields: Vec::new(),
    };
    let results = reviews::decide(store, office, &[request]).await.unwrap();
    assert_eq!(results[0].outcome, DecisionOutcome::Applied, "{results:?}");
}

/// Neither a decision nor an upload is tried again by the store: one that waits in a circle fails.
#[tokio::test]
async fn decisions_uploads_and_pushes_on_two_machines_do_not_wait_in_a_circle() {
    each_address(async |url| {
        let store = open(&url).await.0;
        world::golden(&store).await;
        let other = open(&url).await.0;
        let mut authors = Vec::new();
        for number in 1..5 {
            authors.push(world::commissioner(&store, &format!("1390000100{number}")).await);
        }
        let office = world::office(&store, "li", Role::CountyStaff, "360723000000").await;
        let author = |number: u64| &authors[usize::try_from(number % 4).unwrap()];
        for number in 0..24 {
            submits(&store, author(number), number).await;
        }
        let machine = |number: u64| {
            if number.is_multiple_of(2) {
                &store
            } else {
                &other
            }
        };
        let approvals = (0..24).map(|number| approves(machine(number), &office, number));
        let uploads = (0..24).map(async |number| {
            let machine = machine(number / 2);
            let done = attachments::record(machine, author(number), &photo(number)).await;
            done.unwrap();
        });
        let pushes = (24..72).map(|number| submits(machine(number), author(number / 2), number));
        futures::join!(join_all(approvals), join_all(uploads), join_all(pushes));
        let (mut found, _) = findings(&store).await;
        // The bytes were never there.
        found.retain(|finding| {
            !matches!(
                finding,
                Finding::PhotoMissing { .. } | Finding::AttachmentMissing { .. }
            )
        });
        assert_eq!(found, []);
        other.close().await;
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_changed_deleted_moved_or_added_row_is_found() {
    let moved = "UPDATE audit_log SET position = 100 WHERE position = 3;
         UPDATE audit_log SET position = 3 WHERE position = 4; UPDATE audit_log SET position = 4 WHERE position = 100";
    let changed = |positions: &[i64]| -> Vec<Finding> {
        let finding = |position: &i64| Finding::AuditRowChanged {
            position: *position,
        };
        positions.iter().map(finding).collect()
    };
    for (tampering, expected) in [
        (
            "UPDATE audit_log SET detail = '{}' WHERE position = 3",
            changed(&[3]),
        ),
        (
            "UPDATE audit_log SET action = 'x' WHERE position = 6",
            changed(&[6]),
        ),
        (
            "UPDATE audit_log SET hash = (SELECT hash FROM audit_head) WHERE position = 3",
            changed(&[3, 4]),
        ),
        (moved, changed(&[3, 4, 5])),
        (
            "DELETE FROM audit_log WHERE position IN (3, 4)",
            vec![Finding::AuditRowsMissing { first: 3, last: 4 }],
        ),
        (
            "DELETE FROM audit_log WHERE position >= 5",
            vec![Finding::AuditEnd],
        ),
        ("DELETE FROM audit_head", vec![Finding::AuditHeadMissing]),
        (
            "UPDATE audit_log SET position = NULL WHERE position = 6",
            vec![Finding::AuditRowsUnchained { count: 1 }, Finding::AuditEnd],
        ),
    ] {
        each_address(async |url| {
            let store = with_six_rows(&url).await;
            assert_eq!(findings(&store).await, (Vec::new(), 6));
            execute(&url, tampering).await;
            assert_eq!(findings(&store).await.0, expected, "{tampering}");
            store.close().await;
        })
        .await;
    }
}

#[tokio::test]
async fn rows_from_before_the_chain_are_chained_when_the_database_is_opened() {
    each_address(async |url| {
        migrate_to_first(&url).await;
        for (day, id) in [(2, "01"), (1, "02"), (2, "03")] {
            execute(&url, &older_row(&url, day, id)).await;
        }
        let store = open(&url).await.0;
        assert_eq!(findings(&store).await, (Vec::new(), 3));
        // The oldest stands first; it is the chain's beginning that must not be rewritten unseen.
        execute(
            &url,
            "UPDATE audit_log SET detail = 'x' WHERE position = 1 AND subject_id = '02'",
        )
        .await;
        assert_eq!(
            findings(&store).await.0,
            [Finding::AuditRowChanged { position: 1 }]
        );
        store.close().await;
    })
    .await;
}

fn older_row(url: &str, day: u8, id: &str) -> String {
    let key = format!("{id:0>32}");
    let key = if store::is_postgres(url) {
        format!("'{key}'")
    } else {
        format!("x'{key}'")
    };
    format!(
        "INSERT INTO audit_log (id, at, action, subject_kind, subject_id, detail)
         VALUES ({key}, '2026-01-0{day}T02:00:00+00:00', 'settings.township_step', 'area', '{id}', '{{}}')"
    )
}
