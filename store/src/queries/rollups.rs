//! Roll-ups: recomputed, never added to, for just the area-years and person-years a change touches,
//! in that change's own transaction. A village's year or a person's year is some dozens of rows, so
//! this costs the same however many records there are.

mod areas;
mod people;

use super::{
    Conn, Db, Pools,
    among::{CHUNK, rows_among},
    places,
    rollup_sums::{self, InStandings},
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
        areas::refresh(conn, some).await?;
    }
    let people: Vec<(i32, CommissionerId)> = touched.people.iter().copied().collect();
    for some in people.chunks(KEYS_AT_ONCE) {
        people::refresh(conn, some).await?;
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

fn in_each_standing<T: Copy>(keys: &[(i32, T)]) -> impl Iterator<Item = (i32, CountedStanding, T)> {
    let in_each =
        |(year, key): &(i32, T)| rollup_sums::STANDINGS.map(|standing| (*year, standing, *key));
    keys.iter().flat_map(in_each)
}

/// The sums under each key, one after the other.
fn each_standing<K: Copy, S>(found: &BTreeMap<K, InStandings<S>>) -> Vec<(K, CountedStanding, &S)> {
    let of_key = found.iter().flat_map(|(key, sums)| {
        let with_key = sums.iter().map(|(standing, sums)| (*key, *standing, sums));
        with_key.collect::<Vec<_>>()
    });
    of_key.collect()
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
