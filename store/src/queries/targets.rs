//! Whom visits served, for those that were written before that was counted (B05).

use super::Conn;
use crate::Result;
use domain::{codes::Coded, codes::TargetKind, statistics::targets};
use serde_json::Value;
use uuid::Uuid;

/// So many visits in one reading.
const AT_ONCE: i64 = 1000;

/// Reads the targets of visits that have none yet off their records.
pub(crate) async fn fill(conn: &mut Conn) -> Result<()> {
    loop {
        let found: Vec<(Uuid, String)> = sqlx::query_as(
            "SELECT v.record_id, COALESCE(r.submitted_body, r.body) FROM visits v JOIN records r ON r.id = v.record_id
             WHERE v.target_kind IS NULL LIMIT $1",
        )
        .bind(AT_ONCE)
        .fetch_all(&mut *conn)
        .await?;
        if found.is_empty() {
            return Ok(());
        }
        for (id, body) in found {
            let (kind, key) = target(&body);
            sqlx::query("UPDATE visits SET target_kind = $2, target_key = $3 WHERE record_id = $1")
                .bind(id)
                .bind(kind.code())
                .bind(key)
                .execute(&mut *conn)
                .await?;
        }
    }
}

/// The target that a stored body names.
fn target(body: &str) -> (TargetKind, Option<String>) {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let kind = body["target_kind"].as_str().and_then(TargetKind::from_code);
    match kind {
        Some(kind) => (kind, targets::key(kind, body["target_name"].as_str())),
        None => (TargetKind::Other, None),
    }
}
