//! Whether an area's year can be filed: what is in the way, and what only has to be known.

use crate::coverage::AreaName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Why a year cannot be filed now, whatever is ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The year lies ahead.
    NotBegun,
    /// It was filed already, and that filing stands.
    Stands,
    /// The year of the area above was filed, and stands.
    AboveStands,
    /// Nothing is counted in it.
    NothingCounted,
    /// These counties have figures, but no accepted year.
    CountiesMissing(Vec<AreaName>),
}

/// What the filer has to know and tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// So many records wait for approval; they will not be in the filed figures.
    Pending(i64),
    /// The year is still going on.
    YearNotOver,
    /// Counties whose records have changed since their year was accepted.
    CountiesCorrected(Vec<AreaName>),
    /// These townships have figures, but no accepted year, in a county that asks for theirs.
    TownshipsMissing(Vec<AreaName>),
    /// Townships whose records have changed since their year was accepted.
    TownshipsCorrected(Vec<AreaName>),
}

impl Caution {
    /// What a tick says: it holds only for what was seen.
    #[must_use]
    pub fn tick(&self) -> String {
        match self {
            Self::Pending(records) => format!("pending-{records}"),
            Self::YearNotOver => "year-not-over".to_owned(),
            Self::CountiesCorrected(areas) | Self::TownshipsCorrected(areas) => {
                format!("corrected-{}", codes(areas))
            }
            Self::TownshipsMissing(townships) => format!("missing-{}", codes(townships)),
        }
    }
}

fn codes(areas: &[AreaName]) -> String {
    let codes = areas.iter().map(|area| area.code.to_string());
    codes.collect::<Vec<_>>().join("-")
}

/// What stands between an area's year and its filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    pub area: AreaName,
    pub year: i32,
    /// The number that the filing will have.
    pub next_number: i64,
    pub obstacles: Vec<Obstacle>,
    pub cautions: Vec<Caution>,
}

impl Readiness {
    /// Whether the year may be filed with these ticks.
    #[must_use]
    pub fn goes(&self, ticked: &BTreeSet<String>) -> bool {
        self.obstacles.is_empty()
            && self
                .cautions
                .iter()
                .all(|caution| ticked.contains(&caution.tick()))
    }
}
