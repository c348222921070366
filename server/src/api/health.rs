//! Whether the process is up, and whether it can work.

use std::time::Duration;

use axum::{Json, extract::State};
use serde_json::{Value, json};
use store::Store;

use crate::error::{ApiError, Result};

/// Whoever asks wants to hear of a database that is gone before giving up on this server.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process is up.
#[utoipa::path(get, path = "/healthz", tag = "health", security(()), responses((status = 200, description = "进程在运行")))]
pub async fn healthz() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// The database is reachable and migrated.
#[utoipa::path(get, path = "/readyz", tag = "health", security(()), responses((status = 200, description = "数据库可用"), (status = 503, description = "数据库暂不可用")))]
pub async fn readyz(State(store): State<Store>) -> Result<Json<Value>> {
    // Migrations ran when the store was opened.
    let answer = tokio::time::timeout(PATIENCE, store.ping()).await;
    answer.map_err(|_| ApiError::unavailable())??;
    Ok(Json(json!({"status": "ok"})))
}
