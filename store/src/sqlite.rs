//! SQLite: WAL, one writer, query-only readers, every commit on disk before it is answered.

use crate::{Clock, Result};
use sqlx::{
    Connection, SqlitePool, Transaction,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{str::FromStr, time::Duration};

pub(crate) mod lists;
#[cfg(test)]
mod plans;
#[path = "queries/mod.rs"]
pub(crate) mod queries;
mod schema;
mod whole;

pub(crate) type Db = sqlx::Sqlite;
pub(crate) type Tx = Transaction<'static, Db>;
pub(crate) type Conn = <Db as sqlx::Database>::Connection;

/// Whether plans are made by how large tables are. Here by their indexes alone.
pub(crate) const PLANS_BY_SIZE: bool = false;

/// The day so many days after that of a column, in SQL.
pub(crate) fn days_after(column: &str, days: i64) -> String {
    format!("DATE({column}, '+{days} days')")
}

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/sqlite");

/// The writer, the readers and the clock.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    write: SqlitePool,
    read: SqlitePool,
    pub(crate) clock: Clock,
    pub(crate) ingest: queries::ingest::Ingest,
}

/// Whether a connection can begin a transaction. When the disk is full or fails, SQLite rolls back by itself;
/// sqlx then cannot, and takes the connection for one in a transaction for ever. A new one takes its place.
fn is_at_rest(conn: &Conn) -> bool {
    !conn.is_in_transaction()
}

impl Pools {
    /// `make` makes a file that is missing.
    pub(crate) async fn open(url: &str, clock: Clock, make: bool) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(make)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            // Rows that the reading thread is ahead of who takes them: each stop wakes a thread.
            .row_buffer_size(512)
            .pragma("temp_store", "memory");
        // One writer, so that writers queue here instead of failing busy; it also makes the file.
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .before_acquire(|conn, _| Box::pin(async { Ok(is_at_rest(conn)) }))
            .connect_with(
                options
                    .clone()
                    // Kibibytes: the pages that a commit of many pushes changes.
                    .pragma("cache_size", "-16000")
                    // Statements over rows come in a few sizes each.
                    .statement_cache_capacity(400)
                    // Pages: a page that commits change again and again is carried over once.
                    .pragma("wal_autocheckpoint", "4000"),
            )
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .before_acquire(|conn, _| Box::pin(async { Ok(is_at_rest(conn)) }))
            // What they read, the system's own cache holds too.
            .connect_lazy_with(
                options
                    .pragma("query_only", "on")
                    .pragma("cache_size", "-2000"),
            );
        Ok(Self {
            write,
            read,
            clock,
            ingest: queries::ingest::Ingest::default(),
        })
    }

    pub(crate) async fn migrate(&self) -> Result<()> {
        Ok(MIGRATOR.run(&self.write).await?)
    }

    /// A transaction that may write. It holds the writer from the start, so it never fails half-way for being late.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        Ok(self.write.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// A transaction that only reads, all from one snapshot.
    pub(crate) async fn snapshot(&self) -> Result<Tx> {
        Ok(self.read.begin().await?)
    }

    /// The same for lists that come page by page. Here every statement has one plan.
    pub(crate) async fn snapshot_for_pages(&self) -> Result<Tx> {
        self.snapshot().await
    }

    /// A connection for one statement that reads.
    pub(crate) async fn reader(&self) -> Result<PoolConnection<Db>> {
        Ok(self.read.acquire().await?)
    }

    /// Waits until no other transaction has a turn of this name. Here every writer waits for every other.
    #[expect(clippy::unused_async, reason = "PostgreSQL's half of the pair waits")]
    pub(crate) async fn take_turn(&self, _: &mut Tx, _: &str) -> Result<()> {
        Ok(())
    }

    /// The same: whoever begins to write waits, and gives up, for the writer itself.
    pub(crate) async fn take_turn_soon(&self, tx: &mut Tx, name: &str) -> Result<()> {
        self.take_turn(tx, name).await
    }

    pub(crate) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}
