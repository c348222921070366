//! stub

use super::Pools;
use crate::{Result, StoreError};
use domain::{
    access::Actor,
    reading::{DecisionRequest, DecisionResult},
};

pub(crate) async fn decide(
    pools: &Pools,
    actor: &Actor,
    decisions: &[DecisionRequest],
) -> Result<Vec<DecisionResult>> {
    let _ = (pools, actor, decisions);
    Err(StoreError::NotFound)
}
