//! The audit log as people read it: narrowed, by place in the chain, things called by their names.

use super::{Conn, Db, Pools, among::rows_among, places::Places, rows};
use crate::{
    Result, StoreError,
    exports::{BATCH, Batches},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    access::{self, Action, Actor, Standing},
    areas::{AreaCode, AreaLevel},
    audit::{AuditFilter, AuditLine, AuditPage, AuditedPerson, AuditedRecord},
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
    let mut tx = pools.snapshot_for_pages().await?;
    page(&mut tx, actor, filter, PAGE).await
}

pub(crate) async fn export(
    pools: &Pools,
    actor: &Actor,
    filter: &AuditFilter,
    out: &Batches<AuditLine>,
) -> Result<()> {
    authorise(actor)?;
    let mut tx = pools.snapshot_for_pages().await?;
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
        codes.extend(place_of(row));
    }
    let places = Places::read(conn, codes).await?;
    let records = records(conn, &found).await?;
    let mut named = BTreeMap::new();
    for (kind, select) in NAMED {
        for (id, name) in names(conn, &found, kind, select).await? {
            named.insert((kind, id.to_string()), name);
        }
    }
    if found.iter().any(|row| row.subject_kind == "industries") {
        let industries: Vec<(String, String)> = sqlx::query_as("SELECT code, name FROM industries")
            .fetch_all(conn)
            .await?;
        let industries = industries.into_iter();
        named.extend(industries.map(|(code, name)| (("industries", code), name)));
    }
    found
        .into_iter()
        .map(|row| {
            let record = records.get(&row.subject_id);
            let number = record.map(|(number, _)| number.clone());
            let key = (row.subject_kind.as_str(), row.subject_id.clone());
            let name = named.get(&key).cloned();
            let at = place_of(&row).map(|code| places.full_name(code));
            let subject = number.or(name).or(at).filter(|name| !name.is_empty());
            let place = area(&row)?.map(|code| places.full_name(code));
            let record = record.map(|(_, record)| *record);
            let to = successor(&row).and_then(|id| named.get(&("commissioners", id.to_string())));
            let to = to.cloned();
            let mut line = line(actor, row, (subject, record), place)?;
            if let Some(name) = to {
                line.detail.insert("successor_name".to_owned(), name.into());
            }
            Ok(line)
        })
        .collect()
}

/// How things that have a name are found by their ids, up to ` IN (…)`.
const NAMED: [(&str, &str); 8] = [
    (
        "account",
        "SELECT id, name || '（' || login || '）' FROM accounts WHERE id",
    ),
    ("ledger", "SELECT id, name_key FROM ledger_entries WHERE id"),
    (
        "filing",
        "SELECT f.id, a.short_name || ' ' || CAST(f.year AS TEXT) || ' 年第 ' || CAST(f.number AS TEXT) || ' 次'
         FROM filings f JOIN areas a ON a.code = f.area_code WHERE f.id",
    ),
    ("commissioners", "SELECT id, name FROM commissioners WHERE id"),
    ("teams", "SELECT id, name FROM teams WHERE id"),
    ("units", "SELECT id, name FROM units WHERE id"),
    (
        "assignments",
        "SELECT s.id, COALESCE(c.name, t.name) || ' · ' || a.short_name FROM assignments s
         LEFT JOIN commissioners c ON c.id = s.commissioner_id LEFT JOIN teams t ON t.id = s.team_id
         JOIN areas a ON a.code = s.village_code WHERE s.id",
    ),
    (
        "designations",
        "SELECT d.id, a.short_name FROM designations d JOIN areas a ON a.code = d.village_code WHERE d.id",
    ),
];

/// The area that an act was done to.
fn place_of(row: &LineRow) -> Option<AreaCode> {
    let is_place = matches!(row.subject_kind.as_str(), "area" | "villages" | "divisions");
    row.subject_id.parse().ok().filter(|_| is_place)
}

/// The records among the subjects, each with its number.
async fn records(
    conn: &mut Conn,
    found: &[LineRow],
) -> Result<BTreeMap<String, (String, AuditedRecord)>> {
    let select =
        "SELECT id, COALESCE(number, '') AS number, kind, occurred_on FROM records WHERE id";
    let ids = ids(found, "record");
    let rows: Vec<(Uuid, String, String, NaiveDate)> = rows_among(conn, select, &ids).await?;
    let told = rows.into_iter().map(|(id, number, kind, occurred_on)| {
        let kind = rows::code("records", "kind", id, &kind)?;
        let record = AuditedRecord { kind, occurred_on };
        Ok((id.to_string(), (number, record)))
    });
    told.collect()
}

fn line(
    actor: &Actor,
    row: LineRow,
    (subject, record): (Option<String>, Option<AuditedRecord>),
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
        record,
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

/// Whom a leaving person's work passed to.
fn successor(row: &LineRow) -> Option<Uuid> {
    if row.action != "commissioners.handover" {
        return None;
    }
    let detail: Map<String, Value> = serde_json::from_str(&row.detail).ok()?;
    detail.get("successor")?.as_str()?.parse().ok()
}

/// The ids of the subjects of one kind, and of the people that work passed to.
fn ids(found: &[LineRow], kind: &str) -> Vec<Uuid> {
    let of_kind = found.iter().filter(|row| row.subject_kind == kind);
    let successors = found.iter().filter_map(successor);
    of_kind
        .filter_map(|row| row.subject_id.parse().ok())
        .chain(successors.filter(|_| kind == "commissioners"))
        .collect()
}

/// What the subjects of one kind are called.
async fn names(
    conn: &mut Conn,
    found: &[LineRow],
    kind: &str,
    select: &'static str,
) -> Result<BTreeMap<Uuid, String>> {
    let named: Vec<(Uuid, String)> = rows_among(conn, select, &ids(found, kind)).await?;
    Ok(named.into_iter().collect())
}

/// A text inside a pattern of `LIKE … ESCAPE '!'`.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}
