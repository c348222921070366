//! Filings as they are read: the list, one with its corrections, two beside each other.

use super::{
    super::{Conn, Db, Pools, places, places::Places, rows, settings, statistics},
    counted::{self, Asked},
    file::{may_file, may_judge},
    row::{self, FilingRow},
};
use crate::{Result, StoreError, filings::Compared};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{Coded, Status},
    coverage::AreaName,
    filings::{
        Correction, Filing, FilingState, FilingView, ItemChange, Snapshot, Year, YearLine,
        compare as differences, filer, is_accepted_above,
    },
    ids::FilingId,
    statistics::{AnnualStatistics, catalogue::Listed},
};
use sqlx::QueryBuilder;
use std::{collections::BTreeMap, ops::RangeInclusive};
use uuid::Uuid;

/// How many years of a county are listed.
const YEARS: i32 = 6;

/// A filing that the actor may read; otherwise there is none.
pub(super) async fn find_for(conn: &mut Conn, actor: &Actor, id: FilingId) -> Result<FilingRow> {
    let row = row::find(conn, id).await?;
    statistics::authorise(actor, row.area()?).map_err(|_| StoreError::NotFound)?;
    Ok(row)
}

pub(crate) async fn list(pools: &Pools, actor: &Actor, year: i32) -> Result<Vec<YearLine>> {
    let own = actor.area_code.ok_or(StoreError::Forbidden)?;
    if filer(own.level()) != Some(actor.role) {
        return Err(StoreError::Forbidden);
    }
    let mut tx = pools.snapshot().await?;
    let area = Places::read(&mut tx, [own]).await?.area(own)?;
    let first = match own.level() {
        AreaLevel::City => year,
        _ => year - YEARS + 1,
    };
    let mut lines = lines_of(&mut tx, actor, &[area], first..=year).await?;
    if own.level() != AreaLevel::Township {
        let below = places::children(&mut tx, own).await?;
        let below = lines_of(&mut tx, actor, &below, year..=year).await?;
        // A county that never asked for its townships' years is not shown that none came.
        let asked = own.level() == AreaLevel::City
            || settings::township_step(&mut tx, own).await?
            || below.iter().any(|line| line.newest.is_some());
        if asked {
            lines.extend(below);
        }
    }
    Ok(lines)
}

/// A line for each of the areas and years, the newest year first.
async fn lines_of(
    conn: &mut Conn,
    actor: &Actor,
    areas: &[AreaName],
    years: RangeInclusive<i32>,
) -> Result<Vec<YearLine>> {
    let codes: Vec<AreaCode> = areas.iter().map(|area| area.code).collect();
    let mut newest = row::newest(conn, &codes, years.clone()).await?;
    let names = Places::read(conn, codes).await?;
    let mut lines = Vec::new();
    for year in years.rev() {
        for area in areas {
            let row = newest.remove(&(area.code, year));
            let newest = row.map(|row| row.filing(&names)).transpose()?;
            let open = newest.as_ref().is_none_or(|newest| !newest.state.stands());
            let above_stands = open && row::above_stands(conn, area.code, year).await?;
            lines.push(YearLine {
                may_file: open && !above_stands && may_file(actor, area.code),
                above_stands,
                area: area.clone(),
                year,
                newest,
            });
        }
    }
    Ok(lines)
}

pub(crate) async fn of_year(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    year: i32,
) -> Result<Vec<Filing>> {
    statistics::authorise(actor, area)?;
    let mut tx = pools.snapshot().await?;
    let places = Places::read(&mut tx, [area]).await?;
    let rows = row::numbers(&mut tx, area, year).await?;
    rows.into_iter().map(|row| row.filing(&places)).collect()
}

pub(crate) async fn show(pools: &Pools, actor: &Actor, id: FilingId) -> Result<FilingView> {
    let mut tx = pools.snapshot().await?;
    let row = find_for(&mut tx, actor, id).await?;
    view(&mut tx, pools, actor, row).await
}

pub(crate) async fn compare(
    pools: &Pools,
    actor: &Actor,
    before: FilingId,
    after: FilingId,
) -> Result<Compared> {
    let mut tx = pools.snapshot().await?;
    let (earlier, later) = (
        find_for(&mut tx, actor, before).await?,
        find_for(&mut tx, actor, after).await?,
    );
    if earlier.area()? != later.area()? || earlier.year() != later.year() {
        return Err(StoreError::NotFound);
    }
    let (filed, refiled) = (earlier.figures()?, later.figures()?);
    let counted = row::items(&mut tx, before.0).await?;
    let recounted = row::items(&mut tx, after.0).await?;
    let corrections = differences(
        Snapshot {
            figures: &filed.indicators,
            items: &counted,
        },
        Snapshot {
            figures: &refiled.indicators,
            items: &recounted,
        },
    );
    Ok(Compared {
        before: view(&mut tx, pools, actor, earlier).await?,
        after: view(&mut tx, pools, actor, later).await?,
        corrections,
    })
}

async fn view(conn: &mut Conn, pools: &Pools, actor: &Actor, row: FilingRow) -> Result<FilingView> {
    let (area, year, state) = (row.area()?, row.year(), row.state()?);
    let places = Places::read(conn, [area]).await?;
    let items = row::items(conn, row.id).await?;
    let records = items.iter().filter(|item| item.kind == Listed::Records);
    let records = i64::try_from(records.count()).unwrap_or(i64::MAX);
    let filed = row.figures()?;
    let (figures, corrections) = if state.stands() {
        let live = statistics::live(conn, area, year, pools.clock.now()).await?;
        let now = asked(&live);
        let counted = counted::items(conn, now).await?;
        let before = Snapshot {
            figures: &filed.indicators,
            items: &items,
        };
        let after = Snapshot {
            figures: &live.indicators,
            items: &counted,
        };
        let mut corrections = differences(before, after);
        note_states(conn, &mut corrections).await?;
        (filed.frozen_in(row.freeze(), &live), corrections)
    } else {
        (filed, Vec::new())
    };
    let numbers = row::numbers(conn, area, year).await?;
    let newest = numbers.first().is_some_and(|newest| newest.id == row.id);
    let open = matches!(super::file::state(numbers.first())?, Year::Open(_))
        && !row::above_stands(conn, area, year).await?;
    let judges = may_judge(actor, area);
    let others = numbers
        .into_iter()
        .filter(|other| other.id != row.id)
        .map(|other| other.filing(&places))
        .collect::<Result<_>>()?;
    Ok(FilingView {
        filing: row.filing(&places)?,
        figures,
        records,
        corrections,
        others,
        may_accept: judges && state == FilingState::Filed && is_accepted_above(area.level()),
        may_send_back: judges && state.stands(),
        may_file: newest && open && may_file(actor, area),
    })
}

fn asked(live: &AnnualStatistics) -> Asked {
    let today = calendar::shanghai_date(live.generated_at);
    Asked {
        area: live.area.code,
        year: live.year,
        as_of: calendar::as_of(live.year, today),
    }
}

/// Says how the records that went or changed stand today.
async fn note_states(conn: &mut Conn, corrections: &mut [Correction]) -> Result<()> {
    let mut changes: Vec<&mut ItemChange> = corrections
        .iter_mut()
        .flat_map(|correction| correction.gone.iter_mut().chain(&mut correction.changed))
        .filter(|change| change.kind == Listed::Records)
        .collect();
    let mut ids: Vec<Uuid> = changes
        .iter()
        .filter_map(|change| change.id.parse().ok())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut states: BTreeMap<String, Status> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let mut query = QueryBuilder::<Db>::new("SELECT id, status FROM records WHERE id IN (");
        let mut list = query.separated(", ");
        for id in chunk {
            list.push_bind(*id);
        }
        query.push(")");
        let found: Vec<(Uuid, String)> = query.build_query_as().fetch_all(&mut *conn).await?;
        for (id, status) in found {
            states.insert(
                id.to_string(),
                rows::code("records", "status", id, &status)?,
            );
        }
    }
    for change in &mut changes {
        if let Some(status) = states.get(&change.id) {
            status.label().clone_into(&mut change.note);
        }
    }
    Ok(())
}
