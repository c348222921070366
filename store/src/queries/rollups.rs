//! Roll-ups: recomputed, never added to, for just the area-years and person-years a change touches,
//! in that change's own transaction. A village's year or a person's year is some dozens of rows, so
//! this costs the same however many records there are.

use super::{
    Conn, Db, Pools,
    among::{CHUNK, rows_among},
    places,
    rollup_sums::{self, AreaYear, InStandings, PersonSums, months_text},
    rows, targets,
};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use domain::{
    areas::{AreaCode, AreaLevel},
    ids::CommissionerId,
    statistics::CountedStanding,
};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Keys whose roll-ups are recomputed at once: of each, some thirty columns in two standings.
pub(crate) const KEYS_AT_ONCE: usize = 200;

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
    id: Uuid,
    area_code: String,
    occurred_on: NaiveDate,
    team_area_code: Option<String>,
}

impl Touched {
    /// Adds the keys of records as they stand now: before and after a change. A draft that was never
    /// submitted has none.
    pub(crate) async fn add(&mut self, conn: &mut Conn, ids: &[Uuid]) -> Result<()> {
        let select = "SELECT r.id, r.area_code, r.occurred_on, t.area_code AS team_area_code
             FROM records r LEFT JOIN teams t ON t.id = r.team_id
             WHERE r.number IS NOT NULL AND r.area_code IS NOT NULL AND r.id";
        let found: Vec<KeysRow> = rows_among(conn, select, ids).await?;
        let mut years = BTreeMap::new();
        for row in found {
            let area = rows::area("records", "area_code", row.id, &row.area_code)?;
            self.areas.insert((row.occurred_on.year(), area));
            if let Some(area) = row.team_area_code {
                let area = rows::area("teams", "area_code", row.id, &area)?;
                self.also.insert(area);
            }
            years.insert(row.id, row.occurred_on.year());
        }
        let counted: Vec<Uuid> = years.keys().copied().collect();
        let select = "SELECT record_id, commissioner_id FROM record_people WHERE record_id";
        let people: Vec<(Uuid, Uuid)> = rows_among(conn, select, &counted).await?;
        for (record, person) in people {
            let year = years.get(&record).copied();
            self.people
                .extend(year.map(|year| (year, CommissionerId(person))));
        }
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
    let areas: Vec<(i32, AreaCode)> = touched.areas.iter().copied().collect();
    for some in areas.chunks(KEYS_AT_ONCE) {
        refresh_areas(conn, some).await?;
    }
    let people: Vec<(i32, CommissionerId)> = touched.people.iter().copied().collect();
    for some in people.chunks(KEYS_AT_ONCE) {
        refresh_people(conn, some).await?;
    }
    Ok(())
}

/// Where the records lie, and where their people and teams are at home.
async fn homes(conn: &mut Conn, touched: &Touched) -> Result<BTreeSet<AreaCode>> {
    let mut homes = touched.also.clone();
    homes.extend(touched.areas.iter().map(|(_, area)| *area));
    let people: BTreeSet<Uuid> = touched.people.iter().map(|(_, person)| person.0).collect();
    let people: Vec<Uuid> = people.into_iter().collect();
    let select = "SELECT DISTINCT area_code FROM commissioners WHERE id";
    let found: Vec<(String,)> = rows_among(conn, select, &people).await?;
    for (home,) in found {
        homes.insert(rows::area("commissioners", "area_code", &home, &home)?);
    }
    Ok(homes)
}

/// Waits for other transactions that change records of the same counties; in order, so none waits in
/// a circle.
pub(crate) async fn take_turns(conn: &mut Conn, places: BTreeSet<AreaCode>) -> Result<()> {
    let counties: BTreeSet<String> = places.iter().map(county).collect();
    let counties: Vec<String> = counties.into_iter().collect();
    for some in counties.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO rollup_turns (county_code, turn) ");
        query.push_values(some, |mut row, county| {
            row.push_bind(county).push_bind(1_i64);
        });
        query.push(" ON CONFLICT (county_code) DO UPDATE SET turn = rollup_turns.turn + 1");
        let query = query.build().persistent(some.len() == 1);
        query.execute(&mut *conn).await?;
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

async fn refresh_areas(conn: &mut Conn, keys: &[(i32, AreaCode)]) -> Result<()> {
    let found = rollup_sums::of_areas(conn, keys).await?;
    let mut query =
        QueryBuilder::<Db>::new("DELETE FROM annual_areas WHERE (year, standing, area_code) IN (");
    query.push_values(in_each_standing(keys), |mut row, (year, standing, area)| {
        row.push_bind(i64::from(year))
            .push_bind(standing.code())
            .push_bind(area.to_string());
    });
    query.push(")");
    query
        .build()
        .persistent(keys.len() == 1)
        .execute(&mut *conn)
        .await?;
    insert_areas(conn, &found).await
}

fn in_each_standing<T: Copy>(keys: &[(i32, T)]) -> impl Iterator<Item = (i32, CountedStanding, T)> {
    let in_each =
        |(year, key): &(i32, T)| rollup_sums::STANDINGS.map(|standing| (*year, standing, *key));
    keys.iter().flat_map(in_each)
}

async fn insert_areas(
    conn: &mut Conn,
    found: &BTreeMap<(i32, AreaCode), InStandings<AreaYear>>,
) -> Result<()> {
    let sums: Vec<_> = each_standing(found);
    if sums.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO annual_areas (year, standing, area_code, onsite_visits, remote_visits, guidance_visits, households, consultations,
             materials, trainings, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views,
             onsite_by_month, half_days_by_month, lessons_by_month, last_onsite_on,
             targets_cooperative, targets_enterprise, targets_family_farm, targets_farmer, targets_poverty_exited,
             targets_collective, targets_park, targets_other, logs, late_logs, reviews, late_reviews) ",
    );
    query.push_values(&sums, |mut row, ((year, area), standing, sums)| {
        row.push_bind(i64::from(*year));
        row.push_bind(standing.code());
        row.push_bind(area.to_string());
        for number in counts(sums) {
            row.push_bind(number);
        }
        row.push_bind(months_text(&sums.months.onsite));
        row.push_bind(months_text(&sums.months.half_days));
        row.push_bind(months_text(&sums.months.lessons));
        row.push_bind(sums.last_onsite_on);
        for number in sums.targets.0 {
            row.push_bind(number);
        }
        let timeliness = sums.timeliness;
        row.push_bind(timeliness.logs);
        row.push_bind(timeliness.late_logs);
        row.push_bind(timeliness.reviews);
        row.push_bind(timeliness.late_reviews);
    });
    query
        .build()
        .persistent(sums.len() == 1)
        .execute(conn)
        .await?;
    Ok(())
}

/// The first columns of `annual_areas` after its key.
const fn counts(sums: &AreaYear) -> [i64; 12] {
    [
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
    ]
}

/// The sums under each key, one after the other.
fn each_standing<K: Copy, S>(found: &BTreeMap<K, InStandings<S>>) -> Vec<(K, CountedStanding, &S)> {
    let of_key = found.iter().flat_map(|(key, sums)| {
        let with_key = sums.iter().map(|(standing, sums)| (*key, *standing, sums));
        with_key.collect::<Vec<_>>()
    });
    of_key.collect()
}

async fn refresh_people(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<()> {
    let found = rollup_sums::of_people(conn, keys).await?;
    clear_people(conn, keys).await?;
    let sums: Vec<_> = each_standing(&found);
    if sums.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO annual_people (year, standing, commissioner_id, units, onsite_visits, remote_visits, trainings, attendances) ",
    );
    query.push_values(&sums, |mut row, ((year, person), standing, sums)| {
        row.push_bind(i64::from(*year))
            .push_bind(standing.code())
            .push_bind(person.0)
            .push_bind(sums.units)
            .push_bind(sums.onsite_visits)
            .push_bind(sums.remote_visits)
            .push_bind(sums.trainings)
            .push_bind(sums.attendances);
    });
    query
        .build()
        .persistent(sums.len() == 1)
        .execute(&mut *conn)
        .await?;
    insert_days(conn, &sums).await
}

async fn clear_people(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<()> {
    let mut query = QueryBuilder::<Db>::new(
        "DELETE FROM annual_people WHERE (year, standing, commissioner_id) IN (",
    );
    query.push_values(
        in_each_standing(keys),
        |mut row, (year, standing, person)| {
            row.push_bind(i64::from(year))
                .push_bind(standing.code())
                .push_bind(person.0);
        },
    );
    query.push(")");
    query
        .build()
        .persistent(keys.len() == 1)
        .execute(&mut *conn)
        .await?;
    let mut query = QueryBuilder::<Db>::new(
        "DELETE FROM annual_person_days WHERE (commissioner_id, year) IN (",
    );
    query.push_values(keys, |mut row, (year, person)| {
        row.push_bind(person.0).push_bind(i64::from(*year));
    });
    query.push(")");
    query
        .build()
        .persistent(keys.len() == 1)
        .execute(&mut *conn)
        .await?;
    Ok(())
}

async fn insert_days(
    conn: &mut Conn,
    sums: &[((i32, CommissionerId), CountedStanding, &PersonSums)],
) -> Result<()> {
    let days: Vec<_> = sums
        .iter()
        .flat_map(|(key, standing, sums)| {
            let by_area = sums.units_by_area.iter();
            by_area.map(move |(area, units)| (*key, *standing, *area, *units))
        })
        .collect();
    for some in days.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO annual_person_days (year, standing, area_code, commissioner_id, units) ",
        );
        query.push_values(some, |mut row, ((year, person), standing, area, units)| {
            row.push_bind(i64::from(*year))
                .push_bind(standing.code())
                .push_bind(area.to_string())
                .push_bind(person.0)
                .push_bind(*units);
        });
        query
            .build()
            .persistent(some.len() == 1)
            .execute(&mut *conn)
            .await?;
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
