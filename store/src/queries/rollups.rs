//! Roll-ups: recomputed, never added to, for just the area-years and person-years a change touches,
//! in that change's own transaction. A village's year or a person's year is some dozens of rows, so
//! this costs the same however many records there are.

use super::{
    Conn, Db, Pools, places,
    rollup_sums::{self, AreaYear, PersonSums, months_text},
    rows, targets,
};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use domain::{
    areas::{AreaCode, AreaLevel},
    ids::{CommissionerId, RecordId},
    statistics::CountedStanding,
};
use sqlx::QueryBuilder;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The roll-up keys that some records stand in.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub(crate) areas: BTreeSet<(i32, AreaCode)>,
    pub(crate) people: BTreeSet<(i32, CommissionerId)>,
    /// Homes of the records' teams: whoever changes a team waits for those who change its records.
    /// And wherever else the transaction changes what is counted.
    pub(crate) also: BTreeSet<AreaCode>,
}

#[derive(sqlx::FromRow)]
struct KeysRow {
    area_code: Option<String>,
    occurred_on: NaiveDate,
    number: Option<String>,
    team_area_code: Option<String>,
}

impl Touched {
    /// Adds the keys of one record as it stands now: before and after a change. A draft that was
    /// never submitted has none.
    pub(crate) async fn add(&mut self, conn: &mut Conn, id: RecordId) -> Result<()> {
        let found: Option<KeysRow> =
            sqlx::query_as("SELECT r.area_code, r.occurred_on, r.number, t.area_code AS team_area_code FROM records r LEFT JOIN teams t ON t.id = r.team_id WHERE r.id = $1")
                .bind(id.0)
                .fetch_optional(&mut *conn)
                .await?;
        let Some(row) = found.filter(|row| row.number.is_some()) else {
            return Ok(());
        };
        let Some(area) = row.area_code else {
            return Ok(());
        };
        let on = row.occurred_on;
        self.areas
            .insert((on.year(), rows::area("records", "area_code", id, &area)?));
        if let Some(area) = row.team_area_code {
            self.also
                .insert(rows::area("teams", "area_code", id, &area)?);
        }
        let people: Vec<(Uuid,)> =
            sqlx::query_as("SELECT commissioner_id FROM record_people WHERE record_id = $1")
                .bind(id.0)
                .fetch_all(conn)
                .await?;
        self.people.extend(
            people
                .into_iter()
                .map(|(person,)| (on.year(), CommissionerId(person))),
        );
        Ok(())
    }

    /// The keys of all records.
    pub(crate) async fn by_records(conn: &mut Conn) -> Result<Self> {
        let mut touched = Self::default();
        let areas: Vec<(String, NaiveDate)> =
            sqlx::query_as("SELECT DISTINCT area_code, occurred_on FROM records WHERE number IS NOT NULL AND area_code IS NOT NULL").fetch_all(&mut *conn).await?;
        for (area, on) in areas {
            touched
                .areas
                .insert((on.year(), rows::area("records", "area_code", &area, &area)?));
        }
        let people: Vec<(Uuid, NaiveDate)> =
            sqlx::query_as("SELECT DISTINCT p.commissioner_id, r.occurred_on FROM record_people p JOIN records r ON r.id = p.record_id").fetch_all(&mut *conn).await?;
        touched.people.extend(
            people
                .into_iter()
                .map(|(person, on)| (on.year(), CommissionerId(person))),
        );
        Ok(touched)
    }
}

/// Recomputes the roll-ups under these keys.
pub(crate) async fn refresh(conn: &mut Conn, touched: &Touched) -> Result<()> {
    let homes = homes(conn, touched).await?;
    take_turns(conn, homes).await?;
    for (year, area) in &touched.areas {
        refresh_area(conn, *year, *area).await?;
    }
    for (year, person) in &touched.people {
        refresh_person(conn, *year, *person).await?;
    }
    Ok(())
}

/// Where the records lie, and where their people and teams are at home.
async fn homes(conn: &mut Conn, touched: &Touched) -> Result<BTreeSet<AreaCode>> {
    let mut homes = touched.also.clone();
    homes.extend(touched.areas.iter().map(|(_, area)| *area));
    let people: BTreeSet<Uuid> = touched.people.iter().map(|(_, person)| person.0).collect();
    let people: Vec<Uuid> = people.into_iter().collect();
    for chunk in people.chunks(500) {
        let mut query =
            QueryBuilder::<Db>::new("SELECT DISTINCT area_code FROM commissioners WHERE id IN (");
        let mut list = query.separated(", ");
        for person in chunk {
            list.push_bind(*person);
        }
        query.push(")");
        let found: Vec<(String,)> = query.build_query_as().fetch_all(&mut *conn).await?;
        for (home,) in found {
            homes.insert(rows::area("commissioners", "area_code", &home, &home)?);
        }
    }
    Ok(homes)
}

/// Waits for other transactions that change records of the same counties; in order, so none waits in
/// a circle.
pub(crate) async fn take_turns(conn: &mut Conn, places: BTreeSet<AreaCode>) -> Result<()> {
    let counties: BTreeSet<String> = places.iter().map(county).collect();
    for county in counties {
        sqlx::query("INSERT INTO rollup_turns (county_code, turn) VALUES ($1, 1) ON CONFLICT (county_code) DO UPDATE SET turn = rollup_turns.turn + 1")
            .bind(county)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// The turns of an area as a whole: its own, and those of the counties in it.
pub(crate) async fn turns_within(conn: &mut Conn, area: AreaCode) -> Result<BTreeSet<AreaCode>> {
    let mut turns = BTreeSet::from([area]);
    if area.level() < AreaLevel::County {
        let counties = places::children(conn, area).await?;
        turns.extend(counties.iter().map(|child| child.code));
    }
    Ok(turns)
}

fn county(area: &AreaCode) -> String {
    area.at(AreaLevel::County).unwrap_or(*area).to_string()
}

async fn refresh_area(conn: &mut Conn, year: i32, area: AreaCode) -> Result<()> {
    let found = rollup_sums::of_area(conn, year, area).await?;
    sqlx::query("DELETE FROM annual_areas WHERE year = $1 AND area_code = $2")
        .bind(i64::from(year))
        .bind(area.to_string())
        .execute(&mut *conn)
        .await?;
    for (standing, sums) in found {
        insert_area(conn, year, standing, area, &sums).await?;
    }
    Ok(())
}

async fn insert_area(
    conn: &mut Conn,
    year: i32,
    standing: CountedStanding,
    area: AreaCode,
    sums: &AreaYear,
) -> Result<()> {
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO annual_areas (year, standing, area_code, onsite_visits, remote_visits, guidance_visits, households, consultations,
             materials, trainings, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views,
             onsite_by_month, half_days_by_month, lessons_by_month, last_onsite_on,
             targets_cooperative, targets_enterprise, targets_family_farm, targets_farmer, targets_poverty_exited,
             targets_collective, targets_park, targets_other, logs, late_logs, reviews, late_reviews) VALUES (",
    );
    let timeliness = sums.timeliness;
    let mut row = query.separated(", ");
    row.push_bind(i64::from(year));
    row.push_bind(standing.code());
    row.push_bind(area.to_string());
    for number in [
        sums.onsite_visits,
        sums.remote_visits,
        sums.guidance_visits,
        sums.households,
        sums.consultations,
        sums.materials,
        sums.trainings,
        sums.attendances,
        sums.farmers,
        sums.poverty_exited_people,
        sums.grassroots_technicians,
        sums.online_views,
    ] {
        row.push_bind(number);
    }
    row.push_bind(months_text(&sums.months.onsite));
    row.push_bind(months_text(&sums.months.half_days));
    row.push_bind(months_text(&sums.months.lessons));
    row.push_bind(sums.last_onsite_on);
    for number in sums.targets.0.into_iter().chain([
        timeliness.logs,
        timeliness.late_logs,
        timeliness.reviews,
        timeliness.late_reviews,
    ]) {
        row.push_bind(number);
    }
    query.push(")");
    query.build().execute(conn).await?;
    Ok(())
}

async fn refresh_person(conn: &mut Conn, year: i32, person: CommissionerId) -> Result<()> {
    let found = rollup_sums::of_person(conn, year, person).await?;
    for table in [
        "DELETE FROM annual_person_days WHERE year = $1 AND commissioner_id = $2",
        "DELETE FROM annual_people WHERE year = $1 AND commissioner_id = $2",
    ] {
        sqlx::query(table)
            .bind(i64::from(year))
            .bind(person.0)
            .execute(&mut *conn)
            .await?;
    }
    for (standing, sums) in found {
        insert_person(conn, year, standing, person, &sums).await?;
    }
    Ok(())
}

async fn insert_person(
    conn: &mut Conn,
    year: i32,
    standing: CountedStanding,
    person: CommissionerId,
    sums: &PersonSums,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO annual_people (year, standing, commissioner_id, units, onsite_visits, remote_visits, trainings, attendances)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(i64::from(year))
    .bind(standing.code())
    .bind(person.0)
    .bind(sums.units)
    .bind(sums.onsite_visits)
    .bind(sums.remote_visits)
    .bind(sums.trainings)
    .bind(sums.attendances)
    .execute(&mut *conn)
    .await?;
    let by_area: Vec<_> = sums.units_by_area.iter().collect();
    for chunk in by_area.chunks(100) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO annual_person_days (year, standing, area_code, commissioner_id, units) ",
        );
        query.push_values(chunk, |mut row, (area, units)| {
            row.push_bind(i64::from(year))
                .push_bind(standing.code())
                .push_bind(area.to_string())
                .push_bind(person.0)
                .push_bind(**units);
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Recomputes everything from the records.
pub(crate) async fn rebuild(pools: &Pools) -> Result<u64> {
    let mut tx = pools.begin().await?;
    targets::fill(&mut tx).await?;
    let touched = Touched::by_records(&mut tx).await?;
    for table in [
        "DELETE FROM annual_areas",
        "DELETE FROM annual_person_days",
        "DELETE FROM annual_people",
    ] {
        sqlx::query(table).execute(&mut *tx).await?;
    }
    refresh(&mut tx, &touched).await?;
    tx.commit().await?;
    Ok(u64::try_from(touched.areas.len()).unwrap_or(u64::MAX))
}

/// Makes the roll-ups of a database that has records and none of them: a migration took them away
/// because they hold more now.
pub(crate) async fn catch_up(pools: &Pools) -> Result<()> {
    let mut tx = pools.snapshot().await?;
    let (missing,): (bool,) = sqlx::query_as(
        "SELECT NOT EXISTS (SELECT 1 FROM annual_areas) AND EXISTS (SELECT 1 FROM records WHERE number IS NOT NULL)",
    )
    .fetch_one(&mut *tx)
    .await?;
    drop(tx);
    if missing {
        rebuild(pools).await?;
    }
    Ok(())
}
