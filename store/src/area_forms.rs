//! Which indicators the statistics of a city or county show.

use crate::{Result, Store, backend::both};
use domain::{access::Actor, areas::AreaCode, statistics::forms::Form};

/// The form that holds in an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaForm {
    /// The area that chose it: the county itself or its city.
    pub from: Option<AreaCode>,
    /// None for all indicators.
    pub form: Option<Form>,
}

/// The form of a city or county. [`crate::StoreError::Forbidden`] for who does not keep it.
pub async fn read(store: &Store, actor: &Actor, area: AreaCode) -> Result<AreaForm> {
    both!(store, area_forms::read(actor, area))
}

/// Sets the form of a city or county; none takes its own away, so that the city's holds, or all
/// indicators are shown. Years that were filed keep the form they were filed with.
///
/// [`crate::StoreError::Forbidden`] for who does not keep it, a fault of `area` for what is no known
/// area. Audited.
pub async fn set(store: &Store, actor: &Actor, area: AreaCode, form: Option<&Form>) -> Result<()> {
    both!(store, area_forms::set(actor, area, form))
}
