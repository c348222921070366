//! The audit log as people read it: narrowed, by place in the chain, things called by their names.

use super::{Conn, Db, Pools, places::Places, rows};
use crate::{
    Result, StoreError,
    exports::{BATCH, Batches},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    access::{self, Action, Actor, Standing},
    areas::{AreaCode, AreaLevel},
    audit::{AuditFilter, AuditLine, AuditPage, AuditedPerson},
    calendar,
    codes::Role,
    ids::AccountId,
};
use serde_json::{Map, Value};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

const PAGE: i64 = 100;

/// The most accounts that one name may mean.
const MAX_PEOPLE: i64 = 200;

#[derive(sqlx::FromRow)]
struct LineRow {
    position: i64,
    at: DateTime<Utc>,
    account_id: Option<Uuid>,
    name: Option<String>,
    login: Option<String>,
    action: String,
    subject_kind: String,
    subject_id: String,
    area_code: Option<String>,
    detail: String,
}

pub(crate) async fn list(pools: &Pools, actor: &Actor, filter: &AuditFilter) -> Result<AuditPage> {
    authorise(actor)?;
    let mut tx = pools.snapshot().await?;
    page(&mut tx, actor, filter, PAGE).await
}

pub(crate) async fn export(
    pools: &Pools,
    actor: &Actor,
    filter: &AuditFilter,
    out: &Batches<AuditLine>,
) -> Result<()> {
    authorise(actor)?;
    let mut tx = pools.snapshot().await?;
    let mut filter = AuditFilter {
        after: None,
        ..filter.clone()
    };
    loop {
        let page = page(&mut tx, actor, &filter, BATCH).await?;
        let read_on = out.send(page.lines).await.is_ok();
        if !read_on || page.next.is_none() {
            return Ok(());
        }
        filter.after = page.next;
    }
}

fn authorise(actor: &Actor) -> Result<()> {
    let own = actor.area_code.map(|own| Standing::to_area(actor, &own));
    if access::may(actor.role, Action::ReadAudit, own.unwrap_or_default()) {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}

async fn page(
    conn: &mut Conn,
    actor: &Actor,
    filter: &AuditFilter,
    limit: i64,
) -> Result<AuditPage> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT l.position, l.at, l.account_id, a.name, a.login, l.action, l.subject_kind, l.subject_id, l.area_code, l.detail
         FROM audit_log l LEFT JOIN accounts a ON a.id = l.account_id WHERE l.position < ",
    );
    query.push_bind(filter.after.unwrap_or(i64::MAX));
    if actor.role != Role::Admin {
        let (from, to) = actor.area_code.ok_or(StoreError::Forbidden)?.range();
        query.push(" AND l.area_code >= ").push_bind(from);
        query.push(" AND l.area_code < ").push_bind(to);
        if let Some(county) = actor.area_code.and_then(|own| own.at(AreaLevel::County)) {
            // Along the county's own index, newest first.
            query
                .push(" AND SUBSTR(l.area_code, 1, 6) = ")
                .push_bind(county.as_str()[..6].to_owned());
        }
    }
    by_whom(conn, &mut query, &filter.who).await?;
    what(&mut query, filter);
    when(&mut query, filter);
    subject(conn, &mut query, filter.subject.trim()).await?;
    query
        .push(" ORDER BY l.position DESC LIMIT ")
        .push_bind(limit + 1);
    let mut found: Vec<LineRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let next = found.last().filter(|_| more).map(|row| row.position);
    Ok(AuditPage {
        lines: lines(conn, actor, found).await?,
        next,
    })
}

async fn by_whom(conn: &mut Conn, query: &mut QueryBuilder<Db>, who: &str) -> Result<()> {
    let who = who.trim();
    if who.is_empty() {
        return Ok(());
    }
    let people: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT id FROM accounts WHERE login = $1 OR name LIKE $2 ESCAPE '!' ORDER BY login LIMIT $3",
    )
    .bind(who)
    .bind(format!("%{}%", escaped(who)))
    .bind(MAX_PEOPLE)
    .fetch_all(conn)
    .await?;
    query.push(" AND l.account_id IN (");
    let mut list = query.separated(", ");
    // Nobody of this name: nothing done by nobody.
    list.push_bind(Uuid::nil());
    for (id,) in people {
        list.push_bind(id);
    }
    query.push(")");
    Ok(())
}

fn what(query: &mut QueryBuilder<Db>, filter: &AuditFilter) {
    let Some(group) = filter.what else { return };
    query.push(" AND (");
    let mut list = query.separated(" OR ");
    for beginning in group.beginnings() {
        list.push("l.action LIKE ");
        list.push_bind_unseparated(format!("{}%", escaped(beginning)));
        list.push_unseparated(" ESCAPE '!'");
    }
    query.push(")");
}

fn when(query: &mut QueryBuilder<Db>, filter: &AuditFilter) {
    if let Some(from) = filter.from {
        let begin = calendar::day_begins(within_years(from));
        query.push(" AND l.at >= ").push_bind(begin);
    }
    if let Some(to) = filter.to {
        let end = calendar::day_begins(within_years(to) + TimeDelta::days(1));
        query.push(" AND l.at < ").push_bind(end);
    }
}

/// The day, or the nearest that databases and calendars can still count from.
fn within_years(day: NaiveDate) -> NaiveDate {
    let (first, _) = calendar::year_bounds(i32::MIN);
    let (_, last) = calendar::year_bounds(i32::MAX);
    day.clamp(first, last)
}

/// Narrows to a thing, by what people call it or by its id.
async fn subject(conn: &mut Conn, query: &mut QueryBuilder<Db>, text: &str) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let named: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT id FROM records WHERE number = $1 UNION ALL SELECT id FROM accounts WHERE login = $1",
    )
    .bind(text)
    .fetch_all(conn)
    .await?;
    query.push(" AND l.subject_id IN (");
    let mut list = query.separated(", ");
    list.push_bind(text.to_owned());
    for (id,) in named {
        list.push_bind(id.to_string());
    }
    query.push(")");
    Ok(())
}

async fn lines(conn: &mut Conn, actor: &Actor, found: Vec<LineRow>) -> Result<Vec<AuditLine>> {
    let mut codes = Vec::new();
    for row in &found {
        codes.extend(area(row)?);
    }
    let places = Places::read(conn, codes).await?;
    let records = names(
        conn,
        &found,
        "record",
        "SELECT id, COALESCE(number, '') FROM records WHERE id IN (",
    )
    .await?;
    let accounts = names(
        conn,
        &found,
        "account",
        "SELECT id, name || '（' || login || '）' FROM accounts WHERE id IN (",
    )
    .await?;
    let ledgers = names(
        conn,
        &found,
        "ledger",
        "SELECT id, name_key FROM ledger_entries WHERE id IN (",
    )
    .await?;
    found
        .into_iter()
        .map(|row| {
            let id: Option<Uuid> = row.subject_id.parse().ok();
            let named = match row.subject_kind.as_str() {
                "record" => id.and_then(|id| records.get(&id)),
                "account" => id.and_then(|id| accounts.get(&id)),
                "ledger" => id.and_then(|id| ledgers.get(&id)),
                _ => None,
            };
            let subject = named.filter(|name| !name.is_empty()).cloned();
            let place = area(&row)?;
            line(
                actor,
                row,
                subject,
                place.map(|code| places.full_name(code)),
            )
        })
        .collect()
}

fn line(
    actor: &Actor,
    row: LineRow,
    subject: Option<String>,
    place: Option<String>,
) -> Result<AuditLine> {
    let mut detail: Map<String, Value> =
        rows::json("audit_log", "detail", row.position, &row.detail)?;
    if actor.role == Role::Admin {
        detail.remove("opinion");
    }
    let by = row.account_id.map(|id| AuditedPerson {
        id: AccountId(id),
        name: row.name.unwrap_or_default(),
        login: row.login.unwrap_or_default(),
    });
    Ok(AuditLine {
        position: row.position,
        at: row.at,
        by,
        action: row.action,
        subject_kind: row.subject_kind,
        subject: subject.unwrap_or_else(|| row.subject_id.clone()),
        subject_id: row.subject_id,
        area_name: place.unwrap_or_default(),
        detail,
    })
}

fn area(row: &LineRow) -> Result<Option<AreaCode>> {
    row.area_code
        .as_deref()
        .map(|code| rows::area("audit_log", "area_code", row.position, code))
        .transpose()
}

/// What the subjects of one kind are called.
async fn names(
    conn: &mut Conn,
    found: &[LineRow],
    kind: &str,
    select: &'static str,
) -> Result<BTreeMap<Uuid, String>> {
    let ids: Vec<Uuid> = found
        .iter()
        .filter(|row| row.subject_kind == kind)
        .filter_map(|row| row.subject_id.parse().ok())
        .collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = QueryBuilder::<Db>::new(select);
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id);
    }
    query.push(")");
    let named: Vec<(Uuid, String)> = query.build_query_as().fetch_all(conn).await?;
    Ok(named.into_iter().collect())
}

/// A text inside a pattern of `LIKE … ESCAPE '!'`.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}
