//! 派出单位: what a unit's administrator reads of its people's year, and the yearly opinion.

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    ids::CommissionerId,
    units::{OpinionText, UnitOpinion, UnitPerson, UnitYear},
};

/// The people of the actor's own unit with the figures of a year, by name; all of them, for a unit
/// sends dozens. [`crate::StoreError::Forbidden`] for who administers no unit.
pub async fn people(store: &Store, actor: &Actor, year: i32) -> Result<UnitYear> {
    both!(store, unit_people::people(actor, year))
}

/// One of the unit's people; another unit's is [`crate::StoreError::NotFound`].
pub async fn person(
    store: &Store,
    actor: &Actor,
    id: CommissionerId,
    year: i32,
) -> Result<(UnitYear, UnitPerson)> {
    both!(store, unit_people::person(actor, id, year))
}

/// Gives or corrects the opinion on a person's year; `version` is the one the form was made from, 0
/// for none. [`crate::StoreError::Conflict`] when somebody else was faster or the county has closed
/// it. Audited with what stood before.
pub async fn give_opinion(
    store: &Store,
    actor: &Actor,
    (id, year, version): (CommissionerId, i32, i64),
    text: &OpinionText,
) -> Result<()> {
    both!(store, unit_opinions::give(actor, (id, year, version), text))
}

/// All opinions on a person, newest year first; [`crate::StoreError::NotFound`] for who may not read
/// the person's year.
pub async fn opinions(
    store: &Store,
    actor: &Actor,
    id: CommissionerId,
) -> Result<Vec<UnitOpinion>> {
    both!(store, unit_opinions::of_person(actor, id))
}

/// Takes an opinion to the files, or gives it back for correction. Audited; conflicts as
/// [`give_opinion`] does.
pub async fn close_opinion(
    store: &Store,
    actor: &Actor,
    (id, year, version): (CommissionerId, i32, i64),
    closed: bool,
) -> Result<()> {
    both!(
        store,
        unit_opinions::close(actor, (id, year, version), closed)
    )
}
