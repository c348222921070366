//! The annual figures: one definition each (contract §4, `domain.md` §4).
//!
//! [`catalogue`] names them, [`Measures`] is what is counted for one area, [`figures`] turns
//! measures into figures, and [`evaluate`] counts measures from a plain list of records: the oracle
//! that the database's answers are tested against.

pub mod catalogue;
pub mod counted;
pub mod evaluate;
pub mod forms;
pub mod people;
pub mod reach;
pub mod tallies;
pub mod targets;
pub mod timeliness;

use crate::{
    areas::AreaLevel,
    coverage::{AreaName, Tenths, Totals},
    days,
    divisions::Divisions,
    ids::FilingId,
};
use catalogue::{CATALOGUE, IndicatorCode, Kind};
use chrono::{DateTime, Utc};
use forms::Form;
use people::PeopleCounts;
use reach::Reach;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tallies::{Tallies, Tally};
use targets::Targets;
use timeliness::Timeliness;

/// Which records a measure takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountedStanding {
    /// Approved and locked records: a figure's value.
    Approved,
    /// Those, and everything submitted or verified: value + pending.
    WithPending,
}

impl CountedStanding {
    /// The identifier used in the roll-up tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::WithPending => "with_pending",
        }
    }

    /// Whether a record in this state is counted.
    #[must_use]
    pub const fn takes(self, status: crate::codes::Status) -> bool {
        status.counts() || (matches!(self, Self::WithPending) && status.is_pending())
    }
}

/// Everything counted for one area, year and standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Measures {
    /// A01 and its parts: A03–A05, A07; A02.
    pub people: PeopleCounts,
    /// A06; none below the county.
    pub teams: Option<i64>,
    /// A09; none below the county.
    pub team_industries: Option<i64>,
    /// B01.
    pub onsite_visits: i64,
    /// B03, in units of 1/720720 day.
    pub day_units: i64,
    /// B04.
    pub remote_visits: i64,
    /// B05 and its parts.
    pub targets: Targets,
    /// B06.
    pub households: i64,
    /// B07.
    pub consultations: i64,
    /// B08.
    pub materials: i64,
    /// B11.
    pub guidance_visits: i64,
    /// C01.
    pub villages: i64,
    /// C02–C07.
    pub coverage: Totals,
    /// C08.
    pub townships: Reach,
    /// C09; none below the county.
    pub industries: Option<Reach>,
    /// D01.
    pub trainings: i64,
    /// D02.
    pub attendances: i64,
    /// D03.
    pub farmers: i64,
    /// D04.
    pub poverty_exited_people: i64,
    /// D05.
    pub grassroots_technicians: i64,
    /// D07.
    pub online_views: i64,
    /// What is counted of the ledgers.
    pub tallies: Tallies,
    /// K03.
    pub timeliness: Timeliness,
}

impl Measures {
    /// Visits, on site or not, and trainings.
    #[must_use]
    pub const fn records(&self) -> i64 {
        self.onsite_visits + self.remote_visits + self.trainings
    }
}

/// A number with two digits after the point, held in hundredths and serialised as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(pub i64);

impl std::fmt::Display for Hundredths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

impl Serialize for Hundredths {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^53")]
        serializer.serialize_f64(self.0 as f64 / 100.0)
    }
}

impl<'de> Deserialize<'de> for Hundredths {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "written by `serialize`, so it is hundredths"
        )]
        f64::deserialize(deserializer).map(|number| Self((number * 100.0).round() as i64))
    }
}

/// A figure: a whole number, or a number with one or two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    Count(i64),
    Decimal(Tenths),
    Hundredths(Hundredths),
}

impl Figure {
    /// The figure in hundredths, for comparing and subtracting.
    #[must_use]
    pub const fn in_hundredths(self) -> i64 {
        match self {
            Self::Count(count) => count * 100,
            Self::Decimal(tenths) => tenths.0 * 10,
            Self::Hundredths(hundredths) => hundredths.0,
        }
    }

    /// The figure in tenths, without the second digit.
    #[must_use]
    pub const fn in_tenths(self) -> i64 {
        self.in_hundredths() / 10
    }

    /// Whether the figure is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.in_hundredths() == 0
    }

    /// The figure with as many digits as its indicator has: a number read back from JSON has lost
    /// its last zeros. A count of things stays one.
    #[must_use]
    pub const fn of(self, code: IndicatorCode) -> Self {
        if code.has_two_digits() {
            Self::Hundredths(Hundredths(self.in_hundredths()))
        } else {
            self
        }
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Decimal(tenths) => tenths.fmt(f),
            Self::Hundredths(hundredths) => hundredths.fmt(f),
        }
    }
}

/// One indicator of one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorFigure {
    pub code: IndicatorCode,
    pub name_zh: String,
    pub name_en: String,
    pub unit: String,
    pub value: Option<Figure>,
    /// What approval of everything submitted or verified would add.
    pub pending: Option<Figure>,
    pub kind: Kind,
    pub definition: String,
    /// Of a frozen year: the value today, where it differs (更正).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Figure>,
}

/// The annual statistics of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnualStatistics {
    pub year: i32,
    pub area: AreaName,
    /// The areas above, city first, for the path on the page.
    pub ancestors: Vec<AreaName>,
    pub generated_at: DateTime<Utc>,
    /// None, in JSON `false`, while the figures are live.
    #[serde(with = "false_for_none")]
    pub frozen: Option<Freeze>,
    /// What the area shows of them; none for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    pub indicators: Vec<IndicatorFigure>,
    pub rows: Vec<AreaRow>,
    /// Records of the area and year that wait for approval.
    pub pending_records: i64,
    /// By which areas the figures are told; a frozen year by those of its time.
    #[serde(default)]
    pub divisions: Divisions,
}

impl AnnualStatistics {
    /// Figures that were read back from JSON, each again with the digits its indicator has.
    #[must_use]
    pub fn read_back(mut self) -> Self {
        for indicator in &mut self.indicators {
            let of = |figure: Figure| figure.of(indicator.code);
            indicator.value = indicator.value.map(of);
            indicator.pending = indicator.pending.map(of);
        }
        for row in &mut self.rows {
            for (code, value) in &mut row.values {
                *value = value.map(|figure| figure.of(*code));
            }
        }
        self
    }
}

/// The filing that a year's figures are frozen in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    pub at: DateTime<Utc>,
    /// By name.
    pub by: String,
    /// SHA-256 of all that was filed, in hexadecimal.
    pub hash: String,
    pub filing_id: FilingId,
    pub number: i64,
}

impl AnnualStatistics {
    /// These figures as they were filed, with today's beside those that differ. What waits is told as it is
    /// today: it is no part of a filing.
    #[must_use]
    pub fn frozen_in(mut self, freeze: Freeze, live: &Self) -> Self {
        for figure in &mut self.indicators {
            let now = live.indicators.iter().find(|now| now.code == figure.code);
            figure.corrected = now
                .and_then(|now| now.value)
                .filter(|now| Some(*now) != figure.value);
            figure.pending = now.and_then(|now| now.pending);
        }
        self.pending_records = live.pending_records;
        self.frozen = Some(freeze);
        self
    }

    /// How many figures differ today from what was filed.
    #[must_use]
    pub fn corrections(&self) -> usize {
        let corrected = |figure: &&IndicatorFigure| figure.corrected.is_some();
        self.indicators.iter().filter(corrected).count()
    }
}

/// The contract's `false | {…}`.
mod false_for_none {
    use super::Freeze;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Told<T> {
        Frozen(T),
        No(bool),
    }

    #[expect(clippy::ref_option, reason = "serde hands over the field as it is")]
    pub(super) fn serialize<S: Serializer>(
        frozen: &Option<Freeze>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match frozen {
            Some(freeze) => Told::Frozen(freeze),
            None => Told::No(false),
        }
        .serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Freeze>, D::Error> {
        Ok(match Told::deserialize(deserializer)? {
            Told::Frozen(freeze) => Some(freeze),
            Told::No(_) => None,
        })
    }
}

/// The values of one area directly below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaRow {
    pub area: AreaName,
    pub values: BTreeMap<IndicatorCode, Option<Figure>>,
}

impl AreaRow {
    /// Whether any of its figures is more than nothing.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        let mut figures = self.values.values().flatten();
        figures.any(|figure| !figure.is_zero())
    }
}

/// A part of a whole in percent with one digit; none of nothing.
#[must_use]
pub fn share(part: i64, whole: i64) -> Option<Figure> {
    (whole > 0).then(|| Figure::Decimal(Tenths((part * 2000 + whole) / (whole * 2))))
}

/// One indicator's value from what was counted.
#[must_use]
pub fn value(code: IndicatorCode, measures: &Measures) -> Option<Figure> {
    use IndicatorCode as C;
    let rates = measures.coverage.rates();
    let count = match code {
        C::A01
        | C::A02
        | C::A03N
        | C::A03P
        | C::A03C
        | C::A03X
        | C::A04I
        | C::A04T
        | C::A04L
        | C::A05S
        | C::A05W
        | C::A05Y
        | C::A07 => return measures.people.figure(code).map(Figure::Count),
        C::A06 => return measures.teams.map(Figure::Count),
        C::A09 => return measures.team_industries.map(Figure::Count),
        C::B01 => measures.onsite_visits,
        // Days belong to a person; an area has B03.
        C::B02 => return None,
        C::B03 => return Some(Figure::Decimal(Tenths(days::tenths(measures.day_units)))),
        C::B04 => measures.remote_visits,
        C::B05 | C::B05C | C::B05E | C::B05F | C::B05H | C::B05T | C::B05V | C::B05P | C::B05O => {
            return measures.targets.figure(code).map(Figure::Count);
        }
        C::B06 => measures.households,
        C::B07 => measures.consultations,
        C::B08 => measures.materials,
        C::B11 => measures.guidance_visits,
        C::C01 => measures.villages,
        C::C02 => measures.coverage.due,
        C::C03 => measures.coverage.assigned,
        C::C03R => return rates.assigned.map(Figure::Decimal),
        C::C04 | C::C10 => measures.coverage.served,
        C::C04R => return rates.served.map(Figure::Decimal),
        C::C05 => measures.coverage.regular,
        C::C05R => return rates.regular.map(Figure::Decimal),
        C::C06 => measures.coverage.uncovered,
        C::C07 => measures.coverage.overdue,
        C::C08 => return measures.townships.figure(),
        C::C09 => return measures.industries.and_then(Reach::figure),
        C::D01 => measures.trainings,
        C::D02 => measures.attendances,
        C::D03 => measures.farmers,
        C::D04 => measures.poverty_exited_people,
        C::D05 => measures.grassroots_technicians,
        C::D06R => {
            let lines = measures.tallies.get(Tally::RosterLines);
            return share(lines, measures.attendances);
        }
        C::D07 => measures.online_views,
        C::K03S | C::K03V => return measures.timeliness.figure(code),
        counted_of_ledgers => return measures.tallies.value(counted_of_ledgers),
    };
    Some(Figure::Count(count))
}

/// All indicators of an area, in the catalogue's order. `pending` is what the pending records add,
/// negative for C06 and C07, zero where records change nothing (A01–A09, C02, C03).
#[must_use]
pub fn figures(approved: &Measures, with_pending: &Measures) -> Vec<IndicatorFigure> {
    CATALOGUE
        .iter()
        .map(|indicator| {
            let now = value(indicator.code, approved);
            let then = value(indicator.code, with_pending);
            IndicatorFigure {
                code: indicator.code,
                name_zh: indicator.name_zh.to_owned(),
                name_en: indicator.name_en.to_owned(),
                unit: indicator.unit.to_owned(),
                value: now,
                pending: now
                    .zip(then)
                    .map(|(now, then)| pending(indicator.code, now, then, approved, with_pending)),
                kind: indicator.kind,
                definition: indicator.definition.to_owned(),
                corrected: None,
            }
        })
        .collect()
}

fn pending(
    code: IndicatorCode,
    now: Figure,
    then: Figure,
    approved: &Measures,
    with_pending: &Measures,
) -> Figure {
    match (now, then) {
        _ if code == IndicatorCode::B03 => Figure::Decimal(Tenths(days::tenths(
            with_pending.day_units - approved.day_units,
        ))),
        (Figure::Count(now), Figure::Count(then)) => Figure::Count(then - now),
        (Figure::Hundredths(now), then) => {
            Figure::Hundredths(Hundredths(then.in_hundredths() - now.0))
        }
        (now, then) => Figure::Decimal(Tenths((then.in_hundredths() - now.in_hundredths()) / 10)),
    }
}

/// Whether an area of this level has the county's own figures (A06, A09).
#[must_use]
pub fn counts_teams(level: AreaLevel) -> bool {
    level <= AreaLevel::County
}
