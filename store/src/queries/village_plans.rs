//! Plans of single villages, by the day they hold from.

use super::{Conn, Pools, audit, places::Places, rollups, rows};
use crate::{Result, StoreError};
use chrono::NaiveDate;
use domain::{
    access::{Action, Actor, Standing, may},
    areas::{AreaCode, AreaLevel},
    codes::Coded,
    coverage::{PlanEntry, VillagePlan},
};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct PlanRow {
    village_code: String,
    valid_from: NaiveDate,
    period: Option<String>,
    visits: Option<i64>,
}

impl TryFrom<PlanRow> for PlanEntry {
    type Error = StoreError;

    fn try_from(row: PlanRow) -> Result<Self> {
        let (table, code) = ("village_plans", &row.village_code);
        let plan = match row.period {
            None => None,
            Some(period) => {
                let period = rows::code(table, "period", code, &period)?;
                let plan = VillagePlan::new(period, row.visits.unwrap_or_default());
                Some(plan.ok_or_else(|| rows::corrupt(table, "visits", code))?)
            }
        };
        Ok(Self {
            village_code: rows::area(table, "village_code", code, code)?,
            valid_from: row.valid_from,
            plan,
        })
    }
}

/// All that was set for the villages of an area, the newest of each first.
pub(crate) async fn entries(conn: &mut Conn, area: AreaCode) -> Result<Vec<PlanEntry>> {
    let (from, to) = area.range();
    let found: Vec<PlanRow> = sqlx::query_as(
        "SELECT village_code, valid_from, period, visits FROM village_plans
         WHERE village_code >= $1 AND village_code < $2 ORDER BY village_code, valid_from DESC",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    found.into_iter().map(PlanEntry::try_from).collect()
}

pub(crate) async fn set(pools: &Pools, actor: &Actor, entry: PlanEntry) -> Result<()> {
    let village = entry.village_code;
    let mut tx = pools.begin().await?;
    authorise(&mut tx, actor, village).await?;
    // A year that is being filed takes the old plan everywhere, or the new one.
    rollups::take_turns(&mut tx, [village].into()).await?;
    sqlx::query(
        "INSERT INTO village_plans (village_code, valid_from, period, visits) VALUES ($1, $2, $3, $4)
         ON CONFLICT (village_code, valid_from) DO UPDATE SET period = excluded.period, visits = excluded.visits",
    )
    .bind(village.to_string())
    .bind(entry.valid_from)
    .bind(entry.plan.map(|plan| plan.period.code()))
    .bind(entry.plan.map(VillagePlan::visits))
    .execute(&mut *tx)
    .await?;
    let noted = audit::Entry {
        account_id: Some(actor.account_id),
        action: "villages.plan",
        subject_kind: "villages",
        subject_id: village.to_string(),
        area_code: Some(village),
        detail: json!({ "valid_from": entry.valid_from, "plan": entry.plan }),
    };
    audit::write(&mut tx, pools, noted).await?;
    Ok(tx.commit().await?)
}

/// Refuses what is no village, and who may not edit its registers.
pub(super) async fn authorise(conn: &mut Conn, actor: &Actor, village: AreaCode) -> Result<()> {
    let known = Places::read(conn, [village]).await?.area(village)?;
    if known.level != AreaLevel::Village || !actor.covers(&village) {
        return Err(StoreError::NotFound);
    }
    let standing = Standing::to_area(actor, &village);
    if may(actor.role, Action::EditRegisters, standing) {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}
