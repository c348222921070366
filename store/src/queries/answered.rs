//! Changes already answered: the same change again gets the same answer.

use super::{Conn, Pools, record_photos, rows};
use crate::{Result, sync::Push};
use domain::{
    access::Actor,
    codes::Coded,
    ids::{ChangeId, RecordId},
    sync::{Change, ChangeResult, Outcome},
};
use serde_json::Value;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(crate) struct AnsweredRow {
    pub(crate) account_id: Uuid,
    pub(crate) content_hash: Vec<u8>,
    record_id: Uuid,
    outcome: String,
    version: Option<i64>,
    number: Option<String>,
    receipt: Option<String>,
    server_version: Option<String>,
}

pub(crate) async fn find(conn: &mut Conn, id: ChangeId) -> Result<Option<AnsweredRow>> {
    let found = sqlx::query_as("SELECT account_id, content_hash, record_id, outcome, version, number, receipt, server_version FROM changes WHERE change_id = $1")
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    Ok(found)
}

impl AnsweredRow {
    /// The same answer as the first time; only what is still missing is looked up anew.
    pub(crate) async fn answer(self, conn: &mut Conn, change_id: ChangeId) -> Result<ChangeResult> {
        let first: Outcome = rows::code("changes", "outcome", change_id, &self.outcome)?;
        let record_id = RecordId(self.record_id);
        let applied = first == Outcome::Applied;
        Ok(ChangeResult {
            change_id: Value::from(change_id.to_string()),
            record_id: Some(record_id),
            outcome: if applied { Outcome::Duplicate } else { first },
            version: self.version,
            number: self.number,
            receipt: self.receipt,
            missing_photos: if applied {
                record_photos::missing(conn, record_id).await?
            } else {
                Vec::new()
            },
            server_version: self
                .server_version
                .as_deref()
                .map(|text| rows::json("changes", "server_version", change_id, text))
                .transpose()?,
            fields: Vec::new(),
        })
    }
}

/// Keeps the answer, so that the same change gets it again.
pub(crate) async fn remember(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    push: &Push,
    change: &Change,
    content: &[u8],
    result: &ChangeResult,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO changes (change_id, account_id, device_id, device_label, sequence, content_hash, record_id, outcome, version,
             number, receipt, server_version, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(change.change_id.0)
    .bind(actor.account_id.0)
    .bind(&push.device_id)
    .bind(&push.device_label)
    .bind(change.sequence)
    .bind(content)
    .bind(result.record_id.map(|id| id.0))
    .bind(result.outcome.code())
    .bind(result.version)
    .bind(&result.number)
    .bind(&result.receipt)
    .bind(result.server_version.as_ref().map(Value::to_string))
    .bind(pools.clock.now())
    .execute(conn)
    .await?;
    Ok(())
}
