//! The audit log: who did what to which thing. Written inside the transaction it speaks of.

use super::{Conn, Pools};
use crate::Result;
use domain::{areas::AreaCode, ids::AccountId};
use serde_json::Value;

/// One row of the audit log.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// None for the command line.
    pub(crate) account_id: Option<AccountId>,
    /// As `visits.submit`: the feature and the verb.
    pub(crate) action: &'a str,
    pub(crate) subject_kind: &'a str,
    pub(crate) subject_id: String,
    pub(crate) area_code: Option<AreaCode>,
    pub(crate) detail: Value,
}

/// Writes one row.
pub(crate) async fn write(conn: &mut Conn, pools: &Pools, entry: Entry<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO audit_log (id, at, account_id, action, subject_kind, subject_id, area_code, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(pools.clock.new_id())
    .bind(pools.clock.now())
    .bind(entry.account_id.map(|id| id.0))
    .bind(entry.action)
    .bind(entry.subject_kind)
    .bind(entry.subject_id)
    .bind(entry.area_code.map(|area| area.to_string()))
    .bind(entry.detail.to_string())
    .execute(conn)
    .await?;
    Ok(())
}
