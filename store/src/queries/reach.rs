//! What C08 and C09 look at: townships and leading industries, each with what covers it.

use super::{Conn, Db, divisions::Told, rollups::standing_of, rows};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    reading::ListedPart,
    statistics::{
        CountedStanding, counts_teams,
        reach::{Through, is_farming},
    },
};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};

/// A farming township and what covers it.
#[derive(Debug)]
pub(crate) struct Township {
    pub(crate) code: AreaCode,
    name: String,
    assigned: bool,
    /// The first standing in which there was an on-site visit in the year: what counts approved counts in
    /// every other.
    visited: Option<CountedStanding>,
}

impl Township {
    /// What covers it, by records of this standing.
    pub(crate) fn through(&self, standing: CountedStanding) -> Vec<Through> {
        let visited = self.visited.is_some_and(|first| first <= standing);
        let held = [
            (self.assigned, Through::Assignment),
            (visited, Through::Visit),
        ];
        let held = held.into_iter().filter(|(holds, _)| *holds);
        held.map(|(_, what)| what).collect()
    }
}

#[derive(sqlx::FromRow)]
struct TownshipRow {
    code: String,
    short_name: String,
    kind: String,
    visited: Option<String>,
}

/// The townships of an area, each with the first standing in which one of its villages was visited on site in
/// the year: one village tells for its township. Parameters: the area's range, the year, the two standings.
pub(crate) const TOWNSHIPS: &str = "
    SELECT t.code, t.short_name, t.kind, CASE
        WHEN EXISTS (SELECT 1 FROM annual_areas a WHERE a.year = $3 AND a.standing = $4
                AND a.area_code >= t.code AND a.area_code <= SUBSTR(t.code, 1, 9) || '999' AND a.onsite_visits > 0) THEN $4
        WHEN EXISTS (SELECT 1 FROM annual_areas p WHERE p.year = $3 AND p.standing = $5
                AND p.area_code >= t.code AND p.area_code <= SUBSTR(t.code, 1, 9) || '999' AND p.onsite_visits > 0) THEN $5
        END AS visited
    FROM areas t WHERE t.level = 'township' AND t.code >= $1 AND t.code < $2 ORDER BY t.code";

/// The farming townships of an area, by code, with what covers them at the date and in the year.
pub(crate) async fn townships(
    conn: &mut Conn,
    (area, year): (AreaCode, i32),
    as_of: NaiveDate,
    told: &Told,
) -> Result<Vec<Township>> {
    let (from, to) = area.range();
    let found: Vec<TownshipRow> = sqlx::query_as(TOWNSHIPS)
        .bind(from)
        .bind(to)
        .bind(i64::from(year))
        .bind(CountedStanding::Approved.code())
        .bind(CountedStanding::WithPending.code())
        .fetch_all(&mut *conn)
        .await?;
    let assigned = assigned(conn, area, as_of, told).await?;
    // Where areas went into others, their villages tell for other townships.
    let moved = if told.areas.mixed(area).is_empty() {
        None
    } else {
        Some(visited(conn, area, year, told).await?)
    };
    let farming = found.into_iter().filter(|row| is_farming(&row.kind));
    let township = |row: TownshipRow| {
        let code = rows::area("areas", "code", &row.code, &row.code)?;
        let kept = row.visited.as_deref();
        let kept = kept.map(|first| standing_of("annual_areas", &row.code, first));
        let visited = match &moved {
            Some(moved) => moved.get(&code).copied(),
            None => kept.transpose()?,
        };
        Ok(Township {
            code,
            name: row.short_name,
            assigned: assigned.contains(&code),
            visited,
        })
    };
    farming.map(township).collect()
}

/// Townships with a village that is assigned at the date.
async fn assigned(
    conn: &mut Conn,
    area: AreaCode,
    as_of: NaiveDate,
    told: &Told,
) -> Result<BTreeSet<AreaCode>> {
    let mut query =
        QueryBuilder::<Db>::new("SELECT DISTINCT village_code FROM assignments WHERE from_on <= ");
    query.push_bind(as_of);
    query.push(" AND (to_on IS NULL OR to_on >= ");
    query.push_bind(as_of).push(") AND ");
    told.push_within(&mut query, "village_code", area);
    let found: Vec<String> = query.build_query_scalar().fetch_all(conn).await?;
    let mut townships = BTreeSet::new();
    for code in found {
        townships.extend(township_of(&code, told)?);
    }
    Ok(townships)
}

/// Townships with an on-site visit in the year, whatever their villages were called.
async fn visited(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
    told: &Told,
) -> Result<BTreeMap<AreaCode, CountedStanding>> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT area_code, standing FROM annual_areas WHERE onsite_visits > 0 AND year = ",
    );
    query.push_bind(i64::from(year)).push(" AND ");
    told.push_within(&mut query, "area_code", area);
    let found: Vec<(String, String)> = query.build_query_as().fetch_all(conn).await?;
    let mut townships: BTreeMap<AreaCode, CountedStanding> = BTreeMap::new();
    for (code, standing) in found {
        let standing = standing_of("annual_areas", &code, &standing)?;
        if let Some(township) = township_of(&code, told)? {
            let first = townships.entry(township).or_insert(standing);
            *first = standing.min(*first);
        }
    }
    Ok(townships)
}

/// The township that an area counts in.
fn township_of(code: &str, told: &Told) -> Result<Option<AreaCode>> {
    let area = told.areas.told(rows::area("areas", "code", code, code)?);
    Ok(area.at(AreaLevel::Township))
}

/// The same as a list, by records of this standing.
pub(crate) fn listed(townships: Vec<Township>, standing: CountedStanding) -> Vec<ListedPart> {
    let part = |township: Township| {
        let through = township.through(standing);
        ListedPart {
            code: township.code.to_string(),
            name: township.name,
            covered: !through.is_empty(),
            through,
        }
    };
    townships.into_iter().map(part).collect()
}

/// Places with industries: of villages, teams and commissioners.
type Placed = Vec<(AreaCode, Vec<String>)>;

/// What C09 is counted from.
#[derive(Debug)]
pub(crate) struct Industries {
    leading: Placed,
    teams: Placed,
    people: Placed,
}

impl Industries {
    pub(crate) async fn read(conn: &mut Conn, area: AreaCode, as_of: NaiveDate) -> Result<Self> {
        Ok(Self {
            leading: leading(conn, area).await?,
            teams: teams(conn, area, as_of).await?,
            people: people(conn, area, as_of).await?,
        })
    }

    /// The leading industries of an area with what covers each; none below the county.
    pub(crate) fn of(&self, area: AreaCode) -> Option<BTreeMap<&str, Vec<Through>>> {
        if !counts_teams(area.level()) {
            return None;
        }
        let here = |placed: &Placed| -> BTreeSet<String> {
            let inside = placed.iter().filter(|(place, _)| area.contains(place));
            inside.flat_map(|(_, codes)| codes.clone()).collect()
        };
        let (teams, people) = (here(&self.teams), here(&self.people));
        let leading = self.leading.iter();
        let leading = leading.filter(|(place, _)| area.contains(place));
        let through = |code: &String| {
            let held = [
                (teams.contains(code), Through::Team),
                (people.contains(code), Through::Commissioner),
            ];
            let held = held.into_iter().filter(|(holds, _)| *holds);
            held.map(|(_, what)| what).collect()
        };
        let codes = leading.flat_map(|(_, codes)| codes);
        Some(codes.map(|code| (code.as_str(), through(code))).collect())
    }

    /// The same as a list, by the dictionary's order.
    pub(crate) async fn listed(&self, conn: &mut Conn, area: AreaCode) -> Result<Vec<ListedPart>> {
        let names: Vec<(String, String)> =
            sqlx::query_as("SELECT code, name FROM industries ORDER BY position, code")
                .fetch_all(conn)
                .await?;
        let mut found = self.of(area).unwrap_or_default();
        let listed = names.into_iter().filter_map(|(code, name)| {
            let through = found.remove(code.as_str())?;
            Some(ListedPart {
                covered: !through.is_empty(),
                code,
                name,
                through,
            })
        });
        Ok(listed.collect())
    }
}

/// What the cards of villages say, by county.
async fn leading(conn: &mut Conn, area: AreaCode) -> Result<Placed> {
    let (from, to) = area.range();
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT DISTINCT SUBSTR(code, 1, 6) AS county, leading_industries FROM villages
         WHERE code >= $1 AND code < $2 AND leading_industries <> '[]'",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    let placed = found.into_iter().map(|(county, codes)| {
        let code = format!("{county:0<12}");
        Ok((
            rows::area("villages", "code", &code, &code)?,
            rows::json("villages", "leading_industries", &code, &codes)?,
        ))
    });
    placed.collect()
}

async fn teams(conn: &mut Conn, area: AreaCode, as_of: NaiveDate) -> Result<Placed> {
    let (from, to) = area.range();
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT DISTINCT area_code, industry_code FROM teams
         WHERE area_code >= $1 AND area_code < $2 AND started_on <= $3 AND (ended_on IS NULL OR ended_on >= $3)",
    )
    .bind(from)
    .bind(to)
    .bind(as_of)
    .fetch_all(conn)
    .await?;
    let placed = found.into_iter().map(|(place, industry)| {
        let place = rows::area("teams", "area_code", &place, &place)?;
        Ok((place, vec![industry]))
    });
    placed.collect()
}

async fn people(conn: &mut Conn, area: AreaCode, as_of: NaiveDate) -> Result<Placed> {
    let (from, to) = area.range();
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT DISTINCT c.area_code, c.industry_codes FROM commissioners c JOIN commissioner_terms t ON t.commissioner_id = c.id
         WHERE c.area_code >= $1 AND c.area_code < $2 AND t.from_on <= $3 AND (t.to_on IS NULL OR t.to_on >= $3)",
    )
    .bind(from)
    .bind(to)
    .bind(as_of)
    .fetch_all(conn)
    .await?;
    let placed = found.into_iter().map(|(place, codes)| {
        Ok((
            rows::area("commissioners", "area_code", &place, &place)?,
            rows::json("commissioners", "industry_codes", &place, &codes)?,
        ))
    });
    placed.collect()
}
