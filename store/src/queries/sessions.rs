//! Sessions: one row per signed-in client.

use super::{Pools, Tx, audit, rows};
use crate::{
    Result, StoreError,
    accounts::{Life, Session, SessionKind},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Actor,
    codes::{Coded, Language},
    ids::{AccountId, CommissionerId, UnitId},
};
use serde_json::json;
use uuid::Uuid;

/// An account as its session shows it.
#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    login: String,
    name: String,
    role: String,
    area_code: Option<String>,
    unit_id: Option<Uuid>,
    commissioner_id: Option<Uuid>,
    language: String,
}

impl AccountRow {
    fn into_session(self, kind: SessionKind) -> Result<Session> {
        let actor = Actor {
            account_id: AccountId(self.id),
            name: self.name,
            role: rows::code("accounts", "role", self.id, &self.role)?,
            area_code: self
                .area_code
                .map(|area| rows::area("accounts", "area_code", self.id, &area))
                .transpose()?,
            commissioner_id: self.commissioner_id.map(CommissionerId),
            unit_id: self.unit_id.map(UnitId),
        };
        let language = rows::code("accounts", "language", self.id, &self.language)?;
        Ok(Session {
            actor,
            language,
            login: self.login,
            kind,
        })
    }
}

/// Who acts under this login.
pub(crate) async fn actor(pools: &Pools, login: &str) -> Result<Actor> {
    let mut tx = pools.snapshot().await?;
    let row: Option<AccountRow> = sqlx::query_as(
        "SELECT id, login, name, role, area_code, unit_id, commissioner_id, language FROM accounts
         WHERE login = $1 AND disabled_at IS NULL",
    )
    .bind(login)
    .fetch_optional(&mut *tx)
    .await?;
    let row = row.ok_or(StoreError::NotFound)?;
    Ok(row.into_session(SessionKind::Bearer)?.actor)
}

/// The session of this token and when it was last written down; none when it has ended.
pub(crate) async fn find(
    pools: &Pools,
    token_hash: &[u8],
) -> Result<Option<(Session, DateTime<Utc>)>> {
    #[derive(sqlx::FromRow)]
    struct SessionRow {
        #[sqlx(flatten)]
        account: AccountRow,
        kind: String,
        seen_at: DateTime<Utc>,
    }
    let row: Option<SessionRow> = sqlx::query_as(
        "SELECT a.id, a.login, a.name, a.role, a.area_code, a.unit_id, a.commissioner_id, a.language, s.kind, s.seen_at
         FROM sessions s JOIN accounts a ON a.id = s.account_id
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL",
    )
    .bind(token_hash)
    .bind(pools.clock.now())
    .fetch_optional(&mut *pools.reader().await?)
    .await?;
    row.map(|row| {
        let kind = rows::code("sessions", "kind", row.account.id, &row.kind)?;
        Ok((row.account.into_session(kind)?, row.seen_at))
    })
    .transpose()
}

/// Begins a session and drops those of the account that have ended.
pub(crate) async fn begin(
    tx: &mut Tx,
    pools: &Pools,
    account: AccountId,
    token_hash: &[u8],
    kind: SessionKind,
) -> Result<Session> {
    use domain::codes::Coded;
    let now = pools.clock.now();
    let row: AccountRow = sqlx::query_as(
        "SELECT id, login, name, role, area_code, unit_id, commissioner_id, language FROM accounts WHERE id = $1",
    )
    .bind(account.0)
    .fetch_one(&mut **tx)
    .await?;
    let session = row.into_session(kind)?;
    sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND expires_at <= $2")
        .bind(account.0)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "INSERT INTO sessions (token_hash, account_id, kind, created_at, seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $4, $5)",
    )
    .bind(token_hash)
    .bind(account.0)
    .bind(kind.code())
    .bind(now)
    .bind(now + Life::idle(kind, session.actor.role))
    .execute(&mut **tx)
    .await?;
    Ok(session)
}

/// Keeps a session alive for this long from now.
pub(crate) async fn touch(pools: &Pools, token_hash: &[u8], life: Duration) -> Result<()> {
    let now = pools.clock.now();
    let mut tx = pools.begin().await?;
    sqlx::query("UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE token_hash = $1")
        .bind(token_hash)
        .bind(now)
        .bind(now + life)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Keeps the language in which the actor reads the pages.
pub(crate) async fn set_language(pools: &Pools, actor: &Actor, language: Language) -> Result<()> {
    let mut tx = pools.begin().await?;
    sqlx::query("UPDATE accounts SET language = $1 WHERE id = $2")
        .bind(language.code())
        .bind(actor.account_id.0)
        .execute(&mut *tx)
        .await?;
    let entry = audit::Entry {
        account_id: Some(actor.account_id),
        action: "accounts.set_language",
        subject_kind: "account",
        subject_id: actor.account_id.to_string(),
        area_code: actor.area_code,
        detail: json!({ "language": language.code() }),
    };
    audit::write(&mut tx, pools, entry).await?;
    Ok(tx.commit().await?)
}

/// Ends one session.
pub(crate) async fn end(pools: &Pools, token_hash: &[u8]) -> Result<()> {
    let mut tx = pools.begin().await?;
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
        .bind(token_hash)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Ends all sessions of the actor.
pub(crate) async fn end_all(pools: &Pools, actor: &Actor) -> Result<()> {
    let mut tx = pools.begin().await?;
    end_of_account(&mut tx, actor.account_id).await?;
    let entry = audit::Entry {
        account_id: Some(actor.account_id),
        action: "accounts.sign_out_everywhere",
        subject_kind: "account",
        subject_id: actor.account_id.to_string(),
        area_code: actor.area_code,
        detail: json!({}),
    };
    audit::write(&mut tx, pools, entry).await?;
    Ok(tx.commit().await?)
}

/// Ends all sessions of an account, in the transaction that gives the reason.
pub(crate) async fn end_of_account(tx: &mut Tx, account: AccountId) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE account_id = $1")
        .bind(account.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
