//! The annual figures from the roll-ups: a handful of statements, however many records there are.

mod people;
mod sums;

pub(crate) use people::people;

use super::{
    Conn, Pools, area_forms, day_sums,
    divisions::Told,
    due_villages::{self, Asked},
    filings, ledgers,
    places::{self, Places},
    reach::{self, Industries},
    rollup_sums::{InStandings, STANDINGS},
    rows,
};
use crate::{Result, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{self, Action, Actor, Standing},
    areas::{AreaCode, AreaLevel},
    calendar,
    divisions::{Divisions, ToldYear},
    statistics::{
        self, AnnualStatistics, AreaRow, CountedStanding, Measures,
        catalogue::CATALOGUE,
        counts_teams,
        people::{PeopleCounts, PersonFacts},
        reach::Reach,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Refuses an area's figures to those who may not read them.
pub(crate) fn authorise(actor: &Actor, area: AreaCode) -> Result<()> {
    let allowed = access::may(
        actor.role,
        Action::ReadFigures,
        Standing::to_area(actor, &area),
    );
    if allowed {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}

pub(crate) async fn annual(
    pools: &Pools,
    actor: Option<&Actor>,
    area: AreaCode,
    asked: ToldYear,
) -> Result<AnnualStatistics> {
    if let Some(actor) = actor {
        authorise(actor, area)?;
    }
    let mut tx = pools.snapshot().await?;
    let now = pools.clock.now();
    let live = told(&mut tx, area, asked, now).await?;
    if asked.divisions == Divisions::Now {
        // What was filed stands by the areas of its time.
        return Ok(live);
    }
    match filings::standing(&mut tx, area, asked.year).await? {
        Some(filing) => filing.frozen(&live),
        None => Ok(live),
    }
}

/// The figures as they stand at this moment, whatever was filed, by the areas of the time.
pub(crate) async fn live(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
    generated_at: DateTime<Utc>,
) -> Result<AnnualStatistics> {
    told(conn, area, year.into(), generated_at).await
}

async fn told(
    conn: &mut Conn,
    area: AreaCode,
    ToldYear { year, divisions }: ToldYear,
    generated_at: DateTime<Utc>,
) -> Result<AnnualStatistics> {
    let today = calendar::shanghai_date(generated_at);
    let as_of = calendar::as_of(year, today);
    let told = Told::read(conn, divisions.day(as_of, today)).await?;
    let places = Places::read_on(conn, [area], told.day).await?;
    let name = places.area(area)?;
    let children = places::children_on(conn, area, &told).await?;
    let codes: Vec<AreaCode> = children.iter().map(|child| child.code).collect();
    let ledgers = ledgers::tallies::count(conn, (area, year), as_of, &told).await?;
    let mut kept = of_registers(conn, (area, year), as_of, &codes, &told).await?;
    add_tallies(&mut kept, area, &ledgers);
    let counted = of_records(conn, (area, year), as_of, kept, &told).await?;
    let none = Measures::default();
    let of = |standing, code: AreaCode| {
        let by_area = counted.get(&standing);
        by_area
            .and_then(|by_area| by_area.get(&code))
            .unwrap_or(&none)
    };
    let rows = children
        .into_iter()
        .map(|child| {
            let counted = of(CountedStanding::Approved, child.code);
            AreaRow {
                values: CATALOGUE
                    .iter()
                    .map(|indicator| (indicator.code, statistics::value(indicator.code, counted)))
                    .collect(),
                area: child,
            }
        })
        .collect();
    let approved = of(CountedStanding::Approved, area);
    let with_pending = of(CountedStanding::WithPending, area);
    Ok(AnnualStatistics {
        year,
        ancestors: places.ancestors(area),
        area: name,
        generated_at,
        frozen: None,
        form: area_forms::of(conn, area).await?,
        indicators: statistics::figures(approved, with_pending),
        rows,
        pending_records: with_pending.records() - approved.records(),
        divisions,
    })
}

/// What is counted of the ledgers. Nothing in them waits for approval.
fn add_tallies(by_area: &mut ByArea, area: AreaCode, counted: &[ledgers::tallies::Counted]) {
    for one in counted {
        if let Some(measures) = by_area.get_mut(&one.part.unwrap_or(area)) {
            measures.tallies.add(one.tally, one.number);
        }
    }
}

/// The measures of an area and of the areas directly below it.
pub(super) type ByArea = BTreeMap<AreaCode, Measures>;

/// What registers say of an area and its children, whether records wait or not.
async fn of_registers(
    conn: &mut Conn,
    (area, year): (AreaCode, i32),
    as_of: NaiveDate,
    children: &[AreaCode],
    told: &Told,
) -> Result<ByArea> {
    let mut by_area: ByArea = children
        .iter()
        .chain([&area])
        .map(|code| (*code, Measures::default()))
        .collect();
    industries(conn, &mut by_area, area, as_of).await?;
    commissioners(conn, &mut by_area, area, year, told).await?;
    teams(conn, &mut by_area, area, as_of).await?;
    Ok(by_area)
}

/// What registers say, with what records say of each standing added.
async fn of_records(
    conn: &mut Conn,
    (area, year): (AreaCode, i32),
    as_of: NaiveDate,
    kept: ByArea,
    told: &Told,
) -> Result<InStandings<ByArea>> {
    let mut counted = InStandings::from(STANDINGS.map(|standing| (standing, kept.clone())));
    sums::sums(conn, &mut counted, (area, year), told).await?;
    sums::days(conn, &mut counted, year).await?;
    let townships = reach::townships(conn, (area, year), as_of, told).await?;
    for (standing, by_area) in &mut counted {
        let asked = Asked {
            area,
            year,
            as_of,
            standing: *standing,
            designation: None,
        };
        day_sums::correct(conn, by_area, asked, told).await?;
        for due in due_villages::read_told(conn, asked, told).await? {
            each(by_area, area, due.code, |measures| {
                let coverage = &mut measures.coverage;
                coverage.add(&due.facts, &due.rule, year, as_of);
            });
        }
        for township in &townships {
            let covered = !township.through(*standing).is_empty();
            each(by_area, area, township.code, |measures| {
                measures.townships.count(covered);
            });
        }
    }
    Ok(counted)
}

/// Applies `change` to the area itself and to the child that `place` lies in.
fn each(
    by_area: &mut ByArea,
    area: AreaCode,
    place: AreaCode,
    mut change: impl FnMut(&mut Measures),
) {
    let child = area
        .level()
        .below()
        .and_then(|level| place.at(level))
        .filter(|child| *child != area);
    for code in [Some(area), child].into_iter().flatten() {
        if let Some(measures) = by_area.get_mut(&code) {
            change(measures);
        }
    }
}

/// A01 and its parts: at county level and above by home, below by assignment.
async fn commissioners(
    conn: &mut Conn,
    by_area: &mut ByArea,
    area: AreaCode,
    year: i32,
    told: &Told,
) -> Result<()> {
    let mut people: BTreeMap<AreaCode, BTreeMap<uuid::Uuid, PersonFacts>> = BTreeMap::new();
    for (sql, counts) in [(people::BY_HOME, true), (people::BY_ASSIGNMENT, false)] {
        for row in people::person_rows(conn, sql, told.areas.around(area), year).await? {
            let facts = row.facts()?;
            let place = told.areas.told(row.place()?);
            for code in place.with_ancestors().into_iter().filter(|code| {
                (code.level() <= AreaLevel::County) == counts && by_area.contains_key(code)
            }) {
                people.entry(code).or_default().insert(row.person, facts);
            }
        }
    }
    for (code, people) in people {
        if let Some(measures) = by_area.get_mut(&code) {
            measures.people = PeopleCounts::of(people.values(), year);
        }
    }
    Ok(())
}

/// C09.
async fn industries(
    conn: &mut Conn,
    by_area: &mut ByArea,
    area: AreaCode,
    as_of: NaiveDate,
) -> Result<()> {
    let found = Industries::read(conn, area, as_of).await?;
    for (code, measures) in by_area {
        measures.industries = found.of(*code).map(|leading| {
            let mut reach = Reach::default();
            for through in leading.values() {
                reach.count(!through.is_empty());
            }
            reach
        });
    }
    Ok(())
}

/// A06 and A09.
async fn teams(
    conn: &mut Conn,
    by_area: &mut ByArea,
    area: AreaCode,
    as_of: NaiveDate,
) -> Result<()> {
    let (from, to) = area.range();
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT area_code, industry_code FROM teams
         WHERE area_code >= $1 AND area_code < $2 AND started_on <= $3 AND (ended_on IS NULL OR ended_on >= $3)",
    )
    .bind(from)
    .bind(to)
    .bind(as_of)
    .fetch_all(conn)
    .await?;
    let mut industries: BTreeMap<AreaCode, BTreeSet<String>> = BTreeMap::new();
    for (code, measures) in by_area
        .iter_mut()
        .filter(|(code, _)| counts_teams(code.level()))
    {
        let mut here = 0;
        for (place, industry) in &found {
            if code.contains(&rows::area("teams", "area_code", place, place)?) {
                here += 1;
                industries
                    .entry(*code)
                    .or_default()
                    .insert(industry.clone());
            }
        }
        measures.teams = Some(here);
        measures.team_industries = Some(industries.get(code).map_or(0, |industries| {
            i64::try_from(industries.len()).unwrap_or(i64::MAX)
        }));
    }
    Ok(())
}
