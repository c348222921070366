//! stub

use super::Pools;
use crate::{Result, StoreError};
use domain::{access::Actor, areas::AreaCode, statistics::AnnualStatistics};

pub(crate) async fn annual(
    pools: &Pools,
    actor: Option<&Actor>,
    area: AreaCode,
    year: i32,
) -> Result<AnnualStatistics> {
    let _ = (pools, actor, area, year);
    Err(StoreError::NotFound)
}
