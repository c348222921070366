//! The throttle and what happens once a person has proved who they are.

use super::{Pools, Tx, audit, sessions};
use crate::{
    Problem, Result, StoreError,
    accounts::{Attempt, Credentials, Session, SessionKind},
};
use chrono::{DateTime, Duration, Utc};
use domain::ids::AccountId;
use serde_json::json;
use uuid::Uuid;

/// Failures count this long.
const WINDOW_MINUTES: i64 = 15;
/// Failures of one login from one address, of one login, and of one address.
const CAPS: (i64, i64, i64) = (5, 20, 100);

type CredentialsRow = (Uuid, Option<String>, Option<Vec<u8>>, Option<DateTime<Utc>>);

/// Counts a try as failed before it is judged, so that tries made at the same time count too;
/// `succeed` takes it back. Answers what to judge it by; none for an unknown or disabled account.
pub(crate) async fn attempt(pools: &Pools, attempt: Attempt<'_>) -> Result<Option<Credentials>> {
    let now = pools.clock.now();
    let mut tx = pools.begin().await?;
    // Takes the account's row, so that guesses at one account are counted one after another.
    sqlx::query("UPDATE accounts SET login = login WHERE login = $1")
        .bind(attempt.login)
        .execute(&mut *tx)
        .await?;
    sqlx::query("DELETE FROM sign_in_failures WHERE failed_at <= $1")
        .bind(now - Duration::minutes(WINDOW_MINUTES))
        .execute(&mut *tx)
        .await?;
    let throttled = is_throttled(&mut tx, attempt).await?;
    if !throttled {
        sqlx::query("INSERT INTO sign_in_failures (login, address, failed_at) VALUES ($1, $2, $3)")
            .bind(attempt.login)
            .bind(attempt.address)
            .bind(now)
            .execute(&mut *tx)
            .await?;
    }
    let row: Option<CredentialsRow> = sqlx::query_as(
        "SELECT id, password_hash, code_hash, code_expires_at FROM accounts WHERE login = $1 AND disabled_at IS NULL",
    )
    .bind(attempt.login)
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    if throttled {
        return Err(StoreError::Refused(Problem::TooManyAttempts));
    }
    Ok(
        row.map(|(id, password_hash, code_hash, expires_at)| Credentials {
            id: AccountId(id),
            password_hash,
            code_hash: code_hash.filter(|_| expires_at.is_some_and(|at| at > now)),
        }),
    )
}

async fn is_throttled(tx: &mut Tx, attempt: Attempt<'_>) -> Result<bool> {
    let (login_count, pair_count): (i64, i64) = sqlx::query_as(
        "SELECT count(*), count(*) FILTER (WHERE address = $2) FROM sign_in_failures WHERE login = $1",
    )
    .bind(attempt.login)
    .bind(attempt.address)
    .fetch_one(&mut **tx)
    .await?;
    let (address_count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM sign_in_failures WHERE address = $1")
            .bind(attempt.address)
            .fetch_one(&mut **tx)
            .await?;
    let (pair_cap, login_cap, address_cap) = CAPS;
    Ok(pair_count >= pair_cap || login_count >= login_cap || address_count >= address_cap)
}

/// Takes the failures of this login and address back.
async fn forgive(tx: &mut Tx, attempt: Attempt<'_>) -> Result<()> {
    sqlx::query("DELETE FROM sign_in_failures WHERE login = $1 AND address = $2")
        .bind(attempt.login)
        .bind(attempt.address)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Begins a session for a person who proved the password that is still the account's.
pub(crate) async fn succeed(
    pools: &Pools,
    attempt: Attempt<'_>,
    credentials: &Credentials,
    token_hash: &[u8],
    kind: SessionKind,
) -> Result<Session> {
    let mut tx = pools.begin().await?;
    let unchanged = sqlx::query(
        "UPDATE accounts SET login = login WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL",
    )
    .bind(credentials.id.0)
    .bind(credentials.password_hash.as_deref())
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if unchanged != 1 {
        return Err(StoreError::Refused(Problem::BadCredentials));
    }
    forgive(&mut tx, attempt).await?;
    let session = sessions::begin(&mut tx, pools, credentials.id, token_hash, kind).await?;
    tx.commit().await?;
    Ok(session)
}

/// Sets the password of a person who proved the password or the code that is still the account's.
pub(crate) async fn set_password(
    pools: &Pools,
    attempt: Attempt<'_>,
    credentials: &Credentials,
    new_hash: &str,
) -> Result<()> {
    let mut tx = pools.begin().await?;
    // `IS NOT DISTINCT FROM` is understood by both; a code used a moment ago is gone by now.
    let changed = sqlx::query(
        "UPDATE accounts SET password_hash = $2, code_hash = NULL, code_expires_at = NULL
         WHERE id = $1 AND disabled_at IS NULL
           AND password_hash IS NOT DISTINCT FROM $3 AND (code_hash IS NOT DISTINCT FROM $4 OR $4 IS NULL)",
    )
    .bind(credentials.id.0)
    .bind(new_hash)
    .bind(credentials.password_hash.as_deref())
    .bind(credentials.code_hash.as_deref())
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if changed != 1 {
        return Err(StoreError::Conflict);
    }
    forgive(&mut tx, attempt).await?;
    sessions::end_of_account(&mut tx, credentials.id).await?;
    let entry = audit::Entry {
        account_id: Some(credentials.id),
        action: "accounts.set_password",
        subject_kind: "account",
        subject_id: credentials.id.to_string(),
        area_code: None,
        detail: json!({}),
    };
    audit::write(&mut tx, pools, entry).await?;
    Ok(tx.commit().await?)
}
