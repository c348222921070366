//! Which visits were to the same village on the same days as another: read for a page at a time, within
//! the page's days, so that it costs the same however many years there are.

use super::{Conn, Db, among::CHUNK, lists, record_rows::RecordRow};
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
        let own: Vec<(&str, Stay)> = records.iter().filter_map(in_village).collect();
        let days = own.iter().map(|(_, stay)| (stay.from, stay.to));
        let (Some(first), Some(last)) = (
            days.clone().map(|(from, _)| from).min(),
            days.map(|(_, to)| to).max(),
        ) else {
            return Ok(Self::default());
        };
        let areas: BTreeSet<&str> = own.iter().map(|(area, _)| *area).collect();
        let areas: Vec<&str> = areas.into_iter().collect();
        let others = others(conn, &areas, (first, last)).await?;
        let shared = own.iter().filter(|(area, stay)| {
            let there = others.get(*area);
            there.is_some_and(|there| there.iter().any(|other| other.meets(stay)))
        });
        Ok(Self(shared.map(|(_, stay)| stay.id).collect()))
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

/// When a visit to a village was, and to which.
fn in_village(row: &RecordRow) -> Option<(&str, Stay)> {
    let area = row.area_code.as_deref();
    let area = area.filter(|area| !area.ends_with("000"))?;
    let (from, to) = row.visit_days()?;
    Some((
        area,
        Stay {
            id: row.id,
            from,
            to,
        },
    ))
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
        let found: Vec<(String, Uuid, NaiveDate, NaiveDate)> = query
            .build_query_as()
            .persistent(comes_again)
            .fetch_all(&mut *conn)
            .await?;
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
