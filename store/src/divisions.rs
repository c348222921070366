//! 区划 over time: what becomes of villages, and whether figures of then and of now differ by it.

use crate::{Result, Store, backend::both};
use domain::{access::Actor, areas::AreaCode, divisions::ChangeEntry};

/// Enters what becomes of a village from a day on; returns the code it has from then on. What was
/// recorded in it stays as it is, and so do filed years.
///
/// [`crate::StoreError::NotFound`] for what is no village of the actor's area,
/// [`crate::StoreError::Forbidden`] for who may not edit its registers, a fault of `from`, `name`,
/// `into`, `code` or `change` for what can't be. Audited.
pub async fn change(store: &Store, actor: &Actor, entry: ChangeEntry) -> Result<AreaCode> {
    both!(store, area_changes::change(actor, &entry))
}

/// Whether areas in this one, or their names, have changed since the figures of a year.
pub async fn changed_since(store: &Store, area: AreaCode, year: i32) -> Result<bool> {
    both!(store, area_changes::changed_since(area, year))
}
