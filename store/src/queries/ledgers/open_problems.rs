//! Problems that somebody still has to solve, as forms offer them.

use super::{
    Conn, Db,
    divisions::{Told, push_codes},
    entries::{COLUMNS, EntryRow, Kept},
};
use crate::Result;
use domain::{
    areas::AreaCode,
    codes::Coded,
    ledgers::{Fills, Kind, steps::Status},
    reference::KnownProblem,
};
use sqlx::QueryBuilder;

/// Those of one place, entered for whichever of its parts, the newest first.
pub(crate) async fn open_problems(
    conn: &mut Conn,
    parts: &[AreaCode],
    most: i64,
) -> Result<Vec<KnownProblem>> {
    let mut query = begun();
    query.push("e.area_code IN (");
    push_codes(&mut query, parts);
    query.push(")");
    let found = find(conn, query, most).await?;
    found.iter().map(known).collect()
}

/// Those of an area and all in it, each with the place it counts in, the newest first.
pub(crate) async fn problems_in(
    conn: &mut Conn,
    area: AreaCode,
    told: &Told,
    most: i64,
) -> Result<Vec<(AreaCode, KnownProblem)>> {
    let mut query = begun();
    told.push_within(&mut query, "e.area_code", area);
    let found = find(conn, query, most).await?;
    found
        .iter()
        .map(|kept| Ok((told.areas.told(kept.area), known(kept)?)))
        .collect()
}

fn begun() -> QueryBuilder<Db> {
    QueryBuilder::new(format!("SELECT {COLUMNS} FROM ledger_entries e WHERE "))
}

async fn find(conn: &mut Conn, mut query: QueryBuilder<Db>, most: i64) -> Result<Vec<Kept>> {
    query
        .push(" AND e.kind = ")
        .push_bind(Kind::Problem.code())
        .push(" AND e.status IN (");
    let open = Status::ALL.iter().filter(|status| status.is_open_problem());
    let mut list = query.separated(", ");
    for status in open {
        list.push_bind(status.code());
    }
    query
        .push(") ORDER BY e.occurred_on DESC, e.id DESC LIMIT ")
        .push_bind(most);
    let found: Vec<EntryRow> = query.build_query_as().fetch_all(conn).await?;
    found.into_iter().map(Kept::try_from).collect()
}

fn known(kept: &Kept) -> Result<KnownProblem> {
    Ok(KnownProblem {
        id: kept.id,
        title: kept
            .entry
            .text_that(Fills::Name)
            .unwrap_or_default()
            .to_owned(),
        raised_on: kept.facts()?.occurred_on,
        status: kept.entry.status,
    })
}
