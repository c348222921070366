//! What is counted of the ledgers: each number's one rule, as data. The evaluator here walks entries;
//! the store turns the same rule into SQL.

use super::{Figure, Hundredths, catalogue::IndicatorCode, share};
use crate::{
    areas::AreaCode,
    calendar,
    codes::Coded,
    coverage::Tenths,
    ledgers::{Facts, Kind, Measure, steps::Status},
};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// When an entry is counted. Struck entries, and problems rejected or cancelled, never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It belongs to the year.
    InYear,
    /// It belongs to the year, and no entry of the county bears its name in an earlier one.
    FirstInYear,
    /// It is there at `as_of`.
    Held,
    /// It is there on some day of the year up to `as_of`.
    Present,
    /// A problem confirmed in the year.
    Confirmed,
    /// A problem confirmed in the year, and solved by the day it was due.
    OnTime,
    /// A problem there at `as_of` that was due by then.
    DueOpen,
    /// A problem not solved at `as_of` that was due before.
    Overdue,
}

/// What is counted of those entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Entries,
    /// Different names; counted anew at each level.
    Names,
    /// Different names per place.
    NamedPlaces,
    Sum(Measure),
    /// The largest of each name and place, summed.
    LargestOfName(Measure),
    /// The largest of each place, summed.
    LargestOfPlace(Measure),
}

impl What {
    /// Whether an area's number is the sum of its parts' numbers.
    #[must_use]
    pub const fn adds_up(self) -> bool {
        !matches!(self, Self::Names)
    }
}

/// How a number is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub kind: Kind,
    /// Empty for all.
    pub sub_kinds: &'static [&'static str],
    pub when: When,
    pub what: What,
}

macro_rules! tallies {
    ($($name:ident = $code:literal: $kind:ident $sub:expr, $when:ident, $what:expr;)+) => {
        crate::coded!(
            /// A number counted of the ledgers.
            Tally { $($name = $code $code,)+ }
        );

        impl Tally {
            /// How it is counted.
            #[must_use]
            pub const fn rule(self) -> Rule {
                match self {
                    $(Self::$name => Rule { kind: Kind::$kind, sub_kinds: &$sub, when: When::$when, what: $what },)+
                }
            }
        }
    };
}

tallies! {
    Agreements = "agreements": Agreement [], InYear, What::Entries;
    Outreach = "outreach": Outreach [], InYear, What::Entries;
    Demands = "demands": Problem ["demand"], InYear, What::Entries;
    Talents = "talents": Talent [], InYear, What::NamedPlaces;
    RosterPeople = "roster_people": Attendee [], InYear, What::Names;
    RosterLines = "roster_lines": Attendee [], InYear, What::Entries;
    Varieties = "varieties": Introduction ["variety"], InYear, What::Names;
    Techniques = "techniques": Introduction ["technique"], InYear, What::Names;
    FirstIntroduced = "first_introduced": Introduction ["variety", "technique"], FirstInYear, What::Names;
    SpreadArea = "spread_area": Introduction [], InYear, What::LargestOfName(Measure::Area);
    Solved = "solved": Problem ["problem"], Confirmed, What::Entries;
    Projects = "projects": Project [], InYear, What::Names;
    NewBases = "new_bases": Base [], InYear, What::Entries;
    Bases = "bases": Base [], Held, What::Entries;
    BaseArea = "base_area": Base [], Held, What::Sum(Measure::Area);
    DemoHouseholds = "demo_households": Household [], Held, What::Entries;
    Enterprises = "enterprises": Entity ["enterprise"], InYear, What::Entries;
    Cooperatives = "cooperatives": Entity ["cooperative", "association"], InYear, What::Entries;
    Communities = "communities": Community [], Held, What::Entries;
    Households = "households": Effect [], InYear, What::Sum(Measure::Households);
    PovertyExited = "poverty_exited": Effect [], InYear, What::Sum(Measure::PovertyExitedHouseholds);
    Income = "income": Effect [], InYear, What::Sum(Measure::Income);
    Output = "output": Effect [], InYear, What::Sum(Measure::Output);
    Jobs = "jobs": Effect [], InYear, What::Sum(Measure::Jobs);
    Collective = "collective": Effect [], InYear, What::LargestOfPlace(Measure::Collective);
    Tax = "tax": Effect [], InYear, What::Sum(Measure::Tax);
    Problems = "problems": Problem [], Present, What::Entries;
    NewProblems = "new_problems": Problem [], InYear, What::Entries;
    Confirmed = "confirmed": Problem [], Confirmed, What::Entries;
    OnTime = "on_time": Problem [], OnTime, What::Entries;
    WorkedDays = "worked_days": Problem [], Confirmed, What::Sum(Measure::WorkedDays);
    DueOpen = "due_open": Problem [], DueOpen, What::Entries;
    Overdue = "overdue": Problem [], Overdue, What::Entries;
    Bulletins = "bulletins": Bulletin [], InYear, What::Entries;
    Budget = "budget": Funding [], InYear, What::Sum(Measure::Budget);
    Received = "received": Funding [], InYear, What::Sum(Measure::Received);
    Spent = "spent": Funding [], InYear, What::Sum(Measure::Spent);
    Replies = "replies": Reply [], InYear, What::Entries;
    Excellent = "excellent": Assessment ["excellent"], InYear, What::Entries;
    Good = "good": Assessment ["good"], InYear, What::Entries;
    Qualified = "qualified": Assessment ["qualified"], InYear, What::Entries;
    Unqualified = "unqualified": Assessment ["unqualified"], InYear, What::Entries;
    Content = "content": Reply ["very_satisfied", "satisfied"], InYear, What::Entries;
}

/// One number per [`Tally`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tallies([i64; Tally::ALL.len()]);

impl Default for Tallies {
    fn default() -> Self {
        Self([0; Tally::ALL.len()])
    }
}

impl Tallies {
    /// The number of a tally.
    #[must_use]
    pub const fn get(&self, tally: Tally) -> i64 {
        self.0[tally as usize]
    }

    /// Adds to a number.
    pub const fn add(&mut self, tally: Tally, number: i64) {
        self.0[tally as usize] += number;
    }

    /// A share of two numbers.
    fn percent(self, part: Tally, whole: i64) -> Option<Figure> {
        share(self.get(part), whole)
    }

    /// Fen as 万元 with two digits.
    fn money(self, tally: Tally) -> Figure {
        Figure::Hundredths(Hundredths(rounded(self.get(tally), 10_000)))
    }

    /// Hundredths of a 亩 as 亩.
    fn area(self, tally: Tally) -> Figure {
        Figure::Hundredths(Hundredths(self.get(tally)))
    }

    /// The value of a code that is counted of the ledgers; none where nothing can be divided by.
    #[must_use]
    pub fn value(self, code: IndicatorCode) -> Option<Figure> {
        use IndicatorCode as C;
        let closed = self.get(Tally::Confirmed);
        match code {
            C::E04 => Some(self.area(Tally::SpreadArea)),
            C::F02A => Some(self.area(Tally::BaseArea)),
            C::H03 => Some(self.money(Tally::Income)),
            C::H05 => Some(self.money(Tally::Output)),
            C::H07 => Some(self.money(Tally::Collective)),
            C::H08 => Some(self.money(Tally::Tax)),
            C::J02 => Some(self.money(Tally::Budget)),
            C::J02D => Some(self.money(Tally::Received)),
            C::J02S => Some(self.money(Tally::Spent)),
            C::H04 => {
                let households = self.get(Tally::Households);
                let each = || rounded(self.get(Tally::Income), households);
                (households > 0).then(|| Figure::Hundredths(Hundredths(each())))
            }
            C::I02 => self.percent(Tally::Confirmed, closed + self.get(Tally::DueOpen)),
            C::I03 => self.percent(Tally::OnTime, closed),
            C::I04 => {
                let days = self.get(Tally::WorkedDays) * 10;
                (closed > 0).then(|| Figure::Decimal(Tenths(rounded(days, closed))))
            }
            C::J02R => self.percent(Tally::Spent, self.get(Tally::Received)),
            C::K01 => self.percent(Tally::Content, self.get(Tally::Replies)),
            code => counted_as(code)
                .first()
                .map(|tally| Figure::Count(self.get(*tally))),
        }
    }
}

/// Halves go up; neither is negative.
const fn rounded(number: i64, by: i64) -> i64 {
    (number * 2 + by) / (by * 2)
}

/// The numbers whose entries stand behind a code; none for a code that is not counted of the ledgers.
#[must_use]
pub const fn counted_as(code: IndicatorCode) -> &'static [Tally] {
    use IndicatorCode as C;
    match code {
        C::A08 => &[Tally::Agreements],
        C::B09 => &[Tally::Outreach],
        C::B10 => &[Tally::Demands],
        C::D06 => &[Tally::RosterPeople],
        C::D06R => &[Tally::RosterLines],
        C::D08 => &[Tally::Talents],
        C::E01 => &[Tally::Varieties],
        C::E02 => &[Tally::Techniques],
        C::E03 => &[Tally::FirstIntroduced],
        C::E04 => &[Tally::SpreadArea],
        C::E05 => &[Tally::Solved],
        C::E06 => &[Tally::Projects],
        C::F01 => &[Tally::NewBases],
        C::F02 => &[Tally::Bases],
        C::F02A => &[Tally::BaseArea],
        C::F03 => &[Tally::DemoHouseholds],
        C::G01 => &[Tally::Enterprises],
        C::G02 => &[Tally::Cooperatives],
        C::G03 => &[Tally::Communities],
        C::H01 => &[Tally::Households],
        C::H02 => &[Tally::PovertyExited],
        C::H03 | C::H04 => &[Tally::Income],
        C::H05 => &[Tally::Output],
        C::H06 => &[Tally::Jobs],
        C::H07 => &[Tally::Collective],
        C::H08 => &[Tally::Tax],
        C::I01 => &[Tally::Problems],
        C::I01N => &[Tally::NewProblems],
        C::I01D | C::I03 | C::I04 => &[Tally::Confirmed],
        C::I01O => &[Tally::Overdue],
        C::I02 => &[Tally::Confirmed, Tally::DueOpen],
        C::J01 => &[Tally::Bulletins],
        C::J02 => &[Tally::Budget],
        C::J02D => &[Tally::Received],
        C::J02S | C::J02R => &[Tally::Spent],
        C::K01 | C::K01N => &[Tally::Replies],
        C::K02A => &[Tally::Excellent],
        C::K02B => &[Tally::Good],
        C::K02C => &[Tally::Qualified],
        C::K02D => &[Tally::Unqualified],
        _ => &[],
    }
}

/// Counts the ledgers' entries of an area and year, seen from `today`.
#[must_use]
pub fn count(entries: &[Facts], area: AreaCode, year: i32, today: NaiveDate) -> Tallies {
    let as_of = calendar::as_of(year, today);
    let mut tallies = Tallies::default();
    for tally in Tally::ALL {
        let rule = tally.rule();
        let counted: Vec<&Facts> = entries
            .iter()
            .filter(|entry| area.contains(&entry.area_code) && rule.takes(entry, year, as_of))
            .filter(|entry| rule.when != When::FirstInYear || is_first(entry, entries))
            .collect();
        tallies.add(*tally, rule.what.of(&counted));
    }
    tallies
}

impl Rule {
    /// Whether an entry is counted, as far as the entry alone can tell.
    #[must_use]
    pub fn takes(&self, entry: &Facts, year: i32, as_of: NaiveDate) -> bool {
        let (first, _) = calendar::year_bounds(year);
        let there = entry.occurred_on <= as_of;
        let over_by = |day: NaiveDate| entry.ended_on.is_some_and(|ended| ended <= day);
        let confirmed = || {
            entry.status == Status::Confirmed && entry.ended_on.is_some_and(|on| on.year() == year)
        };
        let of_kind = entry.kind == self.kind
            && entry.status.counts()
            && (self.sub_kinds.is_empty() || self.sub_kinds.contains(&entry.sub_kind.as_str()));
        of_kind
            && match self.when {
                When::InYear | When::FirstInYear => entry.year == year,
                When::Held => there && !over_by(as_of),
                When::Present => there && entry.ended_on.is_none_or(|ended| ended >= first),
                When::Confirmed => confirmed(),
                When::OnTime => {
                    let late = entry.due_on.zip(entry.resolved_on);
                    confirmed() && late.is_none_or(|(due, resolved)| resolved <= due)
                }
                When::DueOpen => {
                    there && !over_by(as_of) && entry.due_on.is_some_and(|due| due <= as_of)
                }
                When::Overdue => {
                    let solved = entry.resolved_on.is_some_and(|on| on <= as_of);
                    let due = entry.due_on.is_some_and(|due| due < as_of);
                    there && !over_by(as_of) && !solved && due
                }
            }
    }
}

/// Whether no entry of its county bears its name in an earlier year.
fn is_first(entry: &Facts, entries: &[Facts]) -> bool {
    let county = |code: AreaCode| code.as_str()[..6].to_owned();
    !entries.iter().any(|other| {
        other.status.counts()
            && (other.kind, &other.sub_kind, &other.name_key)
                == (entry.kind, &entry.sub_kind, &entry.name_key)
            && county(other.area_code) == county(entry.area_code)
            && other.year < entry.year
    })
}

impl What {
    fn of(self, entries: &[&Facts]) -> i64 {
        let different =
            |keys: BTreeSet<(&str, &str)>| i64::try_from(keys.len()).unwrap_or(i64::MAX);
        let names = |beside: fn(&Facts) -> &str| {
            let named = entries
                .iter()
                .map(|entry| (beside(entry), entry.name_key.as_str()));
            named.collect()
        };
        let largest = |measure, by_name: bool| {
            let mut most: BTreeMap<_, i64> = BTreeMap::new();
            for entry in entries {
                let name = by_name.then_some((&entry.sub_kind, &entry.name_key));
                let kept = most.entry((entry.area_code, name)).or_default();
                *kept = (*kept).max(entry.measures.get(measure).unwrap_or(0));
            }
            most.values().sum()
        };
        match self {
            Self::Entries => i64::try_from(entries.len()).unwrap_or(i64::MAX),
            Self::Names => different(names(|entry| &entry.sub_kind)),
            Self::NamedPlaces => different(names(|entry| entry.area_code.as_str())),
            Self::Sum(measure) => {
                let numbers = entries
                    .iter()
                    .filter_map(|entry| entry.measures.get(measure));
                numbers.sum()
            }
            Self::LargestOfName(measure) => largest(measure, true),
            Self::LargestOfPlace(measure) => largest(measure, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledgers::Measures;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn entry(kind: Kind, sub_kind: &str, on: &str) -> Facts {
        let occurred_on = day(on);
        Facts {
            kind,
            area_code: "360722104200".parse().unwrap(),
            occurred_on,
            year: occurred_on.year(),
            due_on: None,
            resolved_on: None,
            ended_on: None,
            status: Status::first(kind),
            sub_kind: sub_kind.to_owned(),
            title: "甲".to_owned(),
            name_key: "甲".to_owned(),
            unique_key: None,
            holder_id: None,
            measures: Measures::default(),
        }
    }

    fn counted(entries: &[Facts], code: IndicatorCode, year: i32) -> Option<Figure> {
        let area = "360722000000".parse().unwrap();
        count(entries, area, year, day("2026-03-01")).value(code)
    }

    #[test]
    fn cooperatives_and_associations_are_no_enterprises() {
        let kinds = ["enterprise", "cooperative", "association", "other"];
        let entries = kinds.map(|kind| entry(Kind::Entity, kind, "2025-05-01"));
        let one = |code| counted(&entries, code, 2025);
        assert_eq!(one(IndicatorCode::G01), Some(Figure::Count(1)));
        assert_eq!(one(IndicatorCode::G02), Some(Figure::Count(2)));
        assert_eq!(
            counted(&entries, IndicatorCode::G02, 2024),
            Some(Figure::Count(0))
        );
    }

    #[test]
    fn a_name_is_new_to_a_county_once() {
        let entries = [
            entry(Kind::Introduction, "variety", "2024-05-01"),
            entry(Kind::Introduction, "variety", "2025-05-01"),
            entry(Kind::Introduction, "technique", "2025-06-01"),
        ];
        for (year, all, first) in [(2024, 1, 1), (2025, 1, 1)] {
            let new = counted(&entries, IndicatorCode::E03, year);
            assert_eq!(
                counted(&entries, IndicatorCode::E01, year),
                Some(Figure::Count(all))
            );
            assert_eq!(new, Some(Figure::Count(first)), "{year}");
        }
    }

    #[test]
    fn a_person_of_two_trainings_is_one_and_namesakes_are_told_apart_by_their_phones() {
        let roster = [
            entry(Kind::Attendee, "1234", "2025-05-01"),
            entry(Kind::Attendee, "1234", "2025-09-01"),
            entry(Kind::Attendee, "5678", "2025-09-01"),
            entry(Kind::Attendee, "9999", "2024-09-01"),
        ];
        for (year, people) in [(2024, 1), (2025, 2)] {
            let counted = counted(&roster, IndicatorCode::D06, year);
            assert_eq!(counted, Some(Figure::Count(people)), "{year}");
        }
    }

    #[test]
    fn a_base_is_in_use_until_the_day_it_is_closed() {
        let mut base = entry(Kind::Base, "cooperative", "2024-05-01");
        base.measures.put(Measure::Area, Some(12_050));
        base.ended_on = Some(day("2025-12-31"));
        let of = |code, year| counted(std::slice::from_ref(&base), code, year);
        assert_eq!(of(IndicatorCode::F02, 2024), Some(Figure::Count(1)));
        let area = Figure::Hundredths(Hundredths(12_050));
        assert_eq!(of(IndicatorCode::F02A, 2024), Some(area));
        assert_eq!(of(IndicatorCode::F02, 2025), Some(Figure::Count(0)));
        assert_eq!(of(IndicatorCode::F01, 2024), Some(Figure::Count(1)));
    }

    #[test]
    fn money_is_told_in_ten_thousand_yuan_and_nothing_is_divided_by_nothing() {
        let mut effect = entry(Kind::Effect, "cooperative", "2025-01-01");
        effect.measures.put(Measure::Income, Some(123_456_789));
        let of = |effect: &Facts, code| counted(std::slice::from_ref(effect), code, 2025);
        let income = Figure::Hundredths(Hundredths(12_346));
        assert_eq!(of(&effect, IndicatorCode::H03), Some(income));
        assert_eq!(of(&effect, IndicatorCode::H04), None);
        effect.measures.put(Measure::Households, Some(7));
        assert_eq!(
            of(&effect, IndicatorCode::H04).unwrap().to_string(),
            "176366.84"
        );
        assert_eq!(of(&effect, IndicatorCode::J02R), None);
    }

    #[test]
    fn the_list_behind_money_tells_the_money_of_the_figure() {
        let mut funding = entry(Kind::Funding, "", "2025-01-01");
        let amounts = [
            (Measure::Budget, IndicatorCode::J02),
            (Measure::Received, IndicatorCode::J02D),
            (Measure::Spent, IndicatorCode::J02S),
        ];
        for (at, (measure, _)) in (1..).zip(amounts) {
            funding.measures.put(measure, Some(at * 1_000_000));
        }
        for (_, code) in amounts {
            let listed = super::counted_as(code)[0].rule().what;
            let What::Sum(measure) = listed else {
                panic!("{code:?} sums {listed:?}");
            };
            let told = Hundredths(funding.measures.get(measure).unwrap() / 10_000);
            let figure = counted(std::slice::from_ref(&funding), code, 2025);
            assert_eq!(figure, Some(Figure::Hundredths(told)), "{code:?}");
        }
    }
}
