//! A fresh database for each test.

use chrono::{DateTime, Utc};
use futures::FutureExt;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, migrate::Migrator};
use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    path::Path,
};
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

/// The same for a test that opens the database itself, several times as several machines do. It is
/// still empty.
///
/// # Panics
/// When the test does, or a database cannot be made.
pub async fn each_address(test: impl AsyncFn(String)) {
    on_sqlite(&test).await;
    on_postgres(&test).await;
}

async fn on_sqlite(test: &impl AsyncFn(String)) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("a temporary folder: {error}"));
    // Shown by the test runner when the test fails.
    println!("on sqlite");
    test(format!("sqlite://{}/ketepai.db", folder.path().display())).await;
}

/// Only PostgreSQL's half of [`each_address`]; nothing without `TEST_POSTGRES_URL`.
///
/// # Panics
/// When the test does, or the database cannot be made.
pub async fn on_postgres(test: &impl AsyncFn(String)) {
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
    let outcome = AssertUnwindSafe(test(format!("{base}/{name}")))
        .catch_unwind()
        .await;
    execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
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

/// Runs a statement past the store, as somebody would who has the database in their hands.
///
/// # Panics
/// When the statement fails.
pub async fn execute(address: &str, statement: &str) {
    let sql = AssertSqlSafe(statement.to_owned());
    let done = if store::is_postgres(address) {
        let connection = PgConnection::connect(address).await;
        let mut connection = connection.unwrap_or_else(|error| panic!("{address}: {error}"));
        sqlx::raw_sql(sql)
            .execute(&mut connection)
            .await
            .map(|_| ())
    } else {
        let connection = SqliteConnection::connect(address).await;
        let mut connection = connection.unwrap_or_else(|error| panic!("{address}: {error}"));
        sqlx::raw_sql(sql)
            .execute(&mut connection)
            .await
            .map(|_| ())
    };
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// Comes back once so many statements of a PostgreSQL database wait for a lock.
pub async fn waiting(address: &str, how_many: i64) {
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    while number(address, waiting).await < how_many {}
}

/// The one number that a statement reads past the store.
///
/// # Panics
/// When the statement fails or reads something else.
pub async fn number(address: &str, statement: &str) -> i64 {
    let sql = AssertSqlSafe(statement.to_owned());
    let read = if store::is_postgres(address) {
        let connection = PgConnection::connect(address).await;
        let mut connection = connection.unwrap_or_else(|error| panic!("{address}: {error}"));
        sqlx::query_scalar(sql).fetch_one(&mut connection).await
    } else {
        let connection = SqliteConnection::connect(address).await;
        let mut connection = connection.unwrap_or_else(|error| panic!("{address}: {error}"));
        sqlx::query_scalar(sql).fetch_one(&mut connection).await
    };
    read.unwrap_or_else(|error| panic!("{statement}: {error}"))
}

/// Leaves an empty database as the first release left it.
///
/// # Panics
/// When it cannot be migrated.
pub async fn migrate_to_first(address: &str) {
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    let dialect = if store::is_postgres(address) {
        "postgres"
    } else {
        "sqlite"
    };
    let migrator = Migrator::new(Path::new(migrations).join(dialect)).await;
    let migrator = migrator.unwrap_or_else(|error| panic!("{migrations}: {error}"));
    let done = if store::is_postgres(address) {
        let connection = PgConnection::connect(address).await;
        let mut connection = connection.unwrap_or_else(|error| panic!("{address}: {error}"));
        migrator.run_to(1, &mut connection).await
    } else {
        let connection = SqliteConnection::connect(&format!("{address}?mode=rwc")).await;
        let mut connection = connection.unwrap_or_else(|error| panic!("{address}: {error}"));
        migrator.run_to(1, &mut connection).await
    };
    done.unwrap_or_else(|error| panic!("{address}: {error}"));
}
