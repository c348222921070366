//! The coverage board and a village's own page.

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::DesignationKind,
    coverage::{Coverage, VillageCoverage},
    divisions::ToldYear,
    reading::VillageCard,
};

/// The board of an area and year by the areas of then or now, of all due villages or of one designation. [`crate::StoreError::Forbidden`] outside the actor's area,
/// [`crate::StoreError::NotFound`] for an area that does not exist.
pub async fn board(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: impl Into<ToldYear>,
    designation: Option<DesignationKind>,
) -> Result<Coverage> {
    let year = year.into();
    both!(store, coverage::board(actor, area, year, designation))
}

/// The years that an area's board can be opened for, the newest first: this one, and those with
/// records that count; at most fifteen. [`crate::StoreError::Forbidden`] outside the actor's area.
pub async fn years(store: &Store, actor: &Actor, area: AreaCode) -> Result<Vec<i32>> {
    both!(store, coverage::years(actor, area))
}

/// All due villages of an area, a city's too, most urgent first. [`crate::StoreError::Forbidden`]
/// outside the actor's area.
pub async fn due_villages(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: impl Into<ToldYear>,
    designation: Option<DesignationKind>,
) -> Result<Vec<VillageCoverage>> {
    let year = year.into();
    both!(store, coverage::due(actor, area, year, designation))
}

/// A village's page: its card, who is assigned, this year's records.
pub async fn village(
    store: &Store,
    actor: &Actor,
    code: AreaCode,
    year: i32,
) -> Result<VillageCard> {
    both!(store, coverage::village(actor, code, year))
}
