//! What an administrator sets for a county.

use crate::{Result, Store, backend::both};
use domain::{access::Actor, areas::AreaCode};

/// Turns the township's step of a county on or off: with it on, records at village and township
/// level need `verified` first. Without an actor it is the command line's.
///
/// [`crate::StoreError::Forbidden`] for anyone but an administrator, a fault of `area` for what is
/// no known county. Audited.
pub async fn set_township_step(
    store: &Store,
    actor: Option<&Actor>,
    county: AreaCode,
    on: bool,
) -> Result<()> {
    both!(store, settings::set_township_step(actor, county, on))
}

/// The counties with the township's step on, among those that the actor's area lies in or holds.
pub async fn counties_with_township_step(store: &Store, actor: &Actor) -> Result<Vec<AreaCode>> {
    both!(store, settings::counties_with_township_step(actor))
}
