//! `ketepai restore`.

use std::{fs::File, path::PathBuf};

use clap::Args;
use store::{Clock, backup};

use super::Failure;

const DATABASE_URL: &str = "KETEPAI_DATABASE_URL";

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// What `ketepai backup` has written.
    file: PathBuf,
    /// A folder that is missing or empty: it gets `ketepai.db` and `attachments`.
    #[arg(long, env = "KETEPAI_INTO")]
    into: PathBuf,
    /// An empty PostgreSQL database to restore into instead of `ketepai.db`; KETEPAI_DATABASE_URL, if it is
    /// one of PostgreSQL.
    #[arg(long)]
    database_url: Option<String>,
}

impl Restore {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let postgres_url = self.postgres_url()?;
        let file = File::open(&self.file).map_err(|error| {
            Failure::failed(format!("cannot read {}: {error}", self.file.display()))
        })?;
        let clock = Clock::default();
        let url = postgres_url.as_deref();
        let summary = backup::restore(file, &self.into, url, clock, &super::say).await?;
        println!(
            "{} rows and {} attachments restored into {}",
            summary.row_count,
            summary.attachment_count,
            self.into.display()
        );
        Ok(())
    }

    /// In the environment the address of a SQLite file is the one in service, which is no place to
    /// restore to; an empty PostgreSQL database is.
    fn postgres_url(&self) -> Result<Option<String>, Failure> {
        match &self.database_url {
            Some(url) if store::is_postgres(url) => Ok(Some(url.clone())),
            Some(_) => Err(Failure::usage(
                "--database-url takes an empty PostgreSQL database; SQLite is written as ketepai.db in the folder of --into",
            )),
            None => Ok(std::env::var(DATABASE_URL)
                .ok()
                .filter(|url| store::is_postgres(url))),
        }
    }
}
