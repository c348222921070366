//! All that an area's figures count, each thing once with the codes it stands behind: by the same rules as
//! the lists behind the figures.

use super::{
    super::{
        Conn, Db,
        behind::{TYPED, condition, counts_village, due_codes, of_due_villages},
        divisions::Told,
        due_villages::{self, Due},
        ledgers,
        places::Places,
        reach::{self, Industries},
        rows, statistics,
    },
    row::codes,
};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    calendar,
    filings::CountedItem,
    reading::ListedPart,
    statistics::{
        CountedStanding,
        catalogue::{CATALOGUE, IndicatorCode, Listed},
    },
};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// An area's year, seen from a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) area: AreaCode,
    pub(super) year: i32,
    pub(super) as_of: NaiveDate,
}

/// Everything that is counted now.
pub(super) async fn items(conn: &mut Conn, asked: Asked) -> Result<Vec<CountedItem>> {
    let Asked { area, year, as_of } = asked;
    let told = Told::read(conn, as_of).await?;
    let wanted = due_villages::Asked {
        area,
        year,
        as_of,
        standing: CountedStanding::Approved,
        designation: None,
    };
    let due = due_villages::read_told(conn, wanted, &told).await?;
    let mut items = records(conn, asked, &due, &told).await?;
    items.extend(villages(conn, asked, &due).await?);
    items.extend(people(conn, asked, &told).await?);
    items.extend(teams(conn, asked).await?);
    items.extend(entries(conn, asked, &told).await?);
    items.extend(covered(conn, asked, &told).await?);
    Ok(items)
}

/// The codes whose list holds this kind of thing. Most shares have the list of their count.
fn listing(listed: Listed) -> impl Iterator<Item = IndicatorCode> {
    CATALOGUE
        .iter()
        .map(|indicator| indicator.code)
        .filter(move |code| code.listed_as() == listed && !code.shares_a_list())
}

#[derive(sqlx::FromRow)]
struct CountedRow {
    id: Uuid,
    version: i64,
    number: Option<String>,
    area_code: String,
    codes: String,
}

async fn records(
    conn: &mut Conn,
    asked: Asked,
    due: &[Due],
    told: &Told,
) -> Result<Vec<CountedItem>> {
    let due: BTreeMap<IndicatorCode, BTreeSet<AreaCode>> = listing(Listed::Records)
        .filter(|code| of_due_villages(*code))
        .map(|code| {
            let villages = due_codes(code, due, asked.year, asked.as_of);
            (code, villages.into_iter().collect())
        })
        .collect();
    let mut items = Vec::new();
    for row in rows_of_records(conn, asked, told).await? {
        let area = rows::area("records", "area_code", row.id, &row.area_code)?;
        let area = told.areas.told(area);
        let mut codes =
            codes(&row.codes).ok_or_else(|| rows::corrupt("records", "status", row.id))?;
        codes.retain(|code| {
            due.get(code)
                .is_none_or(|villages| villages.contains(&area))
        });
        if !codes.is_empty() {
            items.push(CountedItem {
                kind: Listed::Records,
                id: row.id.to_string(),
                version: row.version,
                name: row.number.unwrap_or_default(),
                codes,
            });
        }
    }
    Ok(items)
}

/// One scan over the year's records, with the codes of each as text.
async fn rows_of_records(conn: &mut Conn, asked: Asked, told: &Told) -> Result<Vec<CountedRow>> {
    let (first, last) = calendar::year_bounds(asked.year);
    let mut query = QueryBuilder::<Db>::new("SELECT r.id, r.version, r.number, r.area_code, ('' ");
    for code in listing(Listed::Records) {
        query
            .push("|| CASE WHEN ")
            .push(condition(code))
            .push(format!(" THEN '{},' ELSE '' END ", code.as_str()));
    }
    query
        .push(") AS codes FROM records r")
        .push(TYPED)
        .push(" WHERE r.status IN ('approved', 'locked') AND ");
    told.push_within(&mut query, "r.area_code", asked.area);
    query
        .push(" AND r.occurred_on >= ")
        .push_bind(first)
        .push(" AND r.occurred_on <= ")
        .push_bind(last);
    Ok(query.build_query_as().fetch_all(conn).await?)
}

async fn villages(conn: &mut Conn, asked: Asked, due: &[Due]) -> Result<Vec<CountedItem>> {
    let (from, to) = asked.area.range();
    let versions: Vec<(String, i64)> =
        sqlx::query_as("SELECT code, version FROM villages WHERE code >= $1 AND code < $2")
            .bind(from)
            .bind(to)
            .fetch_all(&mut *conn)
            .await?;
    let versions: BTreeMap<String, i64> = versions.into_iter().collect();
    let places = Places::read(conn, due.iter().map(|village| village.code)).await?;
    let item = |village: &Due| {
        let id = village.code.to_string();
        CountedItem {
            kind: Listed::Villages,
            version: versions.get(&id).copied().unwrap_or_default(),
            name: places.full_name(village.code),
            codes: listing(Listed::Villages)
                .filter(|code| counts_village(*code, village, asked.as_of))
                .collect(),
            id,
        }
    };
    Ok(due.iter().map(item).collect())
}

async fn people(conn: &mut Conn, asked: Asked, told: &Told) -> Result<Vec<CountedItem>> {
    let counted = statistics::people(conn, asked.area, asked.year, told).await?;
    let ids: Vec<Uuid> = counted.keys().copied().collect();
    let mut items = Vec::new();
    for chunk in ids.chunks(500) {
        let mut query =
            QueryBuilder::<Db>::new("SELECT id, version, name FROM commissioners WHERE id IN (");
        let mut list = query.separated(", ");
        for id in chunk {
            list.push_bind(*id);
        }
        query.push(")");
        let found: Vec<(Uuid, i64, String)> = query.build_query_as().fetch_all(&mut *conn).await?;
        for (id, version, name) in found {
            let counts = |code: &IndicatorCode| {
                let facts = counted.get(&id);
                facts.is_some_and(|facts| facts.counts_in(*code, asked.year))
            };
            items.push(CountedItem {
                kind: Listed::People,
                id: id.to_string(),
                version,
                name,
                codes: listing(Listed::People).filter(counts).collect(),
            });
        }
    }
    Ok(items)
}

async fn teams(conn: &mut Conn, asked: Asked) -> Result<Vec<CountedItem>> {
    if !domain::statistics::counts_teams(asked.area.level()) {
        return Ok(Vec::new());
    }
    let (from, to) = asked.area.range();
    let found: Vec<(Uuid, i64, String)> = sqlx::query_as(
        "SELECT id, version, name FROM teams
         WHERE area_code >= $1 AND area_code < $2 AND started_on <= $3 AND (ended_on IS NULL OR ended_on >= $3)",
    )
    .bind(from)
    .bind(to)
    .bind(asked.as_of)
    .fetch_all(conn)
    .await?;
    Ok(things(Listed::Teams, found))
}

/// The entries of ledgers, each with all codes that count it.
async fn entries(conn: &mut Conn, asked: Asked, told: &Told) -> Result<Vec<CountedItem>> {
    let when = (asked.area, asked.year, asked.as_of);
    let mut items: BTreeMap<String, CountedItem> = BTreeMap::new();
    for code in listing(Listed::Entries) {
        for (id, version, name) in ledgers::behind::counted(conn, code, when, told).await? {
            let item = items.entry(id.clone()).or_insert_with(|| CountedItem {
                kind: Listed::Entries,
                id,
                version,
                name,
                codes: BTreeSet::new(),
            });
            item.codes.insert(code);
        }
    }
    Ok(items.into_values().collect())
}

/// The covered townships and industries. Nobody keeps versions of what covers them.
async fn covered(conn: &mut Conn, asked: Asked, told: &Told) -> Result<Vec<CountedItem>> {
    let Asked { area, year, as_of } = asked;
    let townships = reach::townships(conn, (area, year), as_of, told).await?;
    let industries = Industries::read(conn, area, as_of).await?;
    let lists = [
        (
            Listed::Townships,
            reach::listed(townships, CountedStanding::Approved),
        ),
        (Listed::Industries, industries.listed(conn, area).await?),
    ];
    let item = |kind| {
        move |part: ListedPart| CountedItem {
            kind,
            id: part.code,
            version: 0,
            name: part.name,
            codes: listing(kind).collect(),
        }
    };
    let items = lists.into_iter().flat_map(|(kind, parts)| {
        let covered = parts.into_iter().filter(|part| part.covered);
        covered.map(item(kind))
    });
    Ok(items.collect())
}

/// Things that stand behind every code of their list.
fn things(kind: Listed, found: Vec<(Uuid, i64, String)>) -> Vec<CountedItem> {
    found
        .into_iter()
        .map(|(id, version, name)| CountedItem {
            kind,
            id: id.to_string(),
            version,
            name,
            codes: listing(kind).collect(),
        })
        .collect()
}
