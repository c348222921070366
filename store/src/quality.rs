//! 数据质量: what a clerk should look at before a year is filed.

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    areas::AreaCode,
    divisions::ToldYear,
    quality::{QualityCheck, QualityOverview, QualitySheet},
};

/// How much each check finds in an area's year: as many as [`sheet`] lists.
/// [`crate::StoreError::Forbidden`] outside the actor's area.
pub async fn overview(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: impl Into<ToldYear>,
) -> Result<QualityOverview> {
    both!(store, quality::overview(actor, area, year.into()))
}

/// Everything found among what an area's year counts by the areas of the time or of now, or what one
/// check finds.
/// [`crate::StoreError::Forbidden`] outside the actor's area.
pub async fn sheet(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: impl Into<ToldYear>,
    only: Option<QualityCheck>,
) -> Result<QualitySheet> {
    both!(store, quality::sheet(actor, area, year.into(), only))
}
