//! stub

use super::Pools;
use crate::{Result, StoreError};
use domain::{
    access::Actor,
    ids::RecordId,
    reading::{RecordFilter, RecordPage, RecordView, VersionView},
};

pub(crate) async fn list(
    pools: &Pools,
    actor: &Actor,
    filter: &RecordFilter,
) -> Result<RecordPage> {
    let _ = (pools, actor, filter);
    Err(StoreError::NotFound)
}

pub(crate) async fn get(pools: &Pools, actor: &Actor, id: RecordId) -> Result<RecordView> {
    let _ = (pools, actor, id);
    Err(StoreError::NotFound)
}

pub(crate) async fn history(
    pools: &Pools,
    actor: &Actor,
    id: RecordId,
) -> Result<Vec<VersionView>> {
    let _ = (pools, actor, id);
    Err(StoreError::NotFound)
}

pub(crate) async fn mark_absence(pools: &Pools, actor: &Actor, id: RecordId) -> Result<()> {
    let _ = (pools, actor, id);
    Err(StoreError::NotFound)
}

pub(crate) async fn reveal_phone(pools: &Pools, actor: &Actor, id: RecordId) -> Result<String> {
    let _ = (pools, actor, id);
    Err(StoreError::NotFound)
}
