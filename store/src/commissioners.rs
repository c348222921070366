//! 科技特派员 as registers show them.

use crate::{Result, Store, StoreError, backend::both};
use domain::access::Actor;

pub use crate::registers::{Commissioner, Unit};

/// The actor's own entry in the register and the unit that sent him; `NotFound` for who is no commissioner.
pub async fn profile(store: &Store, actor: &Actor) -> Result<(Commissioner, Unit)> {
    let id = actor.commissioner_id.ok_or(StoreError::NotFound)?;
    both!(store, registers::profile(id))
}
