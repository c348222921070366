//! The ledgers (台账): problems, introductions, effects, bases and what else the year counts.
//!
//! All of them have one shape, declared in [`domain::ledgers`]: [`list()`] shows a page, [`card()`] one entry,
//! [`form()`] asks, [`save`] writes what was typed, and [`step`] takes an entry on. Nothing is deleted: what was
//! wrong is struck out with a reason. Every change is audited, and the history is read from there.

mod asked;
mod told;

pub(crate) use asked::{blank, keep_typed, meet, of_entry, of_step};
pub(crate) use told::{Names, changes, facts, text};

use crate::{Result, Store, backend::both, exports::Batches};
use domain::{
    access::{Action, Actor, Standing, may},
    areas::AreaCode,
    codes::{Coded, Role},
    ledgers::{Card, Faults, Form, Kind, Listed, Query, Row, Saved, ScanReview, steps::Step},
};
use uuid::Uuid;

/// A new entry as an office types it, and the steps it has been through since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub kind: Kind,
    pub typed: Vec<(String, String)>,
    pub steps: Vec<(Step, Vec<(String, String)>)>,
}

/// Whether this person may open the ledgers at all.
#[must_use]
pub const fn opens(actor: &Actor) -> bool {
    matches!(
        actor.role,
        Role::TownshipCoordinator | Role::CountyStaff | Role::CityStaff
    )
}

/// The ledgers this person may add to.
#[must_use]
pub fn kept_by(actor: &Actor) -> Vec<Kind> {
    let own = actor.area_code;
    let keeps = |kind: &Kind| own.is_some_and(|own| may_keep(actor, *kind, own));
    let all = Kind::ALL.iter().copied();
    all.filter(|kind| kind.is_entered_at_the_desk())
        .filter(keeps)
        .collect()
}

/// Whether this person keeps a ledger's entries of that area.
pub(crate) fn may_keep(actor: &Actor, kind: Kind, area: AreaCode) -> bool {
    let standing = Standing::to_area(actor, &area);
    may(actor.role, Action::of_ledger(kind), standing)
}

/// A page of a ledger, overdue problems first. [`crate::StoreError::Forbidden`] for who reads none.
pub async fn list(store: &Store, actor: &Actor, kind: Kind, query: &Query) -> Result<Listed> {
    both!(store, ledgers::list(actor, kind, query))
}

/// All of a ledger that fits the query, in the fields of [`domain::ledgers::Declared::written`], in the
/// order of the pages. Ends early and in silence when nobody reads any more.
pub async fn write_out(
    store: &Store,
    actor: &Actor,
    kind: Kind,
    query: &Query,
    out: &Batches<Row>,
) -> Result<()> {
    both!(store, ledgers::write_out(actor, kind, query, out))
}

/// One entry with its history; out of scope is [`crate::StoreError::NotFound`].
pub async fn card(store: &Store, actor: &Actor, kind: Kind, id: Uuid) -> Result<Card> {
    both!(store, ledgers::card(actor, kind, id))
}

/// The form of an entry, or without an id of a new one. [`crate::StoreError::Forbidden`] for who only reads.
pub async fn form(store: &Store, actor: &Actor, kind: Kind, id: Option<Uuid>) -> Result<Form> {
    both!(store, ledgers::form(actor, kind, id))
}

/// The form of a step; one that cannot be taken now is [`crate::StoreError::NotFound`].
pub async fn step_form(
    store: &Store,
    actor: &Actor,
    (kind, id): (Kind, Uuid),
    step: Step,
) -> Result<Form> {
    both!(store, ledgers::step_form(actor, (kind, id), step))
}

/// Writes what was typed, column by column; a column that is absent stays as it is. `version` is the
/// one the form was made from: with another one nothing is written.
pub async fn save(
    store: &Store,
    actor: &Actor,
    (kind, id, version): (Kind, Option<Uuid>, i64),
    typed: &[(String, String)],
) -> Result<Saved> {
    both!(store, ledgers::save(actor, (kind, id, version), typed))
}

/// Takes an entry on by a step, with what the step asks.
pub async fn step(
    store: &Store,
    actor: &Actor,
    (kind, id, version): (Kind, Uuid, i64),
    step: Step,
    typed: &[(String, String)],
) -> Result<Saved> {
    both!(
        store,
        ledgers::step(actor, (kind, id, version), step, typed)
    )
}

/// Writes many new entries in one transaction: all of them, or, with faults, none. A fault names the
/// position of its entry.
pub async fn record_all(
    store: &Store,
    actor: &Actor,
    entries: &[Written],
) -> Result<Vec<(usize, Faults)>> {
    both!(store, ledgers::record_all(actor, entries))
}

/// Whether this person may send files for an entry; one out of reach is [`crate::StoreError::NotFound`].
pub async fn keeps_files(store: &Store, actor: &Actor, which: (Kind, Uuid)) -> Result<bool> {
    both!(store, ledgers::keeps_files(actor, which))
}

/// Ties an upload of this account to an entry, under the name it was sent by. Where an entry has one scan,
/// it takes the place of the one before, which stays with the history. The same again changes nothing.
pub async fn add_file(
    store: &Store,
    actor: &Actor,
    which: (Kind, Uuid),
    file: (&str, &str),
) -> Result<()> {
    both!(store, ledgers::add_file(actor, which, file))
}

/// Says what a scan is worth; a refusal says why. [`crate::StoreError::Forbidden`] for who sent it.
pub async fn review_file(
    store: &Store,
    actor: &Actor,
    which: (Kind, Uuid),
    file: Uuid,
    said: (ScanReview, &str),
) -> Result<()> {
    both!(store, ledgers::review_file(actor, which, file, said))
}
