//! stub

use super::Pools;
use crate::{Result, StoreError};

pub(crate) async fn rebuild(pools: &Pools) -> Result<u64> {
    let _ = (pools);
    Err(StoreError::NotFound)
}
