//! What a figure counts, where that is neither each record nor each entry behind it: a village once, a
//! person's days, the largest number of a village, different names. And what each record or entry adds.

use super::{
    Figure,
    catalogue::{CATALOGUE, IndicatorCode, Listed},
    tallies::{Tally, What, counted_as},
    timeliness::{Handling, REVIEW_DAYS},
};
use crate::{
    areas::AreaCode, calendar, coverage::Tenths, filings::added_field, reading::RecordView,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a figure counts in the place of records or entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// Each village once, however many visits it had.
    Villages,
    /// The largest number of each village.
    LargestOfVillage,
    /// Each target once per place.
    Targets,
    /// Each person's days.
    PersonDays,
    /// Entries of one name, or of one place, together.
    Named(What),
}

impl Parts {
    /// What this figure counts; none where it is the records or entries themselves.
    #[must_use]
    pub fn of(code: IndicatorCode) -> Option<Self> {
        use IndicatorCode as C;
        Some(match code {
            C::C01 | C::C04 | C::C04R | C::C05 | C::C05R | C::C10 => Self::Villages,
            C::B06 => Self::LargestOfVillage,
            C::B03 => Self::PersonDays,
            _ if super::targets::is_of_targets(code) => Self::Targets,
            _ => match counted_as(code).first()?.rule().what {
                What::Entries | What::Sum(_) => return None,
                what => Self::Named(what),
            },
        })
    }

    /// Whether they are told by the year rather than by the day.
    #[must_use]
    pub fn is_yearly(code: IndicatorCode) -> bool {
        let tally = counted_as(code).first();
        tally.is_some_and(|tally| tally.rule().kind.declared().is_yearly())
    }

    /// What its rows are, when they have a page.
    #[must_use]
    pub const fn listed(self) -> Option<Listed> {
        match self {
            Self::Villages | Self::LargestOfVillage => Some(Listed::Villages),
            Self::PersonDays => Some(Listed::People),
            Self::Targets | Self::Named(_) => None,
        }
    }
}

/// One thing that a figure counts, with the records or entries it is told by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedPart {
    /// A village's code, a person's id; empty for a name.
    pub id: String,
    pub name: String,
    /// Where it is, when the name does not say so; empty otherwise.
    pub place: String,
    /// How many records or entries tell of it.
    pub items: i64,
    pub latest_on: NaiveDate,
    /// What it adds to the figure.
    pub number: Figure,
}

impl CountedPart {
    /// A village of which nothing is counted yet.
    #[must_use]
    pub fn of_village(village: AreaCode, latest_on: NaiveDate) -> Self {
        Self {
            id: village.to_string(),
            name: String::new(),
            place: String::new(),
            items: 0,
            latest_on,
            number: Figure::Count(0),
        }
    }

    /// Counts records of it, the latest of them on this day; of their numbers the largest stands.
    pub fn count(&mut self, items: i64, latest_on: NaiveDate, number: i64) {
        self.items += items;
        self.latest_on = self.latest_on.max(latest_on);
        self.number = self.number.max(Figure::Count(number));
    }
}

/// One number that each row behind a figure adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    pub name: &'static str,
    pub unit: &'static str,
    tally: Option<Tally>,
}

impl Added {
    /// The number of the ledgers' entries that it adds up; none for records.
    #[must_use]
    pub const fn tally(self) -> Option<Tally> {
        self.tally
    }
}

/// What each record or entry behind a figure adds: one number, and for a share or a mean also the one that
/// it is divided by. None where the figure counts [`Parts`], or people, teams and places.
#[must_use]
pub fn added(code: IndicatorCode) -> Vec<Added> {
    use IndicatorCode as C;
    let of = |name, unit, tally| Added {
        name,
        unit,
        tally: Some(tally),
    };
    match code {
        C::D06R => vec![of("名册", "人次", Tally::RosterLines)],
        C::H04 => vec![
            of("带动增收", "万元", Tally::Income),
            of("带动农户", "户", Tally::Households),
        ],
        C::I02 => vec![
            of("办结", "个", Tally::Confirmed),
            of("到期未确认", "个", Tally::DueOpen),
        ],
        C::I03 => vec![
            of("按期办结", "个", Tally::OnTime),
            of("办结", "个", Tally::Confirmed),
        ],
        C::I04 => vec![of("办结天数", "天", Tally::WorkedDays)],
        C::J02R => vec![
            of("支出", "万元", Tally::Spent),
            of("到位", "万元", Tally::Received),
        ],
        C::K01 => vec![
            of("满意", "份", Tally::Content),
            of("评价", "份", Tally::Replies),
        ],
        C::K03S | C::K03V => vec![Added {
            name: "按时",
            unit: "条",
            tally: None,
        }],
        _ => itself(code),
    }
}

/// A figure's own unit.
fn itself(code: IndicatorCode) -> Vec<Added> {
    let counts = matches!(code.listed_as(), Listed::Records | Listed::Entries);
    let indicator = CATALOGUE.iter().find(|indicator| indicator.code == code);
    let by_record = counts && Parts::of(code).is_none_or(|parts| parts == Parts::PersonDays);
    let added = indicator.filter(|_| by_record).map(|indicator| Added {
        name: "计入",
        unit: indicator.unit,
        tally: counted_as(code).first().copied(),
    });
    added.into_iter().collect()
}

/// What a record adds to the figure it is listed behind.
#[must_use]
pub fn of_record(code: IndicatorCode, record: &RecordView) -> Figure {
    use IndicatorCode as C;
    match code {
        C::B03 => {
            let others = record.people.iter().filter(|person| !person.absent);
            person_days(record.body.get("service_days"), others.count())
        }
        C::K03S => Figure::Count(i64::from(!record.late)),
        C::K03V => Figure::Count(i64::from(was_reviewed_in_time(record))),
        _ => Figure::Count(added_field(code).map_or(1, |field| record.count(field).unwrap_or(0))),
    }
}

/// Days times the author and the others, before what overlaps with other visits of the same person is taken
/// away.
#[must_use]
pub fn person_days(service_days: Option<&Value>, others: usize) -> Figure {
    let days = service_days.and_then(Value::as_f64).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "0.5 to 15")]
    let tenths = (days * 10.0).round() as i64;
    let people = i64::try_from(others).unwrap_or(0) + 1;
    Figure::Decimal(Tenths(tenths * people))
}

fn was_reviewed_in_time(record: &RecordView) -> bool {
    let on = |at: Option<_>| at.map(calendar::shanghai_date);
    let handling = on(record.submitted_at).map(|submitted_on| Handling {
        late: record.late,
        imported: record.imported,
        submitted_on,
        approved_on: on(record.reviewed_at),
    });
    let days = handling.and_then(|handling| handling.days_of_review());
    days.is_some_and(|days| days <= REVIEW_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_behind_a_figure_adds_something_or_the_figure_counts_something_else() {
        for indicator in CATALOGUE {
            let code = indicator.code;
            if !matches!(code.listed_as(), Listed::Records | Listed::Entries) {
                continue;
            }
            let said = !added(code).is_empty() || Parts::of(code).is_some();
            assert!(said, "{code:?} shows no quantity");
        }
    }

    #[test]
    fn a_count_is_told_in_the_unit_of_its_figure_and_a_share_in_those_of_its_two_numbers() {
        let units = |code| -> Vec<_> { added(code).iter().map(|added| added.unit).collect() };
        assert_eq!(units(IndicatorCode::D02), ["人次"]);
        assert_eq!(units(IndicatorCode::B08), ["份"]);
        assert_eq!(units(IndicatorCode::H04), ["万元", "户"]);
        assert_eq!(units(IndicatorCode::I04), ["天"]);
        assert_eq!(units(IndicatorCode::C01), [""; 0]);
        for indicator in CATALOGUE {
            let shown = added(indicator.code);
            assert!(
                shown.iter().all(|added| added.unit != "%"),
                "{}",
                indicator.text
            );
        }
    }
}
