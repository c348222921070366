//! The villages that are due at a date, with what coverage counts of each.

use super::{
    Conn, coverage_rules, divisions::Told, merged_villages, rollup_sums, rows, village_plans,
};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    codes::{Coded, DesignationKind},
    coverage::{DueVillage, FrequencyRule, VillagePlan, VillageYear, frequency, plan_on},
    statistics::CountedStanding,
};
use std::collections::BTreeMap;

/// A due village and its designation.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) code: AreaCode,
    pub(crate) designation: String,
    pub(crate) facts: DueVillage,
    /// What it follows at the date: its own plan, or its county's rule.
    pub(crate) rule: FrequencyRule,
    pub(crate) plan: Option<VillagePlan>,
}

#[derive(sqlx::FromRow)]
struct DueRow {
    village_code: String,
    designation: String,
    has_industry_base: bool,
    assigned: bool,
    onsite_by_month: Option<String>,
    half_days_by_month: Option<String>,
    lessons_by_month: Option<String>,
    last_onsite_on: Option<NaiveDate>,
}

/// Which due villages of which year are counted how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) area: AreaCode,
    pub(crate) year: i32,
    pub(crate) as_of: NaiveDate,
    pub(crate) standing: CountedStanding,
    /// Those of one designation, when asked for.
    pub(crate) designation: Option<DesignationKind>,
}

/// Reads the due villages of an area in code order. Where a county counts only villages with an
/// industry base, the others are not due.
pub(crate) async fn read_told(conn: &mut Conn, asked: Asked, told: &Told) -> Result<Vec<Due>> {
    let around = told.areas.around(asked.area);
    let book = coverage_rules::book(conn).await?;
    let plans = village_plans::entries(conn, asked.area).await?;
    let mut designated: BTreeMap<AreaCode, Vec<DueRow>> = BTreeMap::new();
    for row in designated_rows(conn, around, asked).await? {
        let text = &row.village_code;
        let code = told
            .areas
            .told(rows::area("designations", "village_code", text, text)?);
        if asked.area.contains(&code) {
            designated.entry(code).or_default().push(row);
        }
    }
    let mut due = Vec::with_capacity(designated.len());
    for (code, found) in designated {
        let parts = told.areas.parts(code);
        let (facts, has_industry_base) = match found.as_slice() {
            [row] if parts.len() == 1 => (row.facts(), row.has_industry_base),
            _ => merged_villages::read(conn, &parts, asked).await?,
        };
        let rules = book.on(code, asked.as_of);
        if rules.industry_base_only && !has_industry_base {
            continue;
        }
        let plan = plan_on(&plans, code, asked.as_of);
        let designation = found.into_iter().map(|row| row.designation).min();
        due.push(Due {
            code,
            facts,
            designation: designation.unwrap_or_default(),
            rule: frequency(plan, &rules),
            plan,
        });
    }
    Ok(due)
}

async fn designated_rows(conn: &mut Conn, area: AreaCode, asked: Asked) -> Result<Vec<DueRow>> {
    let (from, to) = area.range();
    Ok(sqlx::query_as(
        "SELECT d.village_code, d.designation,
                EXISTS (SELECT 1 FROM villages w WHERE w.code = d.village_code AND w.has_industry_base) AS has_industry_base,
                EXISTS (SELECT 1 FROM assignments s WHERE s.village_code = d.village_code AND s.from_on <= $3 AND (s.to_on IS NULL OR s.to_on >= $3)) AS assigned,
                a.onsite_by_month, a.half_days_by_month, a.lessons_by_month,
                COALESCE(a.last_onsite_on,
                    (SELECT l.last_onsite_on FROM annual_areas l
                     WHERE l.area_code = d.village_code AND l.standing = $4 AND l.year < $5 AND l.last_onsite_on IS NOT NULL
                     ORDER BY l.year DESC LIMIT 1)) AS last_onsite_on
         FROM (SELECT village_code, MIN(kind) AS designation FROM designations
               WHERE village_code >= $1 AND village_code < $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to >= $3)
                 AND ($6 = '' OR kind = $6)
               GROUP BY village_code) d
         LEFT JOIN annual_areas a ON a.area_code = d.village_code AND a.year = $5 AND a.standing = $4
         ORDER BY d.village_code",
    )
    .bind(from)
    .bind(to)
    .bind(asked.as_of)
    .bind(asked.standing.code())
    .bind(i64::from(asked.year))
    .bind(asked.designation.map_or("", Coded::code))
    .fetch_all(conn)
    .await?)
}

impl DueRow {
    fn facts(&self) -> DueVillage {
        DueVillage {
            assigned: self.assigned,
            year: VillageYear {
                onsite: rollup_sums::months(self.onsite_by_month.as_deref()),
                half_days: rollup_sums::months(self.half_days_by_month.as_deref()),
                lessons: rollup_sums::months(self.lessons_by_month.as_deref()),
            },
            last_onsite_on: self.last_onsite_on,
        }
    }
}
