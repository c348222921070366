//! Backup and restore: one file for both databases, records and attachments from one moment.
//!
//! The file is a sealed tar archive (`archive.rs`): `header.json` with the migrations and tables,
//! `tables/NAME/NNNNNN.ndjson.gz` with a JSON array per row, `attachments/ab/cd/SHA256`, and
//! `manifest.json` with the counts. It says nothing in a database's own dialect, so a county's SQLite
//! backup can be restored into PostgreSQL, and an older backup by a newer ketepai.

pub(crate) mod archive;
pub(crate) mod cells;
mod into_folder;
pub(crate) mod pieces;
pub(crate) mod schema;

use crate::{
    Clock, Store, StoreError,
    attachment_files::{AttachmentFiles, is_absent, name_of},
    backend::{Backend, both},
};
use archive::{MAX_ENTRY, Reader, Writer};
use into_folder::Staging;
use pieces::{Header, Incoming, Manifest, Outgoing};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Why there is no backup, or nothing was restored. In both cases nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("the backup is damaged, cut off or altered; nothing was restored")]
    Damaged,
    #[error("the backup was made by a newer ketepai; nothing was restored")]
    Newer,
    #[error("{} is not empty; nothing was restored", .0.display())]
    FolderNotEmpty(PathBuf),
    #[error("the database is not empty; nothing was restored")]
    DatabaseNotEmpty,
    #[error(transparent)]
    File(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::migrate::MigrateError> for BackupError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Store(error.into())
    }
}

impl From<serde_json::Error> for BackupError {
    /// What the seal protects and is still no JSON of ours was never written by us.
    fn from(_: serde_json::Error) -> Self {
        Self::Damaged
    }
}

/// What a backup holds, or a restore has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub row_count: u64,
    pub attachment_count: u64,
    pub byte_count: u64,
    /// Attachments that cannot be read, or whose bytes are no longer what their name says: they are not in
    /// the backup.
    pub damaged_attachments: Vec<String>,
    /// Attachments that the database speaks for and the folder does not hold.
    pub missing_attachments: Vec<String>,
}

/// Where long work has come to, one line at a time.
pub type Progress<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// Writes everything as it stands at one moment, while others go on writing. The database comes
/// first and the attachments after, so each photo that the backup's records have is in it.
///
/// What was given out is complete only when this returns.
pub async fn write<W: Write + Send>(
    store: &Store,
    attachments: &Path,
    out: W,
    progress: Progress<'_>,
) -> Result<(W, Summary), BackupError> {
    let made_at = store.clock().now();
    let seconds = u64::try_from(made_at.timestamp()).unwrap_or_default();
    let mut out = Outgoing::new(Writer::new(out, seconds), made_at, progress);
    both!(store, export::write(&mut out))?;
    let files = AttachmentFiles::new(attachments);
    let damaged_attachments = attach(&files, &mut out)?;
    let mut missing_attachments = both!(store, attachments::hashes())?;
    missing_attachments.retain(|hash| !files.holds(hash) && !damaged_attachments.contains(hash));
    let (manifest, out, byte_count) = out.finish()?;
    let summary = Summary {
        row_count: manifest.row_count(),
        attachment_count: manifest.attachment_count,
        byte_count,
        damaged_attachments,
        missing_attachments,
    };
    Ok((out, summary))
}

/// Adds the attachments; the names of those that are damaged.
fn attach<W: Write>(
    files: &AttachmentFiles,
    out: &mut Outgoing<'_, W>,
) -> Result<Vec<String>, BackupError> {
    let mut damaged = Vec::new();
    files.each(|hash, path| {
        // A photo that went bad must not keep the others out of the backup.
        match fs::read(path) {
            // Nobody claimed it and it was cleared away this moment.
            Err(error) if is_absent(&error) => return Ok(()),
            Ok(bytes) if name_of(&bytes) == hash && bytes.len() <= MAX_ENTRY => {
                return out.attachment(hash, &bytes);
            }
            Ok(_) | Err(_) => damaged.push(hash.to_owned()),
        }
        Ok(())
    })?;
    Ok(damaged)
}

/// Restores a backup into `into`, which must be missing or empty: `into/attachments`, and
/// `into/ketepai.db` or else the empty PostgreSQL database of `postgres_url`. Phones that pull from
/// it afterwards begin anew.
///
/// Refuses with [`BackupError::Damaged`] a file of which any byte is missing or altered. Whatever
/// goes wrong, nothing is left behind.
pub async fn restore(
    backup: File,
    into: &Path,
    postgres_url: Option<&str>,
    clock: Clock,
    progress: Progress<'_>,
) -> Result<Summary, BackupError> {
    let byte_count = backup.metadata()?.len();
    let mut reader = Reader::open(backup)?;
    progress("the seal holds");
    let header = Header::read(&mut reader)?;
    let mut staging = Staging::make(into)?;
    let url = postgres_url.map_or_else(|| staging.database_url(), str::to_owned);
    let store = Store::connect(&url, clock, true).await?;
    let files = AttachmentFiles::new(staging.attachments());
    let mut incoming = Incoming::new(reader, header, files, progress);
    let done = match store.backend() {
        Backend::Sqlite(pools) => {
            let settle = || staging.place_attachments();
            crate::sqlite::queries::load::restore(pools, &mut incoming, settle).await
        }
        Backend::Postgres(pools) => {
            let settle = || staging.place_attachments();
            let done = crate::postgres::queries::load::restore(pools, &mut incoming, settle).await;
            if done.is_ok() {
                pools.learn_sizes().await;
            }
            done
        }
    };
    // Closed before the file gets its name, so that all of it is in the one file.
    store.close().await;
    let manifest: Manifest = done?;
    staging.finish(postgres_url.is_none())?;
    Ok(Summary {
        row_count: manifest.row_count(),
        attachment_count: manifest.attachment_count,
        byte_count,
        damaged_attachments: Vec::new(),
        missing_attachments: Vec::new(),
    })
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
