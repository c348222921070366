//! The annual figures from the roll-ups: a handful of statements, however many records there are.

use super::{
    Conn, Db, Pools, area_forms, day_sums,
    divisions::{Told, push_codes},
    due_villages::{self, Asked},
    filings, ledgers,
    places::{self, Places},
    reach::{self, Industries},
    rollup_sums::ServedRow,
    rows,
};
use crate::{Result, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{self, Action, Actor, Standing},
    areas::{AreaCode, AreaLevel},
    calendar,
    divisions::{Divisions, ToldYear},
    ids::UnitId,
    statistics::{
        self, AnnualStatistics, AreaRow, CountedStanding, Measures,
        catalogue::CATALOGUE,
        counts_teams,
        people::{PeopleCounts, PersonFacts},
        reach::Reach,
    },
};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

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
    let ledgers = ledgers::tallies::count(conn, area, year, as_of).await?;
    let asked = |standing| Asked {
        area,
        year,
        as_of,
        standing,
        designation: None,
    };
    let mut approved = measures(conn, asked(CountedStanding::Approved), &codes, &told).await?;
    let mut with_pending =
        measures(conn, asked(CountedStanding::WithPending), &codes, &told).await?;
    add_tallies(&mut approved, area, &ledgers);
    add_tallies(&mut with_pending, area, &ledgers);
    let none = Measures::default();
    let rows = children
        .into_iter()
        .map(|child| {
            let counted = approved.get(&child.code).unwrap_or(&none);
            AreaRow {
                values: CATALOGUE
                    .iter()
                    .map(|indicator| (indicator.code, statistics::value(indicator.code, counted)))
                    .collect(),
                area: child,
            }
        })
        .collect();
    Ok(AnnualStatistics {
        year,
        ancestors: places.ancestors(area),
        area: name,
        generated_at,
        frozen: None,
        form: area_forms::of(conn, area).await?,
        indicators: statistics::figures(
            approved.get(&area).unwrap_or(&none),
            with_pending.get(&area).unwrap_or(&none),
        ),
        rows,
        pending_records: pending_records(conn, area, year, &told).await?,
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

async fn measures(
    conn: &mut Conn,
    asked: Asked,
    children: &[AreaCode],
    told: &Told,
) -> Result<ByArea> {
    let Asked {
        area, year, as_of, ..
    } = asked;
    let mut by_area: ByArea = children
        .iter()
        .chain([&area])
        .map(|code| (*code, Measures::default()))
        .collect();
    sums(conn, &mut by_area, asked, told).await?;
    days(conn, &mut by_area, year, asked.standing).await?;
    day_sums::correct(conn, &mut by_area, asked, told).await?;
    for due in due_villages::read_told(conn, asked, told).await? {
        each(&mut by_area, area, due.code, |measures| {
            let coverage = &mut measures.coverage;
            coverage.add(&due.facts, &due.rule, year, as_of);
        });
    }
    for township in reach::townships(conn, asked, told).await? {
        each(&mut by_area, area, township.code, |measures| {
            measures.townships.count(!township.through.is_empty());
        });
    }
    industries(conn, &mut by_area, area, as_of).await?;
    commissioners(conn, &mut by_area, area, year, told).await?;
    teams(conn, &mut by_area, area, as_of).await?;
    Ok(by_area)
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

#[derive(sqlx::FromRow)]
struct SumRow {
    part: String,
    onsite_visits: i64,
    remote_visits: i64,
    guidance_visits: i64,
    households: i64,
    consultations: i64,
    materials: i64,
    villages: i64,
    trainings: i64,
    attendances: i64,
    farmers: i64,
    poverty_exited_people: i64,
    grassroots_technicians: i64,
    online_views: i64,
    #[sqlx(flatten)]
    served: ServedRow,
}

/// What is summed of an area's year.
const SUMS: &str = "
    CAST(SUM(onsite_visits) AS BIGINT) AS onsite_visits, CAST(SUM(remote_visits) AS BIGINT) AS remote_visits,
    CAST(SUM(guidance_visits) AS BIGINT) AS guidance_visits, CAST(SUM(households) AS BIGINT) AS households,
    CAST(SUM(consultations) AS BIGINT) AS consultations, CAST(SUM(materials) AS BIGINT) AS materials,
    COUNT(*) FILTER (WHERE onsite_visits > 0 AND area_code NOT LIKE '%000') AS villages,
    CAST(SUM(trainings) AS BIGINT) AS trainings, CAST(SUM(attendances) AS BIGINT) AS attendances,
    CAST(SUM(farmers) AS BIGINT) AS farmers, CAST(SUM(poverty_exited_people) AS BIGINT) AS poverty_exited_people,
    CAST(SUM(grassroots_technicians) AS BIGINT) AS grassroots_technicians, CAST(SUM(online_views) AS BIGINT) AS online_views,
    CAST(SUM(targets_cooperative) AS BIGINT) AS targets_cooperative, CAST(SUM(targets_enterprise) AS BIGINT) AS targets_enterprise,
    CAST(SUM(targets_family_farm) AS BIGINT) AS targets_family_farm, CAST(SUM(targets_farmer) AS BIGINT) AS targets_farmer,
    CAST(SUM(targets_poverty_exited) AS BIGINT) AS targets_poverty_exited, CAST(SUM(targets_collective) AS BIGINT) AS targets_collective,
    CAST(SUM(targets_park) AS BIGINT) AS targets_park, CAST(SUM(targets_other) AS BIGINT) AS targets_other,
    CAST(SUM(logs) AS BIGINT) AS logs, CAST(SUM(late_logs) AS BIGINT) AS late_logs,
    CAST(SUM(reviews) AS BIGINT) AS reviews, CAST(SUM(late_reviews) AS BIGINT) AS late_reviews
    FROM annual_areas WHERE year = ";

/// What can be summed over villages, grouped by child area. Areas that went into others, and those
/// others, are summed one by one.
async fn sums(conn: &mut Conn, by_area: &mut ByArea, asked: Asked, told: &Told) -> Result<()> {
    let (from, to) = asked.area.range();
    let level = asked.area.level().below().unwrap_or(AreaLevel::Village);
    let mixed = told.areas.mixed(asked.area);
    let begun = |part: String| {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(part).push(" AS part,").push(SUMS);
        query.push_bind(i64::from(asked.year));
        query
            .push(" AND standing = ")
            .push_bind(asked.standing.code());
        query
    };
    let mut query = begun(format!("SUBSTR(area_code, 1, {})", level.prefix_len()));
    query.push(" AND area_code >= ").push_bind(from);
    query.push(" AND area_code < ").push_bind(to);
    if !mixed.is_empty() {
        query.push(" AND area_code NOT IN (");
        push_codes(&mut query, &mixed);
        query.push(")");
    }
    query.push(" GROUP BY 1");
    let found: Vec<SumRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    for row in found {
        let place = row.place()?;
        each(by_area, asked.area, place, |measures| {
            add_sums(measures, &row);
        });
    }
    if mixed.is_empty() {
        return Ok(());
    }
    let mut query = begun("area_code".to_owned());
    query.push(" AND area_code IN (");
    push_codes(&mut query, &mixed);
    query.push(") GROUP BY 1");
    let found: Vec<SumRow> = query.build_query_as().fetch_all(conn).await?;
    for (place, row) in together(found, told)? {
        if asked.area.contains(&place) {
            each(by_area, asked.area, place, |measures| {
                add_sums(measures, &row);
            });
        }
    }
    Ok(())
}

/// The sums of areas that count as one: B06 is the largest of them, C01 is one village.
fn together(found: Vec<SumRow>, told: &Told) -> Result<BTreeMap<AreaCode, SumRow>> {
    let mut by_place: BTreeMap<AreaCode, SumRow> = BTreeMap::new();
    for row in found {
        match by_place.entry(told.areas.told(row.place()?)) {
            Entry::Vacant(place) => {
                place.insert(row);
            }
            Entry::Occupied(mut place) => place.get_mut().join(&row),
        }
    }
    Ok(by_place)
}

impl SumRow {
    fn place(&self) -> Result<AreaCode> {
        let code = format!("{:0<12}", self.part);
        rows::area("annual_areas", "area_code", &self.part, &code)
    }

    fn join(&mut self, other: &Self) {
        self.onsite_visits += other.onsite_visits;
        self.remote_visits += other.remote_visits;
        self.guidance_visits += other.guidance_visits;
        self.households = self.households.max(other.households);
        self.consultations += other.consultations;
        self.materials += other.materials;
        self.villages = self.villages.max(other.villages);
        self.trainings += other.trainings;
        self.attendances += other.attendances;
        self.farmers += other.farmers;
        self.poverty_exited_people += other.poverty_exited_people;
        self.grassroots_technicians += other.grassroots_technicians;
        self.online_views += other.online_views;
        self.served.join(&other.served);
    }
}

fn add_sums(measures: &mut Measures, row: &SumRow) {
    measures.onsite_visits += row.onsite_visits;
    measures.remote_visits += row.remote_visits;
    measures.guidance_visits += row.guidance_visits;
    measures.households += row.households;
    measures.consultations += row.consultations;
    measures.materials += row.materials;
    measures.villages += row.villages;
    measures.trainings += row.trainings;
    measures.attendances += row.attendances;
    measures.farmers += row.farmers;
    measures.poverty_exited_people += row.poverty_exited_people;
    measures.grassroots_technicians += row.grassroots_technicians;
    measures.online_views += row.online_views;
    measures.targets.add(row.served.targets());
    measures.timeliness.add(row.served.timeliness());
}

/// B03: kept per area at every level, because a day in two townships counts in each.
async fn days(
    conn: &mut Conn,
    by_area: &mut ByArea,
    year: i32,
    standing: CountedStanding,
) -> Result<()> {
    let codes: Vec<AreaCode> = by_area.keys().copied().collect();
    for chunk in codes.chunks(500) {
        let mut query = sqlx::QueryBuilder::<super::Db>::new(
            "SELECT area_code, CAST(SUM(units) AS BIGINT) FROM annual_person_days WHERE year = ",
        );
        query
            .push_bind(i64::from(year))
            .push(" AND standing = ")
            .push_bind(standing.code())
            .push(" AND area_code IN (");
        let mut list = query.separated(", ");
        for code in chunk {
            list.push_bind(code.to_string());
        }
        query.push(") GROUP BY area_code");
        let found: Vec<(String, i64)> = query.build_query_as().fetch_all(&mut *conn).await?;
        for (code, units) in found {
            if let Some(measures) = by_area.get_mut(&rows::area(
                "annual_person_days",
                "area_code",
                &code,
                &code,
            )?) {
                measures.day_units = units;
            }
        }
    }
    Ok(())
}

/// Commissioners with a term that overlaps the year, by home area.
pub(crate) const BY_HOME: &str = "
    SELECT c.id AS person, c.area_code AS place, c.level, c.kind, c.title_level, c.gender, c.birth_year, c.unit_id,
           (SELECT COUNT(*) FROM commissioner_terms b WHERE b.commissioner_id = c.id AND b.from_on >= $3 AND b.from_on <= $4) AS terms_begun
    FROM commissioners c
    WHERE c.area_code >= $1 AND c.area_code < $2
      AND EXISTS (SELECT 1 FROM commissioner_terms t WHERE t.commissioner_id = c.id AND t.from_on <= $4 AND (t.to_on IS NULL OR t.to_on >= $3))";

/// Commissioners with a term that overlaps the year, by the villages they or their teams were assigned to in it.
pub(crate) const BY_ASSIGNMENT: &str = "
    SELECT c.id AS person, s.village_code AS place, c.level, c.kind, c.title_level, c.gender, c.birth_year, c.unit_id,
           (SELECT COUNT(*) FROM commissioner_terms b WHERE b.commissioner_id = c.id AND b.from_on >= $3 AND b.from_on <= $4) AS terms_begun
    FROM assignments s LEFT JOIN team_members m ON m.team_id = s.team_id
    JOIN commissioners c ON c.id = COALESCE(s.commissioner_id, m.commissioner_id)
    WHERE s.village_code >= $1 AND s.village_code < $2 AND s.from_on <= $4 AND (s.to_on IS NULL OR s.to_on >= $3)
      AND EXISTS (SELECT 1 FROM commissioner_terms t WHERE t.commissioner_id = c.id AND t.from_on <= $4 AND (t.to_on IS NULL OR t.to_on >= $3))";

/// One of A01's people, in a place.
#[derive(sqlx::FromRow)]
pub(crate) struct PersonRow {
    pub(crate) person: uuid::Uuid,
    place: String,
    level: String,
    kind: String,
    title_level: String,
    gender: String,
    birth_year: Option<i64>,
    unit_id: uuid::Uuid,
    terms_begun: i64,
}

impl PersonRow {
    fn place(&self) -> Result<AreaCode> {
        rows::area("commissioners", "area_code", self.person, &self.place)
    }

    pub(crate) fn facts(&self) -> Result<PersonFacts> {
        let (table, id) = ("commissioners", self.person);
        Ok(PersonFacts {
            level: rows::code(table, "level", id, &self.level)?,
            kind: rows::code(table, "kind", id, &self.kind)?,
            title_level: rows::code(table, "title_level", id, &self.title_level)?,
            // As the import writes it.
            woman: self.gender == "女",
            birth_year: self.birth_year,
            unit_id: UnitId(self.unit_id),
            terms_begun: self.terms_begun,
        })
    }
}

/// A01's people of an area, each once: at county level and above by home, below by assignment.
pub(crate) async fn people(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
    told: &Told,
) -> Result<BTreeMap<uuid::Uuid, PersonFacts>> {
    let (sql, around) = if area.level() <= AreaLevel::County {
        (BY_HOME, area)
    } else {
        (BY_ASSIGNMENT, told.areas.around(area))
    };
    let mut people = BTreeMap::new();
    for row in person_rows(conn, sql, around, year).await? {
        if area.contains(&told.areas.told(row.place()?)) {
            people.insert(row.person, row.facts()?);
        }
    }
    Ok(people)
}

async fn person_rows(
    conn: &mut Conn,
    sql: &'static str,
    area: AreaCode,
    year: i32,
) -> Result<Vec<PersonRow>> {
    let (first, last) = calendar::year_bounds(year);
    let (from, to) = area.range();
    Ok(sqlx::query_as(sql)
        .bind(from)
        .bind(to)
        .bind(first)
        .bind(last)
        .fetch_all(conn)
        .await?)
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
    for (sql, counts) in [(BY_HOME, true), (BY_ASSIGNMENT, false)] {
        for row in person_rows(conn, sql, told.areas.around(area), year).await? {
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

async fn pending_records(conn: &mut Conn, area: AreaCode, year: i32, told: &Told) -> Result<i64> {
    let (first, last) = calendar::year_bounds(year);
    let mut query = QueryBuilder::<Db>::new(
        "SELECT COUNT(*) FROM records WHERE status IN ('submitted', 'verified') AND occurred_on >= ",
    );
    query.push_bind(first).push(" AND occurred_on <= ");
    query.push_bind(last).push(" AND ");
    told.push_within(&mut query, "area_code", area);
    let (count,): (i64,) = query.build_query_as().fetch_one(conn).await?;
    Ok(count)
}
