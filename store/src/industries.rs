//! The dictionary of industries.

use crate::{Result, Store, backend::both};

pub use crate::registers::Industry;

/// All industries in the order people expect them.
pub async fn list(store: &Store) -> Result<Vec<Industry>> {
    both!(store, registers::list_industries())
}
