//! Changes from phones, and what phones have not got yet.

use axum::{Json, extract::State};
use domain::{reference::Pulled, sync::MAX_CHANGES};
use serde_json::{Value, json};
use store::{Store, sync::Push};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    body::JsonObject,
    error::{ApiError, Result},
    query::QueryFields,
};

/// Push a batch of changes. Each is answered on its own; nothing is answered before it is on disk.
#[utoipa::path(post, path = "/api/v1/sync", tag = "sync", request_body = schemas::Push,
    responses((status = 200, body = schemas::Pushed), (status = 400, body = schemas::Failure, description = "`bad_json`, `bad_request`"), (status = 413, body = schemas::Failure, description = "`too_large`, `too_many_changes`: send half")))]
pub async fn push(
    State(store): State<Store>,
    person: SignedInPerson,
    body: JsonObject,
) -> Result<Json<Value>> {
    let push = read(&body)?;
    if push.changes.len() > MAX_CHANGES {
        return Err(ApiError::too_many_changes());
    }
    let results = store::sync::push(&store, &person.actor, push).await?;
    Ok(Json(json!({"results": results})))
}

/// Pull what changed since the cursor; without one, from the beginning. While `more` is true, pull
/// again right away.
#[utoipa::path(get, path = "/api/v1/sync", tag = "sync",
    params(("cursor" = Option<String>, Query, description = "上一次的 `cursor`；第一次为空")),
    responses((status = 200, body = schemas::Pulled), (status = 400, body = schemas::Failure, description = "`bad_cursor`"), (status = 403, body = schemas::Failure), (status = 410, body = schemas::Failure, description = "`cursor_expired`: pull from the beginning and keep what is unsent")))]
pub async fn pull(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Json<Pulled>> {
    let cursor = query.read(|reader| Some(reader.text("cursor", 0, 1000).unwrap_or_default()))?;
    Ok(Json(
        store::sync::pull(&store, &person.actor, &cursor).await?,
    ))
}

fn read(body: &JsonObject) -> Result<Push> {
    body.read(|reader| {
        let device_id = reader.text("device_id", 1, 100);
        let device_label = reader.text("device_label", 0, 200).unwrap_or_default();
        reader.required("changes");
        let changes = reader.array("changes", 0, usize::MAX);
        Some(Push {
            device_id: device_id?,
            device_label,
            changes: changes.to_vec(),
        })
    })
}
