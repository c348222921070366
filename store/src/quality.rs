//! 数据质量: what a clerk should look at before a year is filed.

use crate::{Result, Store, backend::both};
use domain::{access::Actor, areas::AreaCode, quality::QualitySheet};

/// Everything found among what an area's year counts.
/// [`crate::StoreError::Forbidden`] outside the actor's area.
pub async fn sheet(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: i32,
) -> Result<QualitySheet> {
    both!(store, quality::sheet(actor, area, year))
}
