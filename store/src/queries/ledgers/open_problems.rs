//! Problems that somebody still has to solve, as forms offer them.

use super::{
    Conn,
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

/// Those of one place, the newest first.
pub(crate) async fn open_problems(
    conn: &mut Conn,
    place: AreaCode,
    most: i64,
) -> Result<Vec<KnownProblem>> {
    let found = find(conn, ("e.area_code = ", &place.to_string()), None, most).await?;
    found.iter().map(known).collect()
}

/// Those of an area and all in it, each with its place, the newest first.
pub(crate) async fn problems_in(
    conn: &mut Conn,
    area: AreaCode,
    most: i64,
) -> Result<Vec<(AreaCode, KnownProblem)>> {
    let (from, to) = area.range();
    let found = find(conn, ("e.area_code >= ", &from), Some(&to), most).await?;
    found
        .iter()
        .map(|kept| Ok((kept.area, known(kept)?)))
        .collect()
}

async fn find(
    conn: &mut Conn,
    (begins, from): (&str, &str),
    to: Option<&str>,
    most: i64,
) -> Result<Vec<Kept>> {
    let mut query = QueryBuilder::<super::Db>::new(format!(
        "SELECT {COLUMNS} FROM ledger_entries e WHERE {begins}"
    ));
    query.push_bind(from);
    if let Some(to) = to {
        query.push(" AND e.area_code < ").push_bind(to);
    }
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
