//! The numbers counted of the ledgers: each rule of [`domain::statistics::tallies`] as SQL, all of them in one
//! statement.

use super::{
    Conn,
    divisions::{Instead, Told},
    rows,
};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::Coded,
    statistics::tallies::{Rule, Tally, What, When},
};
use sqlx::AssertSqlSafe;

/// A number counted of the area itself (without a part) or of a part directly below. Several of one tally
/// and place are added up.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) tally: Tally,
    pub(crate) part: Option<AreaCode>,
    pub(crate) number: i64,
}

/// Counts everything of an area and of its parts.
pub(crate) async fn count(
    conn: &mut Conn,
    (area, year): (AreaCode, i32),
    as_of: NaiveDate,
    told: &Told,
) -> Result<Vec<Counted>> {
    let below = area.level().below().unwrap_or(AreaLevel::Village);
    let instead = told.instead(area);
    let place = instead.place("e", "t");
    let part = format!("SUBSTR({place}, 1, {})", below.prefix_len());
    let mut selects = Vec::new();
    for tally in Tally::ALL {
        if !tally.rule().what.adds_up() {
            selects.push(select(*tally, "''", &instead));
        }
        selects.push(select(*tally, &part, &instead));
    }
    let (from, to) = area.range();
    let sql = format!("{}{}", instead.with, selects.join(" UNION ALL "));
    let found: Vec<(String, String, i64)> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(from)
        .bind(to)
        .bind(i64::from(year))
        .bind(calendar::year_bounds(year).0)
        .bind(as_of)
        .bind(calendar::year_bounds(year).1)
        .fetch_all(conn)
        .await?;
    let mut all = Vec::with_capacity(found.len());
    for (code, part, number) in found {
        let tally: Tally = rows::code("ledger_entries", "tally", &code, &code)?;
        let part = (!part.is_empty()).then(|| whole_code(&part)).transpose()?;
        let counted = |part| Counted {
            tally,
            part,
            number,
        };
        if part.is_none() || tally.rule().what.adds_up() {
            all.push(counted(None));
        }
        // What belongs to the area as a whole lies in none of its parts.
        all.extend(
            part.filter(|part| *part != area)
                .map(|part| counted(Some(part))),
        );
    }
    Ok(all)
}

/// The code that begins so.
fn whole_code(part: &str) -> Result<AreaCode> {
    rows::area("ledger_entries", "area_code", part, &format!("{part:0<12}"))
}

/// One number, by part.
fn select(tally: Tally, part: &str, instead: &Instead) -> String {
    let rule = tally.rule();
    let (code, from) = (tally.code(), from(&rule, instead));
    let place = instead.place("e", "t");
    let plain = |number: &str| {
        format!("SELECT '{code}' AS tally, {part} AS part, {number} AS number {from} GROUP BY 2")
    };
    match rule.what {
        What::Entries => plain("COUNT(*)"),
        What::Names => plain("COUNT(DISTINCT e.sub_kind || '|' || e.name_key)"),
        What::NamedPlaces => plain(&format!("COUNT(DISTINCT {place} || e.name_key)")),
        What::Sum(measure) => plain(&format!(
            "CAST(COALESCE(SUM(e.{}), 0) AS BIGINT)",
            measure.code()
        )),
        What::LargestOfName(measure) => largest(
            code,
            &format!(
                "SELECT {part} AS part, MAX(e.{}) AS most {from} GROUP BY 1, {place}, e.sub_kind, e.name_key",
                measure.code()
            ),
        ),
        What::LargestOfPlace(measure) => largest(
            code,
            &format!(
                "SELECT {part} AS part, MAX(e.{}) AS most {from} GROUP BY 1, {place}",
                measure.code()
            ),
        ),
    }
}

fn largest(code: &str, each: &str) -> String {
    format!(
        "SELECT '{code}' AS tally, part, CAST(COALESCE(SUM(most), 0) AS BIGINT) AS number FROM ({each}) AS each_one GROUP BY 2"
    )
}

/// The entries that a rule takes. Parameters: `$1` and `$2` the area's range, `$3` the year, `$4` and `$6` its
/// first and last day, `$5` `as_of`.
pub(super) fn from(rule: &Rule, instead: &Instead) -> String {
    let sub_kinds = match rule.sub_kinds {
        [] => String::new(),
        some => format!(" AND e.sub_kind IN ('{}')", some.join("', '")),
    };
    let first = if rule.when == When::FirstInYear {
        first(instead)
    } else {
        String::new()
    };
    format!(
        "FROM ledger_entries e{} WHERE e.kind = '{}' AND {}
           AND e.status NOT IN ('struck', 'rejected', 'cancelled', 'proposed') AND {}{first}{sub_kinds}",
        instead.join("e", "t"),
        rule.kind.code(),
        instead.within(),
        when(rule.when)
    )
}

/// That no entry of its county bears the name in an earlier year.
fn first(instead: &Instead) -> String {
    format!(
        " AND NOT EXISTS (SELECT 1 FROM ledger_entries o{} WHERE o.kind = e.kind AND o.name_key = e.name_key
            AND o.sub_kind = e.sub_kind AND SUBSTR({}, 1, 6) = SUBSTR({}, 1, 6) AND o.year < $3
            AND o.status NOT IN ('struck', 'rejected', 'cancelled', 'proposed'))",
        instead.join("o", "u"),
        instead.place("o", "u"),
        instead.place("e", "t")
    )
}

const fn when(when: When) -> &'static str {
    match when {
        When::InYear | When::FirstInYear => "e.year = $3",
        When::Held => "e.occurred_on <= $5 AND (e.ended_on IS NULL OR e.ended_on > $5)",
        When::Present => "e.occurred_on <= $5 AND (e.ended_on IS NULL OR e.ended_on >= $4)",
        When::Confirmed => "e.status = 'confirmed' AND e.ended_on >= $4 AND e.ended_on <= $6",
        When::OnTime => {
            "e.status = 'confirmed' AND e.ended_on >= $4 AND e.ended_on <= $6
               AND (e.due_on IS NULL OR e.resolved_on IS NULL OR e.resolved_on <= e.due_on)"
        }
        When::DueOpen => {
            "e.occurred_on <= $5 AND (e.ended_on IS NULL OR e.ended_on > $5) AND e.due_on <= $5"
        }
        When::Overdue => {
            "e.occurred_on <= $5 AND (e.ended_on IS NULL OR e.ended_on > $5) AND e.due_on < $5
               AND (e.resolved_on IS NULL OR e.resolved_on > $5)"
        }
    }
}
