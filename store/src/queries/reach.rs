//! What C08 and C09 look at: townships and leading industries, each with what covers it.

use super::{
    Conn, Db,
    divisions::Told,
    due_villages::Asked,
    first_areas::{self, With},
    rows,
};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    reading::ListedPart,
    statistics::{
        counts_teams,
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
    pub(crate) through: Vec<Through>,
}

/// The farming townships of an area, by code.
pub(crate) async fn townships(conn: &mut Conn, asked: Asked, told: &Told) -> Result<Vec<Township>> {
    let (from, to) = asked.area.range();
    let found: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT code, short_name, kind FROM areas WHERE level = 'township' AND code >= $1 AND code < $2 ORDER BY code",
    )
    .bind(from)
    .bind(to)
    .fetch_all(&mut *conn)
    .await?;
    let assigned = assigned(conn, asked, told).await?;
    let visited = visited(conn, asked, told).await?;
    let mut townships = Vec::new();
    for (code, name, _) in found.iter().filter(|(_, _, kind)| is_farming(kind)) {
        let code = rows::area("areas", "code", code, code)?;
        let mut through = Vec::new();
        for (held, what) in [(&assigned, Through::Assignment), (&visited, Through::Visit)] {
            if held.contains(&code) {
                through.push(what);
            }
        }
        townships.push(Township {
            code,
            name: name.clone(),
            through,
        });
    }
    Ok(townships)
}

/// Townships with a village that is assigned at the date.
async fn assigned(conn: &mut Conn, asked: Asked, told: &Told) -> Result<BTreeSet<AreaCode>> {
    let mut query =
        QueryBuilder::<Db>::new("SELECT DISTINCT village_code FROM assignments WHERE from_on <= ");
    query.push_bind(asked.as_of);
    query.push(" AND (to_on IS NULL OR to_on >= ");
    query.push_bind(asked.as_of).push(") AND ");
    told.push_within(&mut query, "village_code", asked.area);
    townships_of(query.build_query_scalar().fetch_all(conn).await?, told)
}

/// Townships with an on-site visit in the year.
async fn visited(conn: &mut Conn, asked: Asked, told: &Told) -> Result<BTreeSet<AreaCode>> {
    if told.areas.mixed(asked.area).is_empty() {
        // One village tells for its township.
        let length = AreaLevel::Township.prefix_len();
        let firsts = first_areas::of_parts(conn, asked, length, With::OnsiteVisits).await?;
        return townships_of(firsts, told);
    }
    let mut query = QueryBuilder::<Db>::new(
        "SELECT area_code FROM annual_areas WHERE onsite_visits > 0 AND year = ",
    );
    query.push_bind(i64::from(asked.year));
    query
        .push(" AND standing = ")
        .push_bind(asked.standing.code())
        .push(" AND ");
    told.push_within(&mut query, "area_code", asked.area);
    townships_of(query.build_query_scalar().fetch_all(conn).await?, told)
}

/// The townships that these areas count in.
fn townships_of(found: Vec<String>, told: &Told) -> Result<BTreeSet<AreaCode>> {
    let mut townships = BTreeSet::new();
    for code in found {
        let area = told.areas.told(rows::area("areas", "code", &code, &code)?);
        townships.extend(area.at(AreaLevel::Township));
    }
    Ok(townships)
}

/// The same as a list.
pub(crate) fn listed(townships: Vec<Township>) -> Vec<ListedPart> {
    let part = |township: Township| ListedPart {
        code: township.code.to_string(),
        name: township.name,
        covered: !township.through.is_empty(),
        through: township.through,
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
