//! Days of service, exactly: shares of a day are whole numbers of 1/720720, never floats.
//!
//! 720720 divides by every span of 1–15 days and by half days, so a visit of 1.5 days over 11 dates
//! still sums without rounding (contract §4, B02/B03).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Units in one whole day.
pub const UNITS_PER_DAY: i64 = 720_720;

/// The longest span of one visit, in calendar days.
pub const MAX_SPAN: i64 = 15;

/// A visit's service days, held as half days: 1 = half a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceDays(u8);

impl ServiceDays {
    /// Takes a number of half days in `1..=30`.
    #[must_use]
    pub fn from_halves(halves: i64) -> Option<Self> {
        u8::try_from(halves)
            .ok()
            .filter(|halves| (1..=30).contains(halves))
            .map(Self)
    }

    /// Takes days in steps of one half.
    #[must_use]
    pub fn from_days(days: f64) -> Option<Self> {
        let halves = days * 2.0;
        if halves.fract() != 0.0 || !(1.0..=30.0).contains(&halves) {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and within 1..=30"
        )]
        Some(Self(halves as u8))
    }

    /// The number of half days.
    #[must_use]
    pub fn halves(self) -> i64 {
        i64::from(self.0)
    }

    /// As a number of days.
    #[must_use]
    pub fn days(self) -> f64 {
        f64::from(self.0) / 2.0
    }

    /// The share that falls on each date of a span, in units of 1/720720 day.
    #[must_use]
    pub fn share(self, span: i64) -> i64 {
        UNITS_PER_DAY / 2 * self.halves() / span.clamp(1, MAX_SPAN)
    }
}

impl Serialize for ServiceDays {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.days())
    }
}

impl<'de> Deserialize<'de> for ServiceDays {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let days = f64::deserialize(deserializer)?;
        Self::from_days(days)
            .ok_or_else(|| serde::de::Error::custom("days in half steps, 0.5 to 15"))
    }
}

/// The number of calendar days from `started_on` to `ended_on`, both included.
#[must_use]
pub fn span(started_on: NaiveDate, ended_on: NaiveDate) -> i64 {
    (ended_on - started_on).num_days() + 1
}

/// One visit's days for one person, as the sum needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    pub started_on: NaiveDate,
    pub ended_on: NaiveDate,
    pub days: ServiceDays,
}

/// The service days of one person over `stays`: `Σ over dates of min(1, Σ service_days ÷ span)`, in units.
#[must_use]
pub fn person_units(stays: impl IntoIterator<Item = Stay>) -> i64 {
    let mut by_date = std::collections::BTreeMap::<NaiveDate, i64>::new();
    for stay in stays {
        let share = stay.days.share(span(stay.started_on, stay.ended_on));
        for date in stay
            .started_on
            .iter_days()
            .take_while(|date| *date <= stay.ended_on)
        {
            *by_date.entry(date).or_default() += share;
        }
    }
    by_date
        .values()
        .map(|units| (*units).min(UNITS_PER_DAY))
        .sum()
}

/// Units as tenths of a day, rounded half up: what a figure shows.
#[must_use]
pub fn tenths(units: i64) -> i64 {
    (units * 10 + UNITS_PER_DAY / 2).div_euclid(UNITS_PER_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stay(from: &str, to: &str, days: f64) -> Stay {
        Stay {
            started_on: from.parse().unwrap(),
            ended_on: to.parse().unwrap(),
            days: ServiceDays::from_days(days).unwrap(),
        }
    }

    #[test]
    fn two_visits_on_one_date_make_one_day() {
        let units = person_units([
            stay("2025-05-06", "2025-05-06", 1.0),
            stay("2025-05-06", "2025-05-06", 0.5),
        ]);
        assert_eq!(units, UNITS_PER_DAY);
    }

    #[test]
    fn a_span_spreads_its_days_and_overlaps_are_capped_per_date() {
        // 1.5 days over 3 dates is half a day each; a whole day on one of them adds half a day.
        let units = person_units([
            stay("2025-05-06", "2025-05-08", 1.5),
            stay("2025-05-07", "2025-05-07", 1.0),
        ]);
        assert_eq!(tenths(units), 20);
    }

    #[test]
    fn days_come_in_halves() {
        for bad in [0.3, 0.0, -1.0, 1e9, 15.5, f64::NAN] {
            assert_eq!(ServiceDays::from_days(bad), None, "{bad}");
        }
        assert_eq!(ServiceDays::from_days(1.5).unwrap().halves(), 3);
    }

    proptest! {
        #[test]
        fn a_single_visit_gives_exactly_its_days(halves in 1i64..=30, extra in 0i64..15) {
            let span = (halves + 1) / 2 + extra;
            prop_assume!(span <= MAX_SPAN);
            let started_on: NaiveDate = "2025-03-01".parse().unwrap();
            let stay = Stay { started_on, ended_on: started_on + chrono::Days::new(u64::try_from(span - 1).unwrap()), days: ServiceDays::from_halves(halves).unwrap() };
            prop_assert_eq!(person_units([stay]), halves * UNITS_PER_DAY / 2);
        }
    }
}
