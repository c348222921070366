//! A leaving person's villages, drafts and returned records pass to a successor in one transaction.

use super::{
    Pools, Result, StoreError, Tx,
    audit::{self, Trail},
    desk::{hold, put_off, version},
    effects::Effects,
    imports, rows,
    submissions::{self, Version},
    take_turn,
};
use crate::{
    imports::{Plan, Rights},
    registers::{
        Book, Commissioner, LAST_DAY, SUCCESSOR, Saved, Thing, form_of_handover, keep_typed,
        passed_on,
    },
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    codes::{Coded, ServiceMode},
    fields::plain_date,
    ids::{CommissionerId, RecordId},
    registers::{Field, Form, Input, Kind},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const KIND: Kind = Kind::Commissioners;

pub(crate) async fn form(pools: &Pools, actor: &Actor, key: &str) -> Result<Form> {
    let mut tx = pools.snapshot().await?;
    let known = imports::load_all(&mut tx).await?;
    let book = Book::new(&known, actor, pools.clock.today());
    let person = leaving(&book, key)?;
    let version = version(&mut tx, KIND, key).await?;
    let records = unfinished(&mut tx, person.id, actor).await?;
    Ok(form_of_handover(
        &book,
        Thing::Commissioner(person),
        version,
        records.counts(),
    ))
}

fn leaving<'a>(book: &'a Book<'a>, key: &str) -> Result<&'a Commissioner> {
    match book.find(KIND, key) {
        Some(thing @ Thing::Commissioner(person)) => book
            .edits(thing)
            .then_some(person)
            .ok_or(StoreError::Forbidden),
        _ => Err(StoreError::NotFound),
    }
}

pub(crate) async fn hand_over(
    pools: &Pools,
    actor: &Actor,
    (key, wanted): (&str, i64),
    typed: &[(String, String)],
) -> Result<Saved> {
    let mut tx = pools.begin().await?;
    if let Err(error) = take_turn(&mut tx, pools).await {
        drop(tx);
        return put_off(error, form(pools, actor, key), (wanted, typed)).await;
    }
    let is_newest = hold(&mut tx, pools, KIND, Some(key), wanted).await?;
    let known = imports::load_all(&mut tx).await?;
    let book = Book::new(&known, actor, pools.clock.today());
    let person = leaving(&book, key)?;
    let records = unfinished(&mut tx, person.id, actor).await?;
    let version = version(&mut tx, KIND, key).await?;
    let mut form = form_of_handover(
        &book,
        Thing::Commissioner(person),
        version,
        records.counts(),
    );
    let records = records.ours;
    keep_typed(&mut form, typed);
    form.conflict = !is_newest;
    let answers = read(&mut form, person);
    let (true, Some((successor, last_day))) = (is_newest, answers) else {
        return Ok(Saved::Refused(Box::new(form)));
    };
    let mut trail = Trail::default();
    let mut effects =
        pass_records(&mut tx, pools, actor, (&records, successor), &mut trail).await?;
    let plan = plan(&book, person, (successor, last_day), pools);
    let villages: BTreeSet<_> = plan
        .assignments
        .iter()
        .map(|one| one.village_code)
        .collect();
    let passed = (villages.len(), records.len());
    effects.change_at(villages.into_iter().chain([person.area_code]));
    let entry = audit::Entry {
        account_id: Some(actor.account_id),
        action: "commissioners.handover",
        subject_kind: KIND.code(),
        subject_id: key.to_owned(),
        area_code: Some(person.area_code),
        detail: json!({ "successor": successor.to_string(), "villages": passed.0, "records": passed.1, "last_day": last_day }),
    };
    trail.note(pools, entry);
    super::save_people(&mut tx, pools, &plan.people).await?;
    super::save_assignments(&mut tx, &plan.assignments).await?;
    effects.settle(&mut tx, pools, &mut trail).await?;
    imports::note_each(
        pools,
        Rights::new(Some(actor), KIND),
        (&plan, &known),
        &mut trail,
    );
    trail.close(&mut tx).await?;
    tx.commit().await?;
    Ok(Saved::Done(key.to_owned()))
}

/// Successor and last day; what is wrong stands beside its field.
fn read(form: &mut Form, person: &Commissioner) -> Option<(CommissionerId, NaiveDate)> {
    let mut answer = |column: &str, judge: &dyn Fn(&Field) -> Option<String>| {
        let field = form
            .fields
            .iter_mut()
            .find(|field| field.column == column)?;
        field.fault = judge(field);
        field.fault.is_none().then(|| field.value.clone())
    };
    let successor = answer(SUCCESSOR, &|field| match &field.input {
        Input::One(offered) if offered.iter().any(|(id, _)| *id == field.value) => None,
        _ => Some("请选择一位在任的接任人".to_owned()),
    });
    let last_day = answer(LAST_DAY, &|field| match plain_date(&field.value) {
        Some(day) if day < person.term_from => Some("早于聘期开始日期".to_owned()),
        Some(day) => person.term_to.filter(|to| day > *to).map(|to| {
            format!("聘期到 {to} 为止，最后一天不能更晚；聘期有延长的，请先修改聘期再移交")
        }),
        None => Some("不是日期，应如 2026-03-01".to_owned()),
    });
    Some((successor?.parse().ok()?, last_day?.parse().ok()?))
}

/// The term ends with the last day, unless it ended before, and the villages pass on.
fn plan(
    book: &Book<'_>,
    person: &Commissioner,
    (successor, last_day): (CommissionerId, NaiveDate),
    pools: &Pools,
) -> Plan {
    let mut plan = Plan::default();
    plan.assignments = passed_on(book, (person.id, successor), last_day, &pools.clock);
    if person.term_to.is_none_or(|to| to > last_day) {
        let ended = Commissioner {
            term_to: Some(last_day),
            ..person.clone()
        };
        plan.people.push((ended, None));
    }
    plan
}

/// Drafts and returned records of a leaving person.
struct Unfinished {
    /// Those of the actor's area, and those that say of no area yet.
    ours: Vec<Uuid>,
    /// How many lie in another office's area: they are that office's to pass on.
    elsewhere: usize,
}

impl Unfinished {
    fn counts(&self) -> (usize, usize) {
        (self.ours.len(), self.elsewhere)
    }
}

async fn unfinished(tx: &mut Tx, author: CommissionerId, actor: &Actor) -> Result<Unfinished> {
    let rows: Vec<(Uuid, Option<String>)> = sqlx::query_as(
        "SELECT id, area_code FROM records WHERE author_id = $1 AND status IN ('draft', 'returned') ORDER BY id",
    )
    .bind(author.0)
    .fetch_all(&mut **tx)
    .await?;
    let all = rows.len();
    let mut ours = Vec::new();
    for (id, area) in rows {
        let area = area
            .map(|area| rows::area("records", "area_code", id, &area))
            .transpose()?;
        if area.is_none_or(|area| actor.covers(&area)) {
            ours.push(id);
        }
    }
    let elsewhere = all - ours.len();
    Ok(Unfinished { ours, elsewhere })
}

#[derive(sqlx::FromRow)]
struct UnfinishedRow {
    status: String,
    version: i64,
    body: String,
    submitted_body: Option<String>,
    area_code: Option<String>,
    author_id: Uuid,
}

/// Gives the records another author; each gets a version that says so.
async fn pass_records(
    tx: &mut Tx,
    pools: &Pools,
    actor: &Actor,
    (records, successor): (&[Uuid], CommissionerId),
    trail: &mut Trail,
) -> Result<Effects> {
    let mut effects = Effects::default();
    effects
        .before(tx, records.iter().map(|id| RecordId(*id)))
        .await?;
    for id in records {
        pass_record(tx, pools, actor, (*id, successor), trail).await?;
    }
    Ok(effects)
}

async fn pass_record(
    tx: &mut Tx,
    pools: &Pools,
    actor: &Actor,
    (id, successor): (Uuid, CommissionerId),
    trail: &mut Trail,
) -> Result<()> {
    let row: UnfinishedRow = sqlx::query_as(
        "SELECT status, version, body, submitted_body, area_code, author_id FROM records WHERE id = $1",
    )
    .bind(id)
    .fetch_one(&mut **tx)
    .await?;
    let area = row.area_code.as_deref();
    let area_code = area
        .map(|area| rows::area("records", "area_code", id, area))
        .transpose()?;
    let body = named(id, &row.body, successor)?;
    let submitted = row.submitted_body.as_deref();
    let submitted = submitted
        .map(|text| named(id, text, successor))
        .transpose()?;
    let done = sqlx::query(
        "UPDATE records SET author_id = $3, version = version + 1, body = $4, submitted_body = $5
         WHERE id = $1 AND version = $2 AND status IN ('draft', 'returned')",
    )
    .bind(id)
    .bind(row.version)
    .bind(successor.0)
    .bind(&body)
    .bind(submitted)
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Conflict);
    }
    pass_part(tx, id, (row.author_id, successor)).await?;
    let version = Version {
        record_id: RecordId(id),
        version: row.version + 1,
        action: "handover",
        status: rows::code("records", "status", id, &row.status)?,
        body: &body,
        opinion: None,
        review_fields: "[]",
        account_id: actor.account_id,
        change_id: None,
        made_at: pools.clock.now(),
    };
    submissions::write_version(tx, &version).await?;
    let entry = audit::Entry {
        account_id: Some(actor.account_id),
        action: "records.handover",
        subject_kind: "record",
        subject_id: id.to_string(),
        area_code,
        detail: json!({ "author_id": successor.to_string(), "version": row.version + 1 }),
    };
    trail.note(pools, entry);
    Ok(())
}

/// The body with its new author, where it names one.
fn named(id: Uuid, body: &str, author: CommissionerId) -> Result<String> {
    let mut body: Value = rows::json("records", "body", id, body)?;
    if let Some(named) = body.get_mut("author_id") {
        *named = Value::from(author.to_string());
    }
    Ok(body.to_string())
}

/// The part the author has in a record that was submitted before.
async fn pass_part(tx: &mut Tx, id: Uuid, (from, to): (Uuid, CommissionerId)) -> Result<()> {
    let had =
        sqlx::query("DELETE FROM record_people WHERE record_id = $1 AND commissioner_id = $2")
            .bind(id)
            .bind(from)
            .execute(&mut **tx)
            .await?;
    if had.rows_affected() == 1 {
        sqlx::query(
            "INSERT INTO record_people (record_id, commissioner_id, absent, occurred_on, half_days)
             SELECT r.id, $2, $3, r.occurred_on, COALESCE(v.half_days, 0) FROM records r
             LEFT JOIN visits v ON v.record_id = r.id AND v.mode = $4 WHERE r.id = $1
             ON CONFLICT (record_id, commissioner_id) DO UPDATE SET absent = excluded.absent",
        )
        .bind(id)
        .bind(to.0)
        .bind(false)
        .bind(ServiceMode::Onsite.code())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
