//! Files that offices check and import.

use super::{Conn, Pools, Tx, audit, rows};
use crate::{
    Result, StoreError,
    accounts::{CODE_DAYS, Code},
    imports::{
        Kind, OneTimeCode,
        files::{File, State, Summary},
    },
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Action, Actor, Standing, may},
    codes::Coded,
    ids::ImportId,
};
use serde_json::json;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct FileRow {
    id: Uuid,
    kind: String,
    file_name: String,
    state: String,
    summary: Option<String>,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl TryFrom<FileRow> for File {
    type Error = StoreError;

    fn try_from(row: FileRow) -> Result<Self> {
        let (table, id) = ("import_files", &row.id);
        let summary = row.summary.as_deref();
        Ok(Self {
            kind: rows::code(table, "kind", id, &row.kind)?,
            state: rows::code(table, "state", id, &row.state)?,
            summary: summary
                .map(|text| rows::json("import_files", "summary", row.id, text))
                .transpose()?,
            id: ImportId(row.id),
            name: row.file_name,
            created_at: row.created_at,
            changed_at: row.changed_at,
        })
    }
}

/// Keeps a file, and lets go of the bytes of those from before.
pub(crate) async fn keep(
    pools: &Pools,
    actor: &Actor,
    kind: Kind,
    name: &str,
    bytes: &[u8],
    before: DateTime<Utc>,
) -> Result<ImportId> {
    let (id, now) = (pools.clock.new_id(), pools.clock.now());
    let mut tx = pools.begin().await?;
    sqlx::query("UPDATE import_files SET bytes = NULL WHERE created_at < $1 AND bytes IS NOT NULL")
        .bind(before)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "INSERT INTO import_files (id, account_id, kind, file_name, bytes, state, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
    )
    .bind(id)
    .bind(actor.account_id.0)
    .bind(kind.code())
    .bind(name)
    .bind(bytes)
    .bind(State::Checking.code())
    .bind(now)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(ImportId(id))
}

pub(crate) async fn find(pools: &Pools, actor: &Actor, id: ImportId) -> Result<File> {
    let mut tx = pools.snapshot().await?;
    let row: Option<FileRow> = sqlx::query_as(
        "SELECT id, kind, file_name, state, summary, created_at, changed_at FROM import_files WHERE id = $1 AND account_id = $2",
    )
    .bind(id.0)
    .bind(actor.account_id.0)
    .fetch_optional(&mut *tx)
    .await?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

pub(crate) async fn recent(pools: &Pools, actor: &Actor) -> Result<Vec<File>> {
    let mut tx = pools.snapshot().await?;
    let rows: Vec<FileRow> = sqlx::query_as(
        "SELECT id, kind, file_name, state, CASE WHEN state = 'checked' THEN summary END AS summary,
             created_at, changed_at
         FROM import_files WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT 10",
    )
    .bind(actor.account_id.0)
    .fetch_all(&mut *tx)
    .await?;
    rows.into_iter().map(File::try_from).collect()
}

/// A file's bytes; [`StoreError::NotFound`] once they are let go of.
pub(crate) async fn bytes(pools: &Pools, id: ImportId) -> Result<Vec<u8>> {
    let mut tx = pools.snapshot().await?;
    let row: Option<(Option<Vec<u8>>,)> =
        sqlx::query_as("SELECT bytes FROM import_files WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
    row.and_then(|(bytes,)| bytes).ok_or(StoreError::NotFound)
}

/// Notes where a file stands; what was found before stays when nothing new was.
pub(crate) async fn mark(
    pools: &Pools,
    id: ImportId,
    state: State,
    summary: Option<&Summary>,
) -> Result<()> {
    let mut tx = pools.begin().await?;
    mark_in(&mut tx, pools, id, state, summary).await?;
    Ok(tx.commit().await?)
}

async fn mark_in(
    conn: &mut Conn,
    pools: &Pools,
    id: ImportId,
    state: State,
    summary: Option<&Summary>,
) -> Result<()> {
    sqlx::query("UPDATE import_files SET state = $2, summary = coalesce($3, summary), changed_at = $4 WHERE id = $1")
        .bind(id.0)
        .bind(state.code())
        .bind(summary.map(|summary| json!(summary).to_string()))
        .bind(pools.clock.now())
        .execute(conn)
        .await?;
    Ok(())
}

/// The import's own transaction says that it is done, and lets go of the bytes.
pub(crate) async fn finish(
    tx: &mut Tx,
    pools: &Pools,
    id: ImportId,
    summary: &Summary,
) -> Result<()> {
    mark_in(tx, pools, id, State::Imported, Some(summary)).await?;
    sqlx::query("UPDATE import_files SET bytes = NULL WHERE id = $1")
        .bind(id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Takes a checked file; one that is taken or done already is a conflict.
pub(crate) async fn claim(pools: &Pools, id: ImportId) -> Result<()> {
    let mut tx = pools.begin().await?;
    let done = sqlx::query(
        "UPDATE import_files SET state = $2, changed_at = $3 WHERE id = $1 AND state = $4 AND bytes IS NOT NULL",
    )
    .bind(id.0)
    .bind(State::Importing.code())
    .bind(pools.clock.now())
    .bind(State::Checked.code())
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Conflict);
    }
    Ok(tx.commit().await?)
}

/// Keeps new codes for accounts without a password that the actor manages; the others are passed over.
pub(crate) async fn issue_codes(
    pools: &Pools,
    actor: &Actor,
    codes: &[(String, Code)],
) -> Result<Vec<OneTimeCode>> {
    let mut tx = pools.begin().await?;
    let mut trail = audit::Trail::default();
    let mut issued = Vec::new();
    let until = pools.clock.now() + Duration::days(CODE_DAYS);
    for (login, code) in codes {
        let found: Option<(Uuid, String, Option<String>)> = sqlx::query_as(
            "SELECT id, name, area_code FROM accounts WHERE login = $1 AND password_hash IS NULL AND disabled_at IS NULL",
        )
        .bind(login)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((id, name, area)) = found else {
            continue;
        };
        let area = area
            .map(|area| rows::area("accounts", "area_code", id, &area))
            .transpose()?;
        let standing = area
            .map(|area| Standing::to_area(actor, &area))
            .unwrap_or_default();
        if !may(actor.role, Action::ManageFieldAccounts, standing) {
            continue;
        }
        sqlx::query("UPDATE accounts SET code_hash = $2, code_expires_at = $3 WHERE id = $1")
            .bind(id)
            .bind(code.hash())
            .bind(until)
            .execute(&mut *tx)
            .await?;
        let entry = audit::Entry {
            account_id: Some(actor.account_id),
            action: "accounts.issue_code",
            subject_kind: "account",
            subject_id: id.to_string(),
            area_code: area,
            detail: json!({}),
        };
        trail.note(pools, entry);
        issued.push(OneTimeCode {
            login: login.clone(),
            name,
            code: code.shown(),
        });
    }
    trail.close(&mut tx).await?;
    tx.commit().await?;
    Ok(issued)
}
