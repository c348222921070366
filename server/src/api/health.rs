//! Whether the process is up, and whether it can work.

use axum::{Json, extract::State};
use serde_json::{Value, json};
use store::Store;

use crate::error::Result;

/// The process is up.
#[utoipa::path(get, path = "/healthz", tag = "health", security(()), responses((status = 200, description = "进程在运行")))]
pub async fn healthz() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// The database is reachable and migrated.
#[utoipa::path(get, path = "/readyz", tag = "health", security(()), responses((status = 200, description = "数据库可用"), (status = 503, description = "数据库暂不可用")))]
pub async fn readyz(State(store): State<Store>) -> Result<Json<Value>> {
    // Migrations ran when the store was opened.
    store.ping().await?;
    Ok(Json(json!({"status": "ok"})))
}
