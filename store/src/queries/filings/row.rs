//! A filing's row, and how it becomes what is read of it.

use super::super::{Conn, places::Places, rows};
use crate::{Result, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    filings::{CountedItem, Filing, FilingState},
    ids::FilingId,
    statistics::{
        AnnualStatistics, Freeze,
        catalogue::{IndicatorCode, Listed},
    },
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The select every reader of filings starts from.
const SELECT: &str = "
    SELECT f.id, f.area_code, f.year, f.number, f.state, f.figures, f.hash, f.filed_at, a.name AS filed_by,
           f.decided_at, d.name AS decided_by, f.reason
    FROM filings f JOIN accounts a ON a.id = f.filed_by LEFT JOIN accounts d ON d.id = f.decided_by";

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct FilingRow {
    pub(crate) id: Uuid,
    area_code: String,
    year: i64,
    number: i64,
    state: String,
    /// JSON, as it was written.
    pub(crate) figures: String,
    pub(crate) hash: String,
    filed_at: DateTime<Utc>,
    filed_by: String,
    decided_at: Option<DateTime<Utc>>,
    decided_by: Option<String>,
    reason: Option<String>,
}

impl FilingRow {
    pub(crate) fn area(&self) -> Result<AreaCode> {
        rows::area("filings", "area_code", self.id, &self.area_code)
    }

    pub(crate) fn year(&self) -> i32 {
        i32::try_from(self.year).unwrap_or_default()
    }

    /// The day that its stocks are told of.
    pub(super) fn as_of(&self) -> NaiveDate {
        calendar::as_of(self.year(), calendar::shanghai_date(self.filed_at))
    }

    pub(crate) const fn number(&self) -> i64 {
        self.number
    }

    pub(crate) fn state(&self) -> Result<FilingState> {
        rows::code("filings", "state", self.id, &self.state)
    }

    /// The figures as they were filed.
    pub(crate) fn figures(&self) -> Result<AnnualStatistics> {
        let filed: AnnualStatistics = rows::json("filings", "figures", self.id, &self.figures)?;
        Ok(filed.read_back())
    }

    /// The filed figures, with the live ones beside those that differ.
    pub(crate) fn frozen(&self, live: &AnnualStatistics) -> Result<AnnualStatistics> {
        Ok(self.figures()?.frozen_in(self.freeze(), live))
    }

    pub(super) fn freeze(&self) -> Freeze {
        Freeze {
            at: self.filed_at,
            by: self.filed_by.clone(),
            hash: self.hash.clone(),
            filing_id: FilingId(self.id),
            number: self.number,
        }
    }

    pub(super) fn filing(self, places: &Places) -> Result<Filing> {
        let area = self.area()?;
        Ok(Filing {
            area: places.area(area)?,
            year: self.year(),
            state: self.state()?,
            id: FilingId(self.id),
            number: self.number,
            filed_at: self.filed_at,
            filed_by: self.filed_by,
            decided_at: self.decided_at,
            decided_by: self.decided_by,
            reason: self.reason,
            hash: self.hash,
        })
    }
}

/// A filing; [`StoreError::NotFound`] when there is none of this id.
pub(super) async fn find(conn: &mut Conn, id: FilingId) -> Result<FilingRow> {
    let mut query = sqlx::QueryBuilder::<super::super::Db>::new(SELECT);
    query.push(" WHERE f.id = ").push_bind(id.0);
    let found = query.build_query_as().fetch_optional(conn).await?;
    found.ok_or(StoreError::NotFound)
}

/// All filings, for a check.
pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Uuid>> {
    let found: Vec<(Uuid,)> =
        sqlx::query_as("SELECT id FROM filings ORDER BY area_code, year, number")
            .fetch_all(conn)
            .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The filings of an area's year, newest first.
pub(super) async fn numbers(conn: &mut Conn, area: AreaCode, year: i32) -> Result<Vec<FilingRow>> {
    let mut query = sqlx::QueryBuilder::<super::super::Db>::new(SELECT);
    query
        .push(" WHERE f.area_code = ")
        .push_bind(area.to_string())
        .push(" AND f.year = ")
        .push_bind(i64::from(year))
        .push(" ORDER BY f.number DESC");
    Ok(query.build_query_as().fetch_all(conn).await?)
}

/// The newest filing of each of these areas and years.
pub(super) async fn newest(
    conn: &mut Conn,
    areas: &[AreaCode],
    years: std::ops::RangeInclusive<i32>,
) -> Result<BTreeMap<(AreaCode, i32), FilingRow>> {
    let mut newest = BTreeMap::new();
    for chunk in areas.chunks(500) {
        let mut query = sqlx::QueryBuilder::<super::super::Db>::new(SELECT);
        query
            .push(" WHERE f.year >= ")
            .push_bind(i64::from(*years.start()))
            .push(" AND f.year <= ")
            .push_bind(i64::from(*years.end()))
            .push(" AND f.area_code IN (");
        let mut list = query.separated(", ");
        for area in chunk {
            list.push_bind(area.to_string());
        }
        query.push(") ORDER BY f.number");
        let found: Vec<FilingRow> = query.build_query_as().fetch_all(&mut *conn).await?;
        for row in found {
            newest.insert((row.area()?, row.year()), row);
        }
    }
    Ok(newest)
}

/// The filing that an area's year is frozen in.
pub(crate) async fn standing(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
) -> Result<Option<FilingRow>> {
    let mut query = sqlx::QueryBuilder::<super::super::Db>::new(SELECT);
    query
        .push(" WHERE f.state IN ('filed', 'accepted') AND f.area_code = ")
        .push_bind(area.to_string())
        .push(" AND f.year = ")
        .push_bind(i64::from(year))
        .push(" ORDER BY f.number DESC LIMIT 1");
    Ok(query.build_query_as().fetch_optional(conn).await?)
}

/// Whether the year of the area above stands, which was filed with this area's.
pub(super) async fn above_stands(conn: &mut Conn, area: AreaCode, year: i32) -> Result<bool> {
    let above = match area.level() {
        AreaLevel::Township => area.at(AreaLevel::County),
        AreaLevel::County => area.at(AreaLevel::City),
        AreaLevel::Province | AreaLevel::City | AreaLevel::Village => None,
    };
    match above {
        Some(above) => Ok(standing(conn, above, year).await?.is_some()),
        None => Ok(false),
    }
}

/// Kind, id, version, name and codes of what a filing counts.
pub(super) type ItemRow = (String, String, i64, String, String);

/// What a filing counts.
pub(super) async fn items(conn: &mut Conn, id: Uuid) -> Result<Vec<CountedItem>> {
    let found: Vec<ItemRow> = sqlx::query_as(
        "SELECT kind, item_id, version, name, codes FROM filing_items WHERE filing_id = $1 ORDER BY kind, item_id",
    )
    .bind(id)
    .fetch_all(conn)
    .await?;
    found.into_iter().map(item).collect()
}

pub(super) fn item((kind, item_id, version, name, codes): ItemRow) -> Result<CountedItem> {
    let listed = Listed::ALL.iter().find(|listed| listed.code() == kind);
    Ok(CountedItem {
        kind: *listed.ok_or_else(|| rows::corrupt("filing_items", "kind", &item_id))?,
        codes: self::codes(&codes)
            .ok_or_else(|| rows::corrupt("filing_items", "codes", &item_id))?,
        id: item_id,
        version,
        name,
    })
}

/// Codes with commas; none when one is unknown.
pub(super) fn codes(text: &str) -> Option<BTreeSet<IndicatorCode>> {
    text.split(',')
        .filter(|code| !code.is_empty())
        .map(IndicatorCode::from_text)
        .collect()
}
