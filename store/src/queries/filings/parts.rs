//! What a figure of a filing counts once, from its records as they were filed: villages, targets, people's
//! days.

use super::{
    super::{
        Conn, Pools,
        among::CHUNK,
        divisions::Told,
        parts::{ServedTarget, by_person, named, named_targets},
        rows,
    },
    items::bodies,
    present::Presence,
    read::find_for,
    row::{self, FilingRow},
};
use crate::{Result, StoreError};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::{Coded, TargetKind},
    days::{ServiceDays, Stay},
    filings::{CountedItem, added_field, kept_under},
    ids::FilingId,
    statistics::{
        catalogue::{IndicatorCode, Listed},
        counted::{CountedPart, Parts},
        targets,
    },
};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

pub(crate) async fn parts(
    pools: &Pools,
    actor: &Actor,
    id: FilingId,
    code: IndicatorCode,
) -> Result<Vec<CountedPart>> {
    let kept = kept_under(code).ok_or(StoreError::NotFound)?;
    let mut tx = pools.snapshot().await?;
    let filing = find_for(&mut tx, actor, id).await?;
    let counted = match Parts::of(code) {
        None | Some(Parts::Named(_)) => return Ok(Vec::new()),
        Some(counted) => counted,
    };
    let mut items = row::items(&mut tx, id.0).await?;
    items.retain(|item| item.kind == Listed::Records && item.codes.contains(&kept));
    match counted {
        Parts::Targets => served(&mut tx, &filing, &items).await,
        Parts::PersonDays => people(&mut tx, &filing, &items).await,
        _ => villages(&mut tx, &filing, code, &items).await,
    }
}

/// A record as it was filed.
struct Filed<'a> {
    id: &'a str,
    body: &'a Value,
}

impl Filed<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    fn corrupt(&self) -> StoreError {
        rows::corrupt("record_versions", "body", self.id)
    }

    fn area(&self) -> Result<AreaCode> {
        let code = self.text("area_code").unwrap_or_default();
        rows::area("record_versions", "body", self.id, code)
    }

    fn day(&self, name: &str) -> Result<NaiveDate> {
        let day = self.text(name).and_then(|day| day.parse().ok());
        day.ok_or_else(|| self.corrupt())
    }

    /// Kind and key of whom it served; none where nobody can tell.
    fn target(&self) -> Result<Option<(TargetKind, String)>> {
        let kind = self.text("target_kind").and_then(TargetKind::from_code);
        let kind = kind.ok_or_else(|| self.corrupt())?;
        let key = targets::key(kind, self.text("target_name"));
        Ok(key.map(|key| (kind, key)))
    }

    fn stay(&self) -> Result<Stay> {
        let days = self.body.get("service_days").and_then(Value::as_f64);
        let days = days.and_then(ServiceDays::from_days);
        Ok(Stay {
            started_on: self.day("started_on")?,
            ended_on: self.day("ended_on")?,
            days: days.ok_or_else(|| self.corrupt())?,
        })
    }
}

async fn villages(
    conn: &mut Conn,
    filing: &FilingRow,
    code: IndicatorCode,
    items: &[CountedItem],
) -> Result<Vec<CountedPart>> {
    let told = Told::read(conn, filing.as_of()).await?;
    let mut by_village: BTreeMap<AreaCode, CountedPart> = BTreeMap::new();
    // A city's year has a hundred thousand records: no more than some of them are held at once.
    for some in items.chunks(CHUNK) {
        for (id, body) in &bodies(conn, some).await? {
            let record = Filed { id, body };
            let day = record.day("ended_on")?;
            let number = added_field(code).map_or(1, |field| {
                body.get(field).and_then(Value::as_i64).unwrap_or(0)
            });
            let village = told.areas.told(record.area()?);
            by_village
                .entry(village)
                .or_insert_with(|| CountedPart::of_village(village, day))
                .count(1, day, number);
        }
    }
    named(conn, by_village, &told).await
}

async fn served(
    conn: &mut Conn,
    filing: &FilingRow,
    items: &[CountedItem],
) -> Result<Vec<CountedPart>> {
    let told = Told::read(conn, filing.as_of()).await?;
    let mut by_target: BTreeMap<(AreaCode, &str, String), ServedTarget> = BTreeMap::new();
    for some in items.chunks(CHUNK) {
        for (id, body) in &bodies(conn, some).await? {
            let record = Filed { id, body };
            let Some((kind, key)) = record.target()? else {
                continue;
            };
            let (area, day) = (record.area()?, record.day("ended_on")?);
            let target = by_target
                .entry((area, kind.code(), key))
                .or_insert_with_key(|(_, _, key)| ServedTarget {
                    area,
                    kind,
                    key: key.clone(),
                    items: 0,
                    latest_on: day,
                });
            target.items += 1;
            target.latest_on = target.latest_on.max(day);
        }
    }
    named_targets(conn, by_target.into_values().collect(), &told).await
}

async fn people(
    conn: &mut Conn,
    filing: &FilingRow,
    items: &[CountedItem],
) -> Result<Vec<CountedPart>> {
    let mut stays: BTreeMap<Uuid, Vec<Stay>> = BTreeMap::new();
    for some in items.chunks(CHUNK) {
        let bodies = bodies(conn, some).await?;
        let presence = Presence::read(conn, some, &bodies).await?;
        for (id, body) in &bodies {
            let stay = Filed { id, body }.stay()?;
            for person in presence.people(id, body) {
                stays.entry(person).or_default().push(stay);
            }
        }
    }
    by_person(conn, stays, filing.as_of()).await
}
