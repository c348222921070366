//! Decisions of reviewers: several in one transaction, each on its own.

use super::{
    Conn, Pools,
    audit::{self, Entry},
    records,
    rollups::{self, Touched},
    submissions::{self, Version},
};
use crate::{Result, StoreError};
use domain::{
    access::{self, Action, Actor},
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{Coded, Decision, Status},
    fields::{FieldCode, FieldError, check_text},
    reading::{DecisionOutcome, DecisionRequest, DecisionResult},
    reviews::{self, MAX_OPINION, Reviewed},
};

pub(crate) async fn decide(
    pools: &Pools,
    actor: &Actor,
    decisions: &[DecisionRequest],
) -> Result<Vec<DecisionResult>> {
    let mut tx = pools.begin().await?;
    let mut touched = Touched::default();
    let mut results = Vec::with_capacity(decisions.len());
    for request in decisions {
        results.push(decide_one(&mut tx, pools, actor, request, &mut touched).await?);
    }
    rollups::refresh(&mut tx, &touched).await?;
    tx.commit().await?;
    Ok(results)
}

async fn decide_one(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    request: &DecisionRequest,
    touched: &mut Touched,
) -> Result<DecisionResult> {
    let answer = |outcome, version, fields| DecisionResult {
        record_id: request.record_id,
        outcome,
        version,
        fields,
    };
    let rejected = |version, path: &str, code| {
        answer(
            DecisionOutcome::Rejected,
            version,
            vec![FieldError::new(path, code)],
        )
    };
    let (row, standing) =
        match records::find_for(conn, actor, request.record_id, Action::ReadRecord).await {
            Ok(found) => found,
            Err(StoreError::NotFound) => {
                return Ok(rejected(None, "record_id", FieldCode::NotFound));
            }
            Err(error) => return Err(error),
        };
    let version = Some(row.version);
    if !access::may(
        actor.role,
        Action::of_decision(request.decision, actor.role),
        standing,
    ) {
        let code = if standing.involved() {
            FieldCode::OwnRecord
        } else {
            FieldCode::NotAllowedNow
        };
        return Ok(rejected(version, "decision", code));
    }
    if request.version != row.version {
        return Ok(answer(DecisionOutcome::Conflict, version, Vec::new()));
    }
    let opinion = request.opinion.trim();
    let least = usize::from(reviews::needs_opinion(request.decision));
    if let Err(code) = check_text(opinion, least, MAX_OPINION) {
        return Ok(rejected(
            version,
            "opinion",
            if code == FieldCode::Required {
                FieldCode::OpinionRequired
            } else {
                code
            },
        ));
    }
    let (Some(area), Some(submitted_at)) = (row.area()?, row.submitted_at) else {
        return Ok(rejected(version, "decision", FieldCode::NotAllowedNow));
    };
    let reviewed = Reviewed {
        status: row.status()?,
        area_level: area.level(),
        submitted_on: calendar::shanghai_date(submitted_at),
    };
    let township_step = township_step(conn, area).await?;
    let status = match reviews::decide(
        reviewed,
        request.decision,
        actor.role,
        township_step,
        pools.clock.today(),
    ) {
        Ok(status) => status,
        Err(code) => return Ok(rejected(version, "decision", code)),
    };
    let body = row.submitted_body().unwrap_or_default();
    if !write(
        conn, pools, actor, request, opinion, status, &body, area, touched,
    )
    .await?
    {
        return Ok(answer(DecisionOutcome::Conflict, version, Vec::new()));
    }
    Ok(answer(
        DecisionOutcome::Applied,
        Some(request.version + 1),
        Vec::new(),
    ))
}

/// Whether the county asks for the township's step.
async fn township_step(conn: &mut Conn, area: AreaCode) -> Result<bool> {
    let county = area.at(AreaLevel::County).unwrap_or(area);
    let found: Option<(bool,)> =
        sqlx::query_as("SELECT township_step FROM county_settings WHERE area_code = $1")
            .bind(county.to_string())
            .fetch_optional(conn)
            .await?;
    Ok(found.is_some_and(|(step,)| step))
}

/// Writes a decision; false when somebody else was first.
#[expect(
    clippy::too_many_arguments,
    reason = "one decision with everything it writes"
)]
async fn write(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    request: &DecisionRequest,
    opinion: &str,
    status: Status,
    body: &str,
    area: AreaCode,
    touched: &mut Touched,
) -> Result<bool> {
    let now = pools.clock.now();
    touched.add(conn, request.record_id).await?;
    let done = sqlx::query(
        "UPDATE records SET status = $3, version = version + 1, reviewed_by = $4, reviewed_at = $5, review_opinion = $6
         WHERE id = $1 AND version = $2",
    )
    .bind(request.record_id.0)
    .bind(request.version)
    .bind(status.code())
    .bind(actor.account_id.0)
    .bind(now)
    .bind((!opinion.is_empty()).then_some(opinion))
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
        body,
        opinion: (!opinion.is_empty()).then_some(opinion),
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
        area_code: Some(area),
        detail: serde_json::json!({"version": request.version + 1, "opinion": opinion}),
    };
    audit::write(conn, pools, entry).await?;
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
