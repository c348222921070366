//! The villages that a figure of a filing counts, from its records as they were filed.

use super::{
    super::{Conn, Pools, divisions::Told, places::Places, rows},
    items::bodies,
    read::find_for,
    row::{self, FilingRow},
};
use crate::{Result, StoreError};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    filings::{CountedItem, added_field, kept_under},
    ids::FilingId,
    statistics::{
        Figure,
        catalogue::{IndicatorCode, Listed},
        counted::{CountedPart, Parts},
    },
};
use serde_json::Value;
use std::collections::BTreeMap;

pub(crate) async fn parts(
    pools: &Pools,
    actor: &Actor,
    id: FilingId,
    code: IndicatorCode,
) -> Result<Vec<CountedPart>> {
    let kept = kept_under(code).ok_or(StoreError::NotFound)?;
    let mut tx = pools.snapshot().await?;
    let filing = find_for(&mut tx, actor, id).await?;
    if Parts::of(code).and_then(Parts::listed) != Some(Listed::Villages) {
        return Ok(Vec::new());
    }
    let mut items = row::items(&mut tx, id.0).await?;
    items.retain(|item| item.kind == Listed::Records && item.codes.contains(&kept));
    villages(&mut tx, &filing, code, &items).await
}

async fn villages(
    conn: &mut Conn,
    filing: &FilingRow,
    code: IndicatorCode,
    items: &[CountedItem],
) -> Result<Vec<CountedPart>> {
    let told = Told::read(conn, filing.as_of()).await?;
    let mut by_village: BTreeMap<AreaCode, CountedPart> = BTreeMap::new();
    for (id, body) in bodies(conn, items).await? {
        let text = |name| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let area = rows::area("record_versions", "body", &id, text("area_code"))?;
        let day = text("ended_on").parse::<NaiveDate>();
        let day = day.map_err(|_| rows::corrupt("record_versions", "body", &id))?;
        let number = added_field(code).map_or(1, |field| {
            body.get(field).and_then(Value::as_i64).unwrap_or(0)
        });
        let village = told.areas.told(area);
        let part = by_village.entry(village).or_insert_with(|| CountedPart {
            id: village.to_string(),
            name: String::new(),
            place: String::new(),
            items: 0,
            latest_on: day,
            number: Figure::Count(0),
        });
        part.items += 1;
        part.latest_on = part.latest_on.max(day);
        part.number = part.number.max(Figure::Count(number));
    }
    let places = Places::read_on(conn, by_village.keys().copied(), told.day).await?;
    let named = by_village.into_iter().map(|(village, part)| CountedPart {
        name: places.full_name(village),
        ..part
    });
    Ok(named.collect())
}
