//! The villages that are due at a date, with what coverage counts of each.

use super::{Conn, coverage_rules, rollup_sums, rows, village_plans};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    codes::{Coded, DesignationKind},
    coverage::{DueVillage, FrequencyRule, VillagePlan, VillageYear, frequency, plan_on},
    statistics::CountedStanding,
};

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

/// Reads the due villages of an area in code order; of one designation, when asked for. Where a
/// county counts only villages with an industry base, the others are not due.
pub(crate) async fn read(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
    as_of: NaiveDate,
    standing: CountedStanding,
    designation: Option<DesignationKind>,
) -> Result<Vec<Due>> {
    let (from, to) = area.range();
    let book = coverage_rules::book(conn).await?;
    let plans = village_plans::entries(conn, area).await?;
    let found: Vec<DueRow> = sqlx::query_as(
        "SELECT d.village_code, d.designation,
                EXISTS (SELECT 1 FROM villages w WHERE w.code = d.village_code AND w.has_industry_base) AS has_industry_base,
                EXISTS (SELECT 1 FROM assignments s WHERE s.village_code = d.village_code AND s.from_on <= $3 AND (s.to_on IS NULL OR s.to_on >= $3)) AS assigned,
                a.onsite_by_month, a.half_days_by_month, a.lessons_by_month,
                (SELECT MAX(l.last_onsite_on) FROM annual_areas l WHERE l.area_code = d.village_code AND l.standing = $4 AND l.year <= $5) AS last_onsite_on
         FROM (SELECT village_code, MIN(kind) AS designation FROM designations
               WHERE village_code >= $1 AND village_code < $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to >= $3)
                 AND ($6 = '' OR kind = $6)
               GROUP BY village_code) d
         LEFT JOIN annual_areas a ON a.area_code = d.village_code AND a.year = $5 AND a.standing = $4
         ORDER BY d.village_code",
    )
    .bind(from)
    .bind(to)
    .bind(as_of)
    .bind(standing.code())
    .bind(i64::from(year))
    .bind(designation.map_or("", Coded::code))
    .fetch_all(conn)
    .await?;
    let mut due = Vec::with_capacity(found.len());
    for row in found {
        let text = &row.village_code;
        let code = rows::area("designations", "village_code", text, text)?;
        let rules = book.on(code, as_of);
        if rules.industry_base_only && !row.has_industry_base {
            continue;
        }
        let plan = plan_on(&plans, code, as_of);
        due.push(Due {
            code,
            facts: row.facts(),
            designation: row.designation,
            rule: frequency(plan, &rules),
            plan,
        });
    }
    Ok(due)
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
