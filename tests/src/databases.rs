//! A fresh database for each test.

use chrono::{DateTime, Utc};
use futures::FutureExt;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::panic::{AssertUnwindSafe, resume_unwind};
use store::{Clock, Store};

/// Where the fixed clock stands when a test begins: 1 March 2026, ten in the morning in Ganzhou.
pub const START: &str = "2026-03-01T02:00:00Z";

/// The instant of a text such as `2026-03-01T02:00:00Z`.
///
/// # Panics
/// When the text is no instant.
#[must_use]
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse()
        .unwrap_or_else(|error| panic!("{text} is no instant: {error}"))
}

/// Runs a test on SQLite in a temporary folder and, when `TEST_POSTGRES_URL` is set, on a fresh
/// PostgreSQL database that is dropped afterwards, also when the test fails.
///
/// # Panics
/// When the test does, or a database cannot be made.
pub async fn each_database(test: impl AsyncFn(Store, Clock)) {
    each_address(async |address| {
        let (store, clock) = open(&address).await;
        test(store.clone(), clock).await;
        store.close().await;
    })
    .await;
}

/// The same for a test that opens the database itself, several times as several machines do.
///
/// # Panics
/// When the test does, or a database cannot be made.
pub async fn each_address(test: impl AsyncFn(String)) {
    on_sqlite(&test).await;
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        on_postgres(&server, &test).await;
    }
}

async fn on_sqlite(test: &impl AsyncFn(String)) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("a temporary folder: {error}"));
    // Shown by the test runner when the test fails.
    println!("on sqlite");
    test(format!("sqlite://{}/ketepai.db", folder.path().display())).await;
}

async fn on_postgres(server: &str, test: &impl AsyncFn(String)) {
    let name = format!("ketepai_test_{}", Clock::default().new_id().simple());
    // `template0` takes no connections, so tests that start together do not disturb each other.
    execute(server, format!("CREATE DATABASE {name} TEMPLATE template0")).await;
    let (base, _) = server
        .rsplit_once('/')
        .unwrap_or_else(|| panic!("TEST_POSTGRES_URL must name a database"));
    println!("on postgres");
    let outcome = AssertUnwindSafe(test(format!("{base}/{name}")))
        .catch_unwind()
        .await;
    execute(server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// Opens a database under a clock that stands at [`START`].
///
/// # Panics
/// When it cannot be opened.
pub async fn open(address: &str) -> (Store, Clock) {
    let clock = Clock::fixed(instant(START));
    let store = Store::open(address, clock.clone())
        .await
        .unwrap_or_else(|error| panic!("open {address}: {error}"));
    (store, clock)
}

async fn execute(server: &str, statement: String) {
    let mut connection = PgConnection::connect(server)
        .await
        .unwrap_or_else(|error| panic!("TEST_POSTGRES_URL: {error}"));
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
}
