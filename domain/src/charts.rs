//! What the charts of an area's year show: counts by month and by industry.

pub mod evaluate;

use crate::{
    calendar,
    coverage::{AreaName, VillageYear},
    divisions::Divisions,
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A count for each month.
pub type Months = [i64; 12];

/// An area's year in pictures. Approved and locked records alone, by service date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearCharts {
    pub area: AreaName,
    /// The areas above, city first.
    pub ancestors: Vec<AreaName>,
    pub year: i32,
    /// By which areas all of it is told, the year before too.
    pub divisions: Divisions,
    /// How many months of the year have begun.
    pub begun: usize,
    /// On-site visits of the year, and of the year before.
    pub visits: [Months; 2],
    /// Trainings of the year, and of the year before.
    pub trainings: [Months; 2],
    /// Due villages served from the beginning of the year to the end of each month.
    pub served: Months,
    /// Villages that are due.
    pub due: i64,
    /// Records by industry, the most first; a record of two industries counts in both.
    pub industries: Vec<(String, i64)>,
}

/// How many months of a year have begun on a day.
#[must_use]
pub fn begun(year: i32, today: NaiveDate) -> usize {
    match today.year().cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => calendar::month0(today) + 1,
        std::cmp::Ordering::Greater => 12,
    }
}

/// Adds a village's visits up to each month to the count of villages served.
pub fn add_served(served: &mut Months, village: &VillageYear) {
    let mut visited = false;
    for (count, visits) in served.iter_mut().zip(village.onsite) {
        visited |= visits > 0;
        *count += i64::from(visited);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_is_served_from_its_first_visit_on() {
        let mut village = VillageYear::default();
        village.onsite[2] = 2;
        village.onsite[7] = 1;
        let mut served = [0; 12];
        add_served(&mut served, &village);
        add_served(&mut served, &VillageYear::default());
        assert_eq!(served, [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn months_begin_with_their_first_day() {
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(begun(2026, day("2026-03-01")), 3);
        assert_eq!(begun(2026, day("2025-12-31")), 0);
        assert_eq!(begun(2025, day("2026-01-01")), 12);
    }
}
