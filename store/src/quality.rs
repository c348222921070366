//! 数据质量: what a clerk should look at before a year is filed.

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    areas::AreaCode,
    divisions::ToldYear,
    quality::{QualityCheck, QualitySheet},
};

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
