//! Reading records: lists by key, one record, its history; absence and revealing a phone.

use super::{
    Conn, Db, Pools, Tx,
    audit::{self, Entry, Trail},
    effects::Effects,
    record_rows::{self, RecordRow, SELECT, Shared},
    rows,
    submissions::{self, Version},
};
use crate::{Result, StoreError};
use chrono::NaiveDate;
use domain::{
    access::{self, Action, Actor, Standing},
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{Coded, Role, Status},
    fields::{FieldCode, plain_date},
    ids::RecordId,
    reading::{RecordFilter, RecordPage, RecordView},
};
use sqlx::QueryBuilder;
use uuid::Uuid;

/// The most records on one page.
const MAX_PAGE: i64 = 200;

pub(crate) async fn list(
    pools: &Pools,
    actor: &Actor,
    filter: &RecordFilter,
) -> Result<RecordPage> {
    let mut tx = pools.snapshot_for_pages().await?;
    let limit = filter.limit.unwrap_or(50).clamp(1, MAX_PAGE);
    page(&mut tx, actor, filter, limit, &mut Shared::default()).await
}

/// One page of at most `limit` records, whatever the filter says of a limit, with what the pages before
/// it have read.
pub(crate) async fn page(
    conn: &mut Conn,
    actor: &Actor,
    filter: &RecordFilter,
    limit: i64,
    shared: &mut Shared,
) -> Result<RecordPage> {
    let mut query = QueryBuilder::<Db>::new(SELECT);
    query.push(" WHERE ");
    readable(&mut query, actor)?;
    narrow(&mut query, actor, filter)?;
    along_index(&mut query, actor, filter);
    query.push(if filter.oldest_first {
        " ORDER BY r.occurred_on, r.id"
    } else {
        " ORDER BY r.occurred_on DESC, r.id DESC"
    });
    query.push(" LIMIT ").push_bind(limit + 1);
    let mut found: Vec<RecordRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let next = if more {
        found
            .last()
            .map(|row| format!("{}_{}", row.occurred_on, row.id))
    } else {
        None
    };
    Ok(RecordPage {
        records: record_rows::views_after(conn, actor, found, shared).await?,
        next,
    })
}

/// Lets a list of most of a county's or a city's records be read along an index of its own, newest
/// first, at any depth. What waits is few, and is found by its state.
fn along_index(query: &mut QueryBuilder<Db>, actor: &Actor, filter: &RecordFilter) {
    let own = actor.area_code.filter(|own| actor.covers(own));
    let most = filter.statuses.is_empty() || filter.statuses.contains(&Status::Approved);
    let Some(area) = filter.area.or(own) else {
        return;
    };
    if !most || filter.person.is_some() || filter.author.is_some() {
        return;
    }
    push_along(query, area);
}

/// The county or city of an area as the indexes by day have it.
pub(crate) fn push_along(query: &mut QueryBuilder<Db>, area: AreaCode) {
    if let Some(county) = area.at(AreaLevel::County) {
        query
            .push(" AND SUBSTR(r.area_code, 1, 6) = ")
            .push_bind(county.as_str()[..6].to_owned());
    } else if let Some(city) = area.at(AreaLevel::City) {
        query
            .push(" AND SUBSTR(r.area_code, 1, 4) = ")
            .push_bind(city.as_str()[..4].to_owned());
    }
}

/// Limits a query on `records r` to what the actor may read.
pub(crate) fn readable(query: &mut QueryBuilder<Db>, actor: &Actor) -> Result<()> {
    let none = Uuid::nil();
    match actor.role {
        Role::Commissioner => {
            let me = actor.commissioner_id.map_or(none, |id| id.0);
            // By what each index finds, so that it costs what the person did, not what everybody did.
            query
                .push("r.id IN (SELECT o.id FROM records o WHERE o.author_id = ")
                .push_bind(me)
                .push(" UNION SELECT p.record_id FROM record_people p WHERE p.commissioner_id = ")
                .push_bind(me)
                .push(" UNION SELECT o.id FROM records o WHERE o.team_id IN (SELECT m.team_id FROM team_members m WHERE m.role <> 'member' AND m.commissioner_id = ")
                .push_bind(me)
                .push(")) AND r.status <> 'discarded' AND (r.status <> 'draft' OR r.author_id = ")
                .push_bind(me)
                .push(")");
        }
        Role::UnitAdmin => {
            query.push("r.status NOT IN ('draft', 'discarded') AND r.id IN (SELECT p.record_id FROM record_people p JOIN commissioners s ON s.id = p.commissioner_id WHERE s.unit_id = ");
            query
                .push_bind(actor.unit_id.map_or(none, |id| id.0))
                .push(")");
        }
        Role::TownshipCoordinator | Role::CountyStaff | Role::CityStaff => {
            let (from, to) = actor.area_code.ok_or(StoreError::Forbidden)?.range();
            query
                .push("r.area_code >= ")
                .push_bind(from)
                .push(" AND r.area_code < ")
                .push_bind(to);
            query
                .push(" AND r.status <> 'discarded' AND (r.status <> 'draft' OR r.entered_by = ")
                .push_bind(actor.account_id.0)
                .push(")");
        }
        Role::Admin => return Err(StoreError::Forbidden),
    }
    Ok(())
}

/// Adds what the filter asks for.
pub(crate) fn narrow(
    query: &mut QueryBuilder<Db>,
    actor: &Actor,
    filter: &RecordFilter,
) -> Result<()> {
    if let Some(kind) = filter.kind {
        query.push(" AND r.kind = ").push_bind(kind.code());
    }
    if !filter.statuses.is_empty() {
        query.push(" AND r.status IN (");
        let mut list = query.separated(", ");
        for status in &filter.statuses {
            list.push_bind(status.code());
        }
        query.push(")");
    }
    if let Some(area) = &filter.area {
        // An office asks within its own area; everybody else is already limited to what names them.
        if actor
            .area_code
            .is_some_and(|_| actor.role != Role::Commissioner)
            && !actor.covers(area)
        {
            return Err(StoreError::NotFound);
        }
        let (from, to) = area.range();
        query
            .push(" AND r.area_code >= ")
            .push_bind(from)
            .push(" AND r.area_code < ")
            .push_bind(to);
    }
    if let Some(from) = filter.from {
        query.push(" AND r.occurred_on >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        query.push(" AND r.occurred_on <= ").push_bind(to);
    }
    if let Some(author) = filter.author {
        query.push(" AND r.author_id = ").push_bind(author.0);
    }
    narrow_to_figure(query, filter);
    if let Some(day) = filter.submitted_before {
        query
            .push(" AND r.submitted_at < ")
            .push_bind(calendar::day_begins(day));
    }
    if let Some(after) = &filter.after {
        let (date, id) = key(after)?;
        query.push(if filter.oldest_first {
            " AND (r.occurred_on, r.id) > ("
        } else {
            " AND (r.occurred_on, r.id) < ("
        });
        query.push_bind(date).push(", ").push_bind(id).push(")");
    }
    Ok(())
}

/// What a person's figure counts: a part in the record, and how a visit was made.
fn narrow_to_figure(query: &mut QueryBuilder<Db>, filter: &RecordFilter) {
    if let Some(person) = filter.person {
        query
            .push(" AND r.id IN (SELECT record_id FROM record_people WHERE commissioner_id = ")
            .push_bind(person.0)
            .push(" AND NOT absent)");
    }
    if let Some(mode) = filter.mode {
        query
            .push(" AND EXISTS (SELECT 1 FROM visits w WHERE w.record_id = r.id AND w.mode = ")
            .push_bind(mode.code())
            .push(")");
    }
}

/// Reads a page key, `2025-05-06_<id>`.
pub(crate) fn key(text: &str) -> Result<(NaiveDate, Uuid)> {
    text.split_once('_')
        .and_then(|(date, id)| Some((plain_date(date)?, Uuid::try_parse(id).ok()?)))
        .ok_or_else(|| StoreError::field("after", FieldCode::NotAnId))
}

/// One record's row and how the actor stands to it.
pub(crate) async fn find(
    conn: &mut Conn,
    actor: &Actor,
    id: RecordId,
) -> Result<(RecordRow, Standing)> {
    let mut query = QueryBuilder::<Db>::new(SELECT);
    query.push(" WHERE r.id = ").push_bind(id.0);
    let row: RecordRow = query
        .build_query_as()
        .fetch_optional(&mut *conn)
        .await?
        .ok_or(StoreError::NotFound)?;
    let me = actor.commissioner_id.map_or(Uuid::nil(), |id| id.0);
    let unit = actor.unit_id.map_or(Uuid::nil(), |id| id.0);
    let (named, leads, same_unit): (bool, bool, bool) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM record_people WHERE record_id = $1 AND commissioner_id = $2),
                EXISTS (SELECT 1 FROM team_members WHERE team_id = $3 AND commissioner_id = $2 AND role <> 'member'),
                EXISTS (SELECT 1 FROM record_people p JOIN commissioners s ON s.id = p.commissioner_id WHERE p.record_id = $1 AND s.unit_id = $4)",
    )
    .bind(id.0)
    .bind(me)
    .bind(row.team_id)
    .bind(unit)
    .fetch_one(conn)
    .await?;
    let area = row.area()?;
    let author = row.author_id == me;
    let standing = Standing {
        author,
        takes_part: named && !author,
        entered: row.entered_by == Some(actor.account_id.0),
        leads_team: leads,
        same_unit,
        in_scope: area.is_some_and(|area| actor.covers(&area)),
    };
    Ok((row, standing))
}

/// The same, only when the actor may do this to it; a draft is its writer's alone.
pub(crate) async fn find_for(
    conn: &mut Conn,
    actor: &Actor,
    id: RecordId,
    action: Action,
) -> Result<(RecordRow, Standing)> {
    let (row, standing) = find(conn, actor, id).await?;
    let hidden = match row.status()? {
        Status::Discarded => true,
        Status::Draft => !row.is_writer(actor),
        _ => false,
    };
    if hidden || !access::may(actor.role, action, standing) {
        return Err(StoreError::NotFound);
    }
    Ok((row, standing))
}

pub(crate) async fn get(pools: &Pools, actor: &Actor, id: RecordId) -> Result<RecordView> {
    let mut tx = pools.snapshot().await?;
    let (row, _) = find_for(&mut tx, actor, id, Action::ReadRecord).await?;
    record_rows::views(&mut tx, actor, vec![row])
        .await?
        .pop()
        .ok_or(StoreError::NotFound)
}

pub(crate) async fn mark_absence(pools: &Pools, actor: &Actor, id: RecordId) -> Result<()> {
    let mut tx = pools.begin().await?;
    hold(&mut tx, id).await?;
    let (row, _) = find_for(&mut tx, actor, id, Action::MarkAbsence).await?;
    let me = actor.commissioner_id.ok_or(StoreError::NotFound)?;
    let mut effects = Effects::default();
    effects.before(&mut tx, [id]).await?;
    let marked = sqlx::query(
        "UPDATE record_people SET absent = $3 WHERE record_id = $1 AND commissioner_id = $2 AND absent <> $3",
    )
    .bind(id.0)
    .bind(me.0)
    .bind(true)
    .execute(&mut *tx)
    .await?;
    if marked.rows_affected() == 0 {
        return Ok(());
    }
    if row.status()?.counts() {
        keep_counted(&mut tx, pools, actor, &row).await?;
    }
    let entry = Entry {
        account_id: Some(actor.account_id),
        action: "records.mark_absence",
        subject_kind: "record",
        subject_id: id.to_string(),
        area_code: row.area()?,
        detail: serde_json::json!({"version": row.version}),
    };
    let mut trail = Trail::default();
    trail.note(pools, entry);
    effects.settle(&mut tx, pools, &mut trail).await?;
    trail.close(&mut tx).await?;
    Ok(tx.commit().await?)
}

/// Holds a record until the commit: whoever submits it meanwhile writes its people anew. The change of nothing
/// is what locks the row on both databases.
async fn hold(tx: &mut Tx, id: RecordId) -> Result<()> {
    sqlx::query("UPDATE records SET version = version WHERE id = $1")
        .bind(id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A counted record that changes does so in a new version: a year that was filed lists it. Its author
/// cannot be at work on it.
async fn keep_counted(tx: &mut Tx, pools: &Pools, actor: &Actor, row: &RecordRow) -> Result<()> {
    let done =
        sqlx::query("UPDATE records SET version = version + 1 WHERE id = $1 AND version = $2")
            .bind(row.id)
            .bind(row.version)
            .execute(&mut **tx)
            .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Conflict);
    }
    let version = Version {
        record_id: RecordId(row.id),
        version: row.version + 1,
        action: "absence",
        status: row.status()?,
        body: row.body(),
        opinion: None,
        review_fields: "[]",
        account_id: actor.account_id,
        change_id: None,
        made_at: pools.clock.now(),
    };
    submissions::write_version(tx, &version).await
}

pub(crate) async fn reveal_phone(pools: &Pools, actor: &Actor, id: RecordId) -> Result<String> {
    let mut tx = pools.begin().await?;
    let (row, _) = find_for(&mut tx, actor, id, Action::RevealPhone).await?;
    let body: serde_json::Value = rows::json("records", "body", id, row.shown_body(actor))?;
    let phone = body
        .pointer("/confirmation/phone")
        .and_then(serde_json::Value::as_str)
        .ok_or(StoreError::NotFound)?
        .to_owned();
    let entry = Entry {
        account_id: Some(actor.account_id),
        action: "records.reveal_phone",
        subject_kind: "record",
        subject_id: id.to_string(),
        area_code: row.area()?,
        detail: serde_json::json!({}),
    };
    audit::write(&mut tx, pools, entry).await?;
    tx.commit().await?;
    Ok(phone)
}
