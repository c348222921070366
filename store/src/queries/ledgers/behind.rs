//! The entries behind a figure, by the very rule that counts them.

use super::{
    Conn,
    divisions::Told,
    entries::{COLUMNS, EntryRow, Kept},
    known, tallies,
};
use crate::{Result, StoreError, ledgers::text};
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    calendar,
    codes::Coded,
    ledgers::{Fills, Measure},
    reading::ListedEntry,
    statistics::{
        Figure, Hundredths,
        catalogue::IndicatorCode,
        tallies::{Tally, What, counted_as},
    },
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// A page of them, newest first; `after` is the key of the last one before.
pub(crate) async fn list(
    conn: &mut Conn,
    code: IndicatorCode,
    when: (AreaCode, i32, NaiveDate),
    told: &Told,
    (after, limit): (Option<&str>, i64),
) -> Result<(Vec<ListedEntry>, Option<String>)> {
    let mut kept = rows(conn, code, when, told, (begin(after)?, limit + 1)).await?;
    let more = kept.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        kept.pop();
    }
    let entries = listed(conn, &kept, counted_as(code)).await?;
    let next = entries
        .last()
        .filter(|_| more)
        .map(|entry| format!("{}_{}", entry.occurred_on, entry.id));
    Ok((entries, next))
}

/// All that a figure counts: address, version and name of each entry.
pub(crate) async fn counted(
    conn: &mut Conn,
    code: IndicatorCode,
    when: (AreaCode, i32, NaiveDate),
    told: &Told,
) -> Result<Vec<(String, i64, String)>> {
    let kept = rows(conn, code, when, told, (begin(None)?, i64::MAX)).await?;
    let named = kept.iter().map(|kept| {
        let address = format!("{}/{}", kept.entry.kind.code(), kept.id);
        Ok((address, kept.version, kept.facts()?.title))
    });
    named.collect()
}

async fn rows(
    conn: &mut Conn,
    code: IndicatorCode,
    (area, year, as_of): (AreaCode, i32, NaiveDate),
    told: &Told,
    ((day, id), limit): ((NaiveDate, Uuid), i64),
) -> Result<Vec<Kept>> {
    let tallies = counted_as(code);
    let instead = told.instead(area);
    let selects: Vec<_> = tallies
        .iter()
        .map(|tally| format!("SELECT e.id {}", tallies::from(&tally.rule(), &instead)))
        .collect();
    let sql = format!(
        "{}SELECT {COLUMNS} FROM ledger_entries e WHERE e.id IN ({}) AND ($3 IS NOT NULL AND $4 IS NOT NULL AND $5 IS NOT NULL AND $6 IS NOT NULL)
           AND (e.occurred_on, e.id) < ($7, $8) ORDER BY e.occurred_on DESC, e.id DESC LIMIT $9",
        instead.with,
        selects.join(" UNION ")
    );
    let (from, to) = area.range();
    let (first, last) = calendar::year_bounds(year);
    let found: Vec<EntryRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(from)
        .bind(to)
        .bind(i64::from(year))
        .bind(first)
        .bind(as_of)
        .bind(last)
        .bind(day)
        .bind(id)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    found.into_iter().map(Kept::try_from).collect()
}

/// The key that all entries of the page lie before.
fn begin(after: Option<&str>) -> Result<(NaiveDate, Uuid)> {
    let Some(after) = after else {
        return Ok((calendar::year_bounds(i32::MAX).1, Uuid::max()));
    };
    super::super::records::key(after)
}

async fn listed(conn: &mut Conn, kept: &[Kept], tallies: &[Tally]) -> Result<Vec<ListedEntry>> {
    let areas: Vec<AreaCode> = kept.iter().map(|kept| kept.area).collect();
    let names = known::names(conn, areas).await?;
    let what = tallies.first().map(|tally| tally.rule().what);
    kept.iter()
        .map(|kept| {
            let facts = kept.facts()?;
            let (kind, area) = (kept.entry.kind, kept.area.to_string());
            let sub_kind = kind.declared().field_that(Fills::SubKind);
            Ok(ListedEntry {
                id: kept.id,
                ledger: kind.code().to_owned(),
                area_code: kept.area,
                area_name: names.areas.get(&area).cloned().unwrap_or(area),
                occurred_on: facts.occurred_on,
                sub_kind: sub_kind
                    .map(|field| text(field, &kept.entry, &names))
                    .unwrap_or_default(),
                status: kept.entry.status.label().to_owned(),
                number: number(what, |measure| facts.measures.get(measure).unwrap_or(0)),
                title: facts.title,
            })
        })
        .collect::<Result<_, StoreError>>()
}

/// What one entry adds, in the figure's own unit.
fn number(what: Option<What>, of: impl Fn(Measure) -> i64) -> Figure {
    match what {
        Some(What::Sum(measure) | What::LargestOfName(measure) | What::LargestOfPlace(measure)) => {
            match measure {
                Measure::Area => Figure::Hundredths(Hundredths(of(measure))),
                Measure::Households
                | Measure::PovertyExitedHouseholds
                | Measure::Jobs
                | Measure::WorkedDays => Figure::Count(of(measure)),
                money => Figure::Hundredths(Hundredths((of(money) + 5_000) / 10_000)),
            }
        }
        _ => Figure::Count(1),
    }
}
