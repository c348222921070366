//! stub

use super::Pools;
use crate::sync::Push;
use crate::{Result, StoreError};
use domain::{access::Actor, sync::ChangeResult};

pub(crate) async fn push(pools: &Pools, actor: &Actor, push: &Push) -> Result<Vec<ChangeResult>> {
    let _ = (pools, actor, push);
    Err(StoreError::NotFound)
}
