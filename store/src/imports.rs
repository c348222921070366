//! Imports of bureaus' own lists: CSV or XLSX, all rows or none.
//!
//! [`sheet`] reads a file into rows of text, [`table`] finds the header, [`reader`] turns cells into
//! domain types and names each fault, one file per kind decides what a row makes or changes, and
//! `queries::imports` writes it. A row with a known key updates; a column that the file lacks is
//! left as it is, an empty cell clears.

mod assignments;
mod cells;
mod columns;
mod commissioners;
mod designations;
mod divisions;
pub mod files;
mod imported_records;
mod industries;
mod ledgers;
pub(crate) mod own;
mod plan;
mod preview;
mod progress;
mod reader;
mod sheet;
mod table;
mod teams;
pub mod templates;
mod trainings;
mod units;
mod villages;
mod visits;

pub(crate) use columns::Columns;
pub(crate) use commissioners::GENDERS;
pub(crate) use imported_records::{Imported, LedgerRecord};
pub(crate) use industries::CATEGORIES;
pub(crate) use ledgers::{KnownEntry, LedgerEntry};
pub(crate) use plan::{Known, Plan, Rights, plan};
pub(crate) use preview::{names, preview};
#[cfg(test)]
pub(crate) use sheet::Row;
pub(crate) use table::Table;
pub(crate) use units::KINDS as UNIT_KINDS;

use crate::{Result, Store, StoreError, backend::both};
use domain::{
    access::Actor,
    ids::ImportId,
    registers::{Changed, Fact},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub use domain::registers::Kind;
pub use progress::Progress;

/// What an import did, or in a dry run would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Columns that were not read: what they say is worked out from the others, or is the system's own.
    pub derived: Vec<String>,
    /// Every fault of the file. When there is one, nothing was written.
    pub errors: Vec<RowError>,
    /// What is taken in all the same, and to be looked at.
    pub warnings: Vec<RowError>,
    /// The first things made or changed, at most [`PREVIEWED`].
    pub preview: Vec<Preview>,
    /// For the new commissioners, to be handed out on paper; not kept anywhere. None in a dry run.
    pub one_time_codes: Vec<OneTimeCode>,
}

/// How many of the things made or changed a report names.
pub const PREVIEWED: usize = 50;

/// How much is told of a new thing in a report.
pub(crate) const TOLD: usize = 6;

/// A thing that is made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub title: String,
    pub is_new: bool,
    /// What it is known by; of a new thing also what it says first.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// What changes; nothing for a new thing.
    pub changes: Vec<Changed>,
}

/// A fault and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowError {
    /// The row's number as Excel shows it; 0 for the file as a whole.
    pub row: usize,
    /// The column as the file's header writes it.
    pub column: String,
    pub value: String,
    /// A stable code, as `unknown_area`.
    pub code: &'static str,
    /// The same for people, in Chinese.
    pub message: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

impl RowError {
    /// A fault of the key of a form.
    pub(crate) fn of_form(kind: Kind, message: &str) -> Self {
        let column = match kind {
            Kind::Assignments | Kind::Designations => "village_code",
            Kind::Commissioners => "login",
            _ => "code",
        };
        Self {
            row: 1,
            column: column.to_owned(),
            value: String::new(),
            code: "exists",
            message: message.to_owned(),
            suggestion: None,
        }
    }
}

/// The code that sets a new commissioner's first password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OneTimeCode {
    pub login: String,
    pub name: String,
    pub code: String,
}

/// Imports a file, or in a dry run tells what it would do. Without an actor it is the command line's.
///
/// One transaction: with any error in the report nothing is written. Refuses with
/// [`StoreError::Forbidden`] who may edit no register; rows outside the actor's area are errors of
/// the report.
pub async fn run(
    store: &Store,
    actor: Option<&Actor>,
    kind: Kind,
    file_name: &str,
    bytes: Vec<u8>,
    dry_run: bool,
) -> Result<Report> {
    let work = Work {
        actor: actor.cloned(),
        kind,
        file_name: file_name.to_owned(),
        dry_run,
        file: None,
        progress: Arc::default(),
    };
    carry_out(store, work, bytes).await
}

/// An import that is under way.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) actor: Option<Actor>,
    pub(crate) kind: Kind,
    pub(crate) file_name: String,
    pub(crate) dry_run: bool,
    /// The kept file, which the import's own transaction marks as imported.
    pub(crate) file: Option<ImportId>,
    pub(crate) progress: Arc<Progress>,
}

impl Work {
    pub(crate) const fn rights(&self) -> Rights<'_> {
        Rights::new(self.actor.as_ref(), self.kind)
    }
}

pub(crate) async fn carry_out(store: &Store, work: Work, bytes: Vec<u8>) -> Result<Report> {
    if !work.rights().any() {
        return Err(StoreError::Forbidden);
    }
    let (name, kind) = (work.file_name.clone(), work.kind);
    let table = tokio::task::spawn_blocking(move || {
        sheet::read(&name, bytes).and_then(|rows| Table::find(kind, rows))
    })
    .await
    .unwrap_or_else(|_| Err(vec![sheet::unreadable("文件无法读取")]));
    match table {
        Ok(table) => both!(store, imports::run(work, table)),
        Err(errors) => Ok(Report {
            errors,
            ..Report::default()
        }),
    }
}
