//! Whether what is kept is whole and hangs together, without changing any of it.

use crate::{
    Problem, Store, StoreError,
    attachment_files::{AttachmentFiles, is_absent, name_of_file},
    backend::both,
    backup::BackupError,
};
use std::path::Path;

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("record {record} is at version {version}, but {kept} of its versions are kept")]
    Versions {
        record: String,
        version: i64,
        kept: i64,
    },
    #[error("record {record} does not say what its newest version says")]
    Body { record: String },
    #[error("record {record} does not say what was last submitted")]
    SubmittedBody { record: String },
    #[error("record {record} has another status than its newest version")]
    Status { record: String },
    #[error("record {record} was submitted, but nothing of it can be counted")]
    NothingCounted { record: String },
    #[error("change {change} was accepted, but the version it made is not kept")]
    ChangeWithoutVersion { change: String },
    #[error("the receipt of change {change} does not verify")]
    Receipt { change: String },
    #[error("photo {hash} of record {record} is missing")]
    PhotoMissing { record: String, hash: String },
    #[error("attachment {hash} was uploaded, but is missing")]
    AttachmentMissing { hash: String },
    #[error("attachment {hash} is damaged: its bytes are not those it is named by")]
    AttachmentDamaged { hash: String },
    #[error("attachment {hash} cannot be read: {why}")]
    AttachmentUnreadable { hash: String, why: String },
    #[error("the database file is damaged: {what}")]
    DatabaseDamaged { what: String },
    #[error("a row of {table} names a row of {parent} that is not there ({count} such rows)")]
    ParentMissing {
        table: String,
        parent: String,
        count: i64,
    },
    #[error("record {record} is gone, but versions of it are kept")]
    VersionsWithoutRecord { record: String },
    #[error("audit rows {first} to {last} are missing")]
    AuditRowsMissing { first: i64, last: i64 },
    #[error("the audit chain breaks at row {position}: it, or the row before, was changed")]
    AuditRowChanged { position: i64 },
    #[error("{count} audit rows stand outside the chain")]
    AuditRowsUnchained { count: i64 },
    #[error("the audit log ends otherwise than its head says: rows were cut off or added")]
    AuditEnd,
    #[error(
        "the year {year} of {area} that was filed as number {number} is not what it was filed as"
    )]
    Filing {
        area: String,
        year: i32,
        number: i64,
    },
    #[error("the audit log has lost its head")]
    AuditHeadMissing,
    #[error(
        "the figures kept for {of} in {year} are not what its records give; `ketepai rebuild` computes them anew"
    )]
    RollUp { year: i32, of: String },
}

/// What was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    pub record_count: u64,
    pub version_count: u64,
    pub receipt_count: u64,
    pub audit_row_count: u64,
    pub roll_up_count: u64,
    pub filing_count: u64,
    pub attachment_count: u64,
    /// The hash of the last audit row. Written down elsewhere, it tells later whether the log up to
    /// here was rewritten as a whole, which the database alone cannot tell.
    pub audit_head: String,
}

/// Looks through everything and tells of each finding. Reads one moment's state of the database, then
/// the folder of attachments; others may go on writing.
///
/// [`Problem::OtherVersion`] for a database that this ketepai has not migrated, or that a newer one has.
pub async fn run(
    store: &Store,
    attachments: &Path,
    tell: &mut (dyn FnMut(Finding) + Send),
) -> Result<Checked, BackupError> {
    if !both!(store, export::is_current())? {
        return Err(StoreError::Refused(Problem::OtherVersion).into());
    }
    let files = AttachmentFiles::new(attachments);
    let mut checked = both!(store, check::run(&files, tell))?;
    files.each::<BackupError>(|hash, path| {
        match name_of_file(path) {
            Ok(name) if name == hash => {}
            Err(error) if is_absent(&error) => return Ok(()),
            Ok(_) => tell(Finding::AttachmentDamaged { hash: hash.into() }),
            Err(error) => tell(Finding::AttachmentUnreadable {
                hash: hash.into(),
                why: error.to_string(),
            }),
        }
        checked.attachment_count += 1;
        Ok(())
    })?;
    Ok(checked)
}
