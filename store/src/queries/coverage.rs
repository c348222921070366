//! stub

use super::Pools;
use crate::{Result, StoreError};
use domain::{access::Actor, areas::AreaCode, coverage::Coverage, reading::VillageCard};

pub(crate) async fn board(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    year: i32,
) -> Result<Coverage> {
    let _ = (pools, actor, area, year);
    Err(StoreError::NotFound)
}

pub(crate) async fn village(
    pools: &Pools,
    actor: &Actor,
    code: AreaCode,
    year: i32,
) -> Result<VillageCard> {
    let _ = (pools, actor, code, year);
    Err(StoreError::NotFound)
}
