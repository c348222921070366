//! What coverage counts of a village that others have gone into: theirs and its own together.

use super::{Conn, Db, divisions::push_codes, due_villages::Asked, rollup_sums};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    coverage::{DueVillage, VillageYear},
};
use sqlx::QueryBuilder;

/// The facts of all parts together, and whether the village itself, which is the first of them, has an
/// industry base.
pub(super) async fn read(
    conn: &mut Conn,
    parts: &[AreaCode],
    asked: Asked,
) -> Result<(DueVillage, bool)> {
    let (year, last_onsite_on) = years(conn, parts, asked).await?;
    let facts = DueVillage {
        assigned: is_assigned(conn, parts, asked.as_of).await?,
        year,
        last_onsite_on,
    };
    let base: Option<(bool,)> =
        sqlx::query_as("SELECT has_industry_base FROM villages WHERE code = $1")
            .bind(parts.first().map(ToString::to_string))
            .fetch_optional(conn)
            .await?;
    Ok((facts, base.is_some_and(|(has,)| has)))
}

#[derive(sqlx::FromRow)]
struct YearRow {
    year: i64,
    onsite_by_month: String,
    half_days_by_month: String,
    lessons_by_month: String,
    last_onsite_on: Option<NaiveDate>,
}

/// The year of all parts, and the last on-site visit of any year up to it.
async fn years(
    conn: &mut Conn,
    parts: &[AreaCode],
    asked: Asked,
) -> Result<(VillageYear, Option<NaiveDate>)> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT year, onsite_by_month, half_days_by_month, lessons_by_month, last_onsite_on FROM annual_areas WHERE standing = ",
    );
    query.push_bind(asked.standing.code());
    query
        .push(" AND year <= ")
        .push_bind(i64::from(asked.year))
        .push(" AND area_code IN (");
    push_codes(&mut query, parts);
    query.push(")");
    let found: Vec<YearRow> = query.build_query_as().fetch_all(conn).await?;
    let last = found.iter().filter_map(|row| row.last_onsite_on).max();
    let mut sums = VillageYear::default();
    for row in found.iter().filter(|row| row.year == i64::from(asked.year)) {
        add(&mut sums.onsite, &row.onsite_by_month);
        add(&mut sums.half_days, &row.half_days_by_month);
        add(&mut sums.lessons, &row.lessons_by_month);
    }
    Ok((sums, last))
}

/// Adds twelve numbers as the roll-ups write them.
pub(super) fn add(sums: &mut [i64; 12], months: &str) {
    for (sum, number) in sums.iter_mut().zip(rollup_sums::months(Some(months))) {
        *sum += number;
    }
}

async fn is_assigned(conn: &mut Conn, parts: &[AreaCode], as_of: NaiveDate) -> Result<bool> {
    let mut query = QueryBuilder::<Db>::new("SELECT COUNT(*) FROM assignments WHERE from_on <= ");
    query
        .push_bind(as_of)
        .push(" AND (to_on IS NULL OR to_on >= ")
        .push_bind(as_of)
        .push(") AND village_code IN (");
    push_codes(&mut query, parts);
    query.push(")");
    let (number,): (i64,) = query.build_query_as().fetch_one(conn).await?;
    Ok(number > 0)
}
