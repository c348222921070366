//! Coverage of the villages that are due: three independent rates and the gap between them
//! (contract §5, `domain.md` §5.4).

use crate::{areas::AreaCode, calendar, codes::DesignationKind};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days without an approved on-site visit after which a village is 超期.
pub const OVERDUE_DAYS: i64 = 90;
/// Days without an approved on-site visit after which a village is 将超期.
pub const WARNING_DAYS: i64 = 60;

/// What the frequency rules look at: one village in one year, by month of the service date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VillageYear {
    /// On-site visits.
    pub onsite: [i64; 12],
    /// Half days of on-site visits.
    pub half_days: [i64; 12],
    /// Trainings, and on-site visits with guidance or skill training.
    pub lessons: [i64; 12],
}

impl VillageYear {
    /// On-site visits of the whole year.
    #[must_use]
    pub fn visits(&self) -> i64 {
        self.onsite.iter().sum()
    }
}

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

/// HN-2024: 30 on-site days or 12 visits a year.
pub const DEFAULT_DUTY: DutyRule = DutyRule {
    days: Some(30),
    visits: Some(12),
};
/// SJZ-2023: 12 visits.
pub const SJZ_2023: DutyRule = DutyRule {
    days: None,
    visits: Some(12),
};

impl DutyRule {
    /// Whether either part is reached; `units` are 1/720720 day.
    #[must_use]
    pub fn met(&self, units: i64, visits: i64) -> bool {
        self.days
            .is_some_and(|days| units >= days * crate::days::UNITS_PER_DAY)
            || self.visits.is_some_and(|due| visits >= due)
    }
}

crate::coded!(
    /// How a due village stands at `as_of`; the first that applies: no approved on-site visit this
    /// year, the last one more than 90 days ago, more than 60, the frequency rule met, or not.
    VillageState {
        Uncovered = "uncovered" "空白",
        Overdue = "overdue" "超期",
        Warning = "warning" "将超期",
        Regular = "regular" "达标",
        Served = "served" "已服务",
    }
);

crate::coded!(
    /// The ways to narrow the due villages. As in the totals, each is independent of the others.
    VillageFilter {
        Uncovered = "uncovered" "空白村",
        Overdue = "overdue" "超期",
        Warning = "warning" "将超期",
        AssignedNotServed = "assigned_not_served" "已结对未服务",
        ServedNotAssigned = "served_not_assigned" "服务未结对",
        Assigned = "assigned" "已结对村",
        Served = "served" "已服务村",
        Regular = "regular" "达标村",
    }
);

impl VillageFilter {
    /// Whether the village is one of these.
    #[must_use]
    pub fn holds(self, village: &VillageCoverage) -> bool {
        let served = village.visits > 0;
        let assigned = !village.assigned.is_empty();
        let days = village.days_since.unwrap_or(i64::MAX);
        match self {
            Self::Uncovered => !served,
            Self::Overdue => days > OVERDUE_DAYS,
            Self::Warning => days > WARNING_DAYS && days <= OVERDUE_DAYS,
            Self::AssignedNotServed => assigned && !served,
            Self::ServedNotAssigned => served && !assigned,
            Self::Assigned => assigned,
            Self::Served => served,
            Self::Regular => village.regular,
        }
    }
}

/// One due village's facts at `as_of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueVillage {
    /// 结对: an assignment is open.
    pub assigned: bool,
    pub year: VillageYear,
    /// The last approved on-site visit of any year up to `as_of`.
    pub last_onsite_on: Option<NaiveDate>,
}

impl DueVillage {
    /// 服务: at least one approved on-site visit in the year.
    #[must_use]
    pub fn served(&self) -> bool {
        self.year.visits() > 0
    }

    /// Days since the last approved on-site visit; none when there never was one.
    #[must_use]
    pub fn days_since(&self, as_of: NaiveDate) -> Option<i64> {
        self.last_onsite_on.map(|last| (as_of - last).num_days())
    }

    /// How the village stands.
    #[must_use]
    pub fn state(&self, rule: &FrequencyRule, year: i32, as_of: NaiveDate) -> VillageState {
        let days = self.days_since(as_of).unwrap_or(i64::MAX);
        if !self.served() {
            VillageState::Uncovered
        } else if days > OVERDUE_DAYS {
            VillageState::Overdue
        } else if days > WARNING_DAYS {
            VillageState::Warning
        } else if rule.met(&self.year, year, as_of) {
            VillageState::Regular
        } else {
            VillageState::Served
        }
    }
}

/// Counts over due villages. Each is independent of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// C02 应覆盖.
    pub due: i64,
    /// C03 结对.
    pub assigned: i64,
    /// C04 服务.
    pub served: i64,
    /// C05 达标.
    pub regular: i64,
    /// C06 空白村.
    pub uncovered: i64,
    /// 已结对未服务.
    pub assigned_not_served: i64,
    /// 服务未结对.
    pub served_not_assigned: i64,
    /// C07 超期: more than 90 days, or never.
    pub overdue: i64,
    /// 将超期: more than 60 days and not yet overdue.
    pub warning: i64,
}

impl Totals {
    /// Counts one due village in.
    pub fn add(&mut self, village: &DueVillage, rule: &FrequencyRule, year: i32, as_of: NaiveDate) {
        let days = village.days_since(as_of).unwrap_or(i64::MAX);
        let (assigned, served) = (village.assigned, village.served());
        for (count, holds) in [
            (&mut self.due, true),
            (&mut self.assigned, assigned),
            (&mut self.served, served),
            (&mut self.regular, rule.met(&village.year, year, as_of)),
            (&mut self.uncovered, !served),
            (&mut self.assigned_not_served, assigned && !served),
            (&mut self.served_not_assigned, served && !assigned),
            (&mut self.overdue, days > OVERDUE_DAYS),
            (
                &mut self.warning,
                days > WARNING_DAYS && days <= OVERDUE_DAYS,
            ),
        ] {
            *count += i64::from(holds);
        }
    }

    /// The three rates in tenths of a percent; none when nothing is due.
    #[must_use]
    pub fn rates(&self) -> Rates {
        let rate = |part: i64| (self.due > 0).then(|| (part * 2000 + self.due) / (self.due * 2));
        Rates {
            assigned: rate(self.assigned).map(Tenths),
            served: rate(self.served).map(Tenths),
            regular: rate(self.regular).map(Tenths),
        }
    }
}

/// A number with one digit after the point, held in tenths and serialised as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenths(pub i64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.abs() / 10, self.0.abs() % 10)
    }
}

impl Serialize for Tenths {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^53")]
        serializer.serialize_f64(self.0 as f64 / 10.0)
    }
}

impl<'de> Deserialize<'de> for Tenths {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "written by `serialize`, so it is tenths"
        )]
        f64::deserialize(deserializer).map(|number| Self((number * 10.0).round() as i64))
    }
}

/// 结对, 服务 and 达标 in percent with one digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rates {
    pub assigned: Option<Tenths>,
    pub served: Option<Tenths>,
    pub regular: Option<Tenths>,
}

/// An area as figures name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaName {
    pub code: AreaCode,
    pub name: String,
    pub level: crate::areas::AreaLevel,
}

/// The coverage board of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub area: AreaName,
    /// The areas above, city first, for the path on the page.
    pub ancestors: Vec<AreaName>,
    pub year: i32,
    pub as_of: NaiveDate,
    pub rule: RuleName,
    /// Only villages of this kind, when asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub designation: Option<DesignationKind>,
    pub totals: Totals,
    pub rates: Rates,
    pub children: Vec<ChildCoverage>,
    /// The due villages, most urgent first, when the area is a county or lower.
    pub villages: Vec<VillageCoverage>,
}

/// Which frequency rule was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleName {
    pub code: String,
    pub name: String,
}

/// One area directly below, with its own totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildCoverage {
    pub area: AreaName,
    #[serde(flatten)]
    pub totals: Totals,
}

/// One due village on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageCoverage {
    pub code: AreaCode,
    pub name: String,
    pub township: String,
    /// The designation's identifier, e.g. `poverty_exited_village`.
    pub designation: String,
    /// Names of the people and teams assigned at `as_of`.
    pub assigned: Vec<String>,
    /// Names of the leading industries.
    pub industries: Vec<String>,
    /// Approved on-site visits of the year.
    pub visits: i64,
    /// On-site visits of the year that wait for approval.
    pub pending: i64,
    pub last_visited_on: Option<NaiveDate>,
    pub days_since: Option<i64>,
    pub state: VillageState,
    /// 达标: the frequency rule is met, whatever the state says first.
    #[serde(default)]
    pub regular: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn visited(months: &[usize]) -> VillageYear {
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
    fn overdue_begins_on_the_ninety_first_day() {
        let as_of = day("2025-12-31");
        let at = |last: &str| {
            DueVillage {
                assigned: true,
                year: visited(&[9]),
                last_onsite_on: Some(day(last)),
            }
            .state(&DEFAULT_RULE, 2025, as_of)
        };
        assert_eq!(at("2025-10-02"), VillageState::Warning);
        assert_eq!(at("2025-10-01"), VillageState::Overdue);
        let never = DueVillage {
            assigned: true,
            year: VillageYear::default(),
            last_onsite_on: None,
        };
        let mut totals = Totals::default();
        totals.add(&never, &DEFAULT_RULE, 2025, as_of);
        assert_eq!(
            totals,
            Totals {
                due: 1,
                assigned: 1,
                uncovered: 1,
                assigned_not_served: 1,
                overdue: 1,
                ..Totals::default()
            }
        );
    }

    #[test]
    fn rates_have_one_digit_and_nothing_due_has_none() {
        let totals = Totals {
            due: 48,
            assigned: 45,
            served: 37,
            ..Totals::default()
        };
        assert_eq!(totals.rates().assigned, Some(Tenths(938)));
        assert_eq!(totals.rates().served, Some(Tenths(771)));
        assert_eq!(Totals::default().rates(), Rates::default());
    }

    #[test]
    fn the_duty_is_days_or_visits() {
        assert!(DEFAULT_DUTY.met(30 * crate::days::UNITS_PER_DAY, 0));
        assert!(DEFAULT_DUTY.met(0, 12));
        assert!(!DEFAULT_DUTY.met(29 * crate::days::UNITS_PER_DAY, 11));
        assert!(!SJZ_2023.met(90 * crate::days::UNITS_PER_DAY, 11));
    }
}
