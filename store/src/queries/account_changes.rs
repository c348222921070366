//! What those who manage accounts do to them, from a page.

use super::{
    Pools, Tx,
    accounts::{Found, find_by_id, insert, note, require_area, unit_id},
    sessions,
};
use crate::{
    Result, StoreError,
    accounts::{CODE_DAYS, NewByOffice, Post},
};
use chrono::Duration;
use domain::{
    access::{Actor, Standing, may_manage},
    accounts::handed_out,
    areas::AreaCode,
    codes::{Coded, Role},
    fields::FieldCode,
    ids::AccountId,
};
use serde_json::{Value, json};

/// Makes an account whose first password is set with the code.
pub(crate) async fn create(
    pools: &Pools,
    actor: &Actor,
    account: &NewByOffice,
    code_hash: &[u8],
) -> Result<AccountId> {
    let mut tx = pools.begin().await?;
    let post = &account.post;
    hands_out(actor, post)?;
    let unit = match &post.unit {
        Some(code) => Some(unit_id(&mut tx, code).await?),
        None => None,
    };
    if let Some(area) = post.area {
        require_area(&mut tx, area).await?;
    }
    let id = insert(&mut tx, pools, account, unit).await?;
    keep_code(&mut tx, pools, id, code_hash).await?;
    let detail = json!({ "role": post.role.code() });
    let by = Some(actor.account_id);
    note(&mut tx, pools, by, "accounts.add", (id, post.area), detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// Gives an account another role, area or unit, and ends its sessions.
pub(crate) async fn post(pools: &Pools, actor: &Actor, id: AccountId, post: &Post) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = managed(&mut tx, actor, id).await?;
    // What a commissioner's account is follows the register; and nobody shuts out himself.
    if account.role == Role::Commissioner || id == actor.account_id {
        return Err(StoreError::field("role", FieldCode::NotAllowedNow));
    }
    hands_out(actor, post)?;
    let unit = match &post.unit {
        Some(code) => Some(unit_id(&mut tx, code).await?),
        None => None,
    };
    if let Some(area) = post.area {
        require_area(&mut tx, area).await?;
    }
    sqlx::query("UPDATE accounts SET role = $2, area_code = $3, unit_id = $4 WHERE id = $1")
        .bind(id.0)
        .bind(post.role.code())
        .bind(post.area.map(|area| area.to_string()))
        .bind(unit)
        .execute(&mut *tx)
        .await?;
    sessions::end_of_account(&mut tx, id).await?;
    let area = post.area.or(account.area);
    let detail =
        json!({ "role": post.role.code(), "from": account.role.code(), "from_area": account.area });
    finish(tx, pools, actor, "accounts.post", (id, area), detail).await
}

pub(crate) async fn disable(pools: &Pools, actor: &Actor, id: AccountId) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = managed(&mut tx, actor, id).await?;
    if id == actor.account_id {
        return Err(StoreError::field("account", FieldCode::NotAllowedNow));
    }
    sqlx::query(
        "UPDATE accounts SET disabled_at = $2, code_hash = NULL, code_expires_at = NULL
         WHERE id = $1 AND disabled_at IS NULL",
    )
    .bind(id.0)
    .bind(pools.clock.now())
    .execute(&mut *tx)
    .await?;
    sessions::end_of_account(&mut tx, id).await?;
    let subject = (id, account.area);
    finish(tx, pools, actor, "accounts.disable", subject, json!({})).await
}

pub(crate) async fn enable(pools: &Pools, actor: &Actor, id: AccountId) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = managed(&mut tx, actor, id).await?;
    sqlx::query("UPDATE accounts SET disabled_at = NULL WHERE id = $1")
        .bind(id.0)
        .execute(&mut *tx)
        .await?;
    let subject = (id, account.area);
    finish(tx, pools, actor, "accounts.enable", subject, json!({})).await
}

/// Takes the password away and ends all sessions: only the new code opens the account.
pub(crate) async fn reset(
    pools: &Pools,
    actor: &Actor,
    id: AccountId,
    code_hash: &[u8],
) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = managed(&mut tx, actor, id).await?;
    if id == actor.account_id || account.disabled {
        return Err(StoreError::field("account", FieldCode::NotAllowedNow));
    }
    sqlx::query("UPDATE accounts SET password_hash = NULL WHERE id = $1")
        .bind(id.0)
        .execute(&mut *tx)
        .await?;
    keep_code(&mut tx, pools, id, code_hash).await?;
    sqlx::query("DELETE FROM sign_in_failures WHERE login = $1")
        .bind(&account.login)
        .execute(&mut *tx)
        .await?;
    sessions::end_of_account(&mut tx, id).await?;
    let subject = (id, account.area);
    finish(tx, pools, actor, "accounts.issue_code", subject, json!({})).await
}

pub(crate) async fn end_sessions(pools: &Pools, actor: &Actor, id: AccountId) -> Result<()> {
    let mut tx = pools.begin().await?;
    let account = managed(&mut tx, actor, id).await?;
    sessions::end_of_account(&mut tx, id).await?;
    let (subject, action) = ((id, account.area), "accounts.sign_out_everywhere");
    finish(tx, pools, actor, action, subject, json!({})).await
}

async fn keep_code(tx: &mut Tx, pools: &Pools, id: AccountId, code_hash: &[u8]) -> Result<()> {
    sqlx::query("UPDATE accounts SET code_hash = $2, code_expires_at = $3 WHERE id = $1")
        .bind(id.0)
        .bind(code_hash)
        .bind(pools.clock.now() + Duration::days(CODE_DAYS))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// An account that the actor manages; others answer as if they were not there.
async fn managed(tx: &mut Tx, actor: &Actor, id: AccountId) -> Result<Found> {
    let account = find_by_id(tx, id).await?;
    let standing = account.area.map(|area| Standing::to_area(actor, &area));
    if may_manage(actor.role, account.role, standing.unwrap_or_default()) {
        Ok(account)
    } else {
        Err(StoreError::NotFound)
    }
}

/// Refuses a role that is not the actor's to give, or a place outside the actor's area.
fn hands_out(actor: &Actor, post: &Post) -> Result<()> {
    let standing = post.area.map(|area| Standing::to_area(actor, &area));
    if !handed_out(actor.role).contains(&post.role) {
        return Err(StoreError::field("role", FieldCode::NotAllowedNow));
    }
    if !may_manage(actor.role, post.role, standing.unwrap_or_default()) {
        return Err(StoreError::field("area", FieldCode::UnknownArea));
    }
    Ok(())
}

async fn finish(
    mut tx: Tx,
    pools: &Pools,
    actor: &Actor,
    action: &str,
    subject: (AccountId, Option<AreaCode>),
    detail: Value,
) -> Result<()> {
    let by = Some(actor.account_id);
    note(&mut tx, pools, by, action, subject, detail).await?;
    Ok(tx.commit().await?)
}
