//! The registers at the desk: one shape of reading and writing for all kinds.

use super::{Pools, Result, StoreError, Tx, audit::Trail, imports, rows, take_turn};
use crate::{
    imports::{Progress, Rights, RowError, plan},
    registers::{
        Book, Saved, Thing, blame, card_of, form_of, handed_over, happened, keep_typed, list_of,
        meet, planned, table, whole_of,
    },
};
use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    codes::Coded,
    registers::{Card, Form, Happened, Kind, Listed, Query},
};
use std::sync::Arc;
use uuid::Uuid;

/// The newest entries of a history that a card shows.
const HISTORY: i64 = 50;

pub(crate) async fn list(
    pools: &Pools,
    actor: &Actor,
    kind: Kind,
    query: &Query,
) -> Result<Listed> {
    let known = imports::load_all(&mut pools.snapshot().await?).await?;
    let book = Book::new(&known, actor, pools.clock.today());
    Ok(list_of(&book, kind, query))
}

pub(crate) async fn whole(
    pools: &Pools,
    actor: &Actor,
    kind: Kind,
    query: &Query,
) -> Result<Listed> {
    let known = imports::load_all(&mut pools.snapshot().await?).await?;
    let book = Book::new(&known, actor, pools.clock.today());
    Ok(whole_of(&book, kind, query))
}

pub(crate) async fn card(pools: &Pools, actor: &Actor, kind: Kind, key: &str) -> Result<Card> {
    let mut tx = pools.snapshot().await?;
    let known = imports::load_all(&mut tx).await?;
    let book = Book::new(&known, actor, pools.clock.today());
    let thing = book.find(kind, key).ok_or(StoreError::NotFound)?;
    let mut card = card_of(&book, thing, version(&mut tx, kind, key).await?);
    card.history = history(&mut tx, (kind, key), &book).await?;
    Ok(card)
}

pub(crate) async fn form(
    pools: &Pools,
    actor: &Actor,
    kind: Kind,
    key: Option<&str>,
) -> Result<Form> {
    let mut tx = pools.snapshot().await?;
    let known = imports::load_all(&mut tx).await?;
    let book = Book::new(&known, actor, pools.clock.today());
    let thing = to_edit(&book, kind, key)?;
    let version = match key {
        Some(key) => version(&mut tx, kind, key).await?,
        None => 0,
    };
    Ok(form_of(&book, kind, thing, version))
}

/// The thing to be edited, if this person may; none for a new one.
fn to_edit<'a>(book: &'a Book<'a>, kind: Kind, key: Option<&str>) -> Result<Option<Thing<'a>>> {
    let Some(key) = key else {
        let may = kind.is_entered_by_hand() && Rights::new(Some(book.actor), kind).any();
        return may.then_some(None).ok_or(StoreError::Forbidden);
    };
    let thing = book.find(kind, key).ok_or(StoreError::NotFound)?;
    book.edits(thing)
        .then_some(Some(thing))
        .ok_or(StoreError::Forbidden)
}

pub(crate) async fn save(
    pools: &Pools,
    actor: &Actor,
    (kind, key, version): (Kind, Option<&str>, i64),
    typed: &[(String, String)],
) -> Result<Saved> {
    let mut tx = pools.begin().await?;
    if let Err(error) = take_turn(&mut tx, pools).await {
        drop(tx);
        return put_off(error, form(pools, actor, kind, key), (version, typed)).await;
    }
    let is_newest = hold(&mut tx, pools, kind, key, version).await?;
    let known = imports::load_all(&mut tx).await?;
    let book = Book::new(&known, actor, pools.clock.today());
    let old = to_edit(&book, kind, key)?;
    let now = match key {
        Some(key) => self::version(&mut tx, kind, key).await?,
        None => 0,
    };
    let mut form = form_of(&book, kind, old, now);
    if !is_newest {
        meet(&mut form, typed);
        return Ok(Saved::Refused(Box::new(form)));
    }
    let rights = Rights::new(Some(actor), kind);
    let table = table(kind, old, typed, &known);
    let progress = Arc::new(Progress::default());
    let mut plan = plan(rights, &table, &known, &pools.clock, &progress);
    if key.is_none() && plan.report.errors.is_empty() && plan.report.created == 0 {
        plan.fault(RowError::of_form(kind, "已经有了，请打开原有的那一条修改"));
    }
    if !plan.report.errors.is_empty() {
        keep_typed(&mut form, typed);
        blame(&mut form, &plan.report.errors);
        return Ok(Saved::Refused(Box::new(form)));
    }
    let written = planned(&plan, &known).first().map(|(_, new)| new.key());
    imports::write(
        &mut tx,
        pools,
        rights,
        (&plan, &known),
        (Trail::default(), &progress),
    )
    .await
    .map_err(imports::made_twice)?;
    tx.commit().await?;
    let key = written.or_else(|| key.map(str::to_owned));
    key.map(Saved::Done).ok_or(StoreError::NotFound)
}

/// The form as it was sent, if somebody has the registers for longer than a desk waits.
pub(super) async fn put_off(
    error: StoreError,
    form: impl Future<Output = Result<Form>>,
    (version, typed): (i64, &[(String, String)]),
) -> Result<Saved> {
    if !error.is_others_turn() {
        return Err(error);
    }
    let mut form = form.await?;
    form.version = version;
    keep_typed(&mut form, typed);
    form.faults
        .push("正在导入名册，这次没有保存。填写的内容还在，请过一会儿再提交。".to_owned());
    Ok(Saved::Refused(Box::new(form)))
}

macro_rules! statements {
    ($table:literal, $key:literal) => {
        (
            concat!("SELECT version FROM ", $table, " WHERE ", $key, " = $1"),
            concat!(
                "UPDATE ",
                $table,
                " SET version = version WHERE ",
                $key,
                " = $1 AND version = $2"
            ),
        )
    };
}

/// How a kind's version is read and held.
const fn statements(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Villages | Kind::Divisions => statements!("villages", "code"),
        Kind::Units => statements!("units", "id"),
        Kind::Visits | Kind::Trainings => statements!("records", "id"),
        Kind::Entries(_) => statements!("ledger_entries", "id"),
        Kind::Commissioners => statements!("commissioners", "id"),
        Kind::Teams => statements!("teams", "id"),
        Kind::Assignments => statements!("assignments", "id"),
        Kind::Designations => statements!("designations", "id"),
        Kind::Industries => statements!("industries", "code"),
    }
}

/// Whether a kind's key is a text of its own rather than an id.
const fn is_code(kind: Kind) -> bool {
    matches!(kind, Kind::Villages | Kind::Divisions | Kind::Industries)
}

fn id(key: &str) -> Result<Uuid> {
    Uuid::try_parse(key).map_err(|_| StoreError::NotFound)
}

/// The version of a thing; 0 for a village without a card.
pub(super) async fn version(tx: &mut Tx, kind: Kind, key: &str) -> Result<i64> {
    let query = sqlx::query_as(statements(kind).0);
    let query = if is_code(kind) {
        query.bind(key.to_owned())
    } else {
        query.bind(id(key)?)
    };
    let row: Option<(i64,)> = query.fetch_optional(&mut **tx).await?;
    Ok(row.map_or(0, |(version,)| version))
}

/// Holds a thing until the commit, if it still has this version. The change of nothing is what locks
/// the row on both databases.
pub(super) async fn hold(
    tx: &mut Tx,
    pools: &Pools,
    kind: Kind,
    key: Option<&str>,
    wanted: i64,
) -> Result<bool> {
    let Some(key) = key else {
        return Ok(true);
    };
    if wanted == 0 {
        // There is no row to hold yet: the first to write the card goes first.
        pools.take_turn(tx, key).await?;
        return Ok(version(tx, kind, key).await? == 0);
    }
    let query = sqlx::query(statements(kind).1);
    let query = if is_code(kind) {
        query.bind(key.to_owned())
    } else {
        query.bind(id(key)?)
    };
    let held = query.bind(wanted).execute(&mut **tx).await?;
    Ok(held.rows_affected() == 1)
}

#[derive(sqlx::FromRow)]
struct HistoryRow {
    id: Uuid,
    at: DateTime<Utc>,
    by: Option<String>,
    action: String,
    detail: String,
}

/// The newest changes of a thing first.
async fn history(tx: &mut Tx, (kind, key): (Kind, &str), book: &Book<'_>) -> Result<Vec<Happened>> {
    let rows: Vec<HistoryRow> = sqlx::query_as(
        "SELECT l.id, l.at, a.name AS by, l.action, l.detail FROM audit_log l LEFT JOIN accounts a ON a.id = l.account_id
         WHERE l.subject_kind = $1 AND l.subject_id = $2 ORDER BY l.position DESC LIMIT $3",
    )
    .bind(kind.code())
    .bind(key)
    .bind(HISTORY)
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let detail = rows::json("audit_log", "detail", row.id, &row.detail)?;
            Ok(Happened {
                handed_over: handed_over(&detail, &book.names),
                ..happened(row.at, row.by, row.action, &detail)
            })
        })
        .collect()
}
