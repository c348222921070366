//! Where the phone is, if the person wants to say so.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{codes::PositionAbsent, visits::Position};

use super::Pending;

/// Asks the phone for its position.
pub trait Positions: Send + Sync {
    /// Whether the person has refused before: then the form does not ask again by itself.
    fn was_refused(&self) -> bool;

    /// One attempt of at most 15 s. WGS-84.
    fn locate(&self) -> Pending<Result<Position, PositionAbsent>>;
}

/// A fix as the phone gave it: to six decimals (a hand's breadth), at a time that can be. None when
/// its numbers are none.
#[must_use]
pub fn measured(
    (lat, lon): (f64, f64),
    accuracy_m: f64,
    at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Position> {
    // Some phones count since they were switched on.
    let fresh = |at: &DateTime<Utc>| *at <= now && now - *at <= TimeDelta::hours(1);
    let position = Position {
        lat: (lat * 1e6).round() / 1e6,
        lon: (lon * 1e6).round() / 1e6,
        accuracy_m: (accuracy_m * 10.0).round() / 10.0,
        at: at.filter(fresh).unwrap_or(now),
    };
    let is_there = position.lat.abs() <= 90.0 && position.lon.abs() <= 180.0;
    (is_there && position.accuracy_m >= 0.0).then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_fix_is_rounded_to_six_decimals() {
        let now = instant("2026-03-05T02:00:00Z");
        let at = instant("2026-03-05T01:59:30Z");
        let fix = measured((25.386_123_456, 114.9), 12.34, Some(at), now).unwrap();
        assert_eq!(
            (fix.lat, fix.lon, fix.accuracy_m),
            (25.386_123, 114.9, 12.3)
        );
        assert_eq!(fix.at, at);
    }

    #[test]
    fn a_time_that_cannot_be_is_now() {
        let now = instant("2026-03-05T02:00:00Z");
        for at in ["1970-01-01T00:00:09Z", "2026-03-05T02:00:01Z"] {
            let fix = measured((25.0, 114.0), 9.0, Some(instant(at)), now).unwrap();
            assert_eq!(fix.at, now);
        }
    }

    #[test]
    fn numbers_that_are_no_place_are_no_fix() {
        let now = instant("2026-03-05T02:00:00Z");
        for (place, accuracy) in [
            ((91.0, 0.0), 1.0),
            ((f64::NAN, 0.0), 1.0),
            ((1.0, 1.0), -1.0),
        ] {
            assert_eq!(measured(place, accuracy, None, now), None);
        }
    }
}
