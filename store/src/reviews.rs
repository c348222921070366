//! Decisions of reviewers.

use crate::{Result, Store, backend::both, tries::Tries};
use domain::{
    access::Actor,
    reading::{DecisionRequest, DecisionResult, RecordFilter, WaitingPerson},
};

/// Decides on records, each on its own: a bad one does not stop its neighbours. At most 200 at once.
pub async fn decide(
    store: &Store,
    actor: &Actor,
    decisions: &[DecisionRequest],
) -> Result<Vec<DecisionResult>> {
    // All take the records in one order, so that two reviewers never wait for each other.
    let mut order: Vec<usize> = (0..decisions.len()).collect();
    order.sort_by_key(|at| decisions[*at].record_id);
    let sorted: Vec<_> = order.iter().map(|at| decisions[*at].clone()).collect();
    let mut tries = Tries::default();
    let results = loop {
        match both!(store, reviews::decide(actor, &sorted)) {
            Err(error) if tries.again(&error).await => {}
            done => break done?,
        }
    };
    let mut placed: Vec<_> = order.into_iter().zip(results).collect();
    placed.sort_by_key(|(at, _)| *at);
    Ok(placed.into_iter().map(|(_, result)| result).collect())
}

/// Everybody with records that the filter finds, its person and page left aside, by name.
pub async fn waiting_people(
    store: &Store,
    actor: &Actor,
    filter: &RecordFilter,
) -> Result<Vec<WaitingPerson>> {
    both!(store, reviews::waiting_people(actor, filter))
}
