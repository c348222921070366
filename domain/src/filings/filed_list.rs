//! What stood behind one figure of a filing: the list that was kept, whatever has changed since.

use super::{CountedItem, Filing};
use crate::statistics::{
    Figure,
    catalogue::{CATALOGUE, IndicatorCode},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A page of what one figure of a filing counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FiledList {
    pub filing: Filing,
    pub code: IndicatorCode,
    pub name: String,
    pub unit: String,
    /// As filed.
    pub value: Option<Figure>,
    /// How many things are on all pages.
    pub total: i64,
    pub items: Vec<FiledItem>,
    /// The key of the next page.
    pub next: Option<String>,
}

/// One thing of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledItem {
    #[serde(flatten)]
    pub counted: CountedItem,
    /// What it adds to the figure, where that is a number of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Figure>,
    /// What it adds to the number that a share or a mean is divided by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Figure>,
    /// A record's day of service, place and author as they stand today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<FiledRecord>,
    /// How it stands today, where that differs: `已作废`, `上报后有改动`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Of a record, what tells it from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledRecord {
    pub occurred_on: NaiveDate,
    pub place: String,
    pub author: String,
}

/// The code under which what a figure counts was kept: a share has the list of its count. None for
/// figures that keep no list of their own.
#[must_use]
pub fn kept_under(code: IndicatorCode) -> Option<IndicatorCode> {
    if !code.shares_a_list() {
        return Some(code);
    }
    let count = code.as_str().strip_suffix('R')?;
    CATALOGUE
        .iter()
        .map(|indicator| indicator.code)
        .find(|code| code.as_str() == count)
}

/// The field of a record's body that a figure adds up; none where it counts records, days or places.
#[must_use]
pub const fn added_field(code: IndicatorCode) -> Option<&'static str> {
    use IndicatorCode as C;
    Some(match code {
        C::B06 => "households_guided",
        C::B07 => "consultations",
        C::B08 => "materials_issued",
        C::D02 => "attendances",
        C::D03 => "farmers",
        C::D04 => "poverty_exited_people",
        C::D05 => "grassroots_technicians",
        C::D07 => "online_views",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_villages_has_the_list_of_its_count() {
        use IndicatorCode as C;
        assert_eq!(kept_under(C::B01), Some(C::B01));
        assert_eq!(kept_under(C::C04R), Some(C::C04));
        assert_eq!(kept_under(C::C08), Some(C::C08));
        assert_eq!(kept_under(C::K01), None);
    }
}
