//! Carries out what the forms ask of the phone: `POST /api/v1/sync`, one change at a time.
//!
//! A change that got no answer keeps its id: sent again with the same content, it is applied once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use app::outbox::{Device, Outbox, Outgoing, Pending, SendError};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    ids::{ChangeId, RecordId},
    sync::{ChangeResult, SCHEMA, canonical},
};
use gloo_net::http::Request;
use serde_json::{Value, json};

use crate::{
    made_here::{fresh_id, now},
    memory::{self, LocalStorage},
};

/// Makes the device available to the pages of this root.
pub(crate) fn provide() {
    leptos::prelude::provide_context(Device {
        outbox: Arc::new(DirectOutbox::default()),
        memory: Arc::new(LocalStorage),
    });
}

/// Sends at once and keeps nothing but the ids of changes that are not answered yet.
#[derive(Default)]
struct DirectOutbox {
    unanswered: Arc<Mutex<HashMap<String, Stamp>>>,
}

/// What a change gets when it is first sent.
#[derive(Clone, Copy)]
struct Stamp {
    change_id: ChangeId,
    sequence: u64,
    captured_at: DateTime<Utc>,
}

impl Outbox for DirectOutbox {
    fn new_record_id(&self) -> RecordId {
        RecordId(fresh_id())
    }

    fn send(&self, outgoing: Outgoing) -> Pending<Result<ChangeResult, SendError>> {
        let unanswered = Arc::clone(&self.unanswered);
        Box::pin(async move {
            let content = content(&outgoing);
            let stamp = *lock(&unanswered)
                .entry(content.clone())
                .or_insert_with(stamp);
            let result = push(&outgoing, stamp).await?;
            lock(&unanswered).remove(&content);
            Ok(result)
        })
    }
}

fn lock(
    unanswered: &Mutex<HashMap<String, Stamp>>,
) -> std::sync::MutexGuard<'_, HashMap<String, Stamp>> {
    unanswered.lock().unwrap_or_else(PoisonError::into_inner)
}

fn stamp() -> Stamp {
    Stamp {
        change_id: ChangeId(fresh_id()),
        sequence: memory::next_sequence(),
        captured_at: now(),
    }
}

/// Equal when two sendings mean the same.
fn content(outgoing: &Outgoing) -> String {
    let record = canonical(&Value::Object(outgoing.record.clone()));
    format!("{:?} {} {record}", outgoing.op, outgoing.base_version)
}

async fn push(outgoing: &Outgoing, stamp: Stamp) -> Result<ChangeResult, SendError> {
    let body = json!({
        "device_id": memory::device_id(),
        "device_label": "网页",
        "changes": [{
            "change_id": stamp.change_id,
            "sequence": stamp.sequence,
            "base_version": outgoing.base_version,
            "captured_at": stamp.captured_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "schema": SCHEMA,
            "op": outgoing.op,
            "record": outgoing.record,
        }],
    });
    let response = Request::post("/api/v1/sync")
        .header("content-type", "application/json")
        .body(body.to_string())
        .map_err(|_| SendError::NoNetwork)?
        .send()
        .await
        .map_err(|_| SendError::NoNetwork)?;
    let text = response.text().await.map_err(|_| SendError::NoNetwork)?;
    understood(response.status(), &text, stamp.change_id)
}

/// An answer counts only if it speaks of our change: a captive portal says 200 as well.
fn understood(status: u16, text: &str, change_id: ChangeId) -> Result<ChangeResult, SendError> {
    match status {
        401 => return Err(SendError::SignedOut),
        429 | 500..=599 => return Err(SendError::Busy),
        _ => {}
    }
    let answer: Value = serde_json::from_str(text).map_err(|_| SendError::NotOurServer)?;
    let ours = json!(change_id);
    answer
        .get("results")
        .and_then(Value::as_array)
        .and_then(|results| {
            results
                .iter()
                .find(|result| result.get("change_id") == Some(&ours))
        })
        .and_then(|result| serde_json::from_value(result.clone()).ok())
        .ok_or(SendError::NotOurServer)
}
