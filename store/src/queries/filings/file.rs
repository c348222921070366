//! Filing a year: records are locked, then counties' turns taken, so that nothing counted changes until
//! the figures and all they count are kept.

use super::{
    super::{
        Conn, Db, Pools,
        audit::{self, Entry},
        feeds::Changed,
        rollups, settings, statistics,
    },
    counted::{self, Asked},
    row::{self, FilingRow},
};
use crate::{Result, StoreError, filings::Outcome};
use chrono::{DateTime, Utc};
use domain::{
    access::{self, Action, Actor, Standing},
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{Coded, Status},
    coverage::AreaName,
    filings::{
        self, Caution, CountedItem, FiledYear, Filing, FilingState, Obstacle, Readiness, Year,
        filer, hash, text,
    },
    ids::FilingId,
    statistics::{AnnualStatistics, AreaRow, Figure, IndicatorFigure},
};
use sqlx::QueryBuilder;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Refuses who does not file this area's years.
pub(super) fn authorise(actor: &Actor, area: AreaCode) -> Result<()> {
    statistics::authorise(actor, area)?;
    if may_file(actor, area) {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}

pub(super) fn may_file(actor: &Actor, area: AreaCode) -> bool {
    filer(area.level()) == Some(actor.role)
        && access::may(
            actor.role,
            Action::FileYear,
            Standing::to_area(actor, &area),
        )
}

pub(super) fn may_judge(actor: &Actor, area: AreaCode) -> bool {
    filings::judge(area.level()) == Some(actor.role)
        && access::may(
            actor.role,
            Action::JudgeYear,
            Standing::to_area(actor, &area),
        )
}

pub(crate) async fn readiness(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    year: i32,
) -> Result<Readiness> {
    authorise(actor, area)?;
    let mut tx = pools.snapshot().await?;
    let now = pools.clock.now();
    let live = statistics::live(&mut tx, area, year, now).await?;
    let numbers = row::numbers(&mut tx, area, year).await?;
    judge_readiness(&mut tx, &live, numbers.first(), now).await
}

pub(crate) async fn file(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    year: i32,
    ticked: &BTreeSet<String>,
) -> Result<Outcome> {
    authorise(actor, area)?;
    let mut tx = pools.begin().await?;
    let mut changed = Changed::default();
    lock(&mut tx, area, year, &mut changed).await?;
    let turns = rollups::turns_within(&mut tx, area).await?;
    rollups::take_turns(&mut tx, turns).await?;
    // What was approved while others had their turn.
    lock(&mut tx, area, year, &mut changed).await?;
    let now = pools.clock.now();
    let live = statistics::live(&mut tx, area, year, now).await?;
    let numbers = row::numbers(&mut tx, area, year).await?;
    let readiness = judge_readiness(&mut tx, &live, numbers.first(), now).await?;
    let Year::Open(open) = state(numbers.first())? else {
        return Ok(Outcome::NotReady(readiness));
    };
    let Ok(filed) = open.file(&readiness, ticked) else {
        return Ok(Outcome::NotReady(readiness));
    };
    let filing = keep(&mut tx, pools, actor, filed, live).await?;
    changed.publish_noted(&mut tx).await?;
    audit::write(&mut tx, pools, entry(actor, &filing)).await?;
    tx.commit().await?;
    Ok(Outcome::Filed(filing.id))
}

/// The year after its newest filing.
pub(super) fn state(newest: Option<&FilingRow>) -> Result<Year> {
    let newest = newest
        .map(|row| Ok::<_, StoreError>((row.number(), row.state()?)))
        .transpose()?;
    Ok(Year::after(newest))
}

/// Locks the approved records that the area answers for: a county all of its own, a city those that
/// belong to no county, a township none, for the county still decides on them.
async fn lock(conn: &mut Conn, area: AreaCode, year: i32, changed: &mut Changed) -> Result<()> {
    set_status(
        conn,
        area,
        year,
        (Status::Approved, Status::Locked),
        changed,
    )
    .await
}

/// Opens them again.
pub(super) async fn unlock(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
    changed: &mut Changed,
) -> Result<()> {
    set_status(
        conn,
        area,
        year,
        (Status::Locked, Status::Approved),
        changed,
    )
    .await
}

async fn set_status(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
    (from, to): (Status, Status),
    changed: &mut Changed,
) -> Result<()> {
    if area.level() == AreaLevel::Township {
        return Ok(());
    }
    let (first, last) = calendar::year_bounds(year);
    let (lowest, beyond) = if area.level() == AreaLevel::City {
        (area.to_string(), format!("{area}0"))
    } else {
        area.range()
    };
    let found: Vec<(Uuid,)> = sqlx::query_as(
        "UPDATE records SET status = $1 WHERE status = $2 AND area_code >= $3 AND area_code < $4
         AND occurred_on >= $5 AND occurred_on <= $6 RETURNING id",
    )
    .bind(to.code())
    .bind(from.code())
    .bind(lowest)
    .bind(beyond)
    .bind(first)
    .bind(last)
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = found.into_iter().map(|(id,)| id).collect();
    changed.note_all(conn, &ids).await
}

async fn judge_readiness(
    conn: &mut Conn,
    live: &AnnualStatistics,
    newest: Option<&FilingRow>,
    now: DateTime<Utc>,
) -> Result<Readiness> {
    let year = live.year;
    let year_end = calendar::year_bounds(year).1;
    let today = calendar::shanghai_date(now);
    let mut obstacles = Vec::new();
    let mut cautions = Vec::new();
    if calendar::year_bounds(year).0 > today {
        obstacles.push(Obstacle::NotBegun);
    }
    if newest
        .map(FilingRow::state)
        .transpose()?
        .is_some_and(FilingState::stands)
    {
        obstacles.push(Obstacle::Stands);
    }
    if row::above_stands(conn, live.area.code, year).await? {
        obstacles.push(Obstacle::AboveStands);
    }
    if live
        .indicators
        .iter()
        .all(|figure| figure.value.is_none_or(Figure::is_zero))
    {
        obstacles.push(Obstacle::NothingCounted);
    }
    let below = Below::of(conn, live).await?;
    match live.area.level {
        AreaLevel::County => {
            if !below.missing.is_empty() && settings::township_step(conn, live.area.code).await? {
                cautions.push(Caution::TownshipsMissing(below.missing));
            }
            if !below.corrected.is_empty() {
                cautions.push(Caution::TownshipsCorrected(below.corrected));
            }
        }
        AreaLevel::City => {
            if !below.missing.is_empty() {
                obstacles.push(Obstacle::CountiesMissing(below.missing));
            }
            if !below.corrected.is_empty() {
                cautions.push(Caution::CountiesCorrected(below.corrected));
            }
        }
        AreaLevel::Province | AreaLevel::Township | AreaLevel::Village => {}
    }
    if live.pending_records > 0 {
        cautions.push(Caution::Pending(live.pending_records));
    }
    if today <= year_end {
        cautions.push(Caution::YearNotOver);
    }
    Ok(Readiness {
        area: live.area.clone(),
        year,
        next_number: newest.map_or(0, FilingRow::number) + 1,
        obstacles,
        cautions,
    })
}

/// The areas below that have figures and file years of their own.
#[derive(Debug, Default)]
struct Below {
    /// Without an accepted year.
    missing: Vec<AreaName>,
    /// Accepted, and changed since.
    corrected: Vec<AreaName>,
}

impl Below {
    async fn of(conn: &mut Conn, live: &AnnualStatistics) -> Result<Self> {
        let with_figures: Vec<&AreaRow> = live
            .rows
            .iter()
            .filter(|row| filer(row.area.level).is_some() && row.has_figures())
            .collect();
        let codes: Vec<AreaCode> = with_figures.iter().map(|row| row.area.code).collect();
        let newest = row::newest(conn, &codes, live.year..=live.year).await?;
        let mut below = Self::default();
        for child in with_figures {
            match newest.get(&(child.area.code, live.year)) {
                Some(filing) if filing.state()? == FilingState::Accepted => {
                    let filed = filing.figures()?;
                    let differs = |figure: &IndicatorFigure| {
                        child.values.get(&figure.code) != Some(&figure.value)
                    };
                    if filed.indicators.iter().any(differs) {
                        below.corrected.push(child.area.clone());
                    }
                }
                _ => below.missing.push(child.area.clone()),
            }
        }
        Ok(below)
    }
}

/// Keeps the figures and all that they count.
async fn keep(
    conn: &mut Conn,
    pools: &Pools,
    actor: &Actor,
    filed: FiledYear,
    live: AnnualStatistics,
) -> Result<Filing> {
    let now = live.generated_at;
    let asked = Asked {
        area: live.area.code,
        year: live.year,
        as_of: calendar::as_of(live.year, calendar::shanghai_date(now)),
    };
    let items = counted::items(conn, asked).await?;
    let figures = serde_json::to_string(&live)
        .map_err(|_| super::super::rows::corrupt("filings", "figures", asked.area))?;
    let mut filing = Filing {
        id: FilingId(pools.clock.new_id()),
        area: live.area,
        year: live.year,
        number: filed.number,
        state: FilingState::Filed,
        filed_at: now,
        filed_by: actor.name.clone(),
        decided_at: None,
        decided_by: None,
        reason: None,
        hash: String::new(),
    };
    filing.hash = hash(&text(&filing, &figures, &items));
    insert(conn, actor, &filing, &figures).await?;
    insert_items(conn, filing.id, &items).await?;
    Ok(filing)
}

async fn insert(conn: &mut Conn, actor: &Actor, filing: &Filing, figures: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO filings (id, area_code, year, number, state, figures, hash, filed_by, filed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(filing.id.0)
    .bind(filing.area.code.to_string())
    .bind(i64::from(filing.year))
    .bind(filing.number)
    .bind(filing.state.code())
    .bind(figures)
    .bind(&filing.hash)
    .bind(actor.account_id.0)
    .bind(filing.filed_at)
    .execute(conn)
    .await?;
    Ok(())
}

async fn insert_items(conn: &mut Conn, id: FilingId, items: &[CountedItem]) -> Result<()> {
    for chunk in items.chunks(500) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO filing_items (filing_id, kind, item_id, version, name, codes) ",
        );
        query.push_values(chunk, |mut row, item| {
            let codes: Vec<_> = item.codes.iter().map(|code| code.as_str()).collect();
            row.push_bind(id.0)
                .push_bind(item.kind.code())
                .push_bind(&item.id)
                .push_bind(item.version)
                .push_bind(&item.name)
                .push_bind(codes.join(","));
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// The hash stands in the audit chain too: who changes a filing has to change the log as well.
fn entry<'a>(actor: &Actor, filing: &Filing) -> Entry<'a> {
    Entry {
        account_id: Some(actor.account_id),
        action: "filings.file",
        subject_kind: "filing",
        subject_id: filing.id.to_string(),
        area_code: Some(filing.area.code),
        detail: serde_json::json!({
            "year": filing.year, "number": filing.number, "hash": filing.hash,
        }),
    }
}
