//! 区划 over time: what becomes of villages, and whether figures of then and of now differ by it.

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    areas::AreaCode,
    divisions::{AreaEvent, ChangeEntry},
};

/// Enters what becomes of a village, or a township's new name, from a day on; returns the code it has
/// from then on. What was recorded in it stays as it is, and so do filed years.
///
/// [`crate::StoreError::NotFound`] for what is no village or township of the actor's area,
/// [`crate::StoreError::Forbidden`] for who may not edit its registers, a fault of `from`, `name`,
/// `into`, `code` or `change` for what can't be. Audited.
pub async fn change(store: &Store, actor: &Actor, entry: ChangeEntry) -> Result<AreaCode> {
    both!(store, area_changes::change(actor, &entry))
}

/// Takes the newest change of a village back, as if it had never been entered: its last name, or where it
/// went. What was recorded keeps its code. Filed years stay, and show what differs as corrections.
///
/// [`crate::StoreError::NotFound`] and [`crate::StoreError::Forbidden`] as for [`change`], a fault of
/// `take_back` where there is nothing to take back, or where something stands under the code that a move
/// made. Audited.
pub async fn take_back(store: &Store, actor: &Actor, area: AreaCode) -> Result<()> {
    both!(store, taken_back::take_back(actor, area))
}

/// What became of an area, the newest first.
pub async fn story(store: &Store, area: AreaCode) -> Result<Vec<AreaEvent>> {
    both!(store, area_changes::story(area))
}

/// Whether areas in this one, or their names, have changed since the figures of a year.
pub async fn changed_since(store: &Store, area: AreaCode, year: i32) -> Result<bool> {
    both!(store, area_changes::changed_since(area, year))
}
