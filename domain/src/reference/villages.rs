//! A person's own villages, from the facts a phone keeps of them.

use crate::{
    areas::AreaCode,
    calendar,
    codes::DesignationKind,
    coverage::{DEFAULT_RULE, DueVillage, FrequencyRule, RULES, VillagePlan, VillageYear},
    ledgers::steps::Status,
    reading::{CodeName, MyVillage},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use uuid::Uuid;

/// A village assigned to the person or a team of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownVillage {
    pub code: AreaCode,
    pub name: String,
    pub township: String,
    pub industry_codes: Vec<String>,
    /// Those that are not over, earliest first.
    pub designations: Vec<KnownDesignation>,
    /// Those that are not over, earliest first.
    pub assignments: Vec<KnownAssignment>,
    /// The last approved on-site visit of any year, by whomever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<LastVisit>,
    /// The year of the counts below.
    pub year: i32,
    /// Approved on-site visits by month.
    pub onsite: [i64; 12],
    /// On-site visits of the year that wait for review.
    pub pending: i64,
    /// What the county follows, where it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<KnownRule>,
    /// The village's own plan, which stands in the place of a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<VillagePlan>,
    /// Problems that somebody still has to solve, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<KnownProblem>,
}

crate::from_json!(KnownVillage {
    code,
    name,
    township,
    industry_codes,
    designations,
    assignments,
    last_visit,
    year,
    onsite,
    pending,
    rule,
    plan,
    problems[default],
});

/// An open problem of a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownProblem {
    pub id: Uuid,
    pub title: String,
    pub raised_on: NaiveDate,
    pub status: Status,
}

crate::from_json!(KnownProblem {
    id,
    title,
    raised_on,
    status
});

/// A frequency rule other than the default, and what it looks at beside the visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRule {
    /// One of [`RULES`]; a phone that does not know it yet takes the default.
    pub code: String,
    pub half_days: [i64; 12],
    pub lessons: [i64; 12],
}

crate::from_json!(KnownRule {
    code,
    half_days,
    lessons
});

/// A designation with its first day and, when it is known, its last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDesignation {
    pub kind: DesignationKind,
    pub from: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

crate::from_json!(KnownDesignation { kind, from, to });

/// A 结对 of the person, or of a team of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAssignment {
    pub from: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_name: Option<String>,
}

crate::from_json!(KnownAssignment {
    from,
    to,
    team_name
});

/// What everybody assigned to a village may know of a visit (contract §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastVisit {
    pub on: NaiveDate,
    pub by: String,
    pub industry_codes: Vec<String>,
}

crate::from_json!(LastVisit {
    on,
    by,
    industry_codes
});

/// The villages that are assigned today, the longest unvisited first.
#[must_use]
pub fn my_villages(
    villages: &[KnownVillage],
    industries: &[CodeName],
    today: NaiveDate,
) -> Vec<MyVillage> {
    let mut mine: Vec<_> = villages
        .iter()
        .filter_map(|village| village.on(industries, today))
        .collect();
    mine.sort_unstable_by_key(|village| {
        (
            Reverse(village.days_since.unwrap_or(i64::MAX)),
            village.code,
        )
    });
    mine
}

impl KnownVillage {
    /// The village as it stands today; none when it is not assigned today.
    fn on(&self, industries: &[CodeName], today: NaiveDate) -> Option<MyVillage> {
        let holds =
            |assignment: &&KnownAssignment| calendar::holds(assignment.from, assignment.to, today);
        let assignment = self.assignments.iter().find(holds)?;
        let (year, pending) = if self.year == today.year() {
            (self.counts(), self.pending)
        } else {
            Default::default()
        };
        let facts = DueVillage {
            assigned: true,
            year,
            last_onsite_on: self.last_visit.as_ref().map(|visit| visit.on),
        };
        let due = |designation: &KnownDesignation| {
            calendar::holds(designation.from, designation.to, today)
        };
        Some(MyVillage {
            code: self.code,
            name: self.name.clone(),
            township: self.township.clone(),
            industries: names(&self.industry_codes, industries),
            industry_codes: self.industry_codes.clone(),
            assigned_since: assignment.from,
            team_name: assignment.team_name.clone(),
            due: self.designations.iter().any(due),
            last_visited_on: facts.last_onsite_on,
            days_since: facts.days_since(today),
            visits_this_year: year.visits(),
            planned: self.plan.map(VillagePlan::planned),
            pending,
            state: facts.state(&self.frequency(), today.year(), today),
            problems: self.problems.clone(),
        })
    }
}

impl KnownVillage {
    fn counts(&self) -> VillageYear {
        let rule = self.rule.as_ref();
        VillageYear {
            onsite: self.onsite,
            half_days: rule.map(|rule| rule.half_days).unwrap_or_default(),
            lessons: rule.map(|rule| rule.lessons).unwrap_or_default(),
        }
    }

    fn frequency(&self) -> FrequencyRule {
        let set = self.rule.as_ref();
        let named = set.and_then(|set| RULES.iter().find(|rule| rule.code == set.code));
        let of_county = *named.unwrap_or(&DEFAULT_RULE);
        self.plan.map_or(of_county, VillagePlan::rule)
    }
}

/// Names of industries; a code the dictionary lacks stands for itself.
fn names(codes: &[String], industries: &[CodeName]) -> Vec<String> {
    let name = |code: &String| {
        let known = industries.iter().find(|industry| industry.code == *code);
        known.map_or(code, |industry| &industry.name).clone()
    };
    codes.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::{PlanPeriod, VillageState};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn village() -> KnownVillage {
        let mut onsite = [0; 12];
        onsite[1] = 1;
        KnownVillage {
            code: "360722104200".parse().unwrap(),
            name: "山香村".into(),
            township: "小江镇".into(),
            industry_codes: vec!["navel_orange".into(), "new".into()],
            designations: vec![KnownDesignation {
                kind: DesignationKind::PovertyExitedVillage,
                from: day("2022-01-01"),
                to: Some(day("2026-06-30")),
            }],
            assignments: vec![
                KnownAssignment {
                    from: day("2025-01-01"),
                    to: Some(day("2026-03-31")),
                    team_name: None,
                },
                KnownAssignment {
                    from: day("2026-05-01"),
                    to: None,
                    team_name: Some("果业团".into()),
                },
            ],
            last_visit: Some(LastVisit {
                on: day("2026-02-20"),
                by: "赵".into(),
                industry_codes: Vec::new(),
            }),
            year: 2026,
            onsite,
            pending: 2,
            rule: None,
            plan: None,
            problems: Vec::new(),
        }
    }

    #[test]
    fn the_villages_own_plan_stands_before_the_countys_rule() {
        let stands = |visits| {
            let known = KnownVillage {
                plan: VillagePlan::new(PlanPeriod::Quarter, visits),
                ..village()
            };
            let mine = my_villages(&[known], &[], day("2026-03-31")).remove(0);
            (mine.state, mine.planned)
        };
        assert_eq!(stands(1), (VillageState::Regular, Some(4)));
        assert_eq!(stands(2), (VillageState::Served, Some(8)));
    }

    #[test]
    fn the_countys_own_rule_decides_what_is_regular() {
        let state = |rule: Option<KnownRule>| {
            let known = KnownVillage { rule, ..village() };
            my_villages(&[known], &[], day("2026-03-31"))[0].state
        };
        let rule = |code: &str, half_days| KnownRule {
            code: code.into(),
            half_days,
            lessons: [0; 12],
        };
        assert_eq!(state(None), VillageState::Regular);
        let few = [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(state(Some(rule("GX-2015", few))), VillageState::Served);
        let enough = [0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(state(Some(rule("GX-2015", enough))), VillageState::Regular);
        assert_eq!(state(Some(rule("NEWER", few))), VillageState::Regular);
    }

    /// Date; assigned since, due, visits, pending, state — or not assigned at all.
    #[test]
    fn a_village_goes_on_with_the_calendar_while_the_phone_is_offline() {
        use VillageState::{Overdue, Uncovered, Warning};
        let industries = [CodeName {
            code: "navel_orange".into(),
            name: "脐橙".into(),
        }];
        for (today, expected) in [
            ("2024-12-31", None),
            (
                "2026-03-31",
                Some(("2025-01-01", true, 1, 2, VillageState::Regular)),
            ),
            ("2026-04-01", None),
            ("2026-05-01", Some(("2026-05-01", true, 1, 2, Warning))),
            ("2026-07-01", Some(("2026-05-01", false, 1, 2, Overdue))),
            ("2027-01-01", Some(("2026-05-01", false, 0, 0, Uncovered))),
        ] {
            let mine = my_villages(&[village()], &industries, day(today));
            let seen = mine.first().map(|village| {
                assert_eq!(village.industries, ["脐橙", "new"]);
                (
                    village.assigned_since,
                    village.due,
                    village.visits_this_year,
                    village.pending,
                    village.state,
                )
            });
            let expected = expected.map(|(since, due, visits, pending, state)| {
                (day(since), due, visits, pending, state)
            });
            assert_eq!(seen, expected, "{today}");
        }
    }
}
