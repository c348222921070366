//! Making, resetting and disabling accounts.

use super::{Db, Pools, Tx, audit, rows, sessions};
use crate::{
    Problem, Result, StoreError,
    accounts::{CODE_DAYS, NewAccount, NewByOffice},
};
use chrono::Duration;
use domain::{
    access::{Actor, Standing, may_manage},
    areas::AreaCode,
    codes::{Coded, Role},
    fields::FieldCode,
    ids::AccountId,
};
use serde_json::json;
use sqlx::QueryBuilder;
use uuid::Uuid;

/// Makes an account for the command line.
pub(crate) async fn add(
    pools: &Pools,
    account: &NewAccount,
    password_hash: &str,
) -> Result<AccountId> {
    let mut tx = pools.begin().await?;
    let unit_id = match &account.unit {
        Some(code) => Some(unit_id(&mut tx, code).await?),
        None => None,
    };
    if let Some(area) = account.area {
        require_area(&mut tx, area).await?;
    }
    let id = AccountId(pools.clock.new_id());
    let made = sqlx::query(
        "INSERT INTO accounts (id, login, name, role, area_code, unit_id, password_hash, created_at)
         VALUES ($1, $2, $2, $3, $4, $5, $6, $7) ON CONFLICT (login) DO NOTHING",
    )
    .bind(id.0)
    .bind(&account.login)
    .bind(account.role.code())
    .bind(account.area.map(|area| area.to_string()))
    .bind(unit_id)
    .bind(password_hash)
    .bind(pools.clock.now())
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if made != 1 {
        return Err(StoreError::Refused(Problem::LoginTaken));
    }
    let detail = json!({ "role": account.role.code() });
    note(
        &mut tx,
        pools,
        None,
        "accounts.add",
        (id, account.area),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

pub(crate) async fn unit_id(tx: &mut Tx, code: &str) -> Result<Uuid> {
    let row: Option<(Uuid,)> = sqlx::query_as("SELECT id FROM units WHERE code = $1")
        .bind(code)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|(id,)| id)
        .ok_or_else(|| StoreError::field("unit", FieldCode::UnknownCode))
}

pub(crate) async fn require_area(tx: &mut Tx, area: AreaCode) -> Result<()> {
    let row: Option<(String,)> = sqlx::query_as("SELECT code FROM areas WHERE code = $1")
        .bind(area.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    row.map(drop)
        .ok_or_else(|| StoreError::field("area", FieldCode::UnknownArea))
}

/// Changes the name an account shows, for the command line.
pub(crate) async fn rename(pools: &Pools, login: &str, name: &str) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = find(&mut tx, login).await?;
    sqlx::query("UPDATE accounts SET name = $2 WHERE id = $1")
        .bind(account.id.0)
        .bind(name)
        .execute(&mut *tx)
        .await?;
    let (subject, detail) = ((account.id, account.area), json!({ "name": name }));
    note(&mut tx, pools, None, "accounts.rename", subject, detail).await?;
    Ok(tx.commit().await?)
}

/// Sets a password for the command line; a pending one-time code and all sessions end.
pub(crate) async fn reset_password(pools: &Pools, login: &str, password_hash: &str) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = find(&mut tx, login).await?;
    sqlx::query(
        "UPDATE accounts SET password_hash = $2, code_hash = NULL, code_expires_at = NULL WHERE id = $1",
    )
    .bind(account.id.0)
    .bind(password_hash)
    .execute(&mut *tx)
    .await?;
    sqlx::query("DELETE FROM sign_in_failures WHERE login = $1")
        .bind(login)
        .execute(&mut *tx)
        .await?;
    sessions::end_of_account(&mut tx, account.id).await?;
    let subject = (account.id, account.area);
    note(
        &mut tx,
        pools,
        None,
        "accounts.reset_password",
        subject,
        json!({}),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Disables an account for the command line.
pub(crate) async fn disable(pools: &Pools, login: &str) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = find(&mut tx, login).await?;
    sqlx::query(
        "UPDATE accounts SET disabled_at = $2, code_hash = NULL, code_expires_at = NULL
         WHERE id = $1 AND disabled_at IS NULL",
    )
    .bind(account.id.0)
    .bind(pools.clock.now())
    .execute(&mut *tx)
    .await?;
    sessions::end_of_account(&mut tx, account.id).await?;
    let subject = (account.id, account.area);
    note(&mut tx, pools, None, "accounts.disable", subject, json!({})).await?;
    Ok(tx.commit().await?)
}

/// Keeps a new one-time code for an account the actor manages.
pub(crate) async fn issue_code(
    pools: &Pools,
    actor: &Actor,
    login: &str,
    code_hash: &[u8],
) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = find(&mut tx, login).await?;
    if !manages(actor, &account) {
        return Err(StoreError::NotFound);
    }
    // It would open the account once that is enabled again.
    if account.disabled {
        return Err(StoreError::field("account", FieldCode::NotAllowedNow));
    }
    sqlx::query("UPDATE accounts SET code_hash = $2, code_expires_at = $3 WHERE id = $1")
        .bind(account.id.0)
        .bind(code_hash)
        .bind(pools.clock.now() + Duration::days(CODE_DAYS))
        .execute(&mut *tx)
        .await?;
    let (by, subject) = (Some(actor.account_id), (account.id, account.area));
    note(
        &mut tx,
        pools,
        by,
        "accounts.issue_code",
        subject,
        json!({}),
    )
    .await?;
    Ok(tx.commit().await?)
}

fn manages(actor: &Actor, account: &Found) -> bool {
    let standing = account
        .area
        .map(|area| Standing::to_area(actor, &area))
        .unwrap_or_default();
    may_manage(actor.role, account.role, standing)
}

/// An account, disabled or not: disabling twice is no error.
pub(crate) struct Found {
    pub(crate) id: AccountId,
    pub(crate) login: String,
    pub(crate) role: Role,
    pub(crate) area: Option<AreaCode>,
    pub(crate) disabled: bool,
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    id: Uuid,
    login: String,
    role: String,
    area_code: Option<String>,
    disabled: bool,
}

const FOUND: &str =
    "SELECT id, login, role, area_code, disabled_at IS NOT NULL AS disabled FROM accounts WHERE ";

async fn find(tx: &mut Tx, login: &str) -> Result<Found> {
    let mut query = QueryBuilder::<Db>::new(FOUND);
    query.push("login = ").push_bind(login.to_owned());
    found(tx, query).await
}

pub(crate) async fn find_by_id(tx: &mut Tx, id: AccountId) -> Result<Found> {
    let mut query = QueryBuilder::<Db>::new(FOUND);
    query.push("id = ").push_bind(id.0);
    found(tx, query).await
}

async fn found(tx: &mut Tx, mut query: QueryBuilder<Db>) -> Result<Found> {
    let row: Option<FoundRow> = query.build_query_as().fetch_optional(&mut **tx).await?;
    let row = row.ok_or(StoreError::NotFound)?;
    Ok(Found {
        id: AccountId(row.id),
        role: rows::code("accounts", "role", row.id, &row.role)?,
        area: row
            .area_code
            .map(|area| rows::area("accounts", "area_code", row.id, &area))
            .transpose()?,
        login: row.login,
        disabled: row.disabled,
    })
}

/// A new row without a password.
pub(crate) async fn insert(
    tx: &mut Tx,
    pools: &Pools,
    account: &NewByOffice,
    unit: Option<Uuid>,
) -> Result<AccountId> {
    let id = AccountId(pools.clock.new_id());
    let made = sqlx::query(
        "INSERT INTO accounts (id, login, name, role, area_code, unit_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (login) DO NOTHING",
    )
    .bind(id.0)
    .bind(&account.login)
    .bind(&account.name)
    .bind(account.post.role.code())
    .bind(account.post.area.map(|area| area.to_string()))
    .bind(unit)
    .bind(pools.clock.now())
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if made != 1 {
        return Err(StoreError::Refused(Problem::LoginTaken));
    }
    Ok(id)
}

pub(crate) async fn note(
    tx: &mut Tx,
    pools: &Pools,
    by: Option<AccountId>,
    action: &str,
    (id, area_code): (AccountId, Option<AreaCode>),
    detail: serde_json::Value,
) -> Result<()> {
    let entry = audit::Entry {
        account_id: by,
        action,
        subject_kind: "account",
        subject_id: id.to_string(),
        area_code,
        detail,
    };
    audit::write(tx, pools, entry).await
}
