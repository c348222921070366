//! The key under which a phone keeps what is unsent after its owner signs out.

use axum::{Json, extract::State};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use store::{Store, accounts};

use super::schemas;
use crate::{auth::SignedInPerson, error::Result};

/// The account's own key, 32 bytes in base64. The same at every call and on every phone.
#[utoipa::path(get, path = "/api/v1/device-key", tag = "session", responses((status = 200, body = schemas::DeviceKey)))]
pub async fn show(State(store): State<Store>, person: SignedInPerson) -> Result<Json<Value>> {
    let key = accounts::device_key(&store, &person.actor).await?;
    Ok(Json(json!({"key": STANDARD.encode(key)})))
}
