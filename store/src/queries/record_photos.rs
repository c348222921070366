//! Which photos a record names, and which of them it may use.
//!
//! A record keeps a reference to every photo that its newest body or its last submitted body names:
//! a draft on top of a returned record must not take away what the reviewer sees.

use super::{Conn, among::rows_among, attachments, record_rows::RecordRow, rows};
use crate::Result;
use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    attachments::ContentType,
    ids::{AccountId, CommissionerId, RecordId},
    reading::{PhotoFile, PhotoState},
    records::photo_hashes,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The hashes a body names, in its order.
pub(crate) fn named(body: &str) -> Vec<String> {
    photo_hashes(&serde_json::from_str(body).unwrap_or_default())
}

/// Replaces the references. A hash is present when this account uploaded it or the record already had it.
pub(crate) async fn write(
    conn: &mut Conn,
    id: RecordId,
    account: AccountId,
    (body, submitted_body): (&str, Option<&str>),
    now: DateTime<Utc>,
) -> Result<()> {
    let mut hashes = named(body);
    for hash in submitted_body.map(named).unwrap_or_default() {
        if !hashes.contains(&hash) {
            hashes.push(hash);
        }
    }
    let had: Vec<(String,)> =
        sqlx::query_as("SELECT sha256 FROM record_photos WHERE record_id = $1 AND present = $2")
            .bind(id.0)
            .bind(true)
            .fetch_all(&mut *conn)
            .await?;
    sqlx::query("DELETE FROM record_photos WHERE record_id = $1")
        .bind(id.0)
        .execute(&mut *conn)
        .await?;
    for (position, hash) in (0_i64..).zip(hashes) {
        // Claimed by a change and not by a look, so that no sweep takes it before the commit.
        let present =
            had.contains(&(hash.clone(),)) || attachments::renew(conn, &hash, account, now).await?;
        sqlx::query("INSERT INTO record_photos (record_id, sha256, position, present) VALUES ($1, $2, $3, $4)")
            .bind(id.0)
            .bind(hash)
            .bind(position)
            .bind(present)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// The photos of the newest body whose bytes have not arrived.
pub(crate) async fn missing(conn: &mut Conn, id: RecordId) -> Result<Vec<String>> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT p.sha256, r.body FROM record_photos p JOIN records r ON r.id = p.record_id
         WHERE p.record_id = $1 AND p.present = $2 ORDER BY p.position",
    )
    .bind(id.0)
    .bind(false)
    .fetch_all(conn)
    .await?;
    let newest = found.first().map(|(_, body)| named(body));
    Ok(found
        .into_iter()
        .map(|(hash, _)| hash)
        .filter(|hash| newest.as_ref().is_some_and(|named| named.contains(hash)))
        .collect())
}

/// Bytes have arrived from an account: the records it writes that name them may use them. Those that
/// had waited for them.
pub(crate) async fn arrived(
    conn: &mut Conn,
    hash: &str,
    account: AccountId,
    author: Option<CommissionerId>,
) -> Result<Vec<RecordId>> {
    let found: Vec<(Uuid,)> = sqlx::query_as(
        "UPDATE record_photos SET present = $4 WHERE sha256 = $1 AND present <> $4
         AND record_id IN (SELECT id FROM records WHERE entered_by = $2 OR author_id = $3) RETURNING record_id",
    )
    .bind(hash)
    .bind(account.0)
    .bind(author.map(|author| author.0))
    .bind(true)
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|(id,)| RecordId(id)).collect())
}

/// Whether the body that this reader sees names the hash.
pub(crate) fn shows(row: &RecordRow, actor: &Actor, hash: &str) -> bool {
    named(row.shown_body(actor)).iter().any(|one| one == hash)
}

/// What became of each record's photos.
#[derive(Debug, Default)]
pub(crate) struct PhotoStates(BTreeMap<(Uuid, String), PhotoState>);

impl PhotoStates {
    pub(crate) async fn read(conn: &mut Conn, ids: &[Uuid]) -> Result<Self> {
        let select = "SELECT p.record_id, p.sha256, p.present, (SELECT max(a.content_type) FROM attachments a WHERE a.sha256 = p.sha256)
             FROM record_photos p WHERE p.record_id";
        let found: Vec<(Uuid, String, bool, Option<String>)> =
            rows_among(conn, select, ids).await?;
        let mut states = BTreeMap::new();
        for (record, hash, present, content_type) in found {
            let state = state(&hash, present, content_type.as_deref())?;
            states.insert((record, hash), state);
        }
        Ok(Self(states))
    }

    /// The photos that this body of the record names. What is no longer kept has been cleared.
    pub(crate) fn files(&self, record: Uuid, body: &Map<String, Value>) -> Vec<PhotoFile> {
        let hashes = photo_hashes(body).into_iter();
        hashes
            .map(|sha256| {
                let key = (record, sha256);
                let state = self.0.get(&key).copied().unwrap_or(PhotoState::Cleared);
                PhotoFile {
                    sha256: key.1,
                    state,
                }
            })
            .collect()
    }
}

fn state(hash: &str, present: bool, content_type: Option<&str>) -> Result<PhotoState> {
    let Some(content_type) = content_type.filter(|_| present) else {
        return Ok(PhotoState::Missing);
    };
    Ok(
        match rows::code("attachments", "content_type", hash, content_type)? {
            ContentType::Pdf => PhotoState::Scan,
            ContentType::Jpeg | ContentType::Png | ContentType::Webp => PhotoState::Picture,
        },
    )
}
