//! K03: whether logs come in time, and whether they are reviewed in time.

use super::{Figure, catalogue::IndicatorCode, share};
use chrono::NaiveDate;

/// A review comes in time up to so many days after the submission it answers.
pub const REVIEW_DAYS: i64 = 7;

/// How a record was handed in and reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handling {
    /// 补录: received more than 7 days after the service ended.
    pub late: bool,
    /// Taken over from an office's earlier ledger: nobody handed it in.
    pub imported: bool,
    /// The last time it was submitted, in Asia/Shanghai.
    pub submitted_on: NaiveDate,
    /// When it was approved; none while it waits.
    pub approved_on: Option<NaiveDate>,
}

impl Handling {
    /// How many days it waited for its approval; none while it waits.
    #[must_use]
    pub fn days_of_review(&self) -> Option<i64> {
        Some((self.approved_on? - self.submitted_on).num_days())
    }
}

/// Counts of logs and of their reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timeliness {
    pub logs: i64,
    pub late_logs: i64,
    pub reviews: i64,
    pub late_reviews: i64,
}

impl Timeliness {
    /// Counts a record in. What was imported says nothing of anybody's punctuality.
    pub fn count(&mut self, handling: &Handling) {
        if handling.imported {
            return;
        }
        self.logs += 1;
        self.late_logs += i64::from(handling.late);
        if let Some(days) = handling.days_of_review() {
            self.reviews += 1;
            self.late_reviews += i64::from(days > REVIEW_DAYS);
        }
    }

    /// Adds the counts of another place.
    pub const fn add(&mut self, other: Self) {
        self.logs += other.logs;
        self.late_logs += other.late_logs;
        self.reviews += other.reviews;
        self.late_reviews += other.late_reviews;
    }

    /// K03S and K03V; none where there is nothing to divide by, and for any other code.
    #[must_use]
    pub fn figure(&self, code: IndicatorCode) -> Option<Figure> {
        match code {
            IndicatorCode::K03S => share(self.logs - self.late_logs, self.logs),
            IndicatorCode::K03V => share(self.reviews - self.late_reviews, self.reviews),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Tenths;

    #[test]
    fn the_eighth_day_is_late_and_what_was_imported_is_neither() {
        let handling = |approved: Option<&str>| Handling {
            late: approved.is_none(),
            imported: false,
            submitted_on: "2026-03-01".parse().unwrap(),
            approved_on: approved.map(|day| day.parse().unwrap()),
        };
        let mut counts = Timeliness::default();
        assert_eq!(counts.figure(IndicatorCode::K03S), None);
        for day in [Some("2026-03-08"), Some("2026-03-09"), None] {
            counts.count(&handling(day));
        }
        counts.count(&Handling {
            imported: true,
            ..handling(None)
        });
        let figure = |code| counts.figure(code);
        assert_eq!(
            figure(IndicatorCode::K03S),
            Some(Figure::Decimal(Tenths(667)))
        );
        assert_eq!(
            figure(IndicatorCode::K03V),
            Some(Figure::Decimal(Tenths(500)))
        );
    }
}
