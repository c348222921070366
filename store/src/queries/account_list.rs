//! Accounts as those who manage them see them.

use super::{Conn, Db, Pools, audit_list::escaped, places::Places, rows};
use crate::{Result, StoreError, accounts::SessionKind};
use chrono::{DateTime, Utc};
use domain::{
    access::{Action, Actor, Standing, may, may_manage},
    accounts::{AccountCard, AccountFilter, AccountPage, AccountState, AccountView, SessionView},
    areas::AreaCode,
    codes::{Coded, Role},
    ids::{AccountId, CommissionerId},
};
use sqlx::QueryBuilder;
use uuid::Uuid;

const PAGE: i64 = 50;

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    login: String,
    name: String,
    role: String,
    area_code: Option<String>,
    unit_name: Option<String>,
    commissioner_id: Option<Uuid>,
    has_password: bool,
    code_expires_at: Option<DateTime<Utc>>,
    disabled_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    session_count: i64,
    seen_at: Option<DateTime<Utc>>,
}

pub(crate) async fn units(pools: &Pools, actor: &Actor) -> Result<Vec<(String, String)>> {
    if !may(actor.role, Action::Administer, Standing::default()) {
        return Err(StoreError::Forbidden);
    }
    let units = sqlx::query_as(
        "SELECT code, name FROM units WHERE ended_on IS NULL OR ended_on >= $1 ORDER BY code",
    )
    .bind(pools.clock.today())
    .fetch_all(&mut *pools.snapshot().await?)
    .await?;
    Ok(units)
}

pub(crate) async fn list(
    pools: &Pools,
    actor: &Actor,
    filter: &AccountFilter,
) -> Result<AccountPage> {
    let mut tx = pools.snapshot().await?;
    let mut query = select(pools.clock.now());
    within_reach(&mut query, actor)?;
    narrow(&mut query, filter);
    query.push(" ORDER BY a.login LIMIT ").push_bind(PAGE + 1);
    let mut found: Vec<AccountRow> = query.build_query_as().fetch_all(&mut *tx).await?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let next = found.last().filter(|_| more).map(|row| row.login.clone());
    Ok(AccountPage {
        accounts: views(&mut tx, pools.clock.now(), found).await?,
        next,
    })
}

pub(crate) async fn get(pools: &Pools, actor: &Actor, id: AccountId) -> Result<AccountCard> {
    let mut tx = pools.snapshot().await?;
    let now = pools.clock.now();
    let mut query = select(now);
    query.push(" WHERE a.id = ").push_bind(id.0);
    let row: Option<AccountRow> = query.build_query_as().fetch_optional(&mut *tx).await?;
    let found = views(&mut tx, now, row.into_iter().collect()).await?;
    let account = found.into_iter().next().ok_or(StoreError::NotFound)?;
    let standing = account
        .area_code
        .map(|area| Standing::to_area(actor, &area));
    if !may_manage(actor.role, account.role, standing.unwrap_or_default()) {
        return Err(StoreError::NotFound);
    }
    let sessions = sessions(&mut tx, id, now).await?;
    Ok(AccountCard { account, sessions })
}

/// The select of every reader of accounts; sessions that have ended are not counted.
fn select(now: DateTime<Utc>) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new(
        "SELECT a.id, a.login, a.name, a.role, a.area_code, u.name AS unit_name, a.commissioner_id,
                a.password_hash IS NOT NULL AS has_password, a.code_expires_at, a.disabled_at, a.created_at,
                (SELECT count(*) FROM sessions s WHERE s.account_id = a.id AND s.expires_at > ",
    );
    query.push_bind(now);
    query.push(
        ") AS session_count, (SELECT max(s.seen_at) FROM sessions s WHERE s.account_id = a.id) AS seen_at
         FROM accounts a LEFT JOIN units u ON u.id = a.unit_id",
    );
    query
}

/// Limits a list to the accounts that the actor manages, as [`may_manage`] says of each.
fn within_reach(query: &mut QueryBuilder<Db>, actor: &Actor) -> Result<()> {
    let own = actor.area_code.map(|own| Standing::to_area(actor, &own));
    let standing = own.unwrap_or_default();
    if may(actor.role, Action::Administer, standing) {
        query.push(" WHERE 1 = 1");
        return Ok(());
    }
    if !may(actor.role, Action::ManageFieldAccounts, standing) {
        return Err(StoreError::Forbidden);
    }
    let (from, to) = actor.area_code.ok_or(StoreError::Forbidden)?.range();
    query.push(" WHERE a.area_code >= ").push_bind(from);
    query.push(" AND a.area_code < ").push_bind(to);
    query.push(" AND a.role IN (");
    let mut list = query.separated(", ");
    list.push_bind(Role::Commissioner.code());
    list.push_bind(Role::TownshipCoordinator.code());
    query.push(")");
    Ok(())
}

fn narrow(query: &mut QueryBuilder<Db>, filter: &AccountFilter) {
    if let Some(role) = filter.role {
        query.push(" AND a.role = ").push_bind(role.code());
    }
    if let Some(area) = filter.area {
        let (from, to) = area.range();
        query.push(" AND a.area_code >= ").push_bind(from);
        query.push(" AND a.area_code < ").push_bind(to);
    }
    match filter.state {
        Some(AccountState::Active) => {
            query.push(" AND a.disabled_at IS NULL AND a.password_hash IS NOT NULL");
        }
        Some(AccountState::Waiting) => {
            query.push(" AND a.disabled_at IS NULL AND a.password_hash IS NULL");
        }
        Some(AccountState::Disabled) => {
            query.push(" AND a.disabled_at IS NOT NULL");
        }
        None => {}
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        let pattern = format!("%{}%", escaped(&text.to_lowercase()));
        query
            .push(" AND (lower(a.login) LIKE ")
            .push_bind(pattern.clone());
        query
            .push(" ESCAPE '!' OR lower(a.name) LIKE ")
            .push_bind(pattern);
        query.push(" ESCAPE '!')");
    }
    if let Some(after) = &filter.after {
        query.push(" AND a.login > ").push_bind(after.clone());
    }
}

async fn views(
    conn: &mut Conn,
    now: DateTime<Utc>,
    found: Vec<AccountRow>,
) -> Result<Vec<AccountView>> {
    let mut codes = Vec::new();
    for row in &found {
        codes.extend(area(row)?);
    }
    let places = Places::read(conn, codes).await?;
    found
        .into_iter()
        .map(|row| {
            let area_code = area(&row)?;
            Ok(AccountView {
                id: AccountId(row.id),
                role: rows::code("accounts", "role", row.id, &row.role)?,
                state: state(&row),
                area_name: area_code.map_or_else(String::new, |code| places.full_name(code)),
                area_code,
                code_until: row.code_expires_at.filter(|until| *until > now),
                login: row.login,
                name: row.name,
                unit_name: row.unit_name,
                commissioner_id: row.commissioner_id.map(CommissionerId),
                session_count: row.session_count,
                seen_at: row.seen_at,
                created_at: row.created_at,
            })
        })
        .collect()
}

const fn state(row: &AccountRow) -> AccountState {
    match (row.disabled_at.is_some(), row.has_password) {
        (true, _) => AccountState::Disabled,
        (false, true) => AccountState::Active,
        (false, false) => AccountState::Waiting,
    }
}

fn area(row: &AccountRow) -> Result<Option<AreaCode>> {
    row.area_code
        .as_deref()
        .map(|code| rows::area("accounts", "area_code", row.id, code))
        .transpose()
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    kind: String,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

async fn sessions(conn: &mut Conn, id: AccountId, now: DateTime<Utc>) -> Result<Vec<SessionView>> {
    let found: Vec<SessionRow> = sqlx::query_as(
        "SELECT kind, created_at, seen_at, expires_at FROM sessions
         WHERE account_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, created_at DESC",
    )
    .bind(id.0)
    .bind(now)
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|row| {
            let kind: SessionKind = rows::code("sessions", "kind", id, &row.kind)?;
            Ok(SessionView {
                is_script: kind == SessionKind::Bearer,
                created_at: row.created_at,
                seen_at: row.seen_at,
                expires_at: row.expires_at,
            })
        })
        .collect()
}
