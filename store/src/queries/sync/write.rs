//! Writing what a round of changes leaves: table by table, all records of the round at once.

use super::{
    super::{
        Conn, Pools,
        audit::{Entry, Trail},
        begun::Begun,
        record_photos,
        record_rows::RecordRow,
        submissions::{self, Submitted, Version},
    },
    Batch,
    plan::Plan,
};
use crate::Result;
use domain::{
    calendar,
    codes::Coded,
    sync::{ChangeResult, Op, Outcome},
};
use serde_json::Value;

/// Writes the plans of a round and answers each.
pub(super) async fn write(
    conn: &mut Conn,
    batch: &mut Batch<'_>,
    plans: &mut [Plan<'_>],
) -> Result<Vec<ChangeResult>> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    announce(conn, batch, plans).await?;
    give_numbers(conn, batch.pools, plans).await?;
    write_headers(conn, plans).await?;
    write_versions(conn, batch.pools, plans).await?;
    write_submitted(conn, plans).await?;
    let mut answers = Vec::with_capacity(plans.len());
    for plan in plans {
        let missing_photos = keep_photos(conn, batch.pools, plan).await?;
        follow(batch, plan);
        answers.push(answer(batch, plan, missing_photos)?);
    }
    Ok(answers)
}

/// Tells the effects what is about to change.
async fn announce(conn: &mut Conn, batch: &mut Batch<'_>, plans: &[Plan<'_>]) -> Result<()> {
    let known = plans.iter().filter(|plan| !plan.is_new());
    let known = known.map(|plan| plan.header.id);
    batch.effects.before(conn, known).await
}

/// Numbers first submissions, in their order.
async fn give_numbers(conn: &mut Conn, pools: &Pools, plans: &mut [Plan<'_>]) -> Result<()> {
    let mut first: Vec<&mut Option<String>> = plans
        .iter_mut()
        .filter(|plan| plan.record.is_some() && plan.header.number.is_none())
        .map(|plan| &mut plan.header.number)
        .collect();
    let Ok(count @ 1..) = i64::try_from(first.len()) else {
        return Ok(());
    };
    let today = calendar::shanghai_date(pools.clock.now());
    let numbers = submissions::next_numbers(conn, today, count).await?;
    for (number, next) in first.iter_mut().zip(numbers) {
        **number = Some(next);
    }
    Ok(())
}

async fn write_headers(conn: &mut Conn, plans: &[Plan<'_>]) -> Result<()> {
    let (new, known): (Vec<_>, Vec<_>) = plans.iter().partition(|plan| plan.is_new());
    let new: Vec<_> = new.into_iter().map(|plan| &plan.header).collect();
    submissions::insert_headers(conn, &new).await?;
    for plan in known {
        submissions::update_header(conn, &plan.header).await?;
    }
    Ok(())
}

async fn write_versions(conn: &mut Conn, pools: &Pools, plans: &[Plan<'_>]) -> Result<()> {
    let made_at = pools.clock.now();
    let versions: Vec<Version<'_>> = plans
        .iter()
        .map(|plan| Version {
            record_id: plan.header.id,
            version: plan.header.version,
            action: plan.read.change.op.code(),
            status: plan.header.status,
            body: &plan.header.body,
            opinion: None,
            review_fields: "[]",
            account_id: plan.sent.actor.account_id,
            change_id: Some(plan.read.change.change_id),
            made_at,
        })
        .collect();
    submissions::write_versions(conn, &versions).await
}

async fn write_submitted(conn: &mut Conn, plans: &[Plan<'_>]) -> Result<()> {
    let submitted: Vec<Submitted<'_>> = plans
        .iter()
        .filter_map(|plan| {
            Some(Submitted {
                author: plan.header.author_id,
                record: plan.record.as_ref()?,
                is_new: plan.is_new(),
            })
        })
        .collect();
    submissions::write_typed(conn, &submitted).await
}

/// Writes what photos the record names; those of them whose bytes have not arrived.
async fn keep_photos(conn: &mut Conn, pools: &Pools, plan: &Plan<'_>) -> Result<Vec<String>> {
    let header = &plan.header;
    // Most records come without a photo, and there is nothing to look up for them.
    if plan.is_new() && record_photos::named(&header.body).is_empty() {
        return Ok(Vec::new());
    }
    if matches!(plan.read.change.op, Op::Submit | Op::Save) {
        let account = plan.sent.actor.account_id;
        let bodies = (header.body.as_str(), header.submitted_body.as_deref());
        record_photos::write(conn, header.id, account, bodies, pools.clock.now()).await?;
    }
    record_photos::missing(conn, header.id).await
}

/// What follows from the change is written when the whole group is.
fn follow(batch: &mut Batch<'_>, plan: &mut Plan<'_>) {
    if plan.is_new() {
        let begun = Begun::new(&plan.header, plan.record.take());
        batch.effects.begins(begun);
    }
    let before = plan.current.as_ref().and_then(RecordRow::submitted_body);
    let bodies = [before.as_deref(), plan.header.submitted_body.as_deref()];
    let by = plan.sent.actor.account_id;
    batch.effects.linked((plan.header.id, by), bodies);
    note(batch.pools, &mut batch.trail, plan);
}

fn note(pools: &Pools, trail: &mut Trail, plan: &Plan<'_>) {
    let header = &plan.header;
    let on_behalf = header.entered_by.is_some();
    let mut detail = serde_json::json!({
        "version": header.version,
        "change_id": plan.read.change.change_id,
        "on_behalf": on_behalf,
    });
    if on_behalf {
        // Such as 救援文件: where the office has it from.
        detail["device_label"] = Value::from(plan.sent.push.device_label.as_str());
    }
    let entry = Entry {
        account_id: Some(plan.sent.actor.account_id),
        action: &format!("{}s.{}", header.kind.code(), plan.read.change.op.code()),
        subject_kind: "record",
        subject_id: header.id.to_string(),
        area_code: header.area_code,
        detail,
    };
    trail.note(pools, entry);
}

fn answer(batch: &Batch<'_>, plan: &Plan<'_>, missing_photos: Vec<String>) -> Result<ChangeResult> {
    let header = &plan.header;
    let hashes = record_photos::named(&header.body);
    Ok(ChangeResult {
        change_id: Value::from(plan.read.change.change_id.to_string()),
        record_id: Some(header.id),
        outcome: Outcome::Applied,
        version: Some(header.version),
        number: header.number.clone(),
        receipt: Some(batch.key.sign(header.id, header.version, &hashes)?),
        missing_photos,
        server_version: None,
        fields: Vec::new(),
    })
}
