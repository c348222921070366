//! The villages that a figure of a filing counts, from its records as they were filed.

use super::{
    super::{Conn, Pools, among::CHUNK, divisions::Told, parts::named, rows},
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
    // A city's year has a hundred thousand records: no more than some of them are held at once.
    for some in items.chunks(CHUNK) {
        for (id, body) in bodies(conn, some).await? {
            let text = |name| body.get(name).and_then(Value::as_str).unwrap_or_default();
            let area = rows::area("record_versions", "body", &id, text("area_code"))?;
            let day = text("ended_on").parse::<NaiveDate>();
            let day = day.map_err(|_| rows::corrupt("record_versions", "body", &id))?;
            let number = added_field(code).map_or(1, |field| {
                body.get(field).and_then(Value::as_i64).unwrap_or(0)
            });
            let village = told.areas.told(area);
            by_village
                .entry(village)
                .or_insert_with(|| CountedPart::of_village(village, day))
                .count(1, day, number);
        }
    }
    named(conn, by_village, &told).await
}
