//! PostgreSQL, for a city or a province.

use crate::{Clock, Result};
use sqlx::{
    Connection, PgConnection, PgPool, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

pub(crate) mod lists;
#[path = "queries/mod.rs"]
pub(crate) mod queries;
mod schema;
mod whole;

pub(crate) type Db = sqlx::Postgres;
pub(crate) type Tx = Transaction<'static, Db>;
pub(crate) type Conn = <Db as sqlx::Database>::Connection;

/// Whether plans are made by how large tables are.
pub(crate) const PLANS_BY_SIZE: bool = true;

/// The day so many days after that of a column, in SQL.
pub(crate) fn days_after(column: &str, days: i64) -> String {
    format!("{column} + {days}")
}

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

/// The connections and the clock.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    pool: PgPool,
    pub(crate) clock: Clock,
    pub(crate) ingest: queries::ingest::Ingest,
}

impl Pools {
    pub(crate) async fn open(url: &str, clock: Clock) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?;
        // A pool would only say that it waited in vain.
        PgConnection::connect_with(&options).await?.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            // Statements over rows come in a few sizes each.
            .connect_with(options.statement_cache_capacity(400))
            .await?;
        Ok(Self {
            pool,
            clock,
            ingest: queries::ingest::Ingest::default(),
        })
    }

    pub(crate) async fn migrate(&self) -> Result<()> {
        Ok(MIGRATOR.run(&self.pool).await?)
    }

    /// A transaction that may write.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        Ok(self.pool.begin().await?)
    }

    /// A transaction that only reads, all from one snapshot.
    pub(crate) async fn snapshot(&self) -> Result<Tx> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        Ok(self.pool.begin_with(begin).await?)
    }

    /// The same for lists that come page by page: each statement is planned for its own values, since a
    /// plan for any values reads and sorts a whole county for each page of it.
    pub(crate) async fn snapshot_for_pages(&self) -> Result<Tx> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan";
        Ok(self.pool.begin_with(begin).await?)
    }

    /// A connection for one statement that reads.
    pub(crate) async fn reader(&self) -> Result<PoolConnection<Db>> {
        Ok(self.pool.acquire().await?)
    }

    /// Waits until no other transaction has a turn of this name; it ends with the transaction.
    pub(crate) async fn take_turn(&self, tx: &mut Tx, name: &str) -> Result<()> {
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind(name)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// The same, or gives up after five seconds: see [`crate::StoreError::is_others_turn`].
    pub(crate) async fn take_turn_soon(&self, tx: &mut Tx, name: &str) -> Result<()> {
        sqlx::query("SET LOCAL lock_timeout = '5s'")
            .execute(&mut **tx)
            .await?;
        self.take_turn(tx, name).await?;
        sqlx::query("SET LOCAL lock_timeout TO DEFAULT")
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Lets the planner know how large the tables are now: after many rows have come at once it plans by
    /// what there was before, until it looks for itself a minute later. Then, too, if this fails.
    pub(crate) async fn learn_sizes(&self) {
        let _ = sqlx::query("ANALYZE").execute(&self.pool).await;
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}
