//! stub

use super::Pools;
use crate::{Result, StoreError};
use domain::{
    access::Actor,
    reading::{FormChoices, Workbench},
};

pub(crate) async fn today(pools: &Pools, actor: &Actor) -> Result<Workbench> {
    let _ = (pools, actor);
    Err(StoreError::NotFound)
}

pub(crate) async fn form_choices(pools: &Pools, actor: &Actor) -> Result<FormChoices> {
    let _ = (pools, actor);
    Err(StoreError::NotFound)
}
