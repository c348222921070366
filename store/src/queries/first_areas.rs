//! The first area with sums in each part of an area: one look into the key for each part. A `DISTINCT` or
//! `GROUP BY` of the codes' beginnings would read all rows of the year.

use super::Conn;
use crate::Result;
use domain::{areas::AreaCode, statistics::CountedStanding};

/// Digits of an area's code.
pub(crate) const CODE_LENGTH: usize = 12;

/// Parameters: year, standing, the area's range, the length of a part's digits, nines behind them.
pub(crate) const FIRSTS: &str = "
    WITH RECURSIVE firsts (code) AS (
        SELECT MIN(area_code) FROM annual_areas
        WHERE year = $1 AND standing = $2 AND area_code >= $3 AND area_code < $4
        UNION ALL
        SELECT (SELECT MIN(a.area_code) FROM annual_areas a
                WHERE a.year = $1 AND a.standing = $2 AND a.area_code > SUBSTR(f.code, 1, $5) || $6 AND a.area_code < $4)
        FROM firsts f WHERE f.code IS NOT NULL
    ) SELECT code FROM firsts WHERE code IS NOT NULL";

/// Of the area's codes that begin with the same `length` digits, the first that has sums; of each. What
/// is approved stands with what waits, so one standing tells for both.
pub(crate) async fn of_parts(
    conn: &mut Conn,
    (area, year): (AreaCode, i32),
    length: usize,
) -> Result<Vec<String>> {
    let (from, to) = area.range();
    let found = sqlx::query_scalar(FIRSTS)
        .bind(i64::from(year))
        .bind(CountedStanding::WithPending.code())
        .bind(from)
        .bind(to)
        .bind(i32::try_from(length).unwrap_or(i32::MAX))
        .bind("9".repeat(CODE_LENGTH.saturating_sub(length)))
        .fetch_all(conn)
        .await?;
    Ok(found)
}
