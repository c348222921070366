//! The commissioner's first page and what the forms offer.

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    reading::{FormChoices, Workbench},
};

/// The workbench. [`crate::StoreError::Forbidden`] for accounts that are no commissioner's.
pub async fn today(store: &Store, actor: &Actor) -> Result<Workbench> {
    both!(store, workbench::today(actor))
}

/// What the visit and training forms offer. [`crate::StoreError::Forbidden`] likewise.
pub async fn form_choices(store: &Store, actor: &Actor) -> Result<FormChoices> {
    both!(store, workbench::form_choices(actor))
}
