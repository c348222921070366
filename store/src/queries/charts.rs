//! Counts by month and by industry.

use super::{Conn, Pools, due_villages, places::Places, rollup_sums, statistics};
use crate::Result;
use domain::{
    access::Actor,
    areas::AreaCode,
    calendar,
    charts::{Months, YearCharts, add_served, begun},
    statistics::CountedStanding,
};

pub(crate) async fn of_year(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    year: i32,
) -> Result<YearCharts> {
    statistics::authorise(actor, area)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let as_of = calendar::as_of(year, today);
    let due =
        due_villages::read(&mut tx, area, year, as_of, CountedStanding::Approved, None).await?;
    let mut served = [0; 12];
    for village in &due {
        add_served(&mut served, &village.facts.year);
    }
    let places = Places::read(&mut tx, [area]).await?;
    Ok(YearCharts {
        ancestors: places.ancestors(area),
        area: places.area(area)?,
        year,
        begun: begun(year, today),
        visits: [
            visits(&mut tx, area, year).await?,
            visits(&mut tx, area, year - 1).await?,
        ],
        trainings: [
            trainings(&mut tx, area, year).await?,
            trainings(&mut tx, area, year - 1).await?,
        ],
        served,
        due: i64::try_from(due.len()).unwrap_or(i64::MAX),
        industries: industries(&mut tx, area, year).await?,
    })
}

/// On-site visits by month, from the roll-ups.
async fn visits(conn: &mut Conn, area: AreaCode, year: i32) -> Result<Months> {
    let (from, to) = area.range();
    let found: Vec<(String,)> = sqlx::query_as(
        "SELECT onsite_by_month FROM annual_areas WHERE year = $1 AND standing = 'approved' AND area_code >= $2 AND area_code < $3",
    )
    .bind(i64::from(year))
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    let mut sums = [0; 12];
    for (months,) in found {
        for (sum, visits) in sums.iter_mut().zip(rollup_sums::months(Some(&months))) {
            *sum += visits;
        }
    }
    Ok(sums)
}

async fn trainings(conn: &mut Conn, area: AreaCode, year: i32) -> Result<Months> {
    let (first, last) = calendar::year_bounds(year);
    let (from, to) = area.range();
    let found: Vec<(chrono::NaiveDate, i64)> = sqlx::query_as(
        "SELECT occurred_on, COUNT(*) FROM records WHERE kind = 'training' AND status IN ('approved', 'locked')
           AND area_code >= $1 AND area_code < $2 AND occurred_on >= $3 AND occurred_on <= $4 GROUP BY occurred_on",
    )
    .bind(from)
    .bind(to)
    .bind(first)
    .bind(last)
    .fetch_all(conn)
    .await?;
    let mut sums = [0; 12];
    for (on, count) in found {
        sums[calendar::month0(on)] += count;
    }
    Ok(sums)
}

async fn industries(conn: &mut Conn, area: AreaCode, year: i32) -> Result<Vec<(String, i64)>> {
    let (first, last) = calendar::year_bounds(year);
    let (from, to) = area.range();
    let found = sqlx::query_as(
        "SELECT i.name, COUNT(*) AS number FROM records r JOIN record_industries x ON x.record_id = r.id JOIN industries i ON i.code = x.industry_code
         WHERE r.status IN ('approved', 'locked') AND r.area_code >= $1 AND r.area_code < $2 AND r.occurred_on >= $3 AND r.occurred_on <= $4
         GROUP BY i.name, i.position ORDER BY number DESC, i.position",
    )
    .bind(from)
    .bind(to)
    .bind(first)
    .bind(last)
    .fetch_all(conn)
    .await?;
    Ok(found)
}
