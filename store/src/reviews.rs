//! Decisions of reviewers.

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    reading::{DecisionRequest, DecisionResult},
};

/// Decides on records, each on its own: a bad one does not stop its neighbours. At most 200 at once.
pub async fn decide(
    store: &Store,
    actor: &Actor,
    decisions: &[DecisionRequest],
) -> Result<Vec<DecisionResult>> {
    both!(store, reviews::decide(actor, decisions))
}
