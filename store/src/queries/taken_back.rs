//! A change of a village that was entered by mistake is taken back, while nothing stands on it.

use super::{
    Conn, Pools, Tx, area_changes, areas, audit, divisions, feeds::Changed, registers, renamed,
    rollups,
};
use crate::{Result, StoreError, areas::Area};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    divisions::{Succession, SuccessionKind},
    fields::FieldCode,
};
use serde_json::json;

pub(crate) async fn take_back(pools: &Pools, actor: &Actor, area: AreaCode) -> Result<()> {
    let mut tx = pools.begin().await?;
    registers::take_turn(&mut tx, pools).await?;
    area_changes::authorise(&mut tx, actor, area, true).await?;
    rollups::take_turns(&mut tx, [area].into()).await?;
    let known = divisions::successions(&mut tx).await?;
    let mut changed = Changed::default();
    let gone = known.of(area);
    if gone.is_some() && area.level() != AreaLevel::Village {
        // A township goes into another by an import alone.
        return Err(not_now());
    }
    let what = if let Some(one) = gone {
        went(&mut tx, one).await?;
        one.successor.to_string()
    } else {
        let ids = renamed::of_area(&mut tx, area).await?;
        changed.note_all(&mut tx, &ids).await?;
        name(&mut tx, area).await?
    };
    changed.publish(&mut tx).await?;
    let noted = audit::Entry {
        account_id: Some(actor.account_id),
        action: "villages.taken_back",
        subject_kind: "villages",
        subject_id: area.to_string(),
        area_code: Some(area),
        detail: json!({ "what": what }),
    };
    audit::write(&mut tx, pools, noted).await?;
    Ok(tx.commit().await?)
}

fn not_now() -> StoreError {
    StoreError::field("take_back", FieldCode::NotAllowedNow)
}

/// The village has the name again that it had before the newest change; the name it loses.
async fn name(tx: &mut Tx, code: AreaCode) -> Result<String> {
    let newest: Option<(NaiveDate, String, String)> = sqlx::query_as(
        "SELECT until_on, name, short_name FROM former_names WHERE area_code = $1 ORDER BY until_on DESC LIMIT 1",
    )
    .bind(code.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    let (until, name, short_name) = newest.ok_or_else(not_now)?;
    let mut found = areas::load(tx, Some(code)).await?;
    found.retain(|area| area.code == code);
    let now = found.pop().ok_or(StoreError::NotFound)?;
    let lost = now.short_name.clone();
    let before = Area {
        name,
        short_name,
        ..now
    };
    areas::upsert(tx, &[before]).await?;
    sqlx::query("DELETE FROM former_names WHERE area_code = $1 AND until_on = $2")
        .bind(code.to_string())
        .bind(until)
        .execute(&mut **tx)
        .await?;
    Ok(lost)
}

/// A village that was merged stands for itself again: what was recorded kept its code. One that was moved
/// loses the code that was made for it.
async fn went(tx: &mut Tx, one: &Succession) -> Result<()> {
    let is_moved = one.kind == SuccessionKind::Moved;
    if is_moved && is_used(tx, one).await? {
        return Err(not_now());
    }
    sqlx::query("DELETE FROM area_successions WHERE area_code = $1")
        .bind(one.area.to_string())
        .execute(&mut **tx)
        .await?;
    if is_moved {
        for sql in [
            "DELETE FROM village_plans WHERE village_code = $1",
            "DELETE FROM villages WHERE code = $1",
            "DELETE FROM areas WHERE code = $1",
        ] {
            sqlx::query(sql)
                .bind(one.successor.to_string())
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// Whether anything was recorded, entered or changed under the code that a move made.
async fn is_used(conn: &mut Conn, one: &Succession) -> Result<bool> {
    let (used,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM records WHERE area_code = $1)
             OR EXISTS (SELECT 1 FROM ledger_entries WHERE area_code = $1)
             OR EXISTS (SELECT 1 FROM satisfaction_links WHERE area_code = $1)
             OR EXISTS (SELECT 1 FROM assignments WHERE village_code = $1)
             OR EXISTS (SELECT 1 FROM designations WHERE village_code = $1)
             OR EXISTS (SELECT 1 FROM former_names WHERE area_code = $1)
             OR EXISTS (SELECT 1 FROM area_successions WHERE area_code = $1 OR (successor_code = $1 AND area_code <> $2))
             OR EXISTS (SELECT 1 FROM villages WHERE code = $1 AND version <> 1)
             OR EXISTS (SELECT 1 FROM village_plans n WHERE n.village_code = $1
                  AND NOT EXISTS (SELECT 1 FROM village_plans o WHERE o.village_code = $2 AND o.valid_from = n.valid_from))",
    )
    .bind(one.successor.to_string())
    .bind(one.area.to_string())
    .fetch_one(conn)
    .await?;
    Ok(used)
}
