//! Lists as files hold them: whole, but read in batches, so that a long list takes no more memory
//! than a short one; all of a list from one snapshot, whatever others write meanwhile.

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    areas::AreaCode,
    divisions::ToldYear,
    reading::{RecordFilter, RecordView},
    statistics::catalogue::IndicatorCode,
};
use std::collections::BTreeMap;
use tokio::sync::mpsc;

/// The most rows of one batch.
pub const BATCH: i64 = 500;

/// Where batches go. Who reads slowly slows the reading of the database; who stops reading ends it.
pub type Batches<T> = mpsc::Sender<Vec<T>>;

/// What is written down of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// `records`, `annual`, `coverage`, `audit`, or an indicator's code for the list behind it.
    pub list: String,
    /// `csv`, `xlsx` or `json`.
    pub format: &'static str,
    /// Without one, the actor's own.
    pub area: Option<AreaCode>,
    pub rows: u64,
    /// What narrowed the list, by name.
    pub asked: BTreeMap<String, String>,
}

/// All records the actor may read under the filter, newest first. Its page and limit do not matter.
pub async fn records(
    store: &Store,
    actor: &Actor,
    filter: &RecordFilter,
    out: &Batches<RecordView>,
) -> Result<()> {
    both!(store, exports::records(actor, filter, out))
}

/// All records that one figure counts, as [`crate::statistics::behind`] pages them.
pub async fn behind(
    store: &Store,
    actor: &Actor,
    code: IndicatorCode,
    area: AreaCode,
    year: impl Into<ToldYear>,
    out: &Batches<RecordView>,
) -> Result<()> {
    let year = year.into();
    both!(store, exports::behind(actor, code, area, year, out))
}

/// Writes an export down in the audit log; without an actor, one of the command line.
pub async fn note(store: &Store, actor: Option<&Actor>, export: &Export) -> Result<()> {
    both!(store, exports::note(actor, export))
}
