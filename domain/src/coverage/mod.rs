//! Coverage of the villages that are due: three independent rates and the gap between them
//! (contract §5, `domain.md` §5.4).

mod plans;
mod rules;

pub use plans::{PlanEntry, PlanPeriod, VillagePlan, frequency, plan_on};
pub use rules::{
    CoverageRules, DEFAULT_DUTY, DEFAULT_RULE, DUTIES, Duty, DutyRule, FrequencyRule, RULES,
    RuleBook, RuleEntry,
};

use crate::{
    areas::AreaCode,
    codes::DesignationKind,
    divisions::Divisions,
    json::{Fault, FromJson, Value},
};
use chrono::NaiveDate;
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

    /// Adds the months of other records.
    pub fn add(&mut self, other: &Self) {
        let add = |months: &mut [i64; 12], more: &[i64; 12]| {
            for (month, more) in months.iter_mut().zip(more) {
                *month += more;
            }
        };
        add(&mut self.onsite, &other.onsite);
        add(&mut self.half_days, &other.half_days);
        add(&mut self.lessons, &other.lessons);
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
        Self::of(f64::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("more than one digit"))
    }
}

impl FromJson for Tenths {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let read = Self::of(f64::from_json(value, fault));
        if read.is_none() {
            fault.note();
        }
        read.unwrap_or(Self(0))
    }
}

impl Tenths {
    /// The number as `serialize` writes it; one with more digits is another kind of figure.
    fn of(number: f64) -> Option<Self> {
        let tenths = number * 10.0;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "written by `serialize`, so it is tenths"
        )]
        ((tenths - tenths.round()).abs() <= 1e-6).then_some(Self(tenths.round() as i64))
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

crate::from_json!(AreaName { code, name, level });

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
    /// By which areas the figures are told.
    #[serde(default)]
    pub divisions: Divisions,
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

impl From<&FrequencyRule> for RuleName {
    fn from(rule: &FrequencyRule) -> Self {
        Self {
            code: rule.code.to_owned(),
            name: rule.name.to_owned(),
        }
    }
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
    /// Of these, who serves no more at `as_of`: the term or the team has ended, the assignment has not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<String>,
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
    /// Visits in a whole year by the village's own plan; none where its county's rule holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::{
        rules::tests::{day, visited},
        *,
    };

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
}
