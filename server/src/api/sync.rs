//! Changes from phones.

use axum::{Json, extract::State};
use domain::sync::MAX_CHANGES;
use serde_json::{Value, json};
use store::{Store, sync::Push};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    body::JsonObject,
    error::{ApiError, Result},
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
