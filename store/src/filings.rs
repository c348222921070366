//! 年度上报: filing an area's year, accepting it or sending it back, and what has changed since.

use crate::{Result, Store, backend::both, tries::Tries};
use domain::{
    access::Actor,
    areas::AreaCode,
    filings::{Correction, FiledList, Filing, FilingView, Readiness, YearLine},
    ids::FilingId,
    statistics::{catalogue::IndicatorCode, counted::CountedPart},
};
use std::collections::BTreeSet;

/// What became of a wish to file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Filed(FilingId),
    /// Something is in the way, or was not ticked.
    NotReady(Readiness),
}

/// What the level above says to a filed year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// 审定.
    Accept,
    /// 退回, with the reason.
    SendBack(&'a str),
}

/// Two filings of one area's year, and what differs from the first to the second.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    pub before: FilingView,
    pub after: FilingView,
    pub corrections: Vec<Correction>,
}

/// A city's own year and those of its counties; for a county, its years from this one back.
/// [`crate::StoreError::Forbidden`] for who files no years.
pub async fn list(store: &Store, actor: &Actor, year: i32) -> Result<Vec<YearLine>> {
    both!(store, filings::list(actor, year))
}

/// What stands between an area's year and its filing; only for its filer.
pub async fn readiness(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: i32,
) -> Result<Readiness> {
    both!(store, filings::readiness(actor, area, year))
}

/// Files an area's year: figures, what they count, and a hash over both; the counted records are
/// locked. `ticked` holds [`domain::filings::Caution::tick`]s.
pub async fn file(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: i32,
    ticked: &BTreeSet<String>,
) -> Result<Outcome> {
    let mut tries = Tries::default();
    loop {
        match both!(store, filings::file(actor, area, year, ticked)) {
            Err(error) if tries.again(&error).await => {}
            done => return done,
        }
    }
}

/// Accepts a filed year or sends it back, which opens it and its records again.
/// [`crate::StoreError::Conflict`] when its state has changed, or the year above was filed with it.
pub async fn judge(store: &Store, actor: &Actor, id: FilingId, verdict: Verdict<'_>) -> Result<()> {
    let mut tries = Tries::default();
    loop {
        match both!(store, filings::judge(actor, id, verdict)) {
            Err(error) if tries.again(&error).await => {}
            done => return done,
        }
    }
}

/// A filing with its figures and what has changed since.
pub async fn show(store: &Store, actor: &Actor, id: FilingId) -> Result<FilingView> {
    both!(store, filings::show(actor, id))
}

/// What stood behind one figure of a filing, by name, a page at a time; `limit` is cut to 200.
/// [`crate::StoreError::NotFound`] for a figure that keeps no list, such as a mean.
pub async fn items(
    store: &Store,
    actor: &Actor,
    id: FilingId,
    code: IndicatorCode,
    after: Option<&str>,
    limit: i64,
) -> Result<FiledList> {
    both!(store, filings::items(actor, id, code, after, limit))
}

/// What one figure of a filing counts once, villages, targets or people's days, each with its records as
/// they were filed; nothing for a figure that counts something else.
pub async fn parts(
    store: &Store,
    actor: &Actor,
    id: FilingId,
    code: IndicatorCode,
) -> Result<Vec<CountedPart>> {
    both!(store, filings::parts(actor, id, code))
}

/// All filings of an area's year, newest first.
pub async fn of_year(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: i32,
) -> Result<Vec<Filing>> {
    both!(store, filings::of_year(actor, area, year))
}

/// Two filings of the same area and year. [`crate::StoreError::NotFound`] when they are not.
pub async fn compare(
    store: &Store,
    actor: &Actor,
    before: FilingId,
    after: FilingId,
) -> Result<Compared> {
    both!(store, filings::compare(actor, before, after))
}

/// The text whose SHA-256 is the filing's hash.
pub async fn text(store: &Store, actor: &Actor, id: FilingId) -> Result<String> {
    both!(store, filings::text(actor, id))
}

/// Whether what is kept of a filing gives the hash it was filed and audited with.
pub async fn verify(store: &Store, actor: &Actor, id: FilingId) -> Result<bool> {
    both!(store, filings::verify(actor, id))
}
