//! An area's year in pictures.

use crate::{Result, Store, backend::both};
use domain::{access::Actor, areas::AreaCode, charts::YearCharts};

/// Counts by month, against the year before, and by industry.
/// [`crate::StoreError::Forbidden`] outside the actor's area.
pub async fn of_year(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: i32,
) -> Result<YearCharts> {
    both!(store, charts::of_year(actor, area, year))
}
