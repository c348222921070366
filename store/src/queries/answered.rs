//! Changes already answered: the same change again gets the same answer.

use super::{
    Conn, Pools,
    among::rows_among,
    in_pieces, record_photos, rows,
    sync::{ReadChange, Sent},
};
use crate::Result;
use domain::{
    codes::Coded,
    ids::{ChangeId, RecordId},
    sync::{ChangeResult, Outcome},
};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(crate) struct AnsweredRow {
    change_id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) content_hash: Vec<u8>,
    record_id: Uuid,
    outcome: String,
    version: Option<i64>,
    number: Option<String>,
    receipt: Option<String>,
    server_version: Option<String>,
}

/// Those of these changes that were answered, by their ids.
pub(crate) async fn find_all(conn: &mut Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, AnsweredRow>> {
    let select = "SELECT change_id, account_id, content_hash, record_id, outcome, version, number, receipt, server_version FROM changes WHERE change_id";
    let found: Vec<AnsweredRow> = rows_among(conn, select, ids).await?;
    Ok(found.into_iter().map(|row| (row.change_id, row)).collect())
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

/// A change with its answer.
pub(crate) struct Answered<'a> {
    sent: Sent<'a>,
    read: &'a ReadChange,
    answer: ChangeResult,
}

impl<'a> Answered<'a> {
    pub(crate) const fn new(sent: Sent<'a>, read: &'a ReadChange, answer: ChangeResult) -> Self {
        Self { sent, read, answer }
    }
}

/// Keeps the answers, so that the same change gets the same one again.
pub(crate) async fn remember(
    conn: &mut Conn,
    pools: &Pools,
    answered: &[Answered<'_>],
) -> Result<()> {
    let now = pools.clock.now();
    let insert = "INSERT INTO changes (change_id, account_id, device_id, device_label, sequence, content_hash, record_id, outcome, version,
             number, receipt, server_version, received_at) ";
    in_pieces::execute(conn, (insert, ""), answered, |mut row, one| {
        let answer = &one.answer;
        row.push_bind(one.read.change.change_id.0)
            .push_bind(one.sent.actor.account_id.0)
            .push_bind(&one.sent.push.device_id)
            .push_bind(&one.sent.push.device_label)
            .push_bind(one.read.change.sequence)
            .push_bind(&one.read.content)
            .push_bind(answer.record_id.map(|id| id.0))
            .push_bind(answer.outcome.code())
            .push_bind(answer.version)
            .push_bind(&answer.number)
            .push_bind(&answer.receipt)
            .push_bind(answer.server_version.as_ref().map(Value::to_string))
            .push_bind(now);
    })
    .await
}
