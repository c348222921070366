//! Dates of the programme: Asia/Shanghai is a fixed +8, so no time-zone database is needed.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};
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

/// A day as `YYYY-MM-DD`; a year of more digits has its sign before it.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return None;
    };
    let (behind, year) = match year {
        [b'-', year @ ..] => (true, year),
        [b'+', year @ ..] => (false, year),
        year if year.len() == 4 => (false, year),
        _ => return None,
    };
    let year = digits(year).filter(|_| year.len() >= 4)?;
    let year = i32::try_from(year).ok()?;
    let year = if behind { -year } else { year };
    NaiveDate::from_ymd_opt(year, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
}

/// An instant as RFC 3339 writes it. A space may stand for the `T`, and the colon of the offset may be left
/// out.
#[must_use]
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let (&[h1, h2, b':', m1, m2, b':', s1, s2], rest) = time.as_bytes().split_first_chunk::<8>()?
    else {
        return None;
    };
    let day = day(date)?;
    let (hour, minute) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
    let (nanos, offset) = fraction(rest)?;
    // A leap second is the one before, made longer.
    let (second, nanos) = match digits(&[s1, s2])? {
        60 => (59, nanos + 1_000_000_000),
        second => (second, nanos),
    };
    let there: NaiveDateTime = day.and_hms_nano_opt(hour, minute, second, nanos)?;
    let ahead = TimeDelta::minutes(minutes_ahead(offset)?);
    there.checked_sub_signed(ahead).map(|at| at.and_utc())
}

/// The nanoseconds of `.123`, and what stands behind; more than nine digits say no more.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let [b'.', behind @ ..] = text else {
        return Some((0, text));
    };
    let count = behind
        .iter()
        .take_while(|sign| sign.is_ascii_digit())
        .count();
    let (shown, offset) = behind.split_at(count);
    let shown = &shown[..count.min(9)];
    let missing = 9 - u32::try_from(shown.len()).ok()?;
    (count > 0).then_some((digits(shown)? * 10_u32.pow(missing), offset))
}

/// The minutes by which an offset is ahead of UTC.
fn minutes_ahead(offset: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match *offset {
        [b'Z' | b'z'] => return Some(0),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => (sign, [h1, h2], [m1, m2]),
        _ => return None,
    };
    let (hours, minutes) = (digits(&hours)?, digits(&minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let ahead = i64::from(hours * 60 + minutes);
    match sign {
        b'+' => Some(ahead),
        b'-' => Some(-ahead),
        _ => None,
    }
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |number, sign| {
        let digit = char::from(*sign).to_digit(10)?;
        u32::checked_add(u32::checked_mul(number, 10)?, digit)
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
