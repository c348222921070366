//! Opening and closing a database.

use crate::{
    Clock, Result, StoreError,
    backend::{Backend, both},
    postgres, sqlite,
};
use std::path::Path;

/// An open, migrated database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    backend: Backend,
    clock: Clock,
}

impl Store {
    /// Opens `sqlite://path` (made when missing) or `postgres://…` and migrates it.
    ///
    /// Fails as [`StoreError::Unavailable`] when the database cannot be reached.
    pub async fn open(url: &str, clock: Clock) -> Result<Self> {
        let store = Self::connect(url, clock, true).await?;
        match &store.backend {
            Backend::Sqlite(pools) => pools.migrate().await?,
            Backend::Postgres(pools) => pools.migrate().await?,
        }
        both!(store, audit::chain_older())?;
        both!(store, dictionaries::seed())?;
        both!(store, epochs::ensure())?;
        both!(store, rollups::catch_up())?;
        Ok(store)
    }

    /// Opens a database that is there and leaves it as it is, also while others serve from it.
    ///
    /// It may be of an older or newer ketepai, so only what reads any version may be asked of it.
    pub async fn attach(url: &str, clock: Clock) -> Result<Self> {
        Self::connect(url, clock, false).await
    }

    /// Connects without looking at what is there; `make` makes a SQLite file that is missing.
    pub(crate) async fn connect(url: &str, clock: Clock, make: bool) -> Result<Self> {
        let backend = if is_postgres(url) {
            Backend::Postgres(postgres::Pools::open(url, clock.clone()).await?)
        } else {
            if make {
                make_folder(url)?;
            }
            Backend::Sqlite(sqlite::Pools::open(url, clock.clone(), make).await?)
        };
        Ok(Self { backend, clock })
    }

    /// The store's clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        both!(self, dictionaries::ping())
    }

    /// Whether nobody works in it yet: it holds neither records nor commissioners.
    pub async fn is_empty(&self) -> Result<bool> {
        both!(self, dictionaries::is_empty())
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        match &self.backend {
            Backend::Sqlite(pools) => pools.close().await,
            Backend::Postgres(pools) => pools.close().await,
        }
    }

    pub(crate) const fn backend(&self) -> &Backend {
        &self.backend
    }
}

/// Whether a database URL speaks of PostgreSQL; otherwise it is a SQLite file's.
#[must_use]
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Makes the folder of a SQLite file.
fn make_folder(url: &str) -> Result<()> {
    let path = url
        .trim_start_matches("sqlite://")
        .trim_start_matches("sqlite:")
        .split('?')
        .next()
        .unwrap_or_default();
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|error| StoreError::Unavailable(sqlx::Error::Io(error))),
        _ => Ok(()),
    }
}
