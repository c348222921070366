//! stub

use super::Pools;
use crate::{Result, StoreError};
use domain::{
    access::Actor, areas::AreaCode, reading::Behind, statistics::catalogue::IndicatorCode,
};

pub(crate) async fn list(
    pools: &Pools,
    actor: &Actor,
    code: IndicatorCode,
    area: AreaCode,
    year: i32,
    after: Option<&str>,
    limit: i64,
) -> Result<Behind> {
    let _ = (pools, actor, code, area, year, after, limit);
    Err(StoreError::NotFound)
}
