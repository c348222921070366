//! 年度上报: an area's year is filed with its figures and all that they count, and from then on stands
//! as it was filed (`domain.md` §4.2 rules 10–11, §5.2).
//!
//! A township's year is filed by its coordinator and accepted or sent back by the county, a county's by the
//! county and the city; the city's own is filed once its counties' are accepted. A year that came back is
//! open again, and the next filing has the next number: the earlier ones are kept, to be compared.

mod changes;
mod filed_list;
mod proof;
mod readiness;

pub use changes::{Correction, ItemChange, Snapshot, compare};
pub use filed_list::{FiledItem, FiledList, FiledRecord, added_field, kept_under};
pub use proof::{hash, text};
pub use readiness::{Caution, Obstacle, Readiness};

use crate::{
    areas::AreaLevel,
    codes::Role,
    coverage::AreaName,
    fields::FieldCode,
    ids::FilingId,
    statistics::{
        AnnualStatistics,
        catalogue::{IndicatorCode, Listed},
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest reason for sending a year back, in characters.
pub const MAX_REASON: usize = 255;

crate::coded!(
    /// Where a filing stands.
    FilingState {
        Filed = "filed" "已上报",
        Accepted = "accepted" "已审定",
        Returned = "returned" "已退回",
    }
);

impl FilingState {
    /// Whether the year is frozen by a filing in this state.
    #[must_use]
    pub const fn stands(self) -> bool {
        matches!(self, Self::Filed | Self::Accepted)
    }
}

/// Who files years of areas of this level; nobody those of provinces and villages.
#[must_use]
pub const fn filer(level: AreaLevel) -> Option<Role> {
    match level {
        AreaLevel::Township => Some(Role::TownshipCoordinator),
        AreaLevel::County => Some(Role::CountyStaff),
        AreaLevel::City => Some(Role::CityStaff),
        AreaLevel::Province | AreaLevel::Village => None,
    }
}

/// Who sends back years of areas of this level, and accepts those that have somebody above: the office
/// above, and a city its own.
#[must_use]
pub const fn judge(level: AreaLevel) -> Option<Role> {
    match level {
        AreaLevel::Township => Some(Role::CountyStaff),
        AreaLevel::County | AreaLevel::City => Some(Role::CityStaff),
        AreaLevel::Province | AreaLevel::Village => None,
    }
}

/// Whether years of areas of this level are accepted by an office above.
#[must_use]
pub const fn is_accepted_above(level: AreaLevel) -> bool {
    matches!(level, AreaLevel::Township | AreaLevel::County)
}

/// A year of which no filing stands: never filed, or sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenYear {
    /// The number of the newest filing; 0 before the first.
    pub last_number: i64,
}

/// A year that was filed and waits for the level above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiledYear {
    pub number: i64,
}

/// A year that the level above has accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedYear {
    pub number: i64,
}

/// An area's year as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Year {
    Open(OpenYear),
    Filed(FiledYear),
    Accepted(AcceptedYear),
}

impl Year {
    /// The year after its newest filing.
    #[must_use]
    pub const fn after(newest: Option<(i64, FilingState)>) -> Self {
        match newest {
            None => Self::Open(OpenYear { last_number: 0 }),
            Some((number, FilingState::Returned)) => Self::Open(OpenYear {
                last_number: number,
            }),
            Some((number, FilingState::Filed)) => Self::Filed(FiledYear { number }),
            Some((number, FilingState::Accepted)) => Self::Accepted(AcceptedYear { number }),
        }
    }

    /// Accepts what was filed, where somebody above does.
    pub fn accept(self, level: AreaLevel) -> Result<AcceptedYear, FieldCode> {
        match self {
            Self::Filed(filed) if is_accepted_above(level) => Ok(filed.accept()),
            _ => Err(FieldCode::NotAllowedNow),
        }
    }

    /// Sends back what stands. `above_stands` says that the year of the area above was filed with it:
    /// that one has to come back first.
    pub fn send_back(self, above_stands: bool) -> Result<OpenYear, FieldCode> {
        match self {
            _ if above_stands => Err(FieldCode::NotAllowedNow),
            Self::Filed(filed) => Ok(filed.send_back()),
            Self::Accepted(accepted) => Ok(accepted.send_back()),
            Self::Open(_) => Err(FieldCode::NotAllowedNow),
        }
    }
}

impl OpenYear {
    /// Files the year, when nothing is in the way and everything doubtful was ticked.
    pub fn file(
        self,
        readiness: &Readiness,
        ticked: &BTreeSet<String>,
    ) -> Result<FiledYear, FieldCode> {
        if readiness.goes(ticked) {
            Ok(FiledYear {
                number: self.last_number + 1,
            })
        } else {
            Err(FieldCode::NotAllowedNow)
        }
    }
}

impl FiledYear {
    /// 审定.
    #[must_use]
    pub const fn accept(self) -> AcceptedYear {
        AcceptedYear {
            number: self.number,
        }
    }

    /// 退回.
    #[must_use]
    pub const fn send_back(self) -> OpenYear {
        OpenYear {
            last_number: self.number,
        }
    }
}

impl AcceptedYear {
    /// 退回, also after the acceptance.
    #[must_use]
    pub const fn send_back(self) -> OpenYear {
        OpenYear {
            last_number: self.number,
        }
    }
}

/// One thing that the figures of a filing count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedItem {
    pub kind: Listed,
    /// A record's, person's or team's id, a village's code.
    pub id: String,
    /// The version it was counted in.
    pub version: i64,
    /// A record's number, a name.
    pub name: String,
    /// The figures that it stands behind.
    pub codes: BTreeSet<IndicatorCode>,
}

/// A filing without what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    pub id: FilingId,
    pub area: AreaName,
    pub year: i32,
    /// From 1; a year filed again after it came back has the next.
    pub number: i64,
    pub state: FilingState,
    pub filed_at: DateTime<Utc>,
    /// By name.
    pub filed_by: String,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<String>,
    /// Why it was sent back.
    pub reason: Option<String>,
    /// SHA-256 of [`text`], in hexadecimal.
    pub hash: String,
}

/// A filing with its figures and what has changed since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilingView {
    pub filing: Filing,
    /// As filed; while the filing stands, with the live figures beside those that differ.
    pub figures: AnnualStatistics,
    /// Records among what was counted.
    pub records: i64,
    /// What has changed since; empty for a filing that no longer stands.
    pub corrections: Vec<Correction>,
    /// Other filings of the same year, newest first.
    pub others: Vec<Filing>,
    pub may_accept: bool,
    pub may_send_back: bool,
    /// Whether the person may file this year anew: it came back.
    pub may_file: bool,
}

/// An area's year in the list of filings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearLine {
    pub area: AreaName,
    pub year: i32,
    /// The newest filing.
    pub newest: Option<Filing>,
    /// Whether the person files it now.
    pub may_file: bool,
    /// It is not filed, and the year of the area above stands without it.
    pub above_stands: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Coded;

    fn ready() -> Readiness {
        Readiness {
            area: AreaName {
                code: "360722000000".parse().unwrap(),
                name: "信丰县".into(),
                level: AreaLevel::County,
            },
            year: 2025,
            next_number: 1,
            obstacles: Vec::new(),
            cautions: Vec::new(),
        }
    }

    #[test]
    fn a_year_goes_from_open_to_filed_to_accepted_and_back() {
        let none = BTreeSet::new();
        let filed = OpenYear { last_number: 0 }.file(&ready(), &none).unwrap();
        assert_eq!(filed, FiledYear { number: 1 });
        assert_eq!(filed.accept(), AcceptedYear { number: 1 });
        let again = filed.accept().send_back();
        assert_eq!(again.file(&ready(), &none), Ok(FiledYear { number: 2 }));
    }

    #[test]
    fn what_is_doubtful_has_to_be_ticked_as_it_was_seen() {
        let mut readiness = ready();
        readiness.cautions = vec![Caution::Pending(3), Caution::YearNotOver];
        let file = |ticks: &[&str]| {
            let ticks = ticks.iter().map(|tick| (*tick).to_owned()).collect();
            OpenYear { last_number: 0 }.file(&readiness, &ticks)
        };
        assert!(file(&[]).is_err());
        assert!(file(&["pending-3"]).is_err());
        assert!(file(&["pending-2", "year-not-over"]).is_err());
        assert!(file(&["pending-3", "year-not-over"]).is_ok());
    }

    #[test]
    fn what_is_in_the_way_cannot_be_ticked_away() {
        let mut readiness = ready();
        readiness.obstacles = vec![Obstacle::NothingCounted];
        let ticks = ["nothing-counted".to_owned()].into();
        let refused = OpenYear { last_number: 0 }.file(&readiness, &ticks);
        assert_eq!(refused, Err(FieldCode::NotAllowedNow));
    }

    #[test]
    fn only_a_filed_year_is_accepted_and_a_citys_by_nobody() {
        for state in FilingState::ALL {
            let year = Year::after(Some((1, *state)));
            let filed = *state == FilingState::Filed;
            for level in [AreaLevel::Township, AreaLevel::County] {
                assert_eq!(year.accept(level).is_ok(), filed, "{state:?}");
            }
            assert!(year.accept(AreaLevel::City).is_err(), "{state:?}");
            assert_eq!(year.send_back(false).is_ok(), state.stands(), "{state:?}");
            assert!(year.send_back(true).is_err(), "{state:?}");
        }
        assert!(Year::after(None).send_back(false).is_err());
    }

    #[test]
    fn each_level_files_and_the_one_above_judges() {
        use AreaLevel::{City, County, Province, Township, Village};
        use Role::{CityStaff, CountyStaff, TownshipCoordinator};
        for (level, files, judges) in [
            (Township, Some(TownshipCoordinator), Some(CountyStaff)),
            (County, Some(CountyStaff), Some(CityStaff)),
            (City, Some(CityStaff), Some(CityStaff)),
            (Province, None, None),
            (Village, None, None),
        ] {
            assert_eq!((filer(level), judge(level)), (files, judges), "{level:?}");
        }
    }
}
