//! A village's own plan: how often it is to be visited, from which day on. Where one is set, it stands
//! in the place of its county's frequency rule.

use super::{CoverageRules, FrequencyRule};
use crate::areas::AreaCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::coded!(
    /// What a plan counts its visits by.
    PlanPeriod {
        Month = "month" "每月",
        Quarter = "quarter" "每季度",
        Year = "year" "每年",
    }
);

impl PlanPeriod {
    const fn months(self) -> usize {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    const fn in_a_year(self) -> i64 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::Year => 1,
        }
    }
}

/// So many on-site visits in each period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillagePlan {
    pub period: PlanPeriod,
    /// At least one.
    visits: i64,
}

crate::from_json!(VillagePlan { period, visits });

impl VillagePlan {
    /// More visits in a period are a slip of the pen.
    pub const MOST_VISITS: i64 = 60;

    /// None for no visits, or too many.
    #[must_use]
    pub fn new(period: PlanPeriod, visits: i64) -> Option<Self> {
        (1..=Self::MOST_VISITS)
            .contains(&visits)
            .then_some(Self { period, visits })
    }

    /// Visits in each period.
    #[must_use]
    pub const fn visits(self) -> i64 {
        self.visits
    }

    /// Visits in a whole year.
    #[must_use]
    pub const fn planned(self) -> i64 {
        self.visits * self.period.in_a_year()
    }

    /// When the plan is met: in every completed period, and in the complete year.
    #[must_use]
    pub const fn rule(self) -> FrequencyRule {
        FrequencyRule {
            code: "PLAN",
            name: "按村走访计划",
            months: self.period.months(),
            visits_per_period: self.visits,
            lessons_per_period: 0,
            monthly_average: 0,
            visits_per_year: self.planned(),
        }
    }
}

/// What was set for a village from a day on; without a plan it goes back to its county's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEntry {
    pub village_code: AreaCode,
    pub valid_from: NaiveDate,
    pub plan: Option<VillagePlan>,
}

/// The plan of a village that holds on a day.
#[must_use]
pub fn plan_on<'a>(
    entries: impl IntoIterator<Item = &'a PlanEntry>,
    village: AreaCode,
    day: NaiveDate,
) -> Option<VillagePlan> {
    entries
        .into_iter()
        .filter(|entry| entry.village_code == village && entry.valid_from <= day)
        .max_by_key(|entry| entry.valid_from)?
        .plan
}

/// The frequency rule of a village: its plan's, else its county's.
#[must_use]
pub fn frequency(plan: Option<VillagePlan>, rules: &CoverageRules) -> FrequencyRule {
    plan.map_or(*rules.frequency, VillagePlan::rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::rules::tests::{day, visited};

    fn plan(period: PlanPeriod, visits: i64) -> VillagePlan {
        VillagePlan::new(period, visits).unwrap()
    }

    #[test]
    fn a_plan_is_met_when_each_completed_period_has_its_visits() {
        let quarterly = plan(PlanPeriod::Quarter, 2).rule();
        let met = |months: &[usize], as_of| quarterly.met(&visited(months), 2025, day(as_of));
        assert!(met(&[1, 3], "2025-06-29"));
        assert!(
            !met(&[1, 4], "2025-03-31"),
            "one visit in the first quarter"
        );
        let yearly = plan(PlanPeriod::Year, 3).rule();
        assert!(yearly.met(&visited(&[2]), 2025, day("2025-12-30")));
        assert!(!yearly.met(&visited(&[2, 5]), 2025, day("2025-12-31")));
        assert!(yearly.met(&visited(&[2, 2, 2]), 2025, day("2025-12-31")));
        assert_eq!(plan(PlanPeriod::Month, 2).planned(), 24);
        assert_eq!(VillagePlan::new(PlanPeriod::Year, 0), None);
    }

    #[test]
    fn the_newest_plan_that_has_begun_holds_and_may_be_none() {
        let village: AreaCode = "360722104200".parse().unwrap();
        let set = |from: &str, plan| PlanEntry {
            village_code: village,
            valid_from: day(from),
            plan,
        };
        let once = plan(PlanPeriod::Quarter, 1);
        let entries = [set("2025-01-01", Some(once)), set("2026-01-01", None)];
        assert_eq!(plan_on(&entries, village, day("2024-12-31")), None);
        assert_eq!(plan_on(&entries, village, day("2025-12-31")), Some(once));
        assert_eq!(plan_on(&entries, village, day("2026-01-01")), None);
        let other = "360722104201".parse().unwrap();
        assert_eq!(plan_on(&entries, other, day("2025-12-31")), None);
    }
}
