//! Decisions of reviewers: several in one transaction, each on its own.

use super::{
    Conn, Db, Pools,
    audit::{Entry, Trail},
    effects::Effects,
    record_rows::RecordRow,
    records, settings,
    submissions::{self, Version},
};
use crate::{Result, StoreError};
use domain::{
    access::{self, Action, Actor, Standing},
    calendar,
    codes::{Coded, Decision, Status},
    fields::{FieldCode, FieldError, check_text},
    ids::CommissionerId,
    reading::{DecisionOutcome, DecisionRequest, DecisionResult, RecordFilter, WaitingPerson},
    reviews::{self, MAX_OPINION, Reviewed},
};

pub(crate) async fn decide(
    pools: &Pools,
    actor: &Actor,
    decisions: &[DecisionRequest],
) -> Result<Vec<DecisionResult>> {
    let mut tx = pools.begin().await?;
    let mut noted = Noted::default();
    let mut results = Vec::with_capacity(decisions.len());
    for request in decisions {
        results.push(decide_one(&mut tx, pools, actor, request, &mut noted).await?);
    }
    noted
        .effects
        .settle(&mut tx, pools, &mut noted.trail)
        .await?;
    noted.trail.close(&mut tx).await?;
    tx.commit().await?;
    Ok(results)
}

pub(crate) async fn waiting_people(
    pools: &Pools,
    actor: &Actor,
    filter: &RecordFilter,
) -> Result<Vec<WaitingPerson>> {
    let mut tx = pools.snapshot_for_pages().await?;
    let mut query = sqlx::QueryBuilder::<Db>::new(
        "SELECT r.author_id, c.name, COUNT(*) FROM records r JOIN commissioners c ON c.id = r.author_id WHERE ",
    );
    records::readable(&mut query, actor)?;
    let everybody = RecordFilter {
        author: None,
        after: None,
        ..filter.clone()
    };
    records::narrow(&mut query, actor, &everybody)?;
    query.push(" GROUP BY r.author_id, c.name ORDER BY c.name, r.author_id");
    let found: Vec<(uuid::Uuid, String, i64)> = query.build_query_as().fetch_all(&mut *tx).await?;
    let person = |(id, name, records)| WaitingPerson {
        id: CommissionerId(id),
        name,
        records,
    };
    Ok(found.into_iter().map(person).collect())
}

/// What the decisions of one transaction leave to be done at its end.
#[derive(Default)]
struct Noted {
    effects: Effects,
    trail: Trail,
}

async fn decide_one(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    request: &DecisionRequest,
    noted: &mut Noted,
) -> Result<DecisionResult> {
    let answer = |outcome, version, fields| DecisionResult {
        record_id: request.record_id,
        outcome,
        version,
        fields,
    };
    let found = records::find_for(conn, actor, request.record_id, Action::ReadRecord).await;
    let (row, standing) = match found {
        Ok(found) => found,
        Err(StoreError::NotFound) => {
            let unknown = FieldError::new("record_id", FieldCode::NotFound);
            return Ok(answer(DecisionOutcome::Rejected, None, vec![unknown]));
        }
        Err(error) => return Err(error),
    };
    let version = Some(row.version);
    let status = match judge(conn, pools, actor, request, &row, standing).await? {
        Verdict::Goes(status) => status,
        Verdict::Changed => return Ok(answer(DecisionOutcome::Conflict, version, Vec::new())),
        Verdict::Refused(fault) => {
            return Ok(answer(DecisionOutcome::Rejected, version, vec![fault]));
        }
    };
    if write(conn, pools, actor, request, status, &row, noted).await? {
        let version = Some(request.version + 1);
        return Ok(answer(DecisionOutcome::Applied, version, Vec::new()));
    }
    Ok(answer(DecisionOutcome::Conflict, version, Vec::new()))
}

/// What the rules say to a decision.
enum Verdict {
    /// The record goes to this state.
    Goes(Status),
    /// The reviewer saw another version.
    Changed,
    Refused(FieldError),
}

async fn judge(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    request: &DecisionRequest,
    row: &RecordRow,
    standing: Standing,
) -> Result<Verdict> {
    let refused = |path: &str, code| Ok(Verdict::Refused(FieldError::new(path, code)));
    let action = Action::of_decision(request.decision, actor.role);
    if !access::may(actor.role, action, standing) {
        let code = if standing.involved() {
            FieldCode::OwnRecord
        } else {
            FieldCode::NotAllowedNow
        };
        return refused("decision", code);
    }
    if request.version != row.version {
        return Ok(Verdict::Changed);
    }
    let least = usize::from(reviews::needs_opinion(request.decision));
    match check_text(request.opinion.trim(), least, MAX_OPINION) {
        Ok(()) => {}
        Err(FieldCode::Required) => return refused("opinion", FieldCode::OpinionRequired),
        Err(code) => return refused("opinion", code),
    }
    let known = reviews::fields_of(row.kind()?);
    if !request
        .fields
        .iter()
        .all(|name| known.contains(&name.as_str()))
    {
        return refused("fields", FieldCode::UnknownCode);
    }
    let (Some(area), Some(submitted_at)) = (row.area()?, row.submitted_at) else {
        return refused("decision", FieldCode::NotAllowedNow);
    };
    let reviewed = Reviewed {
        status: row.status()?,
        area_level: area.level(),
        submitted_on: calendar::shanghai_date(submitted_at),
    };
    let step = settings::township_step(conn, area).await?;
    let today = pools.clock.today();
    match reviews::decide(reviewed, request.decision, actor.role, step, today) {
        Ok(status) => Ok(Verdict::Goes(status)),
        Err(code) => refused("decision", code),
    }
}

/// What the decision points at, as it is kept.
fn pointed_at(request: &DecisionRequest) -> String {
    if reviews::points_at_fields(request.decision) {
        serde_json::json!(request.fields).to_string()
    } else {
        "[]".to_owned()
    }
}

/// Writes a decision; false when somebody else was first.
async fn write(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    request: &DecisionRequest,
    status: Status,
    row: &RecordRow,
    noted: &mut Noted,
) -> Result<bool> {
    let opinion = request.opinion.trim();
    let body = row.submitted_body().unwrap_or_default();
    let now = pools.clock.now();
    noted.effects.before(conn, [request.record_id]).await?;
    let changed = (request.record_id, actor.account_id);
    noted.effects.linked(changed, [Some(body.as_str())]);
    let done = sqlx::query(
        "UPDATE records SET status = $3, version = version + 1, reviewed_by = $4, reviewed_at = $5, review_opinion = $6, review_fields = $7
         WHERE id = $1 AND version = $2",
    )
    .bind(request.record_id.0)
    .bind(request.version)
    .bind(status.code())
    .bind(actor.account_id.0)
    .bind(now)
    .bind((!opinion.is_empty()).then_some(opinion))
    .bind(pointed_at(request))
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let version = Version {
        record_id: request.record_id,
        version: request.version + 1,
        action: action(request.decision, status),
        status,
        body: &body,
        opinion: (!opinion.is_empty()).then_some(opinion),
        review_fields: &pointed_at(request),
        account_id: actor.account_id,
        change_id: None,
        made_at: now,
    };
    submissions::write_version(conn, &version).await?;
    let entry = Entry {
        account_id: Some(actor.account_id),
        action: &format!("reviews.{}", action(request.decision, status)),
        subject_kind: "record",
        subject_id: request.record_id.to_string(),
        area_code: row.area()?,
        detail: serde_json::json!({"version": request.version + 1, "opinion": opinion, "fields": request.fields}),
    };
    noted.trail.note(pools, entry);
    Ok(true)
}

/// What the history calls the decision: the township's approval is 核实.
fn action(decision: Decision, status: Status) -> &'static str {
    if status == Status::Verified {
        "verify"
    } else {
        decision.code()
    }
}
