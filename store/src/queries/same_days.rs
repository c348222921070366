//! Which visits were to the same village on the same days as another: read for a page at a time, within
//! the page's days, so that it costs the same however many years there are.

use super::{
    Conn, Db,
    among::{CHUNK, rows_among},
    lists,
    record_rows::RecordRow,
};
use crate::Result;
use chrono::{Days, NaiveDate};
use domain::days::MAX_SPAN;
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The records of a page that share village and day with another visit that was submitted.
#[derive(Debug, Default)]
pub(crate) struct SameDays(BTreeSet<Uuid>);

#[derive(Debug, Clone, Copy)]
struct Stay {
    id: Uuid,
    from: NaiveDate,
    to: NaiveDate,
}

impl SameDays {
    pub(crate) async fn read(conn: &mut Conn, records: &[RecordRow]) -> Result<Self> {
        let villages: BTreeMap<Uuid, &str> = records.iter().filter_map(in_village).collect();
        let own = own(conn, &villages.keys().copied().collect::<Vec<_>>()).await?;
        let (Some(first), Some(last)) = (
            own.iter().map(|stay| stay.from).min(),
            own.iter().map(|stay| stay.to).max(),
        ) else {
            return Ok(Self::default());
        };
        let areas: BTreeSet<&str> = villages.values().copied().collect();
        let areas: Vec<&str> = areas.into_iter().collect();
        let others = others(conn, &areas, (first, last)).await?;
        let shared = own.iter().filter(|stay| {
            let area = villages.get(&stay.id);
            let there = area.and_then(|area| others.get(*area));
            there.is_some_and(|there| there.iter().any(|other| other.meets(stay)))
        });
        Ok(Self(shared.map(|stay| stay.id).collect()))
    }

    pub(crate) fn holds(&self, row: &RecordRow) -> bool {
        self.0.contains(&row.id)
    }
}

impl Stay {
    fn meets(&self, other: &Self) -> bool {
        self.id != other.id && self.from <= other.to && self.to >= other.from
    }
}

fn in_village(row: &RecordRow) -> Option<(Uuid, &str)> {
    let area = row.area_code.as_deref();
    let area = area.filter(|area| !area.ends_with("000"));
    Some((row.id, area?))
}

/// When the visits among these records were.
async fn own(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<Stay>> {
    let select = "SELECT record_id, started_on, ended_on FROM visits WHERE record_id";
    let found: Vec<(Uuid, NaiveDate, NaiveDate)> = rows_among(conn, select, ids).await?;
    let stay = |(id, from, to)| Stay { id, from, to };
    Ok(found.into_iter().map(stay).collect())
}

/// The submitted visits to these villages that touch these days, by village.
async fn others(
    conn: &mut Conn,
    areas: &[&str],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<BTreeMap<String, Vec<Stay>>> {
    let mut by_area: BTreeMap<String, Vec<Stay>> = BTreeMap::new();
    for chunk in areas.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT o.area_code, o.id, v.started_on, v.ended_on FROM records o JOIN visits v ON v.record_id = o.id
             WHERE o.status IN ('submitted', 'verified', 'approved', 'locked') AND o.occurred_on >= ",
        );
        query.push_bind(first);
        query
            .push(" AND o.occurred_on <= ")
            .push_bind(reach(last))
            .push(" AND o.area_code");
        let comes_again = lists::among(&mut query, chunk);
        let query = query.build_query_as().persistent(comes_again);
        let found: Vec<(String, Uuid, NaiveDate, NaiveDate)> = query.fetch_all(&mut *conn).await?;
        for (area, id, from, to) in found {
            by_area.entry(area).or_default().push(Stay { id, from, to });
        }
    }
    Ok(by_area)
}

/// The last day on which a visit can end that has begun by this day.
pub(crate) fn reach(day: NaiveDate) -> NaiveDate {
    let most = u64::try_from(MAX_SPAN - 1).unwrap_or(0);
    day.checked_add_days(Days::new(most)).unwrap_or(day)
}
