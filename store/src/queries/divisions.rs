//! The areas and names of a day, from the two small tables of what has changed.

use super::{Conn, Db, rows};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    divisions::{AreasOfDay, Succession, Successions},
};
use sqlx::QueryBuilder;

/// A day, and which area each counts as on it.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) day: NaiveDate,
    pub(crate) areas: AreasOfDay,
}

impl Told {
    pub(crate) async fn read(conn: &mut Conn, day: NaiveDate) -> Result<Self> {
        let areas = successions(conn).await?.on(day);
        Ok(Self { day, areas })
    }

    /// The condition that a code in `column` counts in an area.
    pub(crate) fn push_within(
        &self,
        query: &mut QueryBuilder<Db>,
        column: &'static str,
        area: AreaCode,
    ) {
        let (from, to) = area.range();
        query.push(" (").push(column).push(" >= ").push_bind(from);
        query.push(" AND ").push(column).push(" < ").push_bind(to);
        push_list(
            query,
            (" AND ", column, " NOT IN ("),
            &self.areas.left(area),
        );
        push_list(query, (" OR ", column, " IN ("), &self.areas.joined(area));
        query.push(") ");
    }
}

/// A list of codes in brackets; nothing for none.
fn push_list(
    query: &mut QueryBuilder<Db>,
    (before, column, test): (&str, &str, &str),
    codes: &[AreaCode],
) {
    if codes.is_empty() {
        return;
    }
    query.push(before).push(column).push(test);
    push_codes(query, codes);
    query.push(")");
}

/// Codes with commas.
pub(crate) fn push_codes<'a>(
    query: &mut QueryBuilder<Db>,
    codes: impl IntoIterator<Item = &'a AreaCode>,
) {
    let mut list = query.separated(", ");
    for code in codes {
        list.push_bind(code.to_string());
    }
}

#[derive(sqlx::FromRow)]
struct SuccessionRow {
    area_code: String,
    from_on: NaiveDate,
    kind: String,
    successor_code: String,
}

/// All areas that are no more, or will be.
pub(crate) async fn successions(conn: &mut Conn) -> Result<Successions> {
    let found: Vec<SuccessionRow> =
        sqlx::query_as("SELECT area_code, from_on, kind, successor_code FROM area_successions")
            .fetch_all(conn)
            .await?;
    let table = "area_successions";
    let all = found.into_iter().map(|row| {
        let code = &row.area_code;
        Ok(Succession {
            area: rows::area(table, "area_code", code, code)?,
            from: row.from_on,
            kind: rows::code(table, "kind", code, &row.kind)?,
            successor: rows::area(table, "successor_code", code, &row.successor_code)?,
        })
    });
    Ok(Successions::new(all.collect::<Result<Vec<_>>>()?))
}

/// Names that areas had on a day and have no more.
pub(crate) async fn names_on(conn: &mut Conn, day: NaiveDate) -> Result<Vec<(AreaCode, String)>> {
    // Of several later changes the first one after the day ended the day's name: it comes last.
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT area_code, short_name FROM former_names WHERE until_on > $1 ORDER BY area_code, until_on DESC",
    )
    .bind(day)
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|(code, name)| Ok((rows::area("former_names", "area_code", &code, &code)?, name)))
        .collect()
}

/// Whether anything of the areas in `area`, or their names, has changed after a day and up to another.
pub(crate) async fn differ(
    conn: &mut Conn,
    area: AreaCode,
    (then, now): (NaiveDate, NaiveDate),
) -> Result<bool> {
    let all = successions(conn).await?;
    let (before, after) = (all.on(then), all.on(now));
    if before != after && (before.mixed(area) != after.mixed(area)) {
        return Ok(true);
    }
    let names = names_on(conn, then).await?;
    let newer = names_on(conn, now).await?;
    let inside = |names: &[(AreaCode, String)]| {
        let mut inside = names.to_vec();
        inside.retain(|(code, _)| area.contains(code));
        inside
    };
    Ok(inside(&names) != inside(&newer))
}
