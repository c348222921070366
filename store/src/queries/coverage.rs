//! The coverage board, and a village's own page.

use super::{
    Conn, Db, Pools, area_changes, assigned, coverage_rules,
    divisions::{Told, push_codes},
    due_villages::{self, Asked, Due},
    places::{self, Places},
    record_rows::{self, RecordRow, SELECT},
    records, rows, statistics, village_plans,
};
use crate::{Result, StoreError};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{DesignationKind, Role},
    coverage::{ChildCoverage, Coverage, RuleName, Totals, VillageCoverage, VillagePlan},
    divisions::ToldYear,
    reading::{AssignmentView, DesignationView, VillageCard},
    statistics::CountedStanding,
};
use std::collections::BTreeMap;

pub(crate) async fn board(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    ToldYear { year, divisions }: ToldYear,
    designation: Option<DesignationKind>,
) -> Result<Coverage> {
    statistics::authorise(actor, area)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let as_of = calendar::as_of(year, today);
    let asked = asked(area, year, as_of, designation);
    let told = Told::read(&mut tx, divisions.day(as_of, today)).await?;
    let places = Places::read_on(&mut tx, [area], told.day).await?;
    let name = places.area(area)?;
    let due = due_villages::read_told(&mut tx, asked, &told).await?;
    let rule = coverage_rules::book(&mut tx)
        .await?
        .on(area, as_of)
        .frequency;
    let children = places::children_on(&mut tx, area, &told).await?;
    let children = if area.level() < AreaLevel::Township {
        children
    } else {
        Vec::new()
    };
    let totals = |within: AreaCode| {
        let mut totals = Totals::default();
        for village in due.iter().filter(|village| within.contains(&village.code)) {
            totals.add(&village.facts, &village.rule, year, as_of);
        }
        totals
    };
    let all = totals(area);
    let children = children
        .into_iter()
        .map(|child| ChildCoverage {
            totals: totals(child.code),
            area: child,
        })
        .collect();
    let villages = if area.level() >= AreaLevel::County {
        villages(&mut tx, &due, asked, &told).await?
    } else {
        Vec::new()
    };
    Ok(Coverage {
        ancestors: places.ancestors(area),
        area: name,
        year,
        as_of,
        rule: RuleName::from(rule),
        designation,
        divisions,
        rates: all.rates(),
        totals: all,
        children,
        villages,
    })
}

/// Years that can be chosen.
const MOST_YEARS: usize = 15;

pub(crate) async fn years(pools: &Pools, actor: &Actor, area: AreaCode) -> Result<Vec<i32>> {
    statistics::authorise(actor, area)?;
    let (from, to) = area.range();
    let this_year = pools.clock.today().year();
    let found: Vec<(i64,)> = sqlx::query_as(
        "SELECT DISTINCT year FROM annual_areas WHERE area_code >= $1 AND area_code < $2 AND year < $3 ORDER BY year DESC",
    )
    .bind(from)
    .bind(to)
    .bind(i64::from(this_year))
    .fetch_all(&mut *pools.snapshot().await?)
    .await?;
    let earlier = found
        .into_iter()
        .filter_map(|(year,)| i32::try_from(year).ok());
    Ok(std::iter::once(this_year)
        .chain(earlier)
        .take(MOST_YEARS)
        .collect())
}

const fn asked(
    area: AreaCode,
    year: i32,
    as_of: NaiveDate,
    designation: Option<DesignationKind>,
) -> Asked {
    Asked {
        area,
        year,
        as_of,
        standing: CountedStanding::Approved,
        designation,
    }
}

/// All due villages of an area, however large it is.
pub(crate) async fn due(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    ToldYear { year, divisions }: ToldYear,
    designation: Option<DesignationKind>,
) -> Result<Vec<VillageCoverage>> {
    statistics::authorise(actor, area)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let as_of = calendar::as_of(year, today);
    let asked = asked(area, year, as_of, designation);
    let told = Told::read(&mut tx, divisions.day(as_of, today)).await?;
    let due = due_villages::read_told(&mut tx, asked, &told).await?;
    villages(&mut tx, &due, asked, &told).await
}

/// Due villages as the board shows them, most urgent first.
pub(crate) async fn villages(
    conn: &mut Conn,
    due: &[Due],
    asked: Asked,
    told: &Told,
) -> Result<Vec<VillageCoverage>> {
    let Asked { year, as_of, .. } = asked;
    let codes = due.iter().map(|village| village.code);
    let places = Places::read_on(conn, codes, told.day).await?;
    let assigned = assigned::read(conn, asked, told).await?;
    let industries = industries(conn, asked.area).await?;
    let with_pending = Asked {
        standing: CountedStanding::WithPending,
        designation: None,
        ..asked
    };
    let waiting: BTreeMap<AreaCode, i64> = due_villages::read_told(conn, with_pending, told)
        .await?
        .into_iter()
        .map(|village| (village.code, village.facts.year.visits()))
        .collect();
    let mut out: Vec<_> = due
        .iter()
        .map(|village| VillageCoverage {
            code: village.code,
            name: places.name(village.code),
            township: village
                .code
                .parent()
                .map(|township| places.name(township))
                .unwrap_or_default(),
            designation: village.designation.clone(),
            assigned: assigned.names(village.code),
            ended: assigned.ended(village.code),
            industries: industries.get(&village.code).cloned().unwrap_or_default(),
            visits: village.facts.year.visits(),
            pending: waiting
                .get(&village.code)
                .map_or(0, |all| all - village.facts.year.visits()),
            last_visited_on: village.facts.last_onsite_on,
            days_since: village.facts.days_since(as_of),
            state: village.facts.state(&village.rule, year, as_of),
            regular: village.rule.met(&village.facts.year, year, as_of),
            planned: village.plan.map(VillagePlan::planned),
        })
        .collect();
    out.sort_by_key(|village| {
        (
            village.state,
            std::cmp::Reverse(village.days_since.unwrap_or(i64::MAX)),
            village.code,
        )
    });
    Ok(out)
}

/// Names of the leading industries of each village of the area.
pub(crate) async fn industries(
    conn: &mut Conn,
    area: AreaCode,
) -> Result<BTreeMap<AreaCode, Vec<String>>> {
    let names: BTreeMap<String, String> = sqlx::query_as("SELECT code, name FROM industries")
        .fetch_all(&mut *conn)
        .await?
        .into_iter()
        .collect();
    let (from, to) = area.range();
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT code, leading_industries FROM villages WHERE code >= $1 AND code < $2",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|(code, list)| {
            let codes: Vec<String> = rows::json("villages", "leading_industries", &code, &list)?;
            let named = codes
                .into_iter()
                .map(|code| names.get(&code).cloned().unwrap_or(code))
                .collect();
            Ok((rows::area("villages", "code", &code, &code)?, named))
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct VillageRow {
    households: Option<i64>,
    population: Option<i64>,
    has_industry_base: bool,
    current_condition: Option<String>,
    tech_demand: Option<String>,
}

pub(crate) async fn village(
    pools: &Pools,
    actor: &Actor,
    code: AreaCode,
    year: i32,
) -> Result<VillageCard> {
    let mut tx = pools.snapshot().await?;
    let mine = actor.role == Role::Commissioner && is_assigned(&mut tx, actor, code).await?;
    if !mine && !actor.covers(&code) {
        return Err(StoreError::NotFound);
    }
    let today = pools.clock.today();
    let as_of = calendar::as_of(year, today);
    let told = Told::read(&mut tx, as_of).await?;
    let places = Places::read_on(&mut tx, [code], as_of).await?;
    let area = places.area(code)?;
    let row: Option<VillageRow> = sqlx::query_as("SELECT households, population, has_industry_base, current_condition, tech_demand FROM villages WHERE code = $1")
        .bind(code.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    let asked = asked(code, year, as_of, None);
    let due = due_villages::read_told(&mut tx, asked, &told).await?;
    let coverage = villages(&mut tx, &due, asked, &told)
        .await?
        .into_iter()
        .next();
    Ok(VillageCard {
        ancestors: places.ancestors(code),
        year,
        as_of,
        households: row.as_ref().and_then(|row| row.households),
        population: row.as_ref().and_then(|row| row.population),
        has_industry_base: row.as_ref().is_some_and(|row| row.has_industry_base),
        industries: industries(&mut tx, code)
            .await?
            .remove(&code)
            .unwrap_or_default(),
        current_condition: row.as_ref().and_then(|row| row.current_condition.clone()),
        tech_demand: row.and_then(|row| row.tech_demand),
        designations: designations(&mut tx, code).await?,
        assignments: assignments(&mut tx, code).await?,
        coverage,
        plans: village_plans::entries(&mut tx, code).await?,
        changes: area_changes::of_village(&mut tx, code).await?,
        records: village_records(&mut tx, actor, (code, year), today).await?,
        area,
    })
}

async fn is_assigned(conn: &mut Conn, actor: &Actor, code: AreaCode) -> Result<bool> {
    let me = actor.commissioner_id.map_or(uuid::Uuid::nil(), |id| id.0);
    let (assigned,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM assignments s LEFT JOIN team_members m ON m.team_id = s.team_id
                        WHERE s.village_code = $1 AND (s.commissioner_id = $2 OR m.commissioner_id = $2))",
    )
    .bind(code.to_string())
    .bind(me)
    .fetch_one(conn)
    .await?;
    Ok(assigned)
}

async fn designations(conn: &mut Conn, code: AreaCode) -> Result<Vec<DesignationView>> {
    let found: Vec<(String, NaiveDate, Option<NaiveDate>, Option<String>)> =
        sqlx::query_as("SELECT kind, valid_from, valid_to, document_no FROM designations WHERE village_code = $1 ORDER BY valid_from, kind")
            .bind(code.to_string())
            .fetch_all(conn)
            .await?;
    found
        .into_iter()
        .map(|(kind, valid_from, valid_to, document_no)| {
            Ok(DesignationView {
                kind: rows::code("designations", "kind", code, &kind)?,
                valid_from,
                valid_to,
                document_no,
            })
        })
        .collect()
}

async fn assignments(conn: &mut Conn, code: AreaCode) -> Result<Vec<AssignmentView>> {
    let found: Vec<(String, bool, NaiveDate, Option<NaiveDate>)> = sqlx::query_as(
        "SELECT COALESCE(c.name, t.name) AS name, s.team_id IS NOT NULL AS is_team, s.from_on, s.to_on FROM assignments s
         LEFT JOIN commissioners c ON c.id = s.commissioner_id LEFT JOIN teams t ON t.id = s.team_id
         WHERE s.village_code = $1 ORDER BY s.from_on, name",
    )
    .bind(code.to_string())
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .map(|(name, is_team, from, to)| AssignmentView {
            name,
            is_team,
            from,
            to,
        })
        .collect())
}

/// The village's records of the year that the reader may read, newest first: those of villages that
/// have gone into it among them.
async fn village_records(
    conn: &mut Conn,
    actor: &Actor,
    (code, year): (AreaCode, i32),
    today: NaiveDate,
) -> Result<Vec<domain::reading::RecordView>> {
    let (first, last) = calendar::year_bounds(year);
    let now = Told::read(conn, today).await?;
    let mut query = sqlx::QueryBuilder::<Db>::new(SELECT);
    query.push(" WHERE ");
    records::readable(&mut query, actor)?;
    query.push(" AND r.status <> 'draft' AND r.area_code IN (");
    push_codes(&mut query, &now.areas.parts(code));
    query.push(")");
    query
        .push(" AND r.occurred_on >= ")
        .push_bind(first)
        .push(" AND r.occurred_on <= ")
        .push_bind(last);
    query.push(" ORDER BY r.occurred_on DESC, r.id DESC LIMIT 200");
    let found: Vec<RecordRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    record_rows::views(conn, actor, found).await
}
