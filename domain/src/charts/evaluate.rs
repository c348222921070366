//! The plain evaluator of the charts: walks a list of records. The store is held equal to it.

use super::{Months, add_served};
use crate::{
    areas::AreaCode,
    calendar,
    codes::ServiceMode,
    divisions::Divisions,
    records::Record,
    statistics::{
        CountedStanding,
        evaluate::{Ledger, due_villages, village},
    },
};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// What the charts of an area's year count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Of the year, and of the year before.
    pub visits: [Months; 2],
    /// Of the year, and of the year before.
    pub trainings: [Months; 2],
    pub served: Months,
    pub due: i64,
    /// Records by the industry's code.
    pub industries: BTreeMap<String, i64>,
}

/// Counts for `area` and `year`, seen from `today`, by the areas of the time or of now.
#[must_use]
pub fn counts(
    ledger: &Ledger,
    area: AreaCode,
    (year, divisions): (i32, Divisions),
    today: NaiveDate,
) -> Counts {
    let as_of = calendar::as_of(year, today);
    let areas = ledger.successions.on(divisions.day(as_of, today));
    let ledger = &ledger.told(&areas);
    let mut counts = Counts::default();
    let counted = ledger.records.iter().filter(|fact| {
        CountedStanding::Approved.takes(fact.status) && area.contains(&fact.record.area_code())
    });
    for record in counted.map(|fact| &fact.record) {
        counts.add(record, year);
    }
    for code in due_villages(ledger, area, as_of) {
        let (seen, _) = village(ledger, code, year, as_of, CountedStanding::Approved);
        add_served(&mut counts.served, &seen);
        counts.due += 1;
    }
    counts
}

impl Counts {
    fn add(&mut self, record: &Record, year: i32) {
        let on = record.occurred_on();
        let Some(back) = [0, 1].into_iter().find(|back| year - on.year() == *back) else {
            return;
        };
        let at = usize::from(back == 1);
        let month = calendar::month0(on);
        match record {
            Record::Training(_) => self.trainings[at][month] += 1,
            Record::Visit(visit) => {
                self.visits[at][month] += i64::from(visit.mode == ServiceMode::Onsite);
            }
        }
        if at == 0 {
            for industry in record.industry_codes() {
                *self.industries.entry(industry.clone()).or_default() += 1;
            }
        }
    }
}
