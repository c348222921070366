//! Files of an entry: sent, replaced, and an agreement's scan looked at. Nothing is deleted.

use super::{
    Conn, Pools,
    audit::{Entry as Noted, Trail},
    entries::{self, Kept},
    rollups, rows,
};
use crate::{Result, StoreError, ledgers::may_keep};
use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    codes::Coded,
    fields::{FieldCode, check_text},
    ledgers::{EntryFile, Kind, MAX_FILES, ScanReview},
    registers::Changed,
};
use serde_json::json;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct FileRow {
    id: Uuid,
    sha256: String,
    name: String,
    account_id: Uuid,
    by: String,
    added_at: DateTime<Utc>,
    replaced_at: Option<DateTime<Utc>>,
    review: String,
    opinion: String,
}

/// All files of an entry, the newest first.
pub(super) async fn of_entry(
    conn: &mut Conn,
    actor: &Actor,
    kept: &Kept,
) -> Result<Vec<EntryFile>> {
    let found: Vec<FileRow> = sqlx::query_as(
        "SELECT f.id, f.sha256, f.name, f.account_id, a.name AS by, f.added_at, f.replaced_at, f.review, f.opinion
         FROM entry_files f JOIN accounts a ON a.id = f.account_id WHERE f.entry_id = $1 ORDER BY f.added_at DESC, f.id DESC",
    )
    .bind(kept.id)
    .fetch_all(conn)
    .await?;
    let kind = kept.entry.kind;
    let keeps = kind.has_one_scan() && may_keep(actor, kind, kept.area);
    found
        .into_iter()
        .map(|row| {
            Ok(EntryFile {
                review: rows::code("entry_files", "review", row.id, &row.review)?,
                // Nobody decides on what he has sent himself.
                may_review: keeps
                    && row.replaced_at.is_none()
                    && row.account_id != actor.account_id.0,
                id: row.id,
                sha256: row.sha256,
                name: row.name,
                by: row.by,
                at: row.added_at,
                replaced_at: row.replaced_at,
                opinion: row.opinion,
            })
        })
        .collect()
}

/// The entry, if this person keeps it and files belong to it.
async fn keeps(conn: &mut Conn, actor: &Actor, (kind, id): (Kind, Uuid)) -> Result<Kept> {
    let kept = entries::find(conn, actor, kind, id).await?;
    if !kind.takes_files() || !may_keep(actor, kind, kept.area) {
        return Err(StoreError::Forbidden);
    }
    rollups::take_turns(conn, [kept.area].into()).await?;
    Ok(kept)
}

pub(crate) async fn keeps_files(
    pools: &Pools,
    actor: &Actor,
    (kind, id): (Kind, Uuid),
) -> Result<bool> {
    let kept = entries::find(&mut *pools.snapshot().await?, actor, kind, id).await?;
    Ok(kind.takes_files() && may_keep(actor, kind, kept.area))
}

pub(crate) async fn add_file(
    pools: &Pools,
    actor: &Actor,
    which: (Kind, Uuid),
    (sha256, name): (&str, &str),
) -> Result<()> {
    let mut tx = pools.begin().await?;
    let kept = keeps(&mut tx, actor, which).await?;
    let now = pools.clock.now();
    let current: Vec<(Uuid, String, String)> = sqlx::query_as(
        "SELECT id, sha256, name FROM entry_files WHERE entry_id = $1 AND replaced_at IS NULL ORDER BY id",
    )
    .bind(kept.id)
    .fetch_all(&mut *tx)
    .await?;
    if current.iter().any(|(_, known, _)| known == sha256) {
        return Ok(());
    }
    let replaced = current.iter().filter(|_| which.0.has_one_scan());
    let before: Vec<_> = replaced.map(|(_, _, name)| name.as_str()).collect();
    if before.is_empty() && i64::try_from(current.len()).unwrap_or(i64::MAX) >= MAX_FILES {
        return Err(StoreError::field("file", FieldCode::TooMany));
    }
    let before = before.join("、");
    if which.0.has_one_scan() {
        sqlx::query(
            "UPDATE entry_files SET replaced_at = $2 WHERE entry_id = $1 AND replaced_at IS NULL",
        )
        .bind(kept.id)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query(
        "INSERT INTO entry_files (id, entry_id, sha256, name, account_id, added_at, review, opinion) VALUES ($1, $2, $3, $4, $5, $6, $7, '')",
    )
    .bind(pools.clock.new_id())
    .bind(kept.id)
    .bind(sha256)
    .bind(name)
    .bind(actor.account_id.0)
    .bind(now)
    .bind(ScanReview::Uploaded.code())
    .execute(&mut *tx)
    .await?;
    let mut trail = Trail::default();
    note(pools, actor, &kept, ("file", &before, name), &mut trail);
    trail.close(&mut tx).await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn review_file(
    pools: &Pools,
    actor: &Actor,
    which: (Kind, Uuid),
    file: Uuid,
    (review, opinion): (ScanReview, &str),
) -> Result<()> {
    let least = usize::from(review == ScanReview::Refused);
    check_text(opinion, least, 255).map_err(|code| match code {
        FieldCode::Required => StoreError::field("opinion", FieldCode::OpinionRequired),
        code => StoreError::field("opinion", code),
    })?;
    let mut tx = pools.begin().await?;
    let kept = keeps(&mut tx, actor, which).await?;
    let files = of_entry(&mut tx, actor, &kept).await?;
    let known = files.iter().find(|known| known.id == file);
    let known = known.ok_or(StoreError::NotFound)?;
    if !known.may_review {
        return Err(StoreError::Forbidden);
    }
    sqlx::query(
        "UPDATE entry_files SET review = $2, opinion = $3, reviewed_by = $4, reviewed_at = $5 WHERE id = $1",
    )
    .bind(file)
    .bind(review.code())
    .bind(opinion)
    .bind(actor.account_id.0)
    .bind(pools.clock.now())
    .execute(&mut *tx)
    .await?;
    let said = [review.label(), opinion].join(" ");
    let mut trail = Trail::default();
    let change = ("review_file", known.review.label(), said.trim());
    note(pools, actor, &kept, change, &mut trail);
    trail.close(&mut tx).await?;
    Ok(tx.commit().await?)
}

fn note(
    pools: &Pools,
    actor: &Actor,
    kept: &Kept,
    (action, before, after): (&str, &str, &str),
    trail: &mut Trail,
) {
    let change = Changed {
        label: "扫描件".to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    trail.note(
        pools,
        Noted {
            account_id: Some(actor.account_id),
            action: &format!("ledgers.{action}"),
            subject_kind: "ledger",
            subject_id: kept.id.to_string(),
            area_code: Some(kept.area),
            detail: json!({ "kind": kept.entry.kind.code(), "changes": [change] }),
        },
    );
}

/// Whether an entry that this person may read has this file.
pub(crate) async fn is_shown(conn: &mut Conn, actor: &Actor, sha256: &str) -> Result<bool> {
    let found: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT DISTINCT e.id, e.kind FROM entry_files f JOIN ledger_entries e ON e.id = f.entry_id WHERE f.sha256 = $1",
    )
    .bind(sha256)
    .fetch_all(&mut *conn)
    .await?;
    for (id, kind) in found {
        let kind = rows::code("ledger_entries", "kind", id, &kind)?;
        match entries::find(conn, actor, kind, id).await {
            Ok(_) => return Ok(true),
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}
