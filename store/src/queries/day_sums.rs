//! B03 of areas that lose or gain others: counted from the visits themselves, because the days of one
//! person in two places that count as one are no sum.

use super::{Conn, Db, divisions::Told, due_villages::Asked, rows, statistics::ByArea};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    calendar,
    days::{self, ServiceDays, Stay},
};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Puts the right sums in the place of those kept by code.
pub(super) async fn correct(
    conn: &mut Conn,
    by_area: &mut ByArea,
    asked: Asked,
    told: &Told,
) -> Result<()> {
    let areas = &told.areas;
    for (code, measures) in by_area.iter_mut() {
        if !areas.left(*code).is_empty() || !areas.joined(*code).is_empty() {
            measures.day_units = units(conn, *code, asked, told).await?;
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct StayRow {
    person: Uuid,
    status: String,
    started_on: NaiveDate,
    ended_on: NaiveDate,
    half_days: i64,
}

async fn units(conn: &mut Conn, area: AreaCode, asked: Asked, told: &Told) -> Result<i64> {
    let stays = stays(conn, area, asked, told).await?;
    Ok(stays.into_values().map(days::person_units).sum())
}

/// The stays of everybody in an area's year.
pub(super) async fn stays(
    conn: &mut Conn,
    area: AreaCode,
    asked: Asked,
    told: &Told,
) -> Result<BTreeMap<Uuid, Vec<Stay>>> {
    let (first, last) = calendar::year_bounds(asked.year);
    let mut query = QueryBuilder::<Db>::new(
        "SELECT p.commissioner_id AS person, r.status, v.started_on, v.ended_on, v.half_days
         FROM records r JOIN visits v ON v.record_id = r.id JOIN record_people p ON p.record_id = r.id
         WHERE r.status IN ('submitted', 'verified', 'approved', 'locked') AND v.mode = 'onsite' AND NOT p.absent
           AND r.occurred_on >= ",
    );
    query.push_bind(first).push(" AND r.occurred_on <= ");
    query.push_bind(last).push(" AND ");
    told.push_within(&mut query, "r.area_code", area);
    let found: Vec<StayRow> = query.build_query_as().fetch_all(conn).await?;
    let mut stays: BTreeMap<Uuid, Vec<Stay>> = BTreeMap::new();
    for row in found {
        let status = rows::code("records", "status", row.person, &row.status)?;
        let days = ServiceDays::from_halves(row.half_days);
        if let Some(days) = days.filter(|_| asked.standing.takes(status)) {
            stays.entry(row.person).or_default().push(Stay {
                started_on: row.started_on,
                ended_on: row.ended_on,
                days,
            });
        }
    }
    Ok(stays)
}
