//! A fresh database for each test.

use chrono::{DateTime, Utc};
use futures::FutureExt;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
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
    each_url(async |url| {
        let clock = Clock::fixed(instant(START));
        let store = open(url, &clock).await;
        test(store.clone(), clock).await;
        store.close().await;
    })
    .await;
}

/// The same for a test that opens the database itself, or several times: it is still empty.
///
/// # Panics
/// When the test does, or a database cannot be made.
pub async fn each_url(test: impl AsyncFn(&str)) {
    on_sqlite(&test).await;
    on_postgres(&test).await;
}

/// Opens a database with this clock.
///
/// # Panics
/// When it cannot be opened.
pub async fn open(url: &str, clock: &Clock) -> Store {
    Store::open(url, clock.clone())
        .await
        .unwrap_or_else(|error| panic!("open {url}: {error}"))
}

/// A file in a temporary folder that is not made yet.
///
/// # Panics
/// When the test does, or there is no temporary folder.
pub async fn on_sqlite(test: impl AsyncFn(&str)) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("a temporary folder: {error}"));
    // Shown by the test runner when the test fails.
    println!("on sqlite");
    test(&format!("sqlite://{}/ketepai.db", folder.path().display())).await;
}

/// An empty database of the server of `TEST_POSTGRES_URL`; without that, nothing.
///
/// # Panics
/// When the test does, or the database cannot be made.
pub async fn on_postgres(test: impl AsyncFn(&str)) {
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        return;
    };
    let name = format!("ketepai_test_{}", Clock::default().new_id().simple());
    // `template0` takes no connections, so tests that start together do not disturb each other.
    execute(
        &server,
        &format!("CREATE DATABASE {name} TEMPLATE template0"),
    )
    .await;
    let (base, _) = server
        .rsplit_once('/')
        .unwrap_or_else(|| panic!("TEST_POSTGRES_URL must name a database"));
    println!("on postgres");
    let url = format!("{base}/{name}");
    let outcome = AssertUnwindSafe(test(&url)).catch_unwind().await;
    execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// Runs a statement past the store, as somebody would who has the database in their hands.
///
/// # Panics
/// When the statement fails.
pub async fn execute(url: &str, statement: &str) {
    let sql = AssertSqlSafe(statement.to_owned());
    let done = if store::is_postgres(url) {
        let connection = PgConnection::connect(url).await;
        let mut connection = connection.unwrap_or_else(|error| panic!("{url}: {error}"));
        sqlx::raw_sql(sql)
            .execute(&mut connection)
            .await
            .map(|_| ())
    } else {
        let connection = SqliteConnection::connect(url).await;
        let mut connection = connection.unwrap_or_else(|error| panic!("{url}: {error}"));
        sqlx::raw_sql(sql)
            .execute(&mut connection)
            .await
            .map(|_| ())
    };
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}
