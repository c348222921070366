//! The list behind a figure: the same rule and the same filter, so that it reproduces the figure.

use super::{
    Conn, Db, PLANS_BY_SIZE, Pools, coverage,
    divisions::{Told, push_codes},
    due_villages::{self, Asked, Due},
    ledgers,
    places::Places,
    reach::{self, Industries},
    record_rows::{self, RecordRow, SELECT},
    records, rows, statistics,
};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    calendar,
    coverage::OVERDUE_DAYS,
    divisions::ToldYear,
    ids::{CommissionerId, TeamId},
    reading::{Behind, ListedPerson, ListedTeam},
    statistics::{
        CountedStanding,
        catalogue::{IndicatorCode, Listed},
    },
};
use sqlx::QueryBuilder;
use uuid::Uuid;

/// The most rows on one page.
const MAX_PAGE: i64 = 200;

pub(crate) async fn list(
    pools: &Pools,
    actor: &Actor,
    code: IndicatorCode,
    area: AreaCode,
    ToldYear { year, divisions }: ToldYear,
    after: Option<&str>,
    limit: i64,
) -> Result<Behind> {
    statistics::authorise(actor, area)?;
    let mut tx = pools.snapshot_for_pages().await?;
    let today = pools.clock.today();
    let as_of = calendar::as_of(year, today);
    let told = Told::read(&mut tx, divisions.day(as_of, today)).await?;
    let asked = Asked {
        area,
        year,
        as_of,
        standing: CountedStanding::Approved,
        designation: None,
    };
    let places = Places::read_on(&mut tx, [area], told.day).await?;
    let place = places.area(area)?;
    let mut behind = Behind::new(code, place, year);
    match behind.listed {
        Listed::Records => {
            let due = due_villages::read_told(&mut tx, asked, &told).await?;
            let listed = ListedRecords::new(code, asked, &due, &told);
            let limit = limit.clamp(1, MAX_PAGE);
            let (found, next) = record_page(&mut tx, &listed, after, limit).await?;
            behind.records = Some(record_rows::views(&mut tx, actor, found).await?);
            behind.next = next;
        }
        Listed::Villages => {
            let mut due = due_villages::read_told(&mut tx, asked, &told).await?;
            due.retain(|village| counts_village(code, village, as_of));
            behind.villages = Some(coverage::villages(&mut tx, &due, asked, &told).await?);
        }
        Listed::People => behind.people = Some(people(&mut tx, code, asked, &told).await?),
        Listed::Teams => behind.teams = Some(teams(&mut tx, area, as_of).await?),
        Listed::Entries => {
            let limit = limit.clamp(1, MAX_PAGE);
            let when = (area, year, as_of);
            let page = (after, limit);
            let (found, next) = ledgers::behind::list(&mut tx, code, when, &told, page).await?;
            behind.entries = Some(found);
            behind.next = next;
        }
        Listed::Townships => {
            let found = reach::townships(&mut tx, (area, year), as_of, &told).await?;
            behind.townships = Some(reach::listed(found, asked.standing));
        }
        Listed::Industries => {
            let found = Industries::read(&mut tx, area, as_of).await?;
            behind.industries = Some(found.listed(&mut tx, area).await?);
        }
    }
    Ok(behind)
}

/// Whether a due village is counted by this code.
pub(crate) fn counts_village(code: IndicatorCode, village: &Due, as_of: NaiveDate) -> bool {
    match code {
        IndicatorCode::C03 | IndicatorCode::C03R => village.facts.assigned,
        IndicatorCode::C06 => !village.facts.served(),
        IndicatorCode::C07 => village.facts.days_since(as_of).unwrap_or(i64::MAX) > OVERDUE_DAYS,
        _ => true,
    }
}

/// The villages whose visits stand behind C04 and C05.
pub(crate) fn due_codes(
    code: IndicatorCode,
    due: &[Due],
    year: i32,
    as_of: NaiveDate,
) -> Vec<AreaCode> {
    due.iter()
        .filter(|village| match code {
            IndicatorCode::C05 | IndicatorCode::C05R => {
                village.rule.met(&village.facts.year, year, as_of)
            }
            _ => village.facts.served(),
        })
        .map(|village| village.code)
        .collect()
}

/// Whether only the records of due villages count in this code.
pub(crate) const fn of_due_villages(code: IndicatorCode) -> bool {
    matches!(
        code,
        IndicatorCode::C04
            | IndicatorCode::C04R
            | IndicatorCode::C05
            | IndicatorCode::C05R
            | IndicatorCode::C10
    )
}

/// A record `r` with its visit `v` and its training `g`.
pub(crate) const TYPED: &str =
    " LEFT JOIN visits v ON v.record_id = r.id LEFT JOIN trainings g ON g.record_id = r.id";

/// What a record must be to count in this code; `v` is its visit, `g` its training.
pub(crate) const fn condition(code: IndicatorCode) -> &'static str {
    use IndicatorCode as C;
    match code {
        C::B01 | C::B03 => "v.mode = 'onsite'",
        C::B04 => "v.mode <> 'onsite'",
        C::B05 => "v.target_key IS NOT NULL",
        C::B05C => "v.target_key IS NOT NULL AND v.target_kind = 'cooperative'",
        C::B05E => "v.target_key IS NOT NULL AND v.target_kind = 'enterprise'",
        C::B05F => "v.target_key IS NOT NULL AND v.target_kind = 'family_farm'",
        C::B05H => "v.target_key IS NOT NULL AND v.target_kind = 'farmer_household'",
        C::B05T => "v.target_key IS NOT NULL AND v.target_kind = 'poverty_exited_household'",
        C::B05V => "v.target_key IS NOT NULL AND v.target_kind = 'village_collective'",
        C::B05P => "v.target_key IS NOT NULL AND v.target_kind IN ('park', 'star_space')",
        C::B05O => "v.target_key IS NOT NULL AND v.target_kind = 'other'",
        C::B06 => "v.households_guided > 0 AND r.area_code NOT LIKE '%000'",
        C::B07 => "v.consultations > 0",
        C::B08 => "(v.materials_counted > 0 OR g.materials_issued > 0)",
        C::B11 => "v.guidance",
        C::C01 | C::C04 | C::C04R | C::C05 | C::C05R | C::C10 => {
            "v.mode = 'onsite' AND r.area_code NOT LIKE '%000'"
        }
        C::K03S | C::K03V => "r.import_key IS NULL",
        C::D03 => "g.farmers > 0",
        C::D04 => "g.poverty_exited_people > 0",
        C::D05 => "g.grassroots_technicians > 0",
        C::D07 => "g.online_views > 0",
        _ => "g.record_id IS NOT NULL",
    }
}

/// The records that one figure counts.
pub(crate) struct ListedRecords<'a> {
    code: IndicatorCode,
    asked: Asked,
    told: &'a Told,
    /// The villages that count, and those that have gone into them.
    villages: Vec<AreaCode>,
}

impl<'a> ListedRecords<'a> {
    pub(crate) fn new(code: IndicatorCode, asked: Asked, due: &[Due], told: &'a Told) -> Self {
        let villages = due_codes(code, due, asked.year, asked.as_of);
        let parts = villages.into_iter().flat_map(|code| told.areas.parts(code));
        Self {
            code,
            asked,
            told,
            villages: parts.collect(),
        }
    }

    /// Whether only records of due villages count, and there are none.
    pub(crate) fn is_empty(&self) -> bool {
        of_due_villages(self.code) && self.villages.is_empty()
    }

    /// Goes on from `FROM records r` with what tells the counted ones.
    pub(crate) fn push_counted(&self, query: &mut QueryBuilder<Db>) {
        let (first, last) = calendar::year_bounds(self.asked.year);
        query
            .push(TYPED)
            .push(" WHERE (r.status || '') IN ('approved', 'locked')");
        let area = self.asked.area;
        // Of a city, most records of the year are listed: they are read by day, not by place (`|| ''` keeps
        // SQLite from the indexes by place and by status). SQLite reads those of smaller areas by day as well,
        // within their county, unless others count in the area.
        let along = !PLANS_BY_SIZE && self.told.areas.joined(area).is_empty();
        if along {
            records::push_along(query, area);
        }
        let column = if along || area.level() < AreaLevel::County {
            "(r.area_code || '')"
        } else {
            "r.area_code"
        };
        query.push(" AND ");
        self.told.push_within(query, column, area);
        query
            .push(" AND r.occurred_on >= ")
            .push_bind(first)
            .push(" AND r.occurred_on <= ")
            .push_bind(last);
        query.push(" AND ").push(condition(self.code));
        if of_due_villages(self.code) {
            query.push(" AND r.area_code IN (");
            push_codes(query, &self.villages);
            query.push(")");
        }
    }
}

pub(crate) async fn record_page(
    conn: &mut Conn,
    listed: &ListedRecords<'_>,
    after: Option<&str>,
    limit: i64,
) -> Result<(Vec<RecordRow>, Option<String>)> {
    if listed.is_empty() {
        return Ok((Vec::new(), None));
    }
    let mut query = QueryBuilder::<Db>::new(SELECT);
    listed.push_counted(&mut query);
    if let Some(after) = after {
        let (date, id) = records::key(after)?;
        query
            .push(" AND (r.occurred_on, r.id) < (")
            .push_bind(date)
            .push(", ")
            .push_bind(id)
            .push(")");
    }
    query
        .push(" ORDER BY r.occurred_on DESC, r.id DESC LIMIT ")
        .push_bind(limit + 1);
    let mut found: Vec<RecordRow> = query.build_query_as().fetch_all(conn).await?;
    let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let next = found
        .last()
        .filter(|_| more)
        .map(|row| format!("{}_{}", row.occurred_on, row.id));
    Ok((found, next))
}

#[derive(sqlx::FromRow)]
struct TermRow {
    id: Uuid,
    name: String,
    unit: String,
    area_code: String,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
}

/// The people of A01 or a part of it, by name, each with the last term of the year; of A02 the terms
/// that began in it.
async fn people(
    conn: &mut Conn,
    code: IndicatorCode,
    asked: Asked,
    told: &Told,
) -> Result<Vec<ListedPerson>> {
    let (area, year) = (asked.area, asked.year);
    let mut counted = statistics::people(conn, area, year, told).await?;
    counted.retain(|_, facts| facts.counts_in(code, year));
    let mut out: Vec<(AreaCode, ListedPerson)> = Vec::new();
    for row in terms(conn, year).await? {
        let first_of_person = out.last().is_none_or(|(_, last)| last.id.0 != row.id);
        let taken = match code {
            IndicatorCode::A02 => row.from_on.year() == year,
            _ => first_of_person,
        };
        if taken && counted.contains_key(&row.id) {
            let home = rows::area("commissioners", "area_code", row.id, &row.area_code)?;
            out.push((home, row.into()));
        }
    }
    let places = Places::read(conn, out.iter().map(|(home, _)| *home)).await?;
    Ok(out
        .into_iter()
        .map(|(home, person)| ListedPerson {
            area_name: places.full_name(home),
            ..person
        })
        .collect())
}

/// All terms that overlap a year, by person, the latest first.
async fn terms(conn: &mut Conn, year: i32) -> Result<Vec<TermRow>> {
    let (first, last) = calendar::year_bounds(year);
    Ok(sqlx::query_as(
        "SELECT c.id, c.name, u.name AS unit, c.area_code, t.from_on, t.to_on
         FROM commissioners c JOIN units u ON u.id = c.unit_id JOIN commissioner_terms t ON t.commissioner_id = c.id
         WHERE t.from_on <= $2 AND (t.to_on IS NULL OR t.to_on >= $1) ORDER BY c.name, c.id, t.from_on DESC",
    )
    .bind(first)
    .bind(last)
    .fetch_all(conn)
    .await?)
}

impl From<TermRow> for ListedPerson {
    fn from(row: TermRow) -> Self {
        Self {
            id: CommissionerId(row.id),
            name: row.name,
            unit: row.unit,
            area_name: String::new(),
            term_from: row.from_on,
            term_to: row.to_on,
        }
    }
}

/// The teams of A06 and A09, by area and name.
async fn teams(conn: &mut Conn, area: AreaCode, as_of: NaiveDate) -> Result<Vec<ListedTeam>> {
    let (from, to) = area.range();
    let found: Vec<(Uuid, String, String, String, NaiveDate, Option<NaiveDate>)> = sqlx::query_as(
        "SELECT t.id, t.name, t.area_code, i.name AS industry, t.started_on, t.ended_on FROM teams t JOIN industries i ON i.code = t.industry_code
         WHERE t.area_code >= $1 AND t.area_code < $2 AND t.started_on <= $3 AND (t.ended_on IS NULL OR t.ended_on >= $3)
         ORDER BY t.area_code, t.name",
    )
    .bind(from)
    .bind(to)
    .bind(as_of)
    .fetch_all(&mut *conn)
    .await?;
    let mut out = Vec::new();
    for (id, name, code, industry, started_on, ended_on) in found {
        let home = rows::area("teams", "area_code", id, &code)?;
        out.push((
            home,
            ListedTeam {
                id: TeamId(id),
                name,
                area_name: String::new(),
                industry,
                started_on,
                ended_on,
            },
        ));
    }
    let places = Places::read(conn, out.iter().map(|(home, _)| *home)).await?;
    Ok(out
        .into_iter()
        .map(|(home, team)| ListedTeam {
            area_name: places.full_name(home),
            ..team
        })
        .collect())
}
