//! Counts by month and by industry.

use super::{
    Conn, Db, Pools,
    divisions::Told,
    due_villages::{self, Asked},
    merged_villages::add,
    places::Places,
    statistics,
};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    calendar,
    charts::{Months, YearCharts, add_served, begun},
    divisions::ToldYear,
    statistics::CountedStanding,
};
use sqlx::QueryBuilder;

pub(crate) async fn of_year(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    ToldYear { year, divisions }: ToldYear,
) -> Result<YearCharts> {
    statistics::authorise(actor, area)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let as_of = calendar::as_of(year, today);
    let told = Told::read(&mut tx, divisions.day(as_of, today)).await?;
    let asked = Asked {
        area,
        year,
        as_of,
        standing: CountedStanding::Approved,
        designation: None,
    };
    let due = due_villages::read_told(&mut tx, asked, &told).await?;
    let mut served = [0; 12];
    for village in &due {
        add_served(&mut served, &village.facts.year);
    }
    let places = Places::read_on(&mut tx, [area], told.day).await?;
    let before = year - 1;
    Ok(YearCharts {
        ancestors: places.ancestors(area),
        area: places.area(area)?,
        year,
        divisions,
        begun: begun(year, today),
        visits: [
            visits(&mut tx, area, year, &told).await?,
            visits(&mut tx, area, before, &told).await?,
        ],
        trainings: [
            trainings(&mut tx, area, year, &told).await?,
            trainings(&mut tx, area, before, &told).await?,
        ],
        served,
        due: i64::try_from(due.len()).unwrap_or(i64::MAX),
        industries: industries(&mut tx, area, year, &told).await?,
    })
}

/// On-site visits by month, from the roll-ups.
async fn visits(conn: &mut Conn, area: AreaCode, year: i32, told: &Told) -> Result<Months> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT onsite_by_month FROM annual_areas WHERE standing = 'approved' AND year = ",
    );
    query.push_bind(i64::from(year)).push(" AND ");
    told.push_within(&mut query, "area_code", area);
    let found: Vec<(String,)> = query.build_query_as().fetch_all(conn).await?;
    let mut sums = [0; 12];
    for (months,) in found {
        add(&mut sums, &months);
    }
    Ok(sums)
}

/// Trainings by month. Theirs is an index by day: `|| ''` keeps SQLite from those by status and place.
async fn trainings(conn: &mut Conn, area: AreaCode, year: i32, told: &Told) -> Result<Months> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT occurred_on, COUNT(*) FROM records WHERE kind = 'training' AND (status || '') IN ('approved', 'locked') AND ",
    );
    told.push_within(&mut query, "(area_code || '')", area);
    push_year(&mut query, "occurred_on", year);
    query.push(" GROUP BY occurred_on");
    let found: Vec<(NaiveDate, i64)> = query.build_query_as().fetch_all(conn).await?;
    let mut sums = [0; 12];
    for (on, count) in found {
        sums[calendar::month0(on)] += count;
    }
    Ok(sums)
}

/// Asks for the days of a year.
fn push_year(query: &mut QueryBuilder<Db>, column: &'static str, year: i32) {
    let (first, last) = calendar::year_bounds(year);
    query.push(" AND ").push(column).push(" >= ");
    query.push_bind(first);
    query.push(" AND ").push(column).push(" <= ");
    query.push_bind(last);
}

async fn industries(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
    told: &Told,
) -> Result<Vec<(String, i64)>> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT i.name, COUNT(*) AS number FROM records r JOIN record_industries x ON x.record_id = r.id JOIN industries i ON i.code = x.industry_code
         WHERE r.status IN ('approved', 'locked') AND ",
    );
    told.push_within(&mut query, "r.area_code", area);
    push_year(&mut query, "r.occurred_on", year);
    query.push(" GROUP BY i.name, i.position ORDER BY number DESC, i.position");
    Ok(query.build_query_as().fetch_all(conn).await?)
}
