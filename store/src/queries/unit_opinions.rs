//! 派出单位意见: given by the unit, closed by the county, each step in the audit log.

use super::{
    Conn, Db, Pools, Tx,
    audit::{self, Entry},
    rows, unit_people,
};
use crate::{Result, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Action, Actor},
    areas::AreaCode,
    ids::CommissionerId,
    registers::Changed,
    units::{ClosedOpinion, OpinionText, UnitOpinion},
};
use serde_json::json;
use sqlx::QueryBuilder;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct OpinionRow {
    commissioner_id: Uuid,
    year: i64,
    unit_name: String,
    opinion: String,
    given_on: NaiveDate,
    given_by: String,
    closed_at: Option<DateTime<Utc>>,
    closed_by: Option<String>,
    version: i64,
}

impl TryFrom<OpinionRow> for UnitOpinion {
    type Error = StoreError;

    fn try_from(row: OpinionRow) -> Result<Self> {
        let year = i32::try_from(row.year);
        let year = year.map_err(|_| rows::corrupt("unit_opinions", "year", row.commissioner_id))?;
        let by = row.closed_by.unwrap_or_default();
        Ok(Self {
            year,
            unit_name: row.unit_name,
            text: row.opinion,
            given_on: row.given_on,
            given_by: row.given_by,
            version: row.version,
            closed: row.closed_at.map(|at| ClosedOpinion { by, at }),
        })
    }
}

/// The opinions on a person, newest year first; of one year, at most one.
pub(super) async fn read(
    conn: &mut Conn,
    id: CommissionerId,
    year: Option<i32>,
) -> Result<Vec<UnitOpinion>> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT o.commissioner_id, o.year, u.name AS unit_name, o.opinion, o.given_on, g.name AS given_by, o.closed_at,
                c.name AS closed_by, o.version
         FROM unit_opinions o JOIN units u ON u.id = o.unit_id JOIN accounts g ON g.id = o.given_by
         LEFT JOIN accounts c ON c.id = o.closed_by WHERE o.commissioner_id = ",
    );
    query.push_bind(id.0);
    if let Some(year) = year {
        query.push(" AND o.year = ").push_bind(i64::from(year));
    }
    query.push(" ORDER BY o.year DESC");
    let found: Vec<OpinionRow> = query.build_query_as().fetch_all(conn).await?;
    found.into_iter().map(UnitOpinion::try_from).collect()
}

pub(crate) async fn of_person(
    pools: &Pools,
    actor: &Actor,
    id: CommissionerId,
) -> Result<Vec<UnitOpinion>> {
    let mut tx = pools.snapshot().await?;
    unit_people::standing(&mut tx, actor, id, Action::ReadPersonYear).await?;
    read(&mut tx, id, None).await
}

pub(crate) async fn give(
    pools: &Pools,
    actor: &Actor,
    (id, year, version): (CommissionerId, i32, i64),
    text: &OpinionText,
) -> Result<()> {
    let mut tx = pools.begin().await?;
    let (area, unit) = unit_people::standing(&mut tx, actor, id, Action::GiveOpinion).await?;
    let before = read(&mut tx, id, Some(year)).await?.pop();
    if before.is_none() && version != 0 {
        return Err(StoreError::Conflict);
    }
    if !unit_people::served_in(&mut tx, id, year, pools.clock.today()).await? {
        return Err(StoreError::NotFound);
    }
    let written = sqlx::query(
        "INSERT INTO unit_opinions (commissioner_id, year, unit_id, opinion, given_on, given_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7 + 1)
         ON CONFLICT (commissioner_id, year) DO UPDATE SET unit_id = excluded.unit_id, opinion = excluded.opinion,
             given_on = excluded.given_on, given_by = excluded.given_by, version = excluded.version
         WHERE unit_opinions.version = $7 AND unit_opinions.closed_at IS NULL",
    )
    .bind(id.0)
    .bind(i64::from(year))
    .bind(unit.0)
    .bind(text.as_str())
    .bind(pools.clock.today())
    .bind(actor.account_id.0)
    .bind(version)
    .execute(&mut *tx)
    .await?;
    if written.rows_affected() != 1 {
        return Err(StoreError::Conflict);
    }
    let before = before.map(|opinion| opinion.text).unwrap_or_default();
    let change = Changed {
        label: format!("{year} 年派出单位意见"),
        before,
        after: text.as_str().to_owned(),
    };
    note(tx, pools, actor, (id, area), "units.give_opinion", change).await
}

pub(crate) async fn close(
    pools: &Pools,
    actor: &Actor,
    (id, year, version): (CommissionerId, i32, i64),
    closed: bool,
) -> Result<()> {
    let mut tx = pools.begin().await?;
    let (area, _) = unit_people::standing(&mut tx, actor, id, Action::CloseOpinion).await?;
    let written = sqlx::query(
        "UPDATE unit_opinions SET closed_at = $4, closed_by = $5, version = version + 1
         WHERE commissioner_id = $1 AND year = $2 AND version = $3 AND (closed_at IS NULL) = $6",
    )
    .bind(id.0)
    .bind(i64::from(year))
    .bind(version)
    .bind(closed.then(|| pools.clock.now()))
    .bind(closed.then_some(actor.account_id.0))
    .bind(closed)
    .execute(&mut *tx)
    .await?;
    if written.rows_affected() != 1 {
        return Err(StoreError::Conflict);
    }
    let (action, before, after) = if closed {
        ("units.close_opinion", "待受理", "已受理")
    } else {
        ("units.reopen_opinion", "已受理", "待受理")
    };
    let change = Changed {
        label: format!("{year} 年派出单位意见"),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    note(tx, pools, actor, (id, area), action, change).await
}

/// Writes the step down as a change of the person, so that the person's card tells it, and commits.
async fn note(
    mut tx: Tx,
    pools: &Pools,
    actor: &Actor,
    (id, area): (CommissionerId, AreaCode),
    action: &str,
    change: Changed,
) -> Result<()> {
    let entry = Entry {
        account_id: Some(actor.account_id),
        action,
        subject_kind: "commissioners",
        subject_id: id.to_string(),
        area_code: Some(area),
        detail: json!({ "changes": [change] }),
    };
    audit::write(&mut tx, pools, entry).await?;
    Ok(tx.commit().await?)
}
