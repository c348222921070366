//! The areas and names of a day, from the two small tables of what has changed.

use super::{Conn, Db, rows};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
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

/// Areas that count as others, for statements that group by place.
#[derive(Debug)]
pub(crate) struct Instead {
    /// `WITH told (code, instead) …`; empty when every area counts as itself.
    pub(crate) with: String,
    within: String,
}

impl Instead {
    /// Joins `told` as `to` to a table with an area; nothing when every area counts as itself.
    pub(crate) fn join(&self, table: &str, to: &str) -> String {
        if self.with.is_empty() {
            return String::new();
        }
        format!(" LEFT JOIN told {to} ON {to}.code = {table}.area_code")
    }

    /// The place that a row of a table joined so counts in.
    pub(crate) fn place(&self, table: &str, to: &str) -> String {
        if self.with.is_empty() {
            return format!("{table}.area_code");
        }
        format!("COALESCE({to}.instead, {table}.area_code)")
    }

    /// The condition that a row of `e` counts in the area, whose range is `$1` and `$2`.
    pub(crate) fn within(&self) -> &str {
        &self.within
    }
}

impl Told {
    /// The areas that count as others in an area's county, or in the whole of a larger area. Codes are
    /// digits and stand in the text as they are.
    pub(crate) fn instead(&self, area: AreaCode) -> Instead {
        let around = area.at(AreaLevel::County).unwrap_or(area);
        let mixed = self.areas.mixed(around).into_iter();
        let changed: Vec<String> = mixed
            .map(|code| (code, self.areas.told(code)))
            .filter(|(code, told)| code != told)
            .map(|(code, told)| format!("('{code}', '{told}')"))
            .collect();
        let list = |codes: Vec<AreaCode>| {
            let codes: Vec<String> = codes.iter().map(|code| format!("'{code}'")).collect();
            Some(codes.join(", ")).filter(|codes| !codes.is_empty())
        };
        let mut within = "e.area_code >= $1 AND e.area_code < $2".to_owned();
        if let Some(left) = list(self.areas.left(area)) {
            within = format!("{within} AND e.area_code NOT IN ({left})");
        }
        if let Some(joined) = list(self.areas.joined(area)) {
            within = format!("({within} OR e.area_code IN ({joined}))");
        }
        let with = if changed.is_empty() {
            String::new()
        } else {
            format!(
                "WITH told (code, instead) AS (VALUES {}) ",
                changed.join(", ")
            )
        };
        Instead { with, within }
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

/// All names that areas had, each with the first day of the one that followed, in that order.
pub(crate) async fn former_names(conn: &mut Conn) -> Result<Vec<(AreaCode, String, NaiveDate)>> {
    let found: Vec<(String, String, NaiveDate)> = sqlx::query_as(
        "SELECT area_code, short_name, until_on FROM former_names ORDER BY area_code, until_on",
    )
    .fetch_all(conn)
    .await?;
    let read = |(code, name, until): (String, String, NaiveDate)| {
        let code = rows::area("former_names", "area_code", &code, &code)?;
        Ok((code, name, until))
    };
    found.into_iter().map(read).collect()
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
