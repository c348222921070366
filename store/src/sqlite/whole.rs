//! Whether the database itself is whole; `postgres/whole.rs` says the same in its dialect.

use super::Conn;
use crate::{Result, check::Finding};

/// What SQLite finds: pages and indexes that are damaged, and rows that others name and that are gone,
/// which it allows to who deletes by hand.
pub(crate) async fn findings(conn: &mut Conn) -> Result<Vec<Finding>> {
    let damaged: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut *conn)
        .await?;
    let damaged = damaged.into_iter().filter(|what| what != "ok");
    let mut findings: Vec<Finding> = damaged
        .map(|what| Finding::DatabaseDamaged { what })
        .collect();
    let orphaned: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT \"table\", parent, COUNT(*) FROM pragma_foreign_key_check GROUP BY \"table\", parent ORDER BY 1, 2",
    )
    .fetch_all(conn)
    .await?;
    findings.extend(
        orphaned
            .into_iter()
            .map(|(table, parent, count)| Finding::ParentMissing {
                table,
                parent,
                count,
            }),
    );
    Ok(findings)
}
