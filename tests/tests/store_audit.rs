//! The audit log is a chain, on both databases: whoever writes, and whatever somebody changes later.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use sqlx::{Connection, PgConnection, SqliteConnection, migrate::Migrator};
use std::path::Path;
use store::{Clock, Store, check, check::Finding, settings};
use tests::{
    databases::{START, each_url, execute, instant, open},
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
    let store = open(url, &Clock::fixed(instant(START))).await;
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
    each_url(async |url| {
        let store = with_six_rows(url).await;
        // A second process on the same database, as behind a proxy.
        let other = open(url, &Clock::fixed(instant(START))).await;
        let writers = (0..40).map(|turn| sets(if turn % 2 == 0 { &store } else { &other }, turn));
        futures::future::join_all(writers).await;
        assert_eq!(findings(&store).await, (Vec::new(), 46));
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
        each_url(async |url| {
            let store = with_six_rows(url).await;
            assert_eq!(findings(&store).await, (Vec::new(), 6));
            execute(url, tampering).await;
            assert_eq!(findings(&store).await.0, expected, "{tampering}");
            store.close().await;
        })
        .await;
    }
}

#[tokio::test]
async fn rows_from_before_the_chain_are_chained_when_the_database_is_opened() {
    each_url(async |url| {
        migrate_to_first(url).await;
        for (day, id) in [(2, "01"), (1, "02"), (2, "03")] {
            execute(url, &older_row(url, day, id)).await;
        }
        let store = open(url, &Clock::fixed(instant(START))).await;
        assert_eq!(findings(&store).await, (Vec::new(), 3));
        // The oldest stands first; it is the chain's beginning that must not be rewritten unseen.
        execute(
            url,
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

/// The database as the first release left it.
async fn migrate_to_first(url: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("migrations");
    if store::is_postgres(url) {
        let migrator = Migrator::new(root.join("postgres")).await.unwrap();
        let mut connection = PgConnection::connect(url).await.unwrap();
        migrator.run_to(1, &mut connection).await.unwrap();
    } else {
        let migrator = Migrator::new(root.join("sqlite")).await.unwrap();
        let mut connection = SqliteConnection::connect(&format!("{url}?mode=rwc"))
            .await
            .unwrap();
        migrator.run_to(1, &mut connection).await.unwrap();
    }
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
