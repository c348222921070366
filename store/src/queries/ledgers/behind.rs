//! The entries behind a figure, by the very rule that counts them.

use super::{
    super::among::rows_among,
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
    ledgers::{Facts, Fills, Measure},
    reading::ListedEntry,
    statistics::{
        Figure, Hundredths,
        catalogue::IndicatorCode,
        counted::{CountedPart, added},
        tallies::{Tally, What, counted_as},
    },
};
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
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
    let entries = listed(conn, &kept, code, when).await?;
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

/// What a figure counts once, however many entries tell of it: the largest of a place, a name.
pub(crate) async fn parts(
    conn: &mut Conn,
    code: IndicatorCode,
    what: What,
    when: (AreaCode, i32, NaiveDate),
    told: &Told,
) -> Result<Vec<CountedPart>> {
    let kept = rows(conn, code, when, told, (begin(None)?, i64::MAX)).await?;
    let areas: Vec<AreaCode> = kept.iter().map(|kept| told.areas.told(kept.area)).collect();
    let names = known::names(conn, areas).await?;
    let mut parts: BTreeMap<(AreaCode, String, String), CountedPart> = BTreeMap::new();
    for kept in &kept {
        let facts = kept.facts()?;
        let place = told.areas.told(kept.area);
        let by_place = !matches!(what, What::Names);
        let by_name = !matches!(what, What::LargestOfPlace(_));
        let by_kind = matches!(what, What::Names | What::LargestOfName(_));
        let adds = number(Some(what), |measure| {
            facts.measures.get(measure).unwrap_or(0)
        });
        let key = (
            if by_place { place } else { when.0 },
            if by_kind {
                facts.sub_kind
            } else {
                String::new()
            },
            if by_name {
                facts.name_key
            } else {
                String::new()
            },
        );
        let named = names.areas.get(&place.to_string()).cloned();
        let part = parts.entry(key).or_insert_with(|| CountedPart {
            id: String::new(),
            name: if by_name {
                facts.title
            } else {
                named.clone().unwrap_or_default()
            },
            place: named.filter(|_| by_place && by_name).unwrap_or_default(),
            items: 0,
            latest_on: facts.occurred_on,
            number: adds,
        });
        part.items += 1;
        part.latest_on = part.latest_on.max(facts.occurred_on);
        if adds.in_hundredths() > part.number.in_hundredths() {
            part.number = adds;
        }
    }
    Ok(parts.into_values().collect())
}

/// What an entry adds, in the version it has.
pub(crate) struct Adds {
    pub(crate) version: i64,
    pub(crate) number: Figure,
    pub(crate) beside: Option<Figure>,
}

/// What entries add to a figure of a year as it stood at a day, by their addresses.
pub(crate) async fn adds(
    conn: &mut Conn,
    ids: &[Uuid],
    code: IndicatorCode,
    (year, as_of): (i32, NaiveDate),
) -> Result<BTreeMap<String, Adds>> {
    let tallies = tallies_of(code);
    let mut out = BTreeMap::new();
    let select = format!("SELECT {COLUMNS} FROM ledger_entries e WHERE e.id");
    let found: Vec<EntryRow> = rows_among(conn, &select, ids).await?;
    for row in found {
        let kept = Kept::try_from(row)?;
        let facts = kept.facts()?;
        let adds = Adds {
            version: kept.version,
            number: adds_to(&tallies, 0, &facts, (year, as_of)).unwrap_or(Figure::Count(1)),
            beside: adds_to(&tallies, 1, &facts, (year, as_of)),
        };
        out.insert(format!("{}/{}", kept.entry.kind.code(), kept.id), adds);
    }
    Ok(out)
}

/// What an entry adds to one of the numbers that a figure is told by. Behind a figure of one number stand
/// only entries that count in it.
fn adds_to(
    tallies: &[Tally],
    at: usize,
    facts: &Facts,
    (year, as_of): (i32, NaiveDate),
) -> Option<Figure> {
    let rule = tallies.get(at)?.rule();
    let of = |measure| facts.measures.get(measure).unwrap_or(0);
    let taken = tallies.len() == 1 || rule.takes(facts, year, as_of);
    Some(if taken {
        number(Some(rule.what), of)
    } else {
        Figure::Count(0)
    })
}

async fn listed(
    conn: &mut Conn,
    kept: &[Kept],
    code: IndicatorCode,
    (_, year, as_of): (AreaCode, i32, NaiveDate),
) -> Result<Vec<ListedEntry>> {
    let areas: Vec<AreaCode> = kept.iter().map(|kept| kept.area).collect();
    let names = known::names(conn, areas).await?;
    let tallies = tallies_of(code);
    let adds = |at, facts: &Facts| adds_to(&tallies, at, facts, (year, as_of));
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
                number: adds(0, &facts).unwrap_or(Figure::Count(1)),
                beside: adds(1, &facts),
                title: facts.title,
            })
        })
        .collect::<Result<_, StoreError>>()
}

/// The numbers that an entry adds to: the figure's own, or both that a share is told by.
fn tallies_of(code: IndicatorCode) -> Vec<Tally> {
    let shown = added(code);
    let of_shown = shown.iter().filter_map(|added| added.tally());
    let mut tallies: Vec<Tally> = of_shown.collect();
    if tallies.is_empty() {
        tallies.extend(counted_as(code).first());
    }
    tallies
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
