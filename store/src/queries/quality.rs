//! 数据质量, a statement for each check, and one that counts what all checks of single records find.

use super::{
    Conn, Db, Pools, Tx, behind::TYPED, days_after, divisions::Told, due_villages, long_months,
    places::Places, rows, statistics,
};
use crate::Result;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::Coded,
    days::{self, UNITS_PER_DAY},
    divisions::ToldYear,
    quality::{QualityCheck, QualityFinding, QualityOverview, QualitySheet},
    statistics::{CountedStanding, catalogue::Listed},
};
use sqlx::QueryBuilder;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An area's year, and the areas it is told by.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    area: AreaCode,
    year: i32,
    as_of: NaiveDate,
    told: &'a Told,
}

/// The checks of single records: one reading of the year's records counts them all.
const OF_RECORDS: [QualityCheck; 5] = [
    QualityCheck::Late,
    QualityCheck::NoPhoto,
    QualityCheck::Imported,
    QualityCheck::Duplicates,
    QualityCheck::TrainingParts,
];

/// How much each check finds.
pub(crate) async fn overview(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    told_year: ToldYear,
) -> Result<QualityOverview> {
    let (mut tx, as_of, told) = begin(pools, actor, area, told_year).await?;
    let ToldYear { year, divisions } = told_year;
    let asked = Asked {
        area,
        year,
        as_of,
        told: &told,
    };
    let of_records = counted(&mut tx, asked).await?;
    let mut counts = Vec::new();
    for check in QualityCheck::ALL {
        let counted = OF_RECORDS.iter().position(|one| one == check);
        let number = match counted {
            Some(at) => of_records[at],
            None => found(&mut tx, asked, *check).await?.len(),
        };
        counts.push((*check, number));
    }
    let places = Places::read_on(&mut tx, [area], told.day).await?;
    Ok(QualityOverview {
        ancestors: places.ancestors(area),
        area: places.area(area)?,
        year,
        divisions,
        counts,
    })
}

/// What all checks find, or one alone.
pub(crate) async fn sheet(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    told_year: ToldYear,
    only: Option<QualityCheck>,
) -> Result<QualitySheet> {
    let (mut tx, as_of, told) = begin(pools, actor, area, told_year).await?;
    let ToldYear { year, divisions } = told_year;
    let asked = Asked {
        area,
        year,
        as_of,
        told: &told,
    };
    let mut findings = Vec::new();
    for check in QualityCheck::ALL {
        if only.is_none_or(|only| only == *check) {
            findings.extend(found(&mut tx, asked, *check).await?);
        }
    }
    let places = Places::read_on(&mut tx, [area], told.day).await?;
    Ok(QualitySheet {
        ancestors: places.ancestors(area),
        area: places.area(area)?,
        year,
        divisions,
        findings,
    })
}

/// One state of the database for who may read the area's figures, the day the year is told on, and the
/// areas it is told by.
async fn begin(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    ToldYear { year, divisions }: ToldYear,
) -> Result<(Tx, NaiveDate, Told)> {
    statistics::authorise(actor, area)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let as_of = calendar::as_of(year, today);
    let told = Told::read(&mut tx, divisions.day(as_of, today)).await?;
    Ok((tx, as_of, told))
}

async fn found(
    conn: &mut Conn,
    asked: Asked<'_>,
    check: QualityCheck,
) -> Result<Vec<QualityFinding>> {
    match check {
        QualityCheck::LongMonths => months(conn, asked).await,
        QualityCheck::NotAssigned => not_assigned(conn, asked).await,
        QualityCheck::DaysOverYear => days_over_year(conn, asked).await,
        QualityCheck::VillagesOverVisits => villages_over_visits(conn, asked).await,
        QualityCheck::Late
        | QualityCheck::NoPhoto
        | QualityCheck::Imported
        | QualityCheck::Duplicates
        | QualityCheck::TrainingParts => records(conn, asked, check).await,
    }
}

/// Asks that a record `r` with its visit `v` and its training `g` is a finding.
fn push_condition(query: &mut QueryBuilder<Db>, asked: Asked<'_>, check: QualityCheck) {
    query.push(match check {
        QualityCheck::Late => "r.late AND r.import_key IS NULL",
        QualityCheck::NoPhoto => {
            "v.mode = 'onsite' AND r.import_key IS NULL AND NOT EXISTS (SELECT 1 FROM record_photos p WHERE p.record_id = r.id)"
        }
        QualityCheck::Imported => "r.import_key IS NOT NULL",
        QualityCheck::Duplicates => return push_overlap(query, asked),
        _ => {
            "(g.poverty_exited_people > g.farmers OR g.farmers > g.attendances OR g.grassroots_technicians > g.attendances)"
        }
    });
}

/// Asks that somebody who was there has another visit to the village on one of its days. Who was there
/// on a day that overlaps ends within days of it, so that nobody's other years are read.
fn push_overlap(query: &mut QueryBuilder<Db>, asked: Asked<'_>) {
    let instead = asked.told.instead(asked.area);
    let same = format!("{} = {}", instead.place("o", "u"), instead.place("r", "t"));
    let last = days_after("v.ended_on", days::MAX_SPAN - 1);
    query
        .push(
            "r.area_code NOT LIKE '%000' AND EXISTS (
                SELECT 1 FROM record_people mp JOIN record_people op ON op.commissioner_id = mp.commissioner_id AND op.record_id <> mp.record_id
                JOIN records o ON o.id = op.record_id JOIN visits ov ON ov.record_id = o.id",
        )
        .push(instead.join("o", "u"))
        .push(" WHERE mp.record_id = r.id AND NOT mp.absent AND NOT op.absent AND ")
        .push(same)
        .push(
            " AND o.status IN ('submitted', 'verified', 'approved', 'locked')
                AND ov.started_on <= v.ended_on AND ov.ended_on >= v.started_on
                AND op.occurred_on >= v.started_on AND op.occurred_on <= ",
        )
        .push(last)
        .push(")");
}

/// What the records `r` of the area's year are that count, with visit and training.
fn push_counted(query: &mut QueryBuilder<Db>, asked: Asked<'_>) {
    let (first, last) = calendar::year_bounds(asked.year);
    query
        .push(TYPED)
        .push(asked.told.instead(asked.area).join("r", "t"))
        .push(" WHERE r.status IN ('approved', 'locked') AND ");
    asked.told.push_within(query, "r.area_code", asked.area);
    query.push(" AND r.occurred_on >= ").push_bind(first);
    query.push(" AND r.occurred_on <= ").push_bind(last);
}

/// How many records each of [`OF_RECORDS`] finds.
async fn counted(conn: &mut Conn, asked: Asked<'_>) -> Result<[usize; OF_RECORDS.len()]> {
    let mut query = QueryBuilder::<Db>::new(asked.told.instead(asked.area).with);
    query.push("SELECT ");
    for (at, check) in OF_RECORDS.into_iter().enumerate() {
        query.push(if at == 0 { "" } else { ", " });
        query.push("COUNT(CASE WHEN ");
        push_condition(&mut query, asked, check);
        query.push(" THEN 1 END)");
    }
    query.push(" FROM records r");
    push_counted(&mut query, asked);
    let (late, no_photo, imported, duplicates, parts): (i64, i64, i64, i64, i64) =
        query.build_query_as().fetch_one(conn).await?;
    let counts = [late, no_photo, imported, duplicates, parts];
    Ok(counts.map(|count| usize::try_from(count).unwrap_or_default()))
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    id: Uuid,
    number: Option<String>,
    area_code: String,
    occurred_on: NaiveDate,
    author: String,
    received_at: DateTime<Utc>,
    attendances: Option<i64>,
    farmers: Option<i64>,
    poverty_exited_people: Option<i64>,
    grassroots_technicians: Option<i64>,
}

impl FoundRow {
    /// What there is to see, where the check's name does not say all.
    fn note(&self, check: QualityCheck) -> String {
        let number = |part: Option<i64>| part.unwrap_or_default();
        match check {
            QualityCheck::Late => {
                let late = calendar::shanghai_date(self.received_at) - self.occurred_on;
                format!("结束 {} 天后收到", late.num_days())
            }
            QualityCheck::TrainingParts => format!(
                "培训 {} 人次，农民 {}，脱贫户 {}，农技人员 {}",
                number(self.attendances),
                number(self.farmers),
                number(self.poverty_exited_people),
                number(self.grassroots_technicians)
            ),
            _ => String::new(),
        }
    }
}

async fn records(
    conn: &mut Conn,
    asked: Asked<'_>,
    check: QualityCheck,
) -> Result<Vec<QualityFinding>> {
    let mut query = QueryBuilder::<Db>::new(asked.told.instead(asked.area).with);
    query.push(
        "SELECT r.id, r.number, r.area_code, r.occurred_on, c.name AS author, r.received_at,
                    g.attendances, g.farmers, g.poverty_exited_people, g.grassroots_technicians
             FROM records r JOIN commissioners c ON c.id = r.author_id",
    );
    push_counted(&mut query, asked);
    query.push(" AND ");
    push_condition(&mut query, asked, check);
    query.push(" ORDER BY r.occurred_on DESC, r.id");
    let found: Vec<FoundRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    let codes = found
        .iter()
        .map(|row| rows::area("records", "area_code", row.id, &row.area_code))
        .collect::<Result<Vec<_>>>()?;
    let places = Places::read(conn, codes.iter().copied()).await?;
    let finding = |(row, code): (FoundRow, AreaCode)| QualityFinding {
        check,
        kind: Listed::Records,
        id: row.id.to_string(),
        note: row.note(check),
        name: row.number.unwrap_or_default(),
        place: places.full_name(code),
        on: Some(row.occurred_on),
        person: row.author,
    };
    Ok(found.into_iter().zip(codes).map(finding).collect())
}

/// Persons and months with too many days, of those who served in the area.
async fn months(conn: &mut Conn, asked: Asked<'_>) -> Result<Vec<QualityFinding>> {
    let (first, last) = calendar::year_bounds(asked.year);
    let mut query = QueryBuilder::<Db>::new(
        "SELECT DISTINCT c.id, c.name FROM record_people p JOIN records r ON r.id = p.record_id JOIN commissioners c ON c.id = p.commissioner_id
         WHERE r.status IN ('approved', 'locked') AND ",
    );
    asked
        .told
        .push_within(&mut query, "r.area_code", asked.area);
    query.push(" AND r.occurred_on >= ").push_bind(first);
    query.push(" AND r.occurred_on <= ").push_bind(last);
    query.push(" ORDER BY c.name, c.id");
    let people: Vec<(Uuid, String)> = query.build_query_as().fetch_all(&mut *conn).await?;
    let ids: BTreeSet<Uuid> = people.iter().map(|(id, _)| *id).collect();
    let long = long_months::of_people(conn, &ids, first, last).await?;
    let name = |id: &Uuid| {
        let person = people.iter().find(|(person, _)| person == id);
        person.map_or_else(String::new, |(_, name)| name.clone())
    };
    let finding = |(person, month, units): &(Uuid, NaiveDate, i64)| QualityFinding {
        check: QualityCheck::LongMonths,
        kind: Listed::People,
        id: person.to_string(),
        name: name(person),
        place: String::new(),
        on: Some(*month),
        person: name(person),
        note: format!("{} 月 {} 天", month.month(), tenths(*units)),
    };
    Ok(long.iter().map(finding).collect())
}

fn tenths(units: i64) -> domain::coverage::Tenths {
    domain::coverage::Tenths(days::tenths(units))
}

/// C04 without C03.
async fn not_assigned(conn: &mut Conn, asked: Asked<'_>) -> Result<Vec<QualityFinding>> {
    let wanted = due_villages::Asked {
        area: asked.area,
        year: asked.year,
        as_of: asked.as_of,
        standing: CountedStanding::Approved,
        designation: None,
    };
    let mut due = due_villages::read_told(conn, wanted, asked.told).await?;
    due.retain(|village| village.facts.served() && !village.facts.assigned);
    let codes = due.iter().map(|village| village.code);
    let places = Places::read_on(conn, codes, asked.told.day).await?;
    let finding = |village: &due_villages::Due| QualityFinding {
        check: QualityCheck::NotAssigned,
        kind: Listed::Villages,
        id: village.code.to_string(),
        name: places.name(village.code),
        place: places.full_name(village.code),
        on: village.facts.last_onsite_on,
        person: String::new(),
        note: format!("本年服务 {} 次", village.facts.year.visits()),
    };
    Ok(due.iter().map(finding).collect())
}

/// B02 beyond the days of the period: can only be when the sums are wrong.
async fn days_over_year(conn: &mut Conn, asked: Asked<'_>) -> Result<Vec<QualityFinding>> {
    let first = calendar::year_bounds(asked.year).0;
    let most = ((asked.as_of - first).num_days() + 1).max(0) * UNITS_PER_DAY;
    let (from, to) = asked.area.range();
    let found: Vec<(Uuid, String, i64)> = sqlx::query_as(
        "SELECT c.id, c.name, p.units FROM annual_people p JOIN commissioners c ON c.id = p.commissioner_id
         WHERE p.year = $1 AND p.standing = 'approved' AND p.units > $2 AND c.area_code >= $3 AND c.area_code < $4 ORDER BY c.name, c.id",
    )
    .bind(i64::from(asked.year))
    .bind(most)
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    let finding = |(id, name, units): (Uuid, String, i64)| QualityFinding {
        check: QualityCheck::DaysOverYear,
        kind: Listed::People,
        id: id.to_string(),
        person: name.clone(),
        name,
        place: String::new(),
        on: None,
        note: format!("{} 天", tenths(units)),
    };
    Ok(found.into_iter().map(finding).collect())
}

/// C01 beyond B01: can only be when the sums are wrong.
async fn villages_over_visits(conn: &mut Conn, asked: Asked<'_>) -> Result<Vec<QualityFinding>> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT area_code, onsite_visits FROM annual_areas WHERE standing = 'approved' AND onsite_visits > 0 AND year = ",
    );
    query.push_bind(i64::from(asked.year)).push(" AND ");
    asked.told.push_within(&mut query, "area_code", asked.area);
    let found: Vec<(String, i64)> = query.build_query_as().fetch_all(&mut *conn).await?;
    let visits: i64 = found.iter().map(|(_, visits)| visits).sum();
    let mut served = BTreeSet::new();
    for (text, _) in &found {
        let code = rows::area("annual_areas", "area_code", text, text)?;
        served.insert(asked.told.areas.told(code));
    }
    served.retain(|code| code.level() == AreaLevel::Village);
    let villages = i64::try_from(served.len()).unwrap_or(i64::MAX);
    if villages <= visits {
        return Ok(Vec::new());
    }
    let places = Places::read_on(conn, [asked.area], asked.told.day).await?;
    Ok(vec![QualityFinding {
        check: QualityCheck::VillagesOverVisits,
        kind: Listed::Villages,
        id: asked.area.to_string(),
        name: places.name(asked.area),
        place: places.full_name(asked.area),
        on: None,
        person: String::new(),
        note: format!("服务 {visits} 次，服务村 {villages} 个"),
    }])
}
