//! Dates of the programme: Asia/Shanghai is a fixed +8, so no time-zone database is needed.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use std::ops::RangeInclusive;

/// The years that figures can be asked for and filed.
pub const YEARS: RangeInclusive<i32> = 2000..=2100;

/// The year that an address or a form asks for; none when it is no year of [`YEARS`].
#[must_use]
pub fn asked_year(text: &str) -> Option<i32> {
    text.trim().parse().ok().filter(|year| YEARS.contains(year))
}

/// The offset of Asia/Shanghai, without daylight saving since 1991.
#[must_use]
pub fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| {
        FixedOffset::east_opt(0).unwrap_or_else(|| unreachable!("zero is an offset"))
    })
}

/// The calendar date in Asia/Shanghai at this instant.
#[must_use]
pub fn shanghai_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&shanghai()).date_naive()
}

/// The instant at which a day begins in Asia/Shanghai.
#[must_use]
pub fn day_begins(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() - chrono::Duration::hours(8)
}

/// The first and last day of a year. Years outside 1900–9999 are clamped into it.
#[must_use]
pub fn year_bounds(year: i32) -> (NaiveDate, NaiveDate) {
    let year = year.clamp(1900, 9999);
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (day(1, 1), day(12, 31))
}

/// The day a year's figures stand for: the earlier of today and 31 December (contract §4).
#[must_use]
pub fn as_of(year: i32, today: NaiveDate) -> NaiveDate {
    year_bounds(year).1.min(today)
}

/// Whether the period `from..=to` (open-ended when `to` is absent) shares a day with `first..=last`.
#[must_use]
pub fn overlaps(from: NaiveDate, to: Option<NaiveDate>, first: NaiveDate, last: NaiveDate) -> bool {
    from <= last && to.is_none_or(|to| to >= first)
}

/// Whether the period `from..=to` (open-ended when `to` is absent) holds `day`.
#[must_use]
pub fn holds(from: NaiveDate, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    overlaps(from, to, day, day)
}

/// The month index, 0 for January.
#[must_use]
pub fn month0(date: NaiveDate) -> usize {
    usize::try_from(date.month0()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_turns_at_sixteen_hundred_utc() {
        let before = "2025-12-31T15:59:59Z".parse().unwrap();
        let after = "2025-12-31T16:00:00Z".parse().unwrap();
        assert_eq!(shanghai_date(before).to_string(), "2025-12-31");
        assert_eq!(shanghai_date(after).to_string(), "2026-01-01");
        assert_eq!(day_begins(shanghai_date(after)), after);
    }

    #[test]
    fn a_year_is_asked_for_in_digits_and_within_bounds() {
        let asked = [
            " 2025 ",
            "2000",
            "2100",
            "1999",
            "2101",
            "99999",
            "-2025",
            "二〇二五",
            "",
        ];
        let years = [
            Some(2025),
            Some(2000),
            Some(2100),
            None,
            None,
            None,
            None,
            None,
            None,
        ];
        assert_eq!(asked.map(asked_year), years);
    }

    #[test]
    fn as_of_is_today_within_the_year_and_its_end_after() {
        let today = "2026-05-06".parse().unwrap();
        assert_eq!(as_of(2026, today), today);
        assert_eq!(as_of(2025, today).to_string(), "2025-12-31");
    }
}
