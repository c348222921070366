//! What the database knows of an entry: the columns that are searched and counted.

use super::{
    Entry, Fills, Kind, Unique, name_key,
    steps::{CLOSED_ON, ENDED_ON, RESOLVED_ON, Status},
};
use crate::{areas::AreaCode, calendar, codes::Coded};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

crate::coded!(
    /// A quantity that figures sum. Areas are hundredths of a 亩, money is fen.
    Measure {
        Households = "households" "带动农户数",
        PovertyExitedHouseholds = "poverty_exited_households" "带动脱贫户、监测户",
        Jobs = "jobs" "带动就业",
        Area = "area_hundredths" "面积",
        Income = "income_fen" "带动增收",
        Output = "output_fen" "产值",
        Collective = "collective_fen" "村集体经济增收",
        Tax = "tax_fen" "利税",
        Budget = "budget_fen" "安排",
        Received = "received_fen" "到位",
        Spent = "spent_fen" "支出",
        WorkedDays = "worked_days" "办结天数",
    }
);

crate::coded!(
    /// What is unlikely of an entry's money, and yet happens.
    Doubt {
        Overdrawn = "overdrawn" "支出比到位的多，请核对。",
        Overpaid = "overpaid" "到位比安排的多，请核对。",
    }
);

/// One number per [`Measure`], where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Measures([Option<i64>; Measure::ALL.len()]);

impl Measures {
    /// The number of a measure.
    #[must_use]
    pub const fn get(&self, measure: Measure) -> Option<i64> {
        self.0[measure as usize]
    }

    /// What is unlikely of the money; an amount that is not said is in no doubt.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let more = |this, other| {
            let both = self.get(this).zip(self.get(other));
            both.is_some_and(|(this, other)| this > other)
        };
        let found = [
            (Doubt::Overdrawn, more(Measure::Spent, Measure::Received)),
            (Doubt::Overpaid, more(Measure::Received, Measure::Budget)),
        ];
        let found = found.into_iter().filter(|(_, holds)| *holds);
        found.map(|(doubt, _)| doubt).collect()
    }

    /// Puts a number in.
    pub const fn put(&mut self, measure: Measure, number: Option<i64>) {
        self.0[measure as usize] = number;
    }
}

/// An entry as the database counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub kind: Kind,
    pub area_code: AreaCode,
    pub occurred_on: NaiveDate,
    pub year: i32,
    pub due_on: Option<NaiveDate>,
    pub resolved_on: Option<NaiveDate>,
    /// From this day on it holds no more: ended, or a problem confirmed, rejected or cancelled.
    pub ended_on: Option<NaiveDate>,
    pub status: Status,
    pub sub_kind: String,
    pub title: String,
    /// Two entries of one name, kind and sub-kind count as one thing.
    pub name_key: String,
    /// No two entries share it; none when they may, and for a struck entry.
    pub unique_key: Option<String>,
    pub holder_id: Option<Uuid>,
    pub measures: Measures,
}

impl Facts {
    /// Whether it is an open problem whose day has passed.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.status.is_open_problem() && self.due_on.is_some_and(|due| due < today)
    }

    /// Reads them off an entry; nothing when a part that an entry always has is missing.
    #[must_use]
    pub fn of(entry: &Entry) -> Option<Self> {
        let text = |fills| entry.text_that(fills);
        let year = text(Fills::Year).and_then(|year| year.parse::<i32>().ok());
        let occurred_on = match year {
            Some(year) => calendar::year_bounds(year).0,
            None => text(Fills::OccurredOn)?.parse().ok()?,
        };
        let year = year.unwrap_or(occurred_on.year());
        let area_code: AreaCode = text(Fills::Area)?.parse().ok()?;
        let title = text(Fills::Name).unwrap_or_default().to_owned();
        let name_key = name_key(&title);
        let resolved_on = entry.date(RESOLVED_ON);
        let ended = if entry.kind == Kind::Problem {
            CLOSED_ON
        } else {
            ENDED_ON
        };
        Some(Self {
            kind: entry.kind,
            area_code,
            occurred_on,
            year,
            due_on: entry.date("due_on"),
            resolved_on,
            ended_on: entry.date(ended),
            status: entry.status,
            sub_kind: text(Fills::SubKind).unwrap_or_default().to_owned(),
            unique_key: unique_key(entry, &format!("{area_code}|{name_key}"), year),
            title,
            name_key,
            holder_id: entry.holder_id(),
            measures: measures(entry, resolved_on.map(|on| (on - occurred_on).num_days())),
        })
    }
}

/// What no other entry may have in common with this one.
fn unique_key(entry: &Entry, place_and_name: &str, year: i32) -> Option<String> {
    let kind = entry.kind.code();
    let key = match entry.kind.declared().unique {
        Unique::No => return None,
        Unique::Named => format!("{kind}|{place_and_name}"),
        Unique::NamedYear => format!("{kind}|{place_and_name}|{year}"),
    };
    // What has ended may begin again, as another entry.
    (!matches!(entry.status, Status::Struck | Status::Ended)).then_some(key)
}

fn measures(entry: &Entry, worked_days: Option<i64>) -> Measures {
    let mut measures = Measures::default();
    for measure in Measure::ALL {
        let number = entry.text_that(Fills::Measure(*measure));
        measures.put(*measure, number.and_then(|text| text.parse().ok()));
    }
    measures.put(Measure::WorkedDays, worked_days);
    measures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_spent_than_received_is_doubtful_and_what_is_not_said_is_not() {
        let doubts = |budget, received, spent| {
            let mut measures = Measures::default();
            measures.put(Measure::Budget, budget);
            measures.put(Measure::Received, received);
            measures.put(Measure::Spent, spent);
            measures.doubts()
        };
        assert_eq!(doubts(Some(10), Some(10), Some(10)), []);
        assert_eq!(doubts(Some(10), None, Some(20)), []);
        assert_eq!(doubts(Some(10), Some(5), Some(6)), [Doubt::Overdrawn]);
        let both = [Doubt::Overdrawn, Doubt::Overpaid];
        assert_eq!(doubts(Some(1), Some(2), Some(3)), both);
    }
}
