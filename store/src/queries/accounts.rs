//! Making, resetting and disabling accounts.

use super::{Pools, Tx, audit, rows, sessions};
use crate::{
    Problem, Result, StoreError,
    accounts::{CODE_DAYS, NewAccount},
};
use chrono::Duration;
use domain::{
    access::{Action, Actor, Standing, may},
    areas::AreaCode,
    codes::{Coded, Role},
    fields::FieldCode,
    ids::AccountId,
};
use serde_json::json;
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

async fn unit_id(tx: &mut Tx, code: &str) -> Result<Uuid> {
    let row: Option<(Uuid,)> = sqlx::query_as("SELECT id FROM units WHERE code = $1")
        .bind(code)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|(id,)| id)
        .ok_or_else(|| StoreError::field("unit", FieldCode::UnknownCode))
}

async fn require_area(tx: &mut Tx, area: AreaCode) -> Result<()> {
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
    let field = matches!(account.role, Role::Commissioner | Role::TownshipCoordinator);
    may(actor.role, Action::Administer, standing)
        || (field && may(actor.role, Action::ManageFieldAccounts, standing))
}

/// An account that is not disabled… or is: disabling twice is no error.
struct Found {
    id: AccountId,
    role: Role,
    area: Option<AreaCode>,
}

async fn find(tx: &mut Tx, login: &str) -> Result<Found> {
    let (id, role, area): (Uuid, String, Option<String>) =
        sqlx::query_as("SELECT id, role, area_code FROM accounts WHERE login = $1")
            .bind(login)
            .fetch_optional(&mut **tx)
            .await?
            .ok_or(StoreError::NotFound)?;
    Ok(Found {
        id: AccountId(id),
        role: rows::code("accounts", "role", id, &role)?,
        area: area
            .map(|area| rows::area("accounts", "area_code", id, &area))
            .transpose()?,
    })
}

async fn note(
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
