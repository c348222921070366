//! The audit log: who did what to which thing, as a chain. Written inside the transaction it speaks of.
//!
//! Lock order: records, counties' turns (`rollups`), people's feeds (`feeds`), and last of all the
//! log's head. It is one row for everybody, so whoever holds it may wait for nothing more: not for
//! another record, not for a turn, not for a feed. A transaction that does several things notes each in a
//! [`Trail`] and closes it at the end, which also costs a group of pushes one change of the head
//! instead of hundreds.

use super::{Conn, Pools, in_pieces};
use crate::{Result, StoreError, audit_chain::Line};
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

/// What a transaction has done so far, to be written when it has done everything.
#[derive(Debug, Default)]
pub(crate) struct Trail(Vec<Line>);

impl Trail {
    /// Adds one row.
    pub(crate) fn note(&mut self, pools: &Pools, entry: Entry<'_>) {
        self.0.push(Line {
            id: pools.clock.new_id(),
            at: pools.clock.now(),
            account_id: entry.account_id.map(|id| id.0),
            action: entry.action.to_owned(),
            subject_kind: entry.subject_kind.to_owned(),
            subject_id: entry.subject_id,
            area_code: entry.area_code.map(|area| area.to_string()),
            detail: entry.detail.to_string(),
        });
    }

    /// Writes the rows at the end of the chain. Nothing but the commit may follow.
    pub(crate) async fn close(self, conn: &mut Conn) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut head = Head::take(conn).await?;
        let insert = "INSERT INTO audit_log (id, at, account_id, action, subject_kind, subject_id, area_code, detail, position, hash) ";
        in_pieces::execute(conn, (insert, ""), &self.0, |mut row, line| {
            let (position, hash) = head.link(line);
            row.push_bind(line.id)
                .push_bind(line.at)
                .push_bind(line.account_id)
                .push_bind(&line.action)
                .push_bind(&line.subject_kind)
                .push_bind(&line.subject_id)
                .push_bind(&line.area_code)
                .push_bind(&line.detail)
                .push_bind(position)
                .push_bind(hash);
        })
        .await?;
        head.put(conn).await
    }
}

/// Writes one row. Nothing but the commit may follow.
pub(crate) async fn write(conn: &mut Conn, pools: &Pools, entry: Entry<'_>) -> Result<()> {
    let mut trail = Trail::default();
    trail.note(pools, entry);
    trail.close(conn).await
}

/// The end of the chain, held by this transaction until it commits.
struct Head {
    position: i64,
    hash: Vec<u8>,
}

impl Head {
    /// Waits for whoever holds it. The change of nothing is what locks the row on both databases.
    async fn take(conn: &mut Conn) -> Result<Self> {
        let found: Option<(i64, Vec<u8>)> = sqlx::query_as(
            "UPDATE audit_head SET position = position WHERE id = 1 RETURNING position, hash",
        )
        .fetch_optional(conn)
        .await?;
        let (position, hash) = found.ok_or_else(|| StoreError::Corrupt {
            table: "audit_head",
            column: "position",
            id: "1".to_owned(),
        })?;
        Ok(Self { position, hash })
    }

    /// Takes a row in; its position and hash.
    fn link(&mut self, line: &Line) -> (i64, Vec<u8>) {
        self.position += 1;
        self.hash = line.hash(&self.hash, self.position).to_vec();
        (self.position, self.hash.clone())
    }

    async fn put(self, conn: &mut Conn) -> Result<()> {
        sqlx::query("UPDATE audit_head SET position = $1, hash = $2 WHERE id = 1")
            .bind(self.position)
            .bind(self.hash)
            .execute(conn)
            .await?;
        Ok(())
    }
}

/// Chains the rows that have no place yet: those written before the log was a chain.
pub(crate) async fn chain_older(pools: &Pools) -> Result<()> {
    // Most often there are none, and then nobody has to wait for a writer.
    if !has_unchained(&mut *pools.snapshot().await?).await? {
        return Ok(());
    }
    let mut tx = pools.begin().await?;
    chain_unchained(&mut tx).await?;
    Ok(tx.commit().await?)
}

async fn has_unchained(conn: &mut Conn) -> Result<bool> {
    let (found,): (bool,) =
        sqlx::query_as("SELECT EXISTS (SELECT 1 FROM audit_log WHERE position IS NULL)")
            .fetch_one(conn)
            .await?;
    Ok(found)
}

/// The same inside a transaction that then only commits or closes its own trail.
pub(crate) async fn chain_unchained(conn: &mut Conn) -> Result<()> {
    // Taken before looking: another process may be doing the same.
    let mut head = Head::take(conn).await?;
    loop {
        let lines: Vec<Line> = sqlx::query_as(
            "SELECT id, at, account_id, action, subject_kind, subject_id, area_code, detail FROM audit_log
             WHERE position IS NULL ORDER BY at, id LIMIT 1000",
        )
        .fetch_all(&mut *conn)
        .await?;
        if lines.is_empty() {
            return head.put(conn).await;
        }
        for line in &lines {
            let (position, hash) = head.link(line);
            sqlx::query("UPDATE audit_log SET position = $1, hash = $2 WHERE id = $3")
                .bind(position)
                .bind(hash)
                .bind(line.id)
                .execute(&mut *conn)
                .await?;
        }
    }
}
