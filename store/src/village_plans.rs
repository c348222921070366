//! Plans of single villages: how often each is to be visited.

use crate::{Result, Store, backend::both};
use domain::{access::Actor, coverage::PlanEntry};

/// Sets a village's plan from a day on, or without a plan its county's rule; what was set for the same
/// day is replaced. Figures that are frozen stay as they are.
///
/// [`crate::StoreError::NotFound`] for what is no village of the actor's area,
/// [`crate::StoreError::Forbidden`] for who may not edit its registers. Audited.
pub async fn set(store: &Store, actor: &Actor, entry: PlanEntry) -> Result<()> {
    both!(store, village_plans::set(actor, entry))
}
