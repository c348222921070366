//! Rows of the table as entries, and back.

use super::{Conn, rollups, rows};
use crate::{Result, StoreError};
use chrono::{DateTime, Utc};
use domain::{
    access::{self, Action, Actor, Standing},
    areas::AreaCode,
    codes::Coded,
    ids::AccountId,
    ledgers::{Entry, Facts, Kind, Measure},
};
use sqlx::QueryBuilder;
use uuid::Uuid;

/// What an entry is read from.
pub(super) const COLUMNS: &str = "e.id, e.kind, e.status, e.area_code, e.content, e.version";

/// Every column, in the order that [`insert`] binds them.
const ALL: &str = "id, kind, area_code, year, occurred_on, due_on, resolved_on, ended_on, status, sub_kind, name_key, unique_key, holder_id, content, version, created_by, created_at, changed_at";

#[derive(Debug, sqlx::FromRow)]
pub(super) struct EntryRow {
    pub(super) id: Uuid,
    kind: String,
    status: String,
    area_code: String,
    content: String,
    pub(super) version: i64,
}

/// An entry with its place in the database.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) id: Uuid,
    pub(super) version: i64,
    pub(super) area: AreaCode,
    pub(super) entry: Entry,
}

impl TryFrom<EntryRow> for Kept {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self> {
        let table = "ledger_entries";
        Ok(Self {
            id: row.id,
            version: row.version,
            area: rows::area(table, "area_code", row.id, &row.area_code)?,
            entry: Entry {
                kind: rows::code(table, "kind", row.id, &row.kind)?,
                status: rows::code(table, "status", row.id, &row.status)?,
                values: rows::json(table, "content", row.id, &row.content)?,
            },
        })
    }
}

impl Kept {
    /// What the database counts of it.
    pub(super) fn facts(&self) -> Result<Facts> {
        Facts::of(&self.entry).ok_or_else(|| rows::corrupt("ledger_entries", "content", self.id))
    }
}

/// The entry, if the person may read it.
pub(super) async fn find(conn: &mut Conn, actor: &Actor, kind: Kind, id: Uuid) -> Result<Kept> {
    let row: Option<EntryRow> = sqlx::query_as(
        "SELECT e.id, e.kind, e.status, e.area_code, e.content, e.version FROM ledger_entries e WHERE e.id = $1 AND e.kind = $2",
    )
    .bind(id)
    .bind(kind.code())
    .fetch_optional(conn)
    .await?;
    let kept = Kept::try_from(row.ok_or(StoreError::NotFound)?)?;
    let near = Standing::to_area(actor, &kept.area);
    if access::may(actor.role, Action::ReadFigures, near) {
        Ok(kept)
    } else {
        Err(StoreError::NotFound)
    }
}

/// The entry of this id, whoever asks.
pub(super) async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<Kept>> {
    let row: Option<EntryRow> = sqlx::query_as(
        "SELECT e.id, e.kind, e.status, e.area_code, e.content, e.version FROM ledger_entries e WHERE e.id = $1",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?;
    row.map(Kept::try_from).transpose()
}

/// Holds an entry until the commit, if it still has this version. Whoever changes it takes the county's
/// turn first, as records that take entries along do, so that none waits in a circle.
pub(super) async fn hold(conn: &mut Conn, id: Uuid, version: i64) -> Result<bool> {
    if let Some(kept) = by_id(conn, id).await? {
        rollups::take_turns(conn, [kept.area].into()).await?;
    }
    let held =
        sqlx::query("UPDATE ledger_entries SET version = version WHERE id = $1 AND version = $2")
            .bind(id)
            .bind(version)
            .execute(conn)
            .await?;
    Ok(held.rows_affected() == 1)
}

/// Whether another entry has what must be unique.
pub(super) async fn is_taken(conn: &mut Conn, key: Option<&str>, id: Uuid) -> Result<bool> {
    let Some(key) = key else { return Ok(false) };
    let (taken,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM ledger_entries WHERE unique_key = $1 AND id <> $2)",
    )
    .bind(key)
    .bind(id)
    .fetch_one(conn)
    .await?;
    Ok(taken)
}

/// Whether this person has made the entry already: the form came twice.
pub(super) async fn is_made(conn: &mut Conn, actor: &Actor, kind: Kind, id: Uuid) -> Result<bool> {
    let (made,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM ledger_entries WHERE id = $1 AND kind = $2 AND created_by = $3)",
    )
    .bind(id)
    .bind(kind.code())
    .bind(actor.account_id.0)
    .fetch_one(conn)
    .await?;
    Ok(made)
}

/// Writes a new entry.
pub(crate) async fn insert(
    conn: &mut Conn,
    id: Uuid,
    (entry, facts): (&Entry, &Facts),
    (by, at): (Option<AccountId>, DateTime<Utc>),
) -> Result<()> {
    let mut query = QueryBuilder::<super::Db>::new(format!("INSERT INTO ledger_entries ({ALL}"));
    for measure in Measure::ALL {
        query.push(", ").push(measure.code());
    }
    query.push(") VALUES (");
    let mut list = query.separated(", ");
    list.push_bind(id);
    list.push_bind(entry.kind.code());
    list.push_bind(facts.area_code.to_string());
    list.push_bind(i64::from(facts.year));
    list.push_bind(facts.occurred_on);
    list.push_bind(facts.due_on);
    list.push_bind(facts.resolved_on);
    list.push_bind(facts.ended_on);
    list.push_bind(entry.status.code());
    list.push_bind(&facts.sub_kind);
    list.push_bind(&facts.name_key);
    list.push_bind(facts.unique_key.as_deref());
    list.push_bind(facts.holder_id);
    list.push_bind(content(entry));
    list.push_bind(1_i64);
    list.push_bind(by.map(|by| by.0));
    list.push_bind(at);
    list.push_bind(at);
    for measure in Measure::ALL {
        list.push_bind(facts.measures.get(*measure));
    }
    query.push(")");
    query.build().execute(conn).await?;
    Ok(())
}

/// Writes an entry anew, as its next version.
pub(super) async fn update(
    conn: &mut Conn,
    id: Uuid,
    (entry, facts): (&Entry, &Facts),
    at: DateTime<Utc>,
) -> Result<()> {
    let mut query =
        QueryBuilder::<super::Db>::new("UPDATE ledger_entries SET version = version + 1");
    query
        .push(", area_code = ")
        .push_bind(facts.area_code.to_string());
    query.push(", year = ").push_bind(i64::from(facts.year));
    query.push(", occurred_on = ").push_bind(facts.occurred_on);
    query.push(", due_on = ").push_bind(facts.due_on);
    query.push(", resolved_on = ").push_bind(facts.resolved_on);
    query.push(", ended_on = ").push_bind(facts.ended_on);
    query.push(", status = ").push_bind(entry.status.code());
    query.push(", sub_kind = ").push_bind(&facts.sub_kind);
    query.push(", name_key = ").push_bind(&facts.name_key);
    query
        .push(", unique_key = ")
        .push_bind(facts.unique_key.as_deref());
    query.push(", holder_id = ").push_bind(facts.holder_id);
    query.push(", content = ").push_bind(content(entry));
    query.push(", changed_at = ").push_bind(at);
    for measure in Measure::ALL {
        query.push(", ").push(measure.code()).push(" = ");
        query.push_bind(facts.measures.get(*measure));
    }
    query.push(" WHERE id = ").push_bind(id);
    query.build().execute(conn).await?;
    Ok(())
}

/// Notes the row of an office's list that an entry is known by.
pub(super) async fn know_by(conn: &mut Conn, id: Uuid, key: &str) -> Result<()> {
    sqlx::query("UPDATE ledger_entries SET import_key = $2 WHERE id = $1")
        .bind(id)
        .bind(key)
        .execute(conn)
        .await?;
    Ok(())
}

fn content(entry: &Entry) -> String {
    serde_json::to_value(&entry.values)
        .unwrap_or_default()
        .to_string()
}
