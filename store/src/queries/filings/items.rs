//! The list behind one figure of a filing, as it was kept, and how its things stand today.

use super::{
    super::{
        Conn, Db, Pools,
        ledgers::{self, behind::Adds},
        places::Places,
        rows,
    },
    present::Presence,
    read::find_for,
    row::{self, FilingRow},
};
use crate::{Result, StoreError};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::{Coded, Status},
    filings::{CountedItem, FiledItem, FiledList, FiledRecord, added_field, kept_under},
    ids::FilingId,
    statistics::{
        Figure,
        catalogue::{IndicatorCode, Listed},
        counted::person_days,
    },
};
use serde_json::Value;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most things on one page.
const MAX_PAGE: i64 = 200;

/// Of what is counted in another version than today's.
const CHANGED: &str = "上报后有改动";

pub(crate) async fn items(
    pools: &Pools,
    actor: &Actor,
    id: FilingId,
    code: IndicatorCode,
    after: Option<&str>,
    limit: i64,
) -> Result<FiledList> {
    let kept = kept_under(code).ok_or(StoreError::NotFound)?;
    let limit = limit.clamp(1, MAX_PAGE);
    let mut tx = pools.snapshot().await?;
    let filing = find_for(&mut tx, actor, id).await?;
    let figures = filing.figures()?;
    let figure = figures.indicators.into_iter().find(|one| one.code == code);
    let figure = figure.ok_or(StoreError::NotFound)?;
    let (counted, next) = page(&mut tx, id, kept, after, limit).await?;
    let items = told(&mut tx, counted, (&filing, code)).await?;
    let total = total(&mut tx, id, kept).await?;
    let places = Places::read(&mut tx, [filing.area()?]).await?;
    Ok(FiledList {
        filing: filing.filing(&places)?,
        code,
        name: figure.name_zh,
        unit: figure.unit,
        value: figure.value,
        total,
        items,
        next,
    })
}

/// Finds a code among codes with commas.
fn among(code: IndicatorCode) -> String {
    format!("%,{},%", code.as_str())
}

async fn total(conn: &mut Conn, id: FilingId, code: IndicatorCode) -> Result<i64> {
    let (total,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM filing_items WHERE filing_id = $1 AND ',' || codes || ',' LIKE $2",
    )
    .bind(id.0)
    .bind(among(code))
    .fetch_one(conn)
    .await?;
    Ok(total)
}

/// A page by name: a record's begins with its day. The key of the next is the last one's id.
async fn page(
    conn: &mut Conn,
    id: FilingId,
    code: IndicatorCode,
    after: Option<&str>,
    limit: i64,
) -> Result<(Vec<CountedItem>, Option<String>)> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT kind, item_id, version, name, codes FROM filing_items i WHERE i.filing_id = ",
    );
    query
        .push_bind(id.0)
        .push(" AND ',' || i.codes || ',' LIKE ")
        .push_bind(among(code));
    if let Some(after) = after {
        query
            .push(" AND (i.name, i.item_id) > ((SELECT MIN(b.name) FROM filing_items b WHERE b.filing_id = ")
            .push_bind(id.0)
            .push(" AND b.item_id = ")
            .push_bind(after)
            .push("), ")
            .push_bind(after)
            .push(")");
    }
    query
        .push(" ORDER BY i.name, i.item_id LIMIT ")
        .push_bind(limit + 1);
    let found: Vec<row::ItemRow> = query.build_query_as().fetch_all(conn).await?;
    let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    let mut items: Vec<CountedItem> = found.into_iter().map(row::item).collect::<Result<_>>()?;
    if more {
        items.pop();
    }
    let next = items.last().filter(|_| more).map(|item| item.id.clone());
    Ok((items, next))
}

/// The things with what tells them apart today.
async fn told(
    conn: &mut Conn,
    counted: Vec<CountedItem>,
    (filing, code): (&FilingRow, IndicatorCode),
) -> Result<Vec<FiledItem>> {
    let ids: Vec<Uuid> = counted
        .iter()
        .filter(|item| item.kind == Listed::Records)
        .filter_map(|item| item.id.parse().ok())
        .collect();
    let records = today(conn, &ids).await?;
    let bodies = bodies(conn, &counted).await?;
    let presence = match code {
        IndicatorCode::B03 => Presence::read(conn, &counted, &bodies).await?,
        _ => Presence::default(),
    };
    let entries = entries(conn, &counted, filing, code).await?;
    let item = |counted: CountedItem| {
        let record = records.get(&counted.id);
        let entry = entries.get(&counted.id);
        let body = bodies.get(&counted.id);
        let mut item = FiledItem {
            number: body.and_then(|body| match code {
                IndicatorCode::B03 => {
                    let people = presence.people(&counted.id, body).len();
                    Some(person_days(
                        body.get("service_days"),
                        people.saturating_sub(1),
                    ))
                }
                _ => of_body(code, body),
            }),
            beside: None,
            note: record
                .map(|record| record.note(&counted))
                .unwrap_or_default(),
            record: record.map(|record| record.facts.clone()),
            counted,
        };
        match entry {
            Some(adds) if adds.version == item.counted.version => {
                (item.number, item.beside) = (Some(adds.number), adds.beside);
            }
            Some(_) => CHANGED.clone_into(&mut item.note),
            None => {}
        }
        item
    };
    Ok(counted.into_iter().map(item).collect())
}

/// What a record added as it was filed; none where the record itself is counted.
fn of_body(code: IndicatorCode, body: &Value) -> Option<Figure> {
    let number = body.get(added_field(code)?).and_then(Value::as_i64);
    Some(Figure::Count(number.unwrap_or_default()))
}

/// A record as it stands today.
struct Today {
    status: Status,
    version: i64,
    facts: FiledRecord,
}

impl Today {
    fn note(&self, counted: &CountedItem) -> String {
        if !self.status.counts() {
            self.status.label().to_owned()
        } else if self.version != counted.version {
            CHANGED.to_owned()
        } else {
            String::new()
        }
    }
}

async fn today(conn: &mut Conn, ids: &[Uuid]) -> Result<BTreeMap<String, Today>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = QueryBuilder::<Db>::new(
        "SELECT r.id, r.status, r.version, r.occurred_on, r.area_code, c.name FROM records r
         JOIN commissioners c ON c.id = r.author_id WHERE r.id IN (",
    );
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(")");
    let found: Vec<(Uuid, String, i64, NaiveDate, Option<String>, String)> =
        query.build_query_as().fetch_all(&mut *conn).await?;
    let mut areas: BTreeMap<Uuid, AreaCode> = BTreeMap::new();
    for (id, _, _, _, area, _) in &found {
        if let Some(area) = area {
            areas.insert(*id, rows::area("records", "area_code", *id, area)?);
        }
    }
    let places = Places::read(conn, areas.values().copied()).await?;
    let mut out = BTreeMap::new();
    for (id, status, version, occurred_on, _, author) in found {
        let place = areas.get(&id).map(|area| places.full_name(*area));
        let today = Today {
            status: rows::code("records", "status", id, &status)?,
            version,
            facts: FiledRecord {
                occurred_on,
                place: place.unwrap_or_default(),
                author,
            },
        };
        out.insert(id.to_string(), today);
    }
    Ok(out)
}

/// The records by the version that was filed.
pub(super) async fn bodies(
    conn: &mut Conn,
    counted: &[CountedItem],
) -> Result<BTreeMap<String, Value>> {
    let versions: Vec<(Uuid, i64)> = counted
        .iter()
        .filter(|item| item.kind == Listed::Records)
        .filter_map(|item| Some((item.id.parse().ok()?, item.version)))
        .collect();
    let mut bodies = BTreeMap::new();
    for chunk in versions.chunks(500) {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT record_id, body FROM record_versions WHERE (record_id, version) IN (",
        );
        query.push_values(chunk, |mut row, (id, version)| {
            row.push_bind(*id).push_bind(*version);
        });
        query.push(")");
        let found: Vec<(Uuid, String)> = query.build_query_as().fetch_all(&mut *conn).await?;
        for (id, body) in found {
            let body = rows::json("record_versions", "body", id, &body)?;
            bodies.insert(id.to_string(), body);
        }
    }
    Ok(bodies)
}

/// What each entry adds today, by its address.
async fn entries(
    conn: &mut Conn,
    counted: &[CountedItem],
    filing: &FilingRow,
    code: IndicatorCode,
) -> Result<BTreeMap<String, Adds>> {
    let address = |item: &CountedItem| {
        let (_, id) = item.id.split_once('/')?;
        id.parse().ok()
    };
    let entries = counted.iter().filter(|item| item.kind == Listed::Entries);
    let ids: Vec<Uuid> = entries.filter_map(address).collect();
    ledgers::behind::adds(conn, &ids, code, (filing.year(), filing.as_of())).await
}
