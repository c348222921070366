//! 区划 over time: an area that was merged into another or moved to another township counts from that
//! day on as its successor. Nothing else of it changes: what was recorded there keeps its place.
//!
//! Figures are told by the areas of a day: those of the year's own `as_of`, or those of today.

use crate::{areas::AreaCode, codes::Coded};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// By which areas figures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Divisions {
    /// 按当时区划: those of the year's own day.
    #[default]
    Then,
    /// 按现在区划: those of today.
    Now,
}

impl Coded for Divisions {
    const ALL: &'static [Self] = &[Self::Then, Self::Now];

    fn code(self) -> &'static str {
        match self {
            Self::Then => "then",
            Self::Now => "now",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Then => "按当时区划",
            Self::Now => "按现在区划",
        }
    }
}

impl Divisions {
    /// The day whose areas and names hold.
    #[must_use]
    pub const fn day(self, as_of: NaiveDate, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Then => as_of,
            Self::Now => today,
        }
    }
}

/// A year, and by which areas it is told; a year alone by those of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldYear {
    pub year: i32,
    pub divisions: Divisions,
}

impl From<i32> for ToldYear {
    fn from(year: i32) -> Self {
        let divisions = Divisions::Then;
        Self { year, divisions }
    }
}

impl From<(i32, Divisions)> for ToldYear {
    fn from((year, divisions): (i32, Divisions)) -> Self {
        Self { year, divisions }
    }
}

crate::coded!(
    /// How an area went into its successor.
    SuccessionKind {
        Merged = "merged" "并入",
        Moved = "moved" "划转",
    }
);

/// An area that is no more from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    pub area: AreaCode,
    /// The first day on which the successor stands in its place.
    pub from: NaiveDate,
    pub kind: SuccessionKind,
    pub successor: AreaCode,
}

/// What becomes of a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AreaChange {
    Renamed {
        short_name: String,
    },
    /// It goes into a village of the same county that is there.
    Merged {
        into: AreaCode,
    },
    /// It comes under another township of the same county, where it has a new code.
    Moved {
        code: AreaCode,
    },
}

/// A change as it is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeEntry {
    pub area: AreaCode,
    /// The first day of what is new.
    pub from: NaiveDate,
    pub document_no: Option<String>,
    pub change: AreaChange,
}

/// Something that became of an area, as its page tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaEvent {
    pub from: NaiveDate,
    pub document_no: Option<String>,
    pub what: AreaStory,
}

/// The other area is told with its code and its full name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AreaStory {
    /// What it was called until then.
    Renamed { before: String },
    /// It went into another.
    Went(SuccessionKind, AreaCode, String),
    /// Another went into it.
    TookIn(SuccessionKind, AreaCode, String),
}

/// All that is known of areas that are no more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Successions(BTreeMap<AreaCode, Succession>);

impl Successions {
    /// Of two successions of one area the later entry holds.
    #[must_use]
    pub fn new(all: impl IntoIterator<Item = Succession>) -> Self {
        Self(all.into_iter().map(|one| (one.area, one)).collect())
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, one: Succession) -> Self {
        self.0.insert(one.area, one);
        self
    }

    /// What became of an area, on whatever day.
    #[must_use]
    pub fn of(&self, area: AreaCode) -> Option<&Succession> {
        self.0.get(&area)
    }

    /// The areas that went into this one, in code order.
    pub fn into(&self, successor: AreaCode) -> impl Iterator<Item = &Succession> {
        self.0
            .values()
            .filter(move |one| one.successor == successor)
    }

    /// Whether `area` would go into itself, by way of others, if it went into `successor`.
    #[must_use]
    pub fn would_circle(&self, area: AreaCode, successor: AreaCode) -> bool {
        self.ends(successor, |_| true) == area
    }

    /// The areas of a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> AreasOfDay {
        let begun = |one: &Succession| one.from <= day;
        let instead = self
            .0
            .keys()
            .map(|area| (*area, self.ends(*area, begun)))
            .filter(|(area, end)| area != end)
            .collect();
        // What a move made was not there before it.
        let unborn = self
            .0
            .values()
            .filter(|one| one.kind == SuccessionKind::Moved && !begun(one))
            .map(|one| one.successor)
            .collect();
        AreasOfDay { instead, unborn }
    }

    /// The end of the chain that begins with an area; a circle is left after one round.
    fn ends(&self, area: AreaCode, follow: impl Fn(&Succession) -> bool) -> AreaCode {
        let mut end = area;
        for _ in 0..=self.0.len() {
            match self.0.get(&end).filter(|one| follow(one)) {
                Some(one) => end = one.successor,
                None => break,
            }
        }
        end
    }
}

/// Which area each counts as on a day. Most count as themselves and are not in here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreasOfDay {
    instead: BTreeMap<AreaCode, AreaCode>,
    unborn: BTreeSet<AreaCode>,
}

impl AreasOfDay {
    /// The area that this one counts as.
    #[must_use]
    pub fn told(&self, area: AreaCode) -> AreaCode {
        self.instead.get(&area).copied().unwrap_or(area)
    }

    /// Whether an area is there on the day: not yet gone into another, and made already.
    #[must_use]
    pub fn is_there(&self, area: AreaCode) -> bool {
        !self.instead.contains_key(&area) && !self.unborn.contains(&area)
    }

    /// The areas that count as this one, itself first.
    #[must_use]
    pub fn parts(&self, area: AreaCode) -> Vec<AreaCode> {
        let others = self.instead.iter().filter(|(_, end)| **end == area);
        std::iter::once(area)
            .chain(others.map(|(part, _)| *part))
            .collect()
    }

    /// Areas that lie inside by their code and count outside.
    #[must_use]
    pub fn left(&self, area: AreaCode) -> Vec<AreaCode> {
        self.codes(|from, to| area.contains(from) && !area.contains(to))
    }

    /// Areas that lie outside by their code and count inside.
    #[must_use]
    pub fn joined(&self, area: AreaCode) -> Vec<AreaCode> {
        self.codes(|from, to| !area.contains(from) && area.contains(to))
    }

    /// Areas that count as another, and those others, as far as one of the two lies inside.
    #[must_use]
    pub fn mixed(&self, area: AreaCode) -> BTreeSet<AreaCode> {
        let inside = self
            .instead
            .iter()
            .filter(|(from, to)| area.contains(from) || area.contains(to));
        inside.flat_map(|(from, to)| [*from, *to]).collect()
    }

    /// The smallest area that holds this one and all that counts in it.
    #[must_use]
    pub fn around(&self, area: AreaCode) -> AreaCode {
        let joined = self.joined(area);
        let holds = |around: &AreaCode| joined.iter().all(|code| around.contains(code));
        let above = area.with_ancestors();
        above.into_iter().find(holds).unwrap_or(area)
    }

    fn codes(&self, which: impl Fn(&AreaCode, &AreaCode) -> bool) -> Vec<AreaCode> {
        let found = self.instead.iter().filter(|(from, to)| which(from, to));
        found.map(|(from, _)| *from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(text: &str) -> AreaCode {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// 甲 is merged into 乙 in 2024, 乙 moves to another township in 2025.
    fn successions() -> Successions {
        let one = |of: &str, from: &str, kind, to: &str| Succession {
            area: area(of),
            from: day(from),
            kind,
            successor: area(to),
        };
        Successions::new([
            one(
                "360722100200",
                "2024-07-01",
                SuccessionKind::Merged,
                "360722100201",
            ),
            one(
                "360722100201",
                "2025-01-01",
                SuccessionKind::Moved,
                "360722101300",
            ),
        ])
    }

    #[test]
    fn an_area_counts_as_the_end_of_its_chain_on_the_day() {
        for (on, told, there) in [
            ("2024-06-30", "360722100200", [true, true, false]),
            ("2024-07-01", "360722100201", [false, true, false]),
            ("2025-01-01", "360722101300", [false, false, true]),
        ] {
            let areas = successions().on(day(on));
            assert_eq!(areas.told(area("360722100200")), area(told), "{on}");
            let all = ["360722100200", "360722100201", "360722101300"];
            assert_eq!(all.map(|code| areas.is_there(area(code))), there, "{on}");
        }
    }

    #[test]
    fn a_township_loses_and_gains_and_its_county_does_neither() {
        let areas = successions().on(day("2025-12-31"));
        let (from, to) = (area("360722100000"), area("360722101000"));
        let both = [area("360722100200"), area("360722100201")];
        assert_eq!(areas.left(from), both);
        assert_eq!(areas.joined(to), both);
        assert_eq!(areas.around(to), area("360722000000"));
        let county = area("360722000000");
        assert!(areas.left(county).is_empty() && areas.joined(county).is_empty());
        assert_eq!(areas.around(county), county);
        assert_eq!(areas.parts(area("360722101300")).len(), 3);
    }

    #[test]
    fn a_circle_is_refused_and_does_no_harm() {
        let known = successions();
        assert!(known.would_circle(area("360722101300"), area("360722100200")));
        assert!(!known.would_circle(area("360722101200"), area("360722100200")));
        let back = Succession {
            area: area("360722101300"),
            from: day("2025-02-01"),
            kind: SuccessionKind::Merged,
            successor: area("360722100200"),
        };
        let all = known.0.into_values().chain([back]);
        let areas = Successions::new(all).on(day("2026-01-01"));
        _ = areas.told(area("360722100200"));
    }
}
