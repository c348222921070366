//! Roll-ups, kept for just the area-years and person-years a change touches, in that change's own
//! transaction. A new record is added to them; whatever else changes they are recomputed for. A
//! village's year or a person's year is some dozens of rows, so this costs the same however many
//! records there are.

pub(super) mod areas;
pub(crate) mod people;

use super::{
    Conn, Pools,
    among::rows_among,
    begun::Begun,
    in_pieces, places,
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

    /// The keys of records that begin.
    async fn of_begun(conn: &mut Conn, begun: &BTreeMap<Uuid, Begun>) -> Result<Self> {
        let mut touched = Self::default();
        let mut teams = Vec::new();
        for begun in begun.values() {
            let Some(record) = &begun.record else {
                continue;
            };
            let year = record.occurred_on().year();
            touched.areas.insert((year, record.area_code()));
            let people = begun.people().into_iter().map(CommissionerId);
            touched.people.extend(people.map(|person| (year, person)));
            teams.extend(begun.team.map(|team| team.0));
        }
        let select = "SELECT DISTINCT area_code FROM teams WHERE id";
        let found: Vec<(String,)> = rows_among(conn, select, &teams).await?;
        for (area,) in found {
            let area = rows::area("teams", "area_code", &area, &area)?;
            touched.also.insert(area);
        }
        Ok(touched)
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
    take_turns_of(conn, [touched]).await?;
    recompute(conn, touched).await
}

/// Recomputes the roll-ups under these keys, and adds to the others what these new records add: most
/// changes are new records, and each stands in a year of dozens.
pub(crate) async fn refresh_with_new(
    conn: &mut Conn,
    touched: &Touched,
    new: &BTreeMap<Uuid, Begun>,
) -> Result<()> {
    let of_new = Touched::of_begun(conn, new).await?;
    take_turns_of(conn, [touched, &of_new]).await?;
    areas::add(conn, new, &touched.areas).await?;
    people::add(conn, new, &touched.people).await?;
    recompute(conn, touched).await
}

async fn recompute(conn: &mut Conn, touched: &Touched) -> Result<()> {
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

/// Takes the turns of all counties that these keys concern. Whoever had one of them may have moved a person
/// to another county, whose turn is then taken as well.
async fn take_turns_of<const N: usize>(conn: &mut Conn, touched: [&Touched; N]) -> Result<()> {
    let mut taken = BTreeSet::new();
    loop {
        let homes = homes(conn, touched).await?;
        let missing: BTreeSet<AreaCode> = homes.difference(&taken).copied().collect();
        if missing.is_empty() {
            return Ok(());
        }
        take_turns(conn, missing).await?;
        taken.extend(homes);
    }
}

/// Where the records lie, and where their people and teams are at home.
async fn homes<const N: usize>(
    conn: &mut Conn,
    touched: [&Touched; N],
) -> Result<BTreeSet<AreaCode>> {
    let mut homes = BTreeSet::new();
    let mut people: BTreeSet<Uuid> = BTreeSet::new();
    for touched in touched {
        homes.extend(&touched.also);
        homes.extend(touched.areas.iter().map(|(_, area)| *area));
        people.extend(touched.people.iter().map(|(_, person)| person.0));
    }
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
    let insert = "INSERT INTO rollup_turns (county_code, turn) ";
    let next = " ON CONFLICT (county_code) DO UPDATE SET turn = rollup_turns.turn + 1";
    in_pieces::execute(conn, (insert, next), &counties, |mut row, county| {
        row.push_bind(county).push_bind(1_i64);
    })
    .await
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

/// Year and area or person, in a standing.
type Key<T> = ((i32, T), CountedStanding);

fn in_each_standing<T: Copy>(keys: &[(i32, T)]) -> Vec<Key<T>> {
    let in_each = |key: &(i32, T)| rollup_sums::STANDINGS.map(|standing| (*key, standing));
    keys.iter().flat_map(in_each).collect()
}

/// A stored standing.
pub(crate) fn standing_of(
    table: &'static str,
    id: impl std::fmt::Display,
    code: &str,
) -> Result<CountedStanding> {
    let standing = rollup_sums::STANDINGS
        .into_iter()
        .find(|one| one.code() == code);
    standing.ok_or_else(|| rows::corrupt(table, "standing", id))
}

/// What is to be written so that the rows are what was computed. A new record changes what waits and
/// leaves what is approved, and each row that is written is a page.
struct Differences<'a, T, S> {
    gone: Vec<Key<T>>,
    changed: Vec<(Key<T>, &'a S)>,
}

impl<'a, T: Copy + Ord, S: PartialEq> Differences<'a, T, S> {
    fn between(
        before: &BTreeMap<(i32, T), InStandings<S>>,
        now: &'a BTreeMap<(i32, T), InStandings<S>>,
    ) -> Self {
        let (before, now) = (flat(before), flat(now));
        let gone = before.keys().filter(|key| !now.contains_key(key));
        let changed = now
            .iter()
            .filter(|(key, sums)| before.get(key) != Some(sums));
        Self {
            gone: gone.copied().collect(),
            changed: changed.map(|(key, sums)| (*key, *sums)).collect(),
        }
    }
}

fn flat<T: Copy + Ord, S>(of: &BTreeMap<(i32, T), InStandings<S>>) -> BTreeMap<Key<T>, &S> {
    let rows = of.iter().flat_map(|(key, sums)| {
        sums.iter()
            .map(|(standing, sums)| ((*key, *standing), sums))
    });
    rows.collect()
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
