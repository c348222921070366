//! Carries out `app::desk::rescue`: the records first, then each one's photos.

use std::{cell::RefCell, rc::Rc};

use app::{desk::rescue::OfficeRescue, device::Pending, rescue::Unusable};
use domain::{
    fields::{FieldCode, FieldError},
    ids::RecordId,
    json::Readable,
    sync::{
        ChangeResult,
        entry::{Entry, Silence},
        plan,
        rescue::{Brought, RescueFile, judged, needs_look, office_change},
    },
};
use gloo_net::http::Method;
use leptos::prelude::{Callable, Callback};
use serde_json::{Value, json};

use super::Opened;
use crate::{
    account, memory,
    network::{self, Body},
};

const BATCH: usize = 25;
const PUSH_SECONDS: i32 = 90;
const PHOTO_SECONDS: i32 = 120;
const LOOK_SECONDS: i32 = 30;

/// Stands in the audit log beside each record.
const LABEL: &str = "救援文件";

thread_local! {
    /// The file opened last.
    static OPENED: RefCell<Option<Rc<Opened>>> = const { RefCell::new(None) };
}

/// The desk's browser.
pub(crate) struct Office;

impl OfficeRescue for Office {
    fn open(&self, input_id: &str) -> Pending<Result<RescueFile, Unusable>> {
        let input_id = input_id.to_owned();
        Box::pin(async move {
            let opened = Opened::from_input(&input_id).await?;
            let file = opened.file.clone();
            OPENED.set(Some(Rc::new(opened)));
            Ok(file)
        })
    }

    fn bring_in(
        &self,
        entries: Vec<Entry>,
        tell: Callback<(RecordId, Brought)>,
    ) -> Pending<Result<(), Silence>> {
        Box::pin(async move {
            let (Some(me), Some(opened)) = (account::current(), OPENED.with_borrow(Clone::clone))
            else {
                return Err(Silence::SignedOut);
            };
            let changes = entries.iter().filter_map(|entry| {
                let change = office_change(entry, me.account_id).ok()?;
                Some((entry.record_id, change))
            });
            send_all(&opened, &changes.collect::<Vec<_>>(), tell).await
        })
    }
}

async fn send_all(
    opened: &Opened,
    changes: &[(RecordId, Value)],
    tell: Callback<(RecordId, Brought)>,
) -> Result<(), Silence> {
    let (mut rest, mut size) = (changes, BATCH);
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(size.min(rest.len()));
        let Some(results) = push(batch).await? else {
            if let Some(half) = plan::halved(batch.len()) {
                size = half;
                continue;
            }
            // One alone is too large for the server.
            let fault = FieldError::new("content", FieldCode::TooLong);
            tell.try_run((batch[0].0, Brought::Refused(vec![fault])));
            rest = later;
            continue;
        };
        for ((id, change), result) in batch.iter().zip(results) {
            // The page may be gone by now: what is brought in is brought in.
            tell.try_run((*id, settled(opened, *id, change, result).await?));
        }
        rest = later;
    }
    Ok(())
}

/// One result for each change, in their order; none when the batch is too large.
async fn push(batch: &[(RecordId, Value)]) -> Result<Option<Vec<ChangeResult>>, Silence> {
    let body = json!({
        "device_id": memory::device_id(),
        "device_label": LABEL,
        "changes": batch.iter().map(|(_, change)| change).collect::<Vec<_>>(),
    });
    let body = Body::Json(body.to_string());
    let answer = network::ask(Method::POST, "/api/v1/sync", body, PUSH_SECONDS).await?;
    if answer.status == 413 {
        return Ok(None);
    }
    let results: Option<Vec<ChangeResult>> = answer
        .json
        .get("results")
        .and_then(|results| Readable::from_tree(results.clone()).ok());
    match results {
        Some(results) if results.len() == batch.len() => Ok(Some(results)),
        _ => Err(Silence::NotOurServer),
    }
}

/// What became of one change, once its photos have followed.
async fn settled(
    opened: &Opened,
    id: RecordId,
    change: &Value,
    result: ChangeResult,
) -> Result<Brought, Silence> {
    let looked_up = if needs_look(&result) {
        look_up(id).await?
    } else {
        None
    };
    let mut brought = judged(change, &result, looked_up.as_ref());
    let mut sent = 0;
    for sha256 in &result.missing_photos {
        sent += usize::from(send_photo(opened, sha256).await?);
    }
    if sent > 0
        && let Some(again) = push(&[(id, change.clone())]).await?
        && let (
            Brought::Imported { missing_photos } | Brought::There { missing_photos },
            Some(again),
        ) = (&mut brought, again.first())
    {
        // Only the server says what has arrived.
        *missing_photos = again.missing_photos.len();
    }
    Ok(brought)
}

async fn look_up(id: RecordId) -> Result<Option<Value>, Silence> {
    let path = format!("/api/v1/records/{id}");
    let answer = network::ask(Method::GET, &path, Body::None, LOOK_SECONDS).await?;
    Ok((answer.status == 200).then_some(answer.json))
}

/// Whether the server took it.
async fn send_photo(opened: &Opened, sha256: &str) -> Result<bool, Silence> {
    let photos = &opened.file.photos;
    let named = photos.iter().find(|photo| photo.sha256 == sha256);
    let (Some(photo), Some(bytes)) = (named, opened.photo(sha256)) else {
        return Ok(false);
    };
    let path = format!("/api/v1/attachments/{sha256}");
    let bytes = js_sys::Uint8Array::from(bytes.as_slice());
    let body = Body::Bytes(bytes.into(), photo.content_type.clone());
    let answer = network::ask(Method::PUT, &path, body, PHOTO_SECONDS).await?;
    Ok(answer.json.get("sha256") == Some(&json!(sha256)))
}
