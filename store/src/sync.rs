//! Changes from phones, each applied exactly once, several in one durable commit; and what phones
//! have not got yet.

pub(crate) mod cursor;

use crate::{Result, Store, backend::both};
use domain::{access::Actor, reference::Pulled, sync::ChangeResult};
use serde_json::Value;

/// What a device sends.
#[derive(Debug, Clone)]
pub struct Push {
    pub device_id: String,
    pub device_label: String,
    /// At most 200, still as sent.
    pub changes: Vec<Value>,
}

/// Applies a device's changes in order and answers each one. Nothing is answered before it is on disk.
pub async fn push(store: &Store, actor: &Actor, push: Push) -> Result<Vec<ChangeResult>> {
    both!(store, sync::push(actor, push))
}

/// What changed for a commissioner since the cursor; with an empty one from the beginning: the
/// records of the last 13 months and all that still wait for somebody, newest first.
///
/// At most 200 records; `more` says whether to pull again right away. A change committed before the
/// pull is in it or in one that follows, never skipped. Refuses with `BadCursor` what is no cursor,
/// with `CursorExpired` one of another epoch or person; [`crate::StoreError::Forbidden`] for
/// accounts that are no commissioner's.
pub async fn pull(store: &Store, actor: &Actor, cursor: &str) -> Result<Pulled> {
    both!(store, pull::pull(actor, cursor))
}

/// Ends all cursors: after a restore, phones pull anew. Actor-less, for the command line.
pub async fn begin_epoch(store: &Store) -> Result<()> {
    both!(store, epochs::begin())
}
