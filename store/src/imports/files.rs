//! A file as an office imports it: kept, checked, and when it is free of faults, imported.
//!
//! The state lives in the database, so any of several servers can show it; how far a running import
//! has come is known to its own process alone.

use super::{Kind, OneTimeCode, Preview, Progress, Report, RowError, Work, carry_out};
use crate::{Result, Store, StoreError, accounts::Code, backend::both};
use chrono::{DateTime, Duration, Utc};
use domain::{access::Actor, coded, ids::ImportId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A file that nobody imports is let go of after so many days.
const KEPT_DAYS: i64 = 7;

/// The most faults that a summary names; their number is always told.
const FAULTS: usize = 500;

coded!(
    /// Where a file stands.
    State {
        Checking = "checking" "正在检查",
        Checked = "checked" "已检查",
        Importing = "importing" "正在导入",
        Imported = "imported" "已导入",
        Failed = "failed" "没有完成",
    }
);

/// A fault as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub row: usize,
    pub column: String,
    pub value: String,
    pub code: String,
    pub message: String,
    pub suggestion: Option<String>,
}

impl From<&RowError> for Fault {
    fn from(error: &RowError) -> Self {
        Self {
            row: error.row,
            column: error.column.clone(),
            value: error.value.clone(),
            code: error.code.to_owned(),
            message: error.message.clone(),
            suggestion: error.suggestion.clone(),
        }
    }
}

/// What a check found, or an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Columns that were not read, because what they say is worked out from the others.
    #[serde(default)]
    pub derived: Vec<String>,
    pub fault_count: usize,
    /// The first faults.
    pub faults: Vec<Fault>,
    #[serde(default)]
    pub warning_count: usize,
    /// The first warnings.
    #[serde(default)]
    pub warnings: Vec<Fault>,
    pub preview: Vec<Preview>,
    /// The logins of accounts that the import made.
    pub logins: Vec<String>,
}

impl From<&Report> for Summary {
    fn from(report: &Report) -> Self {
        let first = |errors: &[RowError]| errors.iter().take(FAULTS).map(Fault::from).collect();
        let codes = report.one_time_codes.iter();
        Self {
            created: report.created,
            changed: report.changed,
            unchanged: report.unchanged,
            derived: report.derived.clone(),
            fault_count: report.errors.len(),
            faults: first(&report.errors),
            warning_count: report.warnings.len(),
            warnings: first(&report.warnings),
            preview: report.preview.clone(),
            logins: codes.map(|code| code.login.clone()).collect(),
        }
    }
}

/// A kept file without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub id: ImportId,
    pub kind: Kind,
    pub name: String,
    pub state: State,
    pub summary: Option<Summary>,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
}

/// The kinds this person may import.
#[must_use]
pub fn kinds(actor: &Actor) -> Vec<Kind> {
    use domain::codes::Coded;
    let all = Kind::ALL.iter().copied();
    all.filter(|kind| super::Rights::new(Some(actor), *kind).any())
        .collect()
}

/// Keeps a file to be checked. [`StoreError::Forbidden`] for who may not import this kind.
pub async fn keep(
    store: &Store,
    actor: &Actor,
    kind: Kind,
    name: &str,
    bytes: &[u8],
) -> Result<ImportId> {
    if !kinds(actor).contains(&kind) {
        return Err(StoreError::Forbidden);
    }
    let before = store.clock().now() - Duration::days(KEPT_DAYS);
    both!(store, import_files::keep(actor, kind, name, bytes, before))
}

/// One's own file; anybody else's is [`StoreError::NotFound`].
pub async fn find(store: &Store, actor: &Actor, id: ImportId) -> Result<File> {
    both!(store, import_files::find(actor, id))
}

/// One's own files, newest first; what was found is told of those that wait to be imported.
pub async fn recent(store: &Store, actor: &Actor) -> Result<Vec<File>> {
    both!(store, import_files::recent(actor))
}

/// Says what an import of the file would do.
pub async fn check(
    store: &Store,
    actor: &Actor,
    id: ImportId,
    progress: Arc<Progress>,
) -> Result<Summary> {
    let file = find(store, actor, id).await?;
    let bytes = both!(store, import_files::bytes(id))?;
    let report = carry_out(store, work(actor, &file, true, progress), bytes).await?;
    let summary = Summary::from(&report);
    both!(
        store,
        import_files::mark(id, State::Checked, Some(&summary))
    )?;
    Ok(summary)
}

/// Takes a checked file for importing: whoever comes second gets [`StoreError::Conflict`].
pub async fn claim(store: &Store, actor: &Actor, id: ImportId) -> Result<()> {
    find(store, actor, id).await?;
    both!(store, import_files::claim(id))
}

/// Imports a claimed file: all of it, or nothing.
pub async fn apply(
    store: &Store,
    actor: &Actor,
    id: ImportId,
    progress: Arc<Progress>,
) -> Result<Summary> {
    let file = find(store, actor, id).await?;
    let bytes = both!(store, import_files::bytes(id))?;
    let report = carry_out(store, work(actor, &file, false, progress), bytes).await?;
    let summary = Summary::from(&report);
    if summary.fault_count > 0 {
        // Something changed since the check: the faults are shown, and nothing was written.
        both!(
            store,
            import_files::mark(id, State::Checked, Some(&summary))
        )?;
    }
    Ok(summary)
}

/// Says that a check or an import broke off; it wrote nothing.
pub async fn fail(store: &Store, id: ImportId) -> Result<()> {
    both!(store, import_files::mark(id, State::Failed, None))
}

/// New one-time codes for the accounts that an import made and nobody has used yet, to be printed.
/// Codes handed out before are void.
pub async fn issue_codes(store: &Store, actor: &Actor, id: ImportId) -> Result<Vec<OneTimeCode>> {
    let file = find(store, actor, id).await?;
    let logins = file.summary.map(|summary| summary.logins);
    let codes: Vec<(String, Code)> = logins
        .unwrap_or_default()
        .into_iter()
        .map(|login| (login, Code::new()))
        .collect();
    both!(store, import_files::issue_codes(actor, &codes))
}

fn work(actor: &Actor, file: &File, dry_run: bool, progress: Arc<Progress>) -> Work {
    Work {
        actor: Some(actor.clone()),
        kind: file.kind,
        file_name: file.name.clone(),
        dry_run,
        file: (!dry_run).then_some(file.id),
        progress,
    }
}
