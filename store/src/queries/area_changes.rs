//! What becomes of a village: it is renamed, goes into another, or comes under another township. A
//! township is renamed the same way.

use super::{
    Conn, Pools, Tx, areas, audit, divisions, feeds::Changed, places::Places, registers, renamed,
    rollups, rows, village_plans,
};
use crate::{Result, StoreError, areas::Area, imports::Plan};
use chrono::NaiveDate;
use domain::{
    access::{Action, Actor, Standing, may},
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::Coded,
    divisions::{
        AreaChange, AreaEvent, AreaStory, ChangeEntry, Succession, SuccessionKind, Successions,
    },
    fields::FieldCode,
};
use serde_json::json;

/// The longest name of a village or township.
const LONGEST_NAME: usize = 30;

pub(crate) async fn change(pools: &Pools, actor: &Actor, entry: &ChangeEntry) -> Result<AreaCode> {
    let mut tx = pools.begin().await?;
    registers::take_turn(&mut tx, pools).await?;
    let renamed = matches!(entry.change, AreaChange::Renamed { .. });
    authorise(&mut tx, actor, entry.area, renamed).await?;
    // A year that is being filed is told by the areas before the change, or after it.
    rollups::take_turns(&mut tx, [entry.area].into()).await?;
    let known = divisions::successions(&mut tx).await?;
    // It may still get another name for the days until it goes, but go only once.
    if known
        .of(entry.area)
        .is_some_and(|went| !renamed || went.from <= entry.from)
    {
        return Err(StoreError::field("change", FieldCode::NotAllowedNow));
    }
    let mut changed = Changed::default();
    let (action, code) = match &entry.change {
        AreaChange::Renamed { short_name } => {
            let today = pools.clock.today();
            let moved = moved(&known, entry.area);
            for code in [entry.area].iter().chain(&moved) {
                let ids = renamed::of_area(&mut tx, *code).await?;
                changed.note_all(&mut tx, &ids).await?;
            }
            rename(&mut tx, (entry, &moved), short_name.trim(), today).await?;
            ("villages.renamed", entry.area)
        }
        AreaChange::Merged { into } => {
            check_successor(&mut tx, entry, *into, &known).await?;
            succeed(&mut tx, entry, SuccessionKind::Merged, *into).await?;
            ("villages.merged", *into)
        }
        AreaChange::Moved { code } => {
            let area = settled(&mut tx, entry.area, *code).await?;
            areas::upsert(&mut tx, &[area]).await?;
            copy_card(&mut tx, entry.area, *code).await?;
            succeed(&mut tx, entry, SuccessionKind::Moved, *code).await?;
            ("villages.moved", *code)
        }
    };
    changed.publish(&mut tx).await?;
    let noted = audit::Entry {
        account_id: Some(actor.account_id),
        action,
        subject_kind: "villages",
        subject_id: entry.area.to_string(),
        area_code: Some(entry.area),
        detail: json!({ "from": entry.from, "code": code, "document_no": entry.document_no }),
    };
    audit::write(&mut tx, pools, noted).await?;
    tx.commit().await?;
    Ok(code)
}

/// Villages change in every way, townships in their name alone. [`StoreError::NotFound`] for any other
/// area, [`StoreError::Forbidden`] for who may not edit its registers.
pub(super) async fn authorise(
    conn: &mut Conn,
    actor: &Actor,
    area: AreaCode,
    is_name: bool,
) -> Result<()> {
    if area.level() != AreaLevel::Township {
        return village_plans::authorise(conn, actor, area).await;
    }
    Places::read(conn, [area]).await?.area(area)?;
    if !actor.covers(&area) || !is_name {
        return Err(StoreError::NotFound);
    }
    let standing = Standing::to_area(actor, &area);
    if may(actor.role, Action::EditRegisters, standing) {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}

/// The area as it is now.
async fn area(tx: &mut Tx, code: AreaCode) -> Result<Area> {
    let mut found = areas::load(tx, Some(code)).await?;
    found.retain(|area| area.code == code);
    found.pop().ok_or(StoreError::NotFound)
}

/// The codes that an area gets by moving, the next one first.
fn moved(known: &Successions, area: AreaCode) -> Vec<AreaCode> {
    let mut codes = vec![area];
    while let Some(went) = codes.last().and_then(|code| known.of(*code))
        && went.kind == SuccessionKind::Moved
        && !codes.contains(&went.successor)
    {
        codes.push(went.successor);
    }
    codes.split_off(1)
}

/// Gives an area another name, which goes with it to the codes that it gets by moving.
async fn rename(
    tx: &mut Tx,
    (entry, moved): (&ChangeEntry, &[AreaCode]),
    name: &str,
    today: NaiveDate,
) -> Result<()> {
    let old = area(tx, entry.area).await?;
    if name.is_empty() || name == old.short_name {
        return Err(StoreError::field("name", FieldCode::Required));
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(StoreError::field("name", FieldCode::TooLong));
    }
    // The name of now is kept with the area itself, so what is to come can't be told yet.
    if entry.from > today {
        return Err(StoreError::field("from", FieldCode::InFuture));
    }
    let (newest,): (Option<NaiveDate>,) =
        sqlx::query_as("SELECT MAX(until_on) FROM former_names WHERE area_code = $1")
            .bind(entry.area.to_string())
            .fetch_one(&mut **tx)
            .await?;
    if newest.is_some_and(|newest| newest >= entry.from) {
        return Err(StoreError::field("from", FieldCode::BeforeStart));
    }
    // 山香村委会 is called by its short name and an ending.
    let ending = old.name.strip_prefix(&old.short_name).unwrap_or_default();
    let named = |old: &Area| Area {
        name: format!("{name}{ending}"),
        short_name: name.to_owned(),
        ..old.clone()
    };
    let mut new = vec![named(&old)];
    for code in moved {
        let next = area(tx, *code).await?;
        if next.short_name != old.short_name {
            // It got a name of its own there, and which of the two came first can't be told.
            return Err(StoreError::field("name_there", FieldCode::NotAllowedNow));
        }
        new.push(named(&next));
    }
    keep_name(tx, &old, entry.from, entry.document_no.as_deref()).await?;
    areas::upsert(tx, &new).await
}

/// Keeps the name that an area had until a day.
async fn keep_name(
    tx: &mut Tx,
    old: &Area,
    until: NaiveDate,
    document_no: Option<&str>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO former_names (area_code, until_on, name, short_name, document_no) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (area_code, until_on) DO NOTHING",
    )
    .bind(old.code.to_string())
    .bind(until)
    .bind(&old.name)
    .bind(&old.short_name)
    .bind(document_no)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A village can only go into one of its county that is there on the day.
async fn check_successor(
    tx: &mut Tx,
    entry: &ChangeEntry,
    into: AreaCode,
    known: &Successions,
) -> Result<()> {
    let here = |area: AreaCode| area.at(AreaLevel::County);
    let found = Places::read(tx, [into]).await?.area(into);
    let fits = into != entry.area
        && found.is_ok_and(|found| found.level == AreaLevel::Village)
        && here(into) == here(entry.area)
        && !known.would_circle(entry.area, into)
        && known.on(entry.from).is_there(into);
    if fits {
        Ok(())
    } else {
        Err(StoreError::field("into", FieldCode::UnknownArea))
    }
}

/// The village under its new code; it must be a new one, in another township of the county.
async fn settled(tx: &mut Tx, old: AreaCode, code: AreaCode) -> Result<Area> {
    let township = code.parent().filter(|_| code.level() == AreaLevel::Village);
    let Some(township) = township.filter(|to| Some(*to) != old.parent()) else {
        return Err(StoreError::field("code", FieldCode::AreaLevel));
    };
    let places = Places::read(tx, [code]).await?;
    if places.area(township).is_err() || code.at(AreaLevel::County) != old.at(AreaLevel::County) {
        return Err(StoreError::field("code", FieldCode::UnknownArea));
    }
    if places.area(code).is_ok() {
        return Err(StoreError::field("code", FieldCode::Duplicate));
    }
    Ok(Area {
        code,
        parent_code: Some(township),
        ..area(tx, old).await?
    })
}

/// The card and the plan go with the village.
async fn copy_card(tx: &mut Tx, from: AreaCode, to: AreaCode) -> Result<()> {
    for sql in [
        "INSERT INTO villages (code, households, population, has_industry_base, leading_industries, party_secretary,
             contact_name, contact_phone, current_condition, tech_demand, version)
         SELECT $2, households, population, has_industry_base, leading_industries, party_secretary,
             contact_name, contact_phone, current_condition, tech_demand, 1 FROM villages WHERE code = $1",
        "INSERT INTO village_plans (village_code, valid_from, period, visits)
         SELECT $2, valid_from, period, visits FROM village_plans WHERE village_code = $1",
    ] {
        sqlx::query(sql)
            .bind(from.to_string())
            .bind(to.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

async fn succeed(
    tx: &mut Tx,
    entry: &ChangeEntry,
    kind: SuccessionKind,
    successor: AreaCode,
) -> Result<()> {
    let one = Succession {
        area: entry.area,
        from: entry.from,
        kind,
        successor,
    };
    keep_succession(tx, &one, entry.document_no.as_deref()).await
}

/// Keeps that an area goes into another.
async fn keep_succession(tx: &mut Tx, one: &Succession, document_no: Option<&str>) -> Result<()> {
    sqlx::query(
        "INSERT INTO area_successions (area_code, from_on, kind, successor_code, document_no) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(one.area.to_string())
    .bind(one.from)
    .bind(one.kind.code())
    .bind(one.successor.to_string())
    .bind(document_no)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps the former names and successions of an import of divisions.
pub(super) async fn keep_all(tx: &mut Tx, plan: &Plan) -> Result<()> {
    for (old, until) in &plan.former {
        keep_name(tx, old, *until, None).await?;
    }
    for one in &plan.successions {
        keep_succession(tx, one, None).await?;
        if one.kind == SuccessionKind::Moved {
            copy_card(tx, one.area, one.successor).await?;
        }
    }
    Ok(())
}

pub(crate) async fn changed_since(pools: &Pools, area: AreaCode, year: i32) -> Result<bool> {
    let today = pools.clock.today();
    let then = calendar::as_of(year, today);
    divisions::differ(&mut *pools.snapshot().await?, area, (then, today)).await
}

/// What became of an area, for a page of its own.
pub(crate) async fn story(pools: &Pools, code: AreaCode) -> Result<Vec<AreaEvent>> {
    of_village(&mut *pools.snapshot().await?, code).await
}

/// What became of a village, the newest first.
pub(crate) async fn of_village(conn: &mut Conn, code: AreaCode) -> Result<Vec<AreaEvent>> {
    let mut events = names(conn, code).await?;
    events.extend(successions(conn, code).await?);
    events.sort_by_key(|event| std::cmp::Reverse(event.from));
    Ok(events)
}

async fn names(conn: &mut Conn, code: AreaCode) -> Result<Vec<AreaEvent>> {
    let found: Vec<(NaiveDate, String, Option<String>)> = sqlx::query_as(
        "SELECT until_on, short_name, document_no FROM former_names WHERE area_code = $1",
    )
    .bind(code.to_string())
    .fetch_all(conn)
    .await?;
    let event = |(from, before, document_no)| AreaEvent {
        from,
        document_no,
        what: AreaStory::Renamed { before },
    };
    Ok(found.into_iter().map(event).collect())
}

#[derive(sqlx::FromRow)]
struct StoryRow {
    area_code: String,
    from_on: NaiveDate,
    kind: String,
    successor_code: String,
    document_no: Option<String>,
}

async fn successions(conn: &mut Conn, code: AreaCode) -> Result<Vec<AreaEvent>> {
    let found: Vec<StoryRow> = sqlx::query_as(
        "SELECT area_code, from_on, kind, successor_code, document_no FROM area_successions
         WHERE area_code = $1 OR successor_code = $1",
    )
    .bind(code.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let table = "area_successions";
    let mut events = Vec::new();
    for row in found {
        let area = rows::area(table, "area_code", code, &row.area_code)?;
        let successor = rows::area(table, "successor_code", code, &row.successor_code)?;
        let kind = rows::code(table, "kind", code, &row.kind)?;
        let other = if area == code { successor } else { area };
        let name = Places::read(conn, [other]).await?.full_name(other);
        events.push(AreaEvent {
            from: row.from_on,
            document_no: row.document_no,
            what: if area == code {
                AreaStory::Went(kind, other, name)
            } else {
                AreaStory::TookIn(kind, other, name)
            },
        });
    }
    Ok(events)
}
