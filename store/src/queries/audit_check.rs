//! Follows the audit chain from its first row to its head.

use super::Conn;
use crate::{
    Result,
    audit_chain::{Line, START},
    backup::hex,
    check::{Checked, Finding},
};
use futures::TryStreamExt;

#[derive(sqlx::FromRow)]
struct LinkRow {
    #[sqlx(flatten)]
    line: Line,
    position: i64,
    hash: Vec<u8>,
}

pub(crate) async fn run(
    conn: &mut Conn,
    checked: &mut Checked,
    tell: &mut (dyn FnMut(Finding) + Send),
) -> Result<()> {
    let (unchained,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM audit_log WHERE position IS NULL")
            .fetch_one(&mut *conn)
            .await?;
    if unchained > 0 {
        tell(Finding::AuditRowsUnchained { count: unchained });
    }
    let head: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT position, hash FROM audit_head WHERE id = 1")
            .fetch_optional(&mut *conn)
            .await?;
    let end = follow(conn, checked, tell).await?;
    checked.audit_head = hex(&end.1);
    match head {
        None => tell(Finding::AuditHeadMissing),
        Some(head) if head != end => tell(Finding::AuditEnd),
        Some(_) => {}
    }
    Ok(())
}

/// The last row's position and hash. After a break it goes on from what the row says of itself, so
/// that one break is told once.
async fn follow(
    conn: &mut Conn,
    checked: &mut Checked,
    tell: &mut (dyn FnMut(Finding) + Send),
) -> Result<(i64, Vec<u8>)> {
    let (mut position, mut hash) = (0, START.to_vec());
    let mut found = sqlx::query_as::<_, LinkRow>(
        "SELECT id, at, account_id, action, subject_kind, subject_id, area_code, detail, position, hash FROM audit_log
         WHERE position IS NOT NULL ORDER BY position",
    )
    .fetch(conn);
    while let Some(row) = found.try_next().await? {
        if row.position != position + 1 {
            tell(Finding::AuditRowsMissing {
                first: position + 1,
                last: row.position - 1,
            });
        } else if row.line.hash(&hash, row.position)[..] != row.hash {
            tell(Finding::AuditRowChanged {
                position: row.position,
            });
        }
        checked.audit_row_count += 1;
        (position, hash) = (row.position, row.hash);
    }
    Ok((position, hash))
}
