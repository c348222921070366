//! Changes from phones: each applied exactly once, several in one durable commit.

use crate::{Result, Store, backend::both};
use domain::{access::Actor, sync::ChangeResult};
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
    both!(store, sync::push(actor, &push))
}
