//! Accepting a filed year, and sending it back.

use super::{
    super::{
        Conn, Pools,
        audit::{self, Entry},
        feeds::Changed,
        rollups,
    },
    file, row,
};
use crate::{Result, StoreError, filings::Verdict};
use domain::{
    access::{self, Action, Actor, Standing},
    areas::AreaCode,
    codes::Coded,
    fields::{FieldCode, check_text},
    filings::{FilingState, MAX_REASON, Year},
    ids::FilingId,
};

pub(crate) async fn judge(
    pools: &Pools,
    actor: &Actor,
    id: FilingId,
    verdict: Verdict<'_>,
) -> Result<()> {
    let reason = reason(verdict)?;
    let mut tx = pools.begin().await?;
    let row = row::find(&mut tx, id).await?;
    let (area, year) = (row.area()?, row.year());
    authorise(actor, area)?;
    let mut changed = Changed::default();
    if matches!(verdict, Verdict::SendBack(_)) {
        file::unlock(&mut tx, area, year, &mut changed).await?;
    }
    rollups::take_turns(&mut tx, [area].into()).await?;
    // Read again: somebody else may have had the turn.
    let before = row::find(&mut tx, id).await?.state()?;
    let standing = Year::after(Some((row.number(), before)));
    let state = match verdict {
        Verdict::Accept => standing.accept(area.level()).map(|_| FilingState::Accepted),
        Verdict::SendBack(_) => standing
            .send_back(row::above_stands(&mut tx, area, year).await?)
            .map(|_| FilingState::Returned),
    }
    .map_err(|_| StoreError::Conflict)?;
    write(&mut tx, pools, actor, id, (before, state), reason).await?;
    changed.publish_noted(&mut tx).await?;
    let entry = Entry {
        account_id: Some(actor.account_id),
        action: match state {
            FilingState::Accepted => "filings.accept",
            _ => "filings.return",
        },
        subject_kind: "filing",
        subject_id: id.to_string(),
        area_code: Some(area),
        detail: serde_json::json!({"year": year, "number": row.number(), "reason": reason}),
    };
    audit::write(&mut tx, pools, entry).await?;
    Ok(tx.commit().await?)
}

fn authorise(actor: &Actor, area: AreaCode) -> Result<()> {
    let standing = Standing::to_area(actor, &area);
    if !access::may(actor.role, Action::ReadFigures, standing) {
        return Err(StoreError::NotFound);
    }
    if file::may_judge(actor, area) {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}

/// The reason, which a year that is sent back needs.
fn reason(verdict: Verdict<'_>) -> Result<Option<&str>> {
    let Verdict::SendBack(reason) = verdict else {
        return Ok(None);
    };
    let reason = reason.trim();
    match check_text(reason, 1, MAX_REASON) {
        Ok(()) => Ok(Some(reason)),
        Err(FieldCode::Required) => Err(StoreError::field("reason", FieldCode::OpinionRequired)),
        Err(code) => Err(StoreError::field("reason", code)),
    }
}

async fn write(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    id: FilingId,
    (before, after): (FilingState, FilingState),
    reason: Option<&str>,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE filings SET state = $3, decided_by = $4, decided_at = $5, reason = $6 WHERE id = $1 AND state = $2",
    )
    .bind(id.0)
    .bind(before.code())
    .bind(after.code())
    .bind(actor.account_id.0)
    .bind(pools.clock.now())
    .bind(reason)
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}
