//! Uploads: one row per hash and account that sent it.

use super::{
    Conn, Db, Pools,
    audit::{self, Entry, Trail},
    effects::Effects,
    ledgers, record_photos,
    record_rows::{RecordRow, SELECT},
    records, rows,
};
use crate::{
    Problem, Result, StoreError,
    attachments::{Admission, Attachment, Expired},
};
use chrono::{DateTime, Utc};
use domain::{
    access::{Action, Actor, Standing, may},
    attachments::{
        ContentType, MAX_UNCLAIMED_BYTES, MAX_UNCLAIMED_COUNT, unclaimed_before, voided_before,
    },
    codes::{Coded, Role},
    ids::AccountId,
};
use serde_json::json;
use sqlx::QueryBuilder;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The condition that a record which this account writes names this hash, that any record shows it (one
/// that was handed over shows what its first author sent), or an entry that the account gave the file to;
/// both are SQL.
fn claimed(hash: &str, account: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM entry_files f WHERE f.sha256 = {hash} AND f.account_id = {account})
         OR EXISTS (SELECT 1 FROM record_photos p JOIN records r ON r.id = p.record_id
         WHERE p.sha256 = {hash} AND r.status <> 'discarded' AND (p.present OR r.entered_by = {account}
             OR r.author_id = (SELECT commissioner_id FROM accounts WHERE id = {account}))))"
    )
}

pub(crate) async fn admit(pools: &Pools, actor: &Actor, file: &Attachment) -> Result<Admission> {
    let mut tx = pools.snapshot().await?;
    check(&mut tx, pools, actor, file).await
}

/// Whether the account may send this, and whether it has before.
async fn check(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    file: &Attachment,
) -> Result<Admission> {
    let action = match file.content_type {
        ContentType::Pdf => Action::UploadScan,
        ContentType::Jpeg | ContentType::Png | ContentType::Webp => Action::UploadPhoto,
    };
    if !may(actor.role, action, Standing::default()) {
        return Err(StoreError::Forbidden);
    }
    let mut query = QueryBuilder::<Db>::new(
        "SELECT EXISTS (SELECT 1 FROM attachments WHERE sha256 = $1 AND account_id = $2), ",
    );
    query.push(claimed("$1", "$2"));
    let (known, is_claimed): (bool, bool) = query
        .build_query_as()
        .bind(&file.sha256)
        .bind(actor.account_id.0)
        .fetch_one(&mut *conn)
        .await?;
    if known {
        return Ok(Admission::Known);
    }
    if !is_claimed {
        check_quota(conn, pools, actor, file).await?;
    }
    Ok(Admission::New)
}

/// What waits for its record is bounded; what has waited longer than a day is about to go anyway.
async fn check_quota(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    file: &Attachment,
) -> Result<()> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT count(*), CAST(coalesce(sum(byte_count), 0) AS BIGINT) FROM attachments
         WHERE account_id = $1 AND uploaded_at > $2 AND NOT ",
    );
    query.push(claimed("attachments.sha256", "attachments.account_id"));
    let (files, bytes): (i64, i64) = query
        .build_query_as()
        .bind(actor.account_id.0)
        .bind(unclaimed_before(pools.clock.now()))
        .fetch_one(conn)
        .await?;
    if files >= MAX_UNCLAIMED_COUNT || bytes + file.byte_count > MAX_UNCLAIMED_BYTES {
        return Err(StoreError::Refused(Problem::UploadQuota));
    }
    Ok(())
}

pub(crate) async fn record(pools: &Pools, actor: &Actor, file: &Attachment) -> Result<Admission> {
    let mut tx = pools.begin().await?;
    // The account's turn makes the quota exact, the hash's turn keeps a sweep from the bytes.
    pools
        .take_turn(&mut tx, &actor.account_id.to_string())
        .await?;
    pools.take_turn(&mut tx, &file.sha256).await?;
    let admission = check(&mut tx, pools, actor, file).await?;
    let completed = record_photos::arrived(
        &mut tx,
        &file.sha256,
        actor.account_id,
        actor.commissioner_id,
    )
    .await?;
    let mut trail = Trail::default();
    // References first, then the upload: in the order of a push, so that none waits in a circle.
    let stays = admission == Admission::Known
        && renew(&mut tx, &file.sha256, actor.account_id, pools.clock.now()).await?;
    if !stays {
        insert(&mut tx, pools, actor, file).await?;
        trail.note(pools, uploaded(actor, file));
    }
    let mut effects = Effects::default();
    // After the change: its readers are the same as before it.
    effects.before(&mut tx, completed).await?;
    effects.settle(&mut tx, pools, &mut trail).await?;
    trail.close(&mut tx).await?;
    tx.commit().await?;
    Ok(admission)
}

/// Makes an upload as new as if it had come now; false when the account has none. A sweep that waits
/// meanwhile for this row looks at it again, and leaves it.
pub(super) async fn renew(
    conn: &mut Conn,
    sha256: &str,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE attachments SET uploaded_at = $3 WHERE sha256 = $1 AND account_id = $2",
    )
    .bind(sha256)
    .bind(account.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn insert(conn: &mut Conn, pools: &Pools, actor: &Actor, file: &Attachment) -> Result<()> {
    sqlx::query(
        "INSERT INTO attachments (sha256, account_id, content_type, byte_count, uploaded_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&file.sha256)
    .bind(actor.account_id.0)
    .bind(file.content_type.code())
    .bind(file.byte_count)
    .bind(pools.clock.now())
    .execute(conn)
    .await?;
    Ok(())
}

fn uploaded(actor: &Actor, file: &Attachment) -> Entry<'static> {
    Entry {
        account_id: Some(actor.account_id),
        action: "attachments.upload",
        subject_kind: "attachment",
        subject_id: file.sha256.clone(),
        area_code: actor.area_code,
        detail: json!({"content_type": file.content_type, "byte_count": file.byte_count}),
    }
}

pub(crate) async fn find(pools: &Pools, actor: &Actor, sha256: &str) -> Result<Attachment> {
    let mut tx = pools.snapshot().await?;
    let uploads: Vec<(Uuid, String, i64)> = sqlx::query_as(
        "SELECT account_id, content_type, byte_count FROM attachments WHERE sha256 = $1",
    )
    .bind(sha256)
    .fetch_all(&mut *tx)
    .await?;
    let own = uploads
        .iter()
        .any(|(account, ..)| *account == actor.account_id.0);
    let shown = own
        || is_shown(&mut tx, actor, sha256).await?
        || ledgers::is_shown(&mut tx, actor, sha256).await?;
    if !shown {
        return Err(StoreError::NotFound);
    }
    let (_, content_type, byte_count) = uploads.into_iter().next().ok_or(StoreError::NotFound)?;
    Ok(Attachment {
        content_type: rows::code("attachments", "content_type", sha256, &content_type)?,
        sha256: sha256.to_owned(),
        byte_count,
    })
}

/// Whether a record that the actor may read shows this photo.
async fn is_shown(conn: &mut Conn, actor: &Actor, sha256: &str) -> Result<bool> {
    if actor.role == Role::Admin {
        return Ok(false);
    }
    let mut query = QueryBuilder::<Db>::new(SELECT);
    query.push(" WHERE ");
    records::readable(&mut query, actor)?;
    query
        .push(" AND r.id IN (SELECT record_id FROM record_photos WHERE sha256 = ")
        .push_bind(sha256)
        .push(" AND present = ")
        .push_bind(true)
        .push(")");
    let found: Vec<RecordRow> = query.build_query_as().fetch_all(conn).await?;
    Ok(found
        .iter()
        .any(|row| record_photos::shows(row, actor, sha256)))
}

pub(crate) async fn expire(pools: &Pools) -> Result<Expired> {
    let now = pools.clock.now();
    let mut tx = pools.begin().await?;
    let references = sqlx::query(
        "DELETE FROM record_photos WHERE record_id IN (SELECT id FROM records
             WHERE status = 'discarded' OR (status = 'voided' AND reviewed_at <= $1))",
    )
    .bind(voided_before(now))
    .execute(&mut *tx)
    .await?;
    let mut query =
        QueryBuilder::<Db>::new("DELETE FROM attachments WHERE uploaded_at <= $1 AND NOT ");
    query.push(claimed("attachments.sha256", "attachments.account_id"));
    let uploads = query
        .build()
        .bind(unclaimed_before(now))
        .execute(&mut *tx)
        .await?;
    let expired = Expired {
        upload_count: uploads.rows_affected(),
        reference_count: references.rows_affected(),
    };
    if expired != Expired::default() {
        let entry = Entry {
            account_id: None,
            action: "attachments.expire",
            subject_kind: "attachments",
            subject_id: now.date_naive().to_string(),
            area_code: None,
            detail: json!({"upload_count": expired.upload_count, "reference_count": expired.reference_count}),
        };
        audit::write(&mut tx, pools, entry).await?;
    }
    tx.commit().await?;
    Ok(expired)
}

/// All that somebody needs.
pub(crate) async fn hashes(pools: &Pools) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT sha256 FROM attachments ORDER BY sha256";
    let mut reader = pools.reader().await?;
    Ok(sqlx::query_scalar(sql).fetch_all(&mut *reader).await?)
}

pub(crate) async fn needed(pools: &Pools, hashes: &[String]) -> Result<BTreeSet<String>> {
    let mut tx = pools.snapshot().await?;
    let mut needed = BTreeSet::new();
    for chunk in hashes.chunks(500) {
        let mut query = QueryBuilder::<Db>::new("SELECT sha256 FROM attachments WHERE sha256 IN (");
        let mut list = query.separated(", ");
        for hash in chunk {
            list.push_bind(hash);
        }
        query.push(")");
        let found: Vec<(String,)> = query.build_query_as().fetch_all(&mut *tx).await?;
        needed.extend(found.into_iter().map(|(hash,)| hash));
    }
    Ok(needed)
}

pub(crate) async fn unless_needed<T>(
    pools: &Pools,
    sha256: &str,
    delete: impl Future<Output = T> + Send,
) -> Result<Option<T>> {
    let mut tx = pools.begin().await?;
    pools.take_turn(&mut tx, sha256).await?;
    let (needed,): (bool,) =
        sqlx::query_as("SELECT EXISTS (SELECT 1 FROM attachments WHERE sha256 = $1)")
            .bind(sha256)
            .fetch_one(&mut *tx)
            .await?;
    if needed {
        return Ok(None);
    }
    let done = delete.await;
    tx.commit().await?;
    Ok(Some(done))
}
