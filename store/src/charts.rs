//! An area's year in pictures.

use crate::{Result, Store, backend::both};
use domain::{access::Actor, areas::AreaCode, charts::YearCharts, divisions::ToldYear};

/// Counts by month, against the year before, and by industry, by the areas of the time or of now.
/// [`crate::StoreError::Forbidden`] outside the actor's area.
pub async fn of_year(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: impl Into<ToldYear>,
) -> Result<YearCharts> {
    both!(store, charts::of_year(actor, area, year.into()))
}
