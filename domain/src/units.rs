//! What a 派出单位 sees of its people, and what it says of their year.

use crate::{
    fields::{FieldCode, FieldError, FieldReader},
    ids::CommissionerId,
    reading::YearProgress,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest opinion, in characters.
pub const LONGEST_OPINION: usize = 500;

/// What a unit says of one person's year: never empty, no control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionText(String);

impl OpinionText {
    /// Reads what was typed; the fault is named `opinion`.
    pub fn parse(typed: &str) -> Result<Self, Vec<FieldError>> {
        // Browsers send line ends as two characters.
        let typed = typed.replace("\r\n", "\n");
        let object = Map::from_iter([("opinion".to_owned(), Value::from(typed.trim()))]);
        let mut reader = FieldReader::new(&object, "");
        let text = reader.text("opinion", 2, LONGEST_OPINION);
        let mut faults = reader.into_errors();
        match text {
            Some(text) if faults.is_empty() => Ok(Self(text)),
            _ => {
                if faults.is_empty() {
                    faults.push(FieldError::new("opinion", FieldCode::Required));
                }
                Err(faults)
            }
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 派出单位意见: one per person and year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitOpinion {
    pub year: i32,
    /// The unit that gave it, which may since have another name or sent the person no longer.
    pub unit_name: String,
    pub text: String,
    /// In Asia/Shanghai; the day of the last correction.
    pub given_on: NaiveDate,
    pub given_by: String,
    /// What a correction must name, so that two people at one form notice each other.
    pub version: i64,
    /// Once the county has closed it, it stands.
    pub closed: Option<ClosedOpinion>,
}

/// Who in the county took the opinion to the files, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedOpinion {
    pub by: String,
    pub at: DateTime<Utc>,
}

/// One of a unit's people with the figures of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitPerson {
    pub id: CommissionerId,
    pub name: String,
    /// County and what lies in it, as people write it.
    pub area_name: String,
    pub term_from: NaiveDate,
    pub term_to: Option<NaiveDate>,
    /// Personal figures (B02 and the like), over all areas.
    pub progress: YearProgress,
    /// The newest approved on-site visit of the year.
    pub last_visited_on: Option<NaiveDate>,
    pub opinion: Option<UnitOpinion>,
}

/// A unit's people of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitYear {
    pub unit_name: String,
    pub year: i32,
    pub today: NaiveDate,
    /// Those whose term overlaps the year, by name.
    pub people: Vec<UnitPerson>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opinion_says_something_and_not_too_much() {
        let codes = |typed: &str| {
            let faults = OpinionText::parse(typed).unwrap_err();
            faults.iter().map(|fault| fault.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("  "), [FieldCode::Required]);
        assert_eq!(
            codes(&"好".repeat(LONGEST_OPINION + 1)),
            [FieldCode::TooLong]
        );
        let text = OpinionText::parse(" 同意。\r\n续派。 ").unwrap();
        assert_eq!(text.as_str(), "同意。\n续派。");
    }
}
