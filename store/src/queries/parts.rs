//! What a figure counts once, however many records tell of it: villages, targets, people's days. By the
//! same conditions as the records behind it.

use super::{
    Conn, Db, Pools,
    among::rows_among,
    behind::ListedRecords,
    day_sums,
    divisions::Told,
    due_villages::{self, Asked},
    ledgers,
    places::Places,
    rows, statistics,
};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    calendar,
    codes::{Coded, TargetKind},
    coverage::Tenths,
    days::{self, Stay},
    divisions::ToldYear,
    statistics::{
        CountedStanding, Figure,
        catalogue::IndicatorCode,
        counted::{CountedPart, Parts},
    },
};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

pub(crate) async fn list(
    pools: &Pools,
    actor: &Actor,
    code: IndicatorCode,
    area: AreaCode,
    ToldYear { year, divisions }: ToldYear,
) -> Result<Vec<CountedPart>> {
    statistics::authorise(actor, area)?;
    let Some(parts) = Parts::of(code) else {
        return Ok(Vec::new());
    };
    let mut tx = pools.snapshot().await?;
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
    match parts {
        Parts::Villages => villages(&mut tx, code, asked, &told, |_| 1).await,
        Parts::LargestOfVillage => {
            villages(&mut tx, code, asked, &told, |row| row.households).await
        }
        Parts::Targets => targets(&mut tx, code, asked, &told).await,
        Parts::PersonDays => people(&mut tx, asked, &told).await,
        Parts::Named(what) => {
            let when = (area, year, as_of);
            ledgers::behind::parts(&mut tx, code, what, when, &told).await
        }
    }
}

#[derive(sqlx::FromRow)]
struct VillageRow {
    area_code: String,
    items: i64,
    latest_on: NaiveDate,
    households: i64,
}

/// The villages of the counted records; those that went into others count as them.
async fn villages(
    conn: &mut Conn,
    code: IndicatorCode,
    asked: Asked,
    told: &Told,
    number: impl Fn(&VillageRow) -> i64,
) -> Result<Vec<CountedPart>> {
    let due = due_villages::read_told(conn, asked, told).await?;
    let listed = ListedRecords::new(code, asked, &due, told);
    if listed.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Db>::new(
        "SELECT r.area_code, COUNT(*) AS items, MAX(r.occurred_on) AS latest_on, CAST(COALESCE(MAX(v.households_guided), 0) AS BIGINT) AS households FROM records r",
    );
    listed.push_counted(&mut query);
    query.push(" GROUP BY r.area_code");
    let found: Vec<VillageRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    let mut by_village: BTreeMap<AreaCode, CountedPart> = BTreeMap::new();
    for row in found {
        let area = rows::area("records", "area_code", &row.area_code, &row.area_code)?;
        let village = told.areas.told(area);
        let part = by_village
            .entry(village)
            .or_insert_with(|| CountedPart::of_village(village, row.latest_on));
        part.count(row.items, row.latest_on, number(&row));
    }
    named(conn, by_village, told).await
}

/// The villages by the names they had then or have now.
pub(super) async fn named(
    conn: &mut Conn,
    by_village: BTreeMap<AreaCode, CountedPart>,
    told: &Told,
) -> Result<Vec<CountedPart>> {
    let places = Places::read_on(conn, by_village.keys().copied(), told.day).await?;
    let named = by_village.into_iter().map(|(village, part)| CountedPart {
        name: places.full_name(village),
        ..part
    });
    Ok(named.collect())
}

#[derive(sqlx::FromRow)]
struct TargetRow {
    area_code: String,
    target_kind: String,
    target_key: String,
    items: i64,
    latest_on: NaiveDate,
}

async fn targets(
    conn: &mut Conn,
    code: IndicatorCode,
    asked: Asked,
    told: &Told,
) -> Result<Vec<CountedPart>> {
    let listed = ListedRecords::new(code, asked, &[], told);
    let mut query = QueryBuilder::<Db>::new(
        "SELECT r.area_code, v.target_kind, v.target_key, COUNT(*) AS items, MAX(r.occurred_on) AS latest_on FROM records r",
    );
    listed.push_counted(&mut query);
    query.push(" GROUP BY r.area_code, v.target_kind, v.target_key ORDER BY r.area_code, v.target_kind, v.target_key");
    let found: Vec<TargetRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    let target = |row: TargetRow| {
        Ok(ServedTarget {
            area: rows::area("records", "area_code", &row.area_code, &row.area_code)?,
            kind: rows::code("visits", "target_kind", &row.area_code, &row.target_kind)?,
            key: row.target_key,
            items: row.items,
            latest_on: row.latest_on,
        })
    };
    let served = found.into_iter().map(target).collect::<Result<_>>()?;
    named_targets(conn, served, told).await
}

/// Whom visits served in one place.
pub(super) struct ServedTarget {
    pub(super) area: AreaCode,
    pub(super) kind: TargetKind,
    pub(super) key: String,
    pub(super) items: i64,
    pub(super) latest_on: NaiveDate,
}

/// Each target with its place's name.
pub(super) async fn named_targets(
    conn: &mut Conn,
    served: Vec<ServedTarget>,
    told: &Told,
) -> Result<Vec<CountedPart>> {
    let areas = served.iter().map(|target| target.area);
    let places = Places::read_on(conn, areas, told.day).await?;
    let part = |target: ServedTarget| CountedPart {
        id: String::new(),
        // A collective has no name but its village's.
        name: if target.key.is_empty() {
            target.kind.label().to_owned()
        } else {
            target.key
        },
        place: places.full_name(target.area),
        items: target.items,
        latest_on: target.latest_on,
        number: Figure::Count(1),
    };
    Ok(served.into_iter().map(part).collect())
}

async fn people(conn: &mut Conn, asked: Asked, told: &Told) -> Result<Vec<CountedPart>> {
    let stays = day_sums::stays(conn, asked.area, asked, told).await?;
    by_person(conn, stays, asked.as_of).await
}

/// Everybody's days, the longest first.
pub(super) async fn by_person(
    conn: &mut Conn,
    stays: BTreeMap<Uuid, Vec<Stay>>,
    as_of: NaiveDate,
) -> Result<Vec<CountedPart>> {
    let ids: Vec<Uuid> = stays.keys().copied().collect();
    let select = "SELECT id, name FROM commissioners WHERE id";
    let names: Vec<(Uuid, String)> = rows_among(conn, select, &ids).await?;
    let names: BTreeMap<_, _> = names.into_iter().collect();
    let mut by_units = Vec::with_capacity(stays.len());
    for (id, stays) in stays {
        let items = i64::try_from(stays.len()).unwrap_or(i64::MAX);
        let latest_on = stays.iter().map(|stay| stay.ended_on).max();
        let units = days::person_units(stays);
        by_units.push((
            units,
            CountedPart {
                id: id.to_string(),
                name: names.get(&id).cloned().unwrap_or_default(),
                place: String::new(),
                items,
                latest_on: latest_on.unwrap_or(as_of),
                number: Figure::Count(0),
            },
        ));
    }
    by_units.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.name.cmp(&b.name)));
    Ok(in_tenths(by_units))
}

/// Each with its days in tenths, rounded so that they add up to the rounded sum.
fn in_tenths(by_units: Vec<(i64, CountedPart)>) -> Vec<CountedPart> {
    let (mut units, mut told) = (0, 0);
    let part = |(own, part): (i64, CountedPart)| {
        units += own;
        let tenths = days::tenths(units) - told;
        told += tenths;
        CountedPart {
            number: Figure::Decimal(Tenths(tenths)),
            ..part
        }
    };
    by_units.into_iter().map(part).collect()
}
