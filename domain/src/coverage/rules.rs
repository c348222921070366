//! How often a village is to be visited and what a person is to do in a year: presets, and which of
//! them a county follows from which day on (`domain.md` §5.4).

use super::VillageYear;
use crate::{
    areas::{AreaCode, AreaLevel},
    calendar,
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A frequency rule for villages. A completed period is one whose last day is not after `as_of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrequencyRule {
    pub code: &'static str,
    pub name: &'static str,
    /// Months in a period: 1 or 3.
    pub months: usize,
    /// On-site visits in every completed period.
    pub visits_per_period: i64,
    /// Trainings or guidance in every completed period.
    pub lessons_per_period: i64,
    /// On average so many days, or so many visits, in each completed month.
    pub monthly_average: i64,
    /// On-site visits once the year is complete.
    pub visits_per_year: i64,
}

/// At least one approved on-site visit a quarter, and four in a complete year.
pub const DEFAULT_RULE: FrequencyRule = FrequencyRule {
    code: "DEFAULT",
    name: "每季度至少 1 次、全年至少 4 次",
    months: 3,
    visits_per_period: 1,
    lessons_per_period: 0,
    monthly_average: 0,
    visits_per_year: 4,
};

/// The village rules found in the field (`domain.md` §5.4).
pub const RULES: &[FrequencyRule] = &[
    DEFAULT_RULE,
    FrequencyRule {
        code: "GX-2015",
        name: "月均实地服务不少于 2 天（次）",
        months: 1,
        visits_per_period: 0,
        lessons_per_period: 0,
        monthly_average: 2,
        visits_per_year: 0,
    },
    FrequencyRule {
        code: "HHHT-2020",
        name: "每月到村 2 次以上，且有 1 次以上培训或指导",
        months: 1,
        visits_per_period: 2,
        lessons_per_period: 1,
        monthly_average: 0,
        visits_per_year: 0,
    },
];

impl FrequencyRule {
    /// Whether a village meets the rule: 达标. A village without any visit never does.
    #[must_use]
    pub fn met(&self, village: &VillageYear, year: i32, as_of: NaiveDate) -> bool {
        let periods = completed_months(year, as_of) / self.months;
        let in_period = |months: &[i64; 12], period: usize| -> i64 {
            months[period * self.months..(period + 1) * self.months]
                .iter()
                .sum()
        };
        let each_period = (0..periods).all(|period| {
            in_period(&village.onsite, period) >= self.visits_per_period
                && in_period(&village.lessons, period) >= self.lessons_per_period
        });
        let completed = periods * self.months;
        let due = self.monthly_average * i64::try_from(completed).unwrap_or_default();
        let visits: i64 = village.onsite[..completed].iter().sum();
        let half_days: i64 = village.half_days[..completed].iter().sum();
        let average = visits >= due || half_days >= due * 2;
        let whole_year =
            as_of < calendar::year_bounds(year).1 || village.visits() >= self.visits_per_year;
        village.visits() >= 1 && each_period && average && whole_year
    }
}

/// How many months of the year are complete at `as_of`.
fn completed_months(year: i32, as_of: NaiveDate) -> usize {
    if as_of.year() != year {
        return if as_of.year() > year { 12 } else { 0 };
    }
    let last_of_month = as_of
        .succ_opt()
        .is_none_or(|next| next.month() != as_of.month());
    calendar::month0(as_of) + usize::from(last_of_month)
}

/// A rule for the person: so many on-site days, or so many visits, in the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyRule {
    /// On-site days, none when the rule does not ask for days.
    pub days: Option<i64>,
    /// On-site visits, none when the rule does not ask for visits.
    pub visits: Option<i64>,
}

crate::from_json!(DutyRule { days, visits });

/// A duty that regions have set, with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    pub code: &'static str,
    pub name: &'static str,
    pub rule: DutyRule,
}

/// HN-2024: 30 on-site days or 12 visits a year.
pub const DEFAULT_DUTY: Duty = Duty {
    code: "HN-2024",
    name: "全年实地服务 30 天或 12 次",
    rule: DutyRule {
        days: Some(30),
        visits: Some(12),
    },
};

/// The duties found in the field (`domain.md` §5.4).
pub const DUTIES: &[Duty] = &[
    DEFAULT_DUTY,
    Duty {
        code: "SJZ-2023",
        name: "全年实地服务 12 次",
        rule: DutyRule {
            days: None,
            visits: Some(12),
        },
    },
];

impl DutyRule {
    /// Whether either part is reached; `units` are 1/720720 day.
    #[must_use]
    pub fn met(&self, units: i64, visits: i64) -> bool {
        self.days
            .is_some_and(|days| units >= days * crate::days::UNITS_PER_DAY)
            || self.visits.is_some_and(|due| visits >= due)
    }
}

/// What a county follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoverageRules {
    pub frequency: &'static FrequencyRule,
    pub duty: &'static Duty,
    /// Only designated villages with an industry base are due (具备产业发展基础, the 2017 target).
    pub industry_base_only: bool,
}

impl Default for CoverageRules {
    fn default() -> Self {
        Self {
            frequency: &RULES[0],
            duty: &DUTIES[0],
            industry_base_only: false,
        }
    }
}

impl CoverageRules {
    /// The rules with these codes; none when a code is unknown.
    #[must_use]
    pub fn from_codes(frequency: &str, duty: &str, industry_base_only: bool) -> Option<Self> {
        Some(Self {
            frequency: RULES.iter().find(|rule| rule.code == frequency)?,
            duty: DUTIES.iter().find(|rule| rule.code == duty)?,
            industry_base_only,
        })
    }
}

/// What was set for a county, or for all counties of a city, from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleEntry {
    pub area_code: AreaCode,
    pub valid_from: NaiveDate,
    pub rules: CoverageRules,
}

/// All that was set. Where nothing was, the presets' first hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleBook {
    entries: Vec<RuleEntry>,
}

impl RuleBook {
    #[must_use]
    pub const fn new(entries: Vec<RuleEntry>) -> Self {
        Self { entries }
    }

    /// The rules of the county that `area` lies in, on a day: what the county set last, else what
    /// its city set last. For a city, the city's.
    #[must_use]
    pub fn on(&self, area: AreaCode, day: NaiveDate) -> CoverageRules {
        [AreaLevel::County, AreaLevel::City]
            .into_iter()
            .filter_map(|level| area.at(level))
            .find_map(|set_for| self.set(set_for, day))
            .unwrap_or_default()
    }

    fn set(&self, area: AreaCode, day: NaiveDate) -> Option<CoverageRules> {
        self.entries
            .iter()
            .filter(|entry| entry.area_code == area && entry.valid_from <= day)
            .max_by_key(|entry| entry.valid_from)
            .map(|entry| entry.rules)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::coverage) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(in crate::coverage) fn visited(months: &[usize]) -> VillageYear {
        let mut year = VillageYear::default();
        for month in months {
            year.onsite[month - 1] += 1;
            year.half_days[month - 1] += 2;
        }
        year
    }

    #[test]
    fn the_default_rule_wants_every_completed_quarter_and_four_a_year() {
        let met = |months: &[usize], as_of| DEFAULT_RULE.met(&visited(months), 2025, day(as_of));
        assert!(met(&[2, 5, 8, 11], "2025-12-31"));
        assert!(!met(&[2, 5, 8], "2025-12-31"), "no fourth quarter");
        assert!(
            met(&[2], "2025-06-29"),
            "the second quarter is still running"
        );
        assert!(!met(&[2], "2025-06-30"), "it is complete on its last day");
        assert!(!met(&[], "2025-02-01"), "no visit at all");
        assert!(met(&[1], "2025-02-01"));
    }

    #[test]
    fn the_monthly_rules_look_at_completed_months_only() {
        let guangxi = RULES.iter().find(|rule| rule.code == "GX-2015").unwrap();
        assert!(guangxi.met(&visited(&[1, 1, 2, 2]), 2025, day("2025-03-15")));
        assert!(
            guangxi.met(&visited(&[1, 1, 1, 1]), 2025, day("2025-03-15")),
            "an average, not each month"
        );
        assert!(!guangxi.met(&visited(&[1, 1, 2, 3]), 2025, day("2025-03-15")));
        let huhhot = RULES.iter().find(|rule| rule.code == "HHHT-2020").unwrap();
        let mut village = visited(&[1, 1]);
        assert!(!huhhot.met(&village, 2025, day("2025-02-10")));
        village.lessons[0] = 1;
        assert!(huhhot.met(&village, 2025, day("2025-02-10")));
    }

    #[test]
    fn the_duty_is_days_or_visits() {
        assert!(DEFAULT_DUTY.rule.met(30 * crate::days::UNITS_PER_DAY, 0));
        assert!(DEFAULT_DUTY.rule.met(0, 12));
        assert!(!DEFAULT_DUTY.rule.met(29 * crate::days::UNITS_PER_DAY, 11));
        assert!(!DUTIES[1].rule.met(90 * crate::days::UNITS_PER_DAY, 11));
    }

    #[test]
    fn a_county_follows_its_own_rules_else_its_citys_from_their_day_on() {
        let set = |area: &str, from, frequency| RuleEntry {
            area_code: area.parse().unwrap(),
            valid_from: day(from),
            rules: CoverageRules::from_codes(frequency, "HN-2024", false).unwrap(),
        };
        let book = RuleBook::new(vec![
            set("360700000000", "2024-01-01", "GX-2015"),
            set("360722000000", "2025-01-01", "HHHT-2020"),
            set("360722000000", "2026-01-01", "DEFAULT"),
        ]);
        for (area, on, code) in [
            ("360722104200", "2023-12-31", "DEFAULT"),
            ("360722104200", "2024-12-31", "GX-2015"),
            ("360722104200", "2025-12-31", "HHHT-2020"),
            ("360722000000", "2026-01-01", "DEFAULT"),
            ("360723104200", "2026-01-01", "GX-2015"),
            ("360700000000", "2026-01-01", "GX-2015"),
        ] {
            let rules = book.on(area.parse().unwrap(), day(on));
            assert_eq!(rules.frequency.code, code, "{area} {on}");
        }
        assert_eq!(CoverageRules::from_codes("no such", "HN-2024", true), None);
    }
}
