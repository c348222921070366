//! The rows between records and entries.

use super::{Conn, rows};
use crate::{Result, StoreError};
use domain::{
    codes::Coded,
    ids::RecordId,
    ledgers::{Entry, Kind, Values, linked::Did, steps::Status},
};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a record said of an entry when it last changed.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) entry_id: Uuid,
    /// None for an entry of the record's own.
    pub(super) did: Option<Did>,
    pub(super) before: Option<Entry>,
    pub(super) after: Option<Entry>,
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    link_key: String,
    entry_id: Uuid,
    did: String,
    kind: String,
    before_entry: Option<String>,
    after_entry: Option<String>,
}

impl TryFrom<LinkRow> for Link {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self> {
        let kind = rows::code("ledger_entries", "kind", row.entry_id, &row.kind)?;
        let read = |text: Option<String>| {
            let text = text.as_deref();
            text.map(|text| entry(kind, row.entry_id, text)).transpose()
        };
        Ok(Self {
            entry_id: row.entry_id,
            did: Did::from_code(&row.did),
            before: read(row.before_entry)?,
            after: read(row.after_entry)?,
        })
    }
}

fn entry(kind: Kind, id: Uuid, text: &str) -> Result<Entry> {
    let (status, values): (Status, Values) = rows::json("record_links", "after_entry", id, text)?;
    Ok(Entry {
        kind,
        status,
        values,
    })
}

fn text(entry: &Entry) -> String {
    json!((entry.status, &entry.values)).to_string()
}

/// All links of a record, by key.
pub(super) async fn of_record(conn: &mut Conn, id: RecordId) -> Result<BTreeMap<String, Link>> {
    let found: Vec<LinkRow> = sqlx::query_as(
        "SELECT l.link_key, l.entry_id, l.did, e.kind, l.before_entry, l.after_entry
         FROM record_links l JOIN ledger_entries e ON e.id = l.entry_id WHERE l.record_id = $1",
    )
    .bind(id.0)
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|row| Ok((row.link_key.clone(), Link::try_from(row)?)))
        .collect()
}

/// Other records that speak of a problem without any effect so far, in the order of their ids.
pub(super) async fn others(conn: &mut Conn, entry: Uuid, but: RecordId) -> Result<Vec<RecordId>> {
    let found: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT record_id FROM record_links WHERE entry_id = $1 AND record_id <> $2 AND did <> 'made' AND after_entry IS NULL ORDER BY record_id",
    )
    .bind(entry)
    .bind(but.0)
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|(id,)| RecordId(id)).collect())
}

/// Keeps what a record says of an entry now.
pub(super) async fn keep(
    conn: &mut Conn,
    (record, key, entry): (RecordId, &str, Uuid),
    did: Option<Did>,
    (before, after): (Option<&Entry>, Option<&Entry>),
) -> Result<()> {
    sqlx::query(
        "INSERT INTO record_links (record_id, link_key, entry_id, did, before_entry, after_entry) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (record_id, link_key) DO UPDATE SET did = excluded.did, before_entry = excluded.before_entry, after_entry = excluded.after_entry",
    )
    .bind(record.0)
    .bind(key)
    .bind(entry)
    .bind(did.map_or("made", Coded::code))
    .bind(before.map(text))
    .bind(after.map(text))
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what a record said about a problem.
pub(super) async fn forget(conn: &mut Conn, record: RecordId, key: &str) -> Result<()> {
    sqlx::query("DELETE FROM record_links WHERE record_id = $1 AND link_key = $2")
        .bind(record.0)
        .bind(key)
        .execute(conn)
        .await?;
    Ok(())
}
