//! The sums that roll-ups hold, from the records of areas and years or people and years.

pub(crate) mod areas;
pub(crate) mod people;

pub(crate) use areas::AreaYear;
use domain::statistics::{CountedStanding, targets::Targets, timeliness::Timeliness};
pub(crate) use people::PersonSums;

use super::{Conn, begun::Begun, in_pieces, rows, same_days, submissions};
use std::collections::BTreeMap;

pub(crate) const STANDINGS: [CountedStanding; 2] =
    [CountedStanding::Approved, CountedStanding::WithPending];

/// Sums in each standing that has any.
pub(crate) type InStandings<S> = BTreeMap<CountedStanding, S>;

/// The columns of `annual_areas` that hold B05 and K03.
#[derive(sqlx::FromRow)]
pub(crate) struct ServedRow {
    targets_cooperative: i64,
    targets_enterprise: i64,
    targets_family_farm: i64,
    targets_farmer: i64,
    targets_poverty_exited: i64,
    targets_collective: i64,
    targets_park: i64,
    targets_other: i64,
    logs: i64,
    late_logs: i64,
    reviews: i64,
    late_reviews: i64,
}

impl ServedRow {
    /// Adds the row of another place. Targets are told apart by the place that was recorded.
    pub(crate) const fn join(&mut self, other: &Self) {
        self.targets_cooperative += other.targets_cooperative;
        self.targets_enterprise += other.targets_enterprise;
        self.targets_family_farm += other.targets_family_farm;
        self.targets_farmer += other.targets_farmer;
        self.targets_poverty_exited += other.targets_poverty_exited;
        self.targets_collective += other.targets_collective;
        self.targets_park += other.targets_park;
        self.targets_other += other.targets_other;
        self.logs += other.logs;
        self.late_logs += other.late_logs;
        self.reviews += other.reviews;
        self.late_reviews += other.late_reviews;
    }

    /// B05 by kind.
    pub(crate) const fn targets(&self) -> Targets {
        Targets([
            self.targets_cooperative,
            self.targets_enterprise,
            self.targets_family_farm,
            self.targets_farmer,
            self.targets_poverty_exited,
            self.targets_collective,
            self.targets_park,
            self.targets_other,
        ])
    }

    /// K03.
    pub(crate) const fn timeliness(&self) -> Timeliness {
        Timeliness {
            logs: self.logs,
            late_logs: self.late_logs,
            reviews: self.reviews,
            late_reviews: self.late_reviews,
        }
    }
}

/// Twelve numbers with commas.
pub(crate) fn months_text(months: &[i64; 12]) -> String {
    months
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

/// Reads twelve numbers with commas; zeros where there are none.
pub(crate) fn months(text: Option<&str>) -> [i64; 12] {
    let mut months = [0; 12];
    for (month, number) in months.iter_mut().zip(text.unwrap_or_default().split(',')) {
        *month = number.parse().unwrap_or(0);
    }
    months
}
