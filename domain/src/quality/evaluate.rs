//! The plain evaluator of the checks: walks a list of records. The store is held equal to it.

use super::QualityCheck;
use crate::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{ServiceMode, Status},
    coverage::VillageYear,
    days::{Stay, UNITS_PER_DAY, person_units},
    divisions::{AreasOfDay, Divisions},
    ids::CommissionerId,
    records::Record,
    reviews::MANY_DAYS_A_MONTH,
    statistics::{
        CountedStanding,
        evaluate::{Ledger, RecordFact, due_villages, is_assigned, present, village},
    },
    visits::Visit,
};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// What the checks found: ids of records and of people (with the month), codes of villages.
pub type Found = BTreeSet<(QualityCheck, String)>;

/// Looks through `area` and `year`, seen from `today`, by the areas of the time or of now. The checks that
/// find faults of sums alone find nothing here.
#[must_use]
pub fn found(
    ledger: &Ledger,
    area: AreaCode,
    (year, divisions): (i32, Divisions),
    today: chrono::NaiveDate,
) -> Found {
    let as_of = calendar::as_of(year, today);
    let areas = ledger.successions.on(divisions.day(as_of, today));
    let counted = |fact: &&RecordFact| {
        CountedStanding::Approved.takes(fact.status)
            && area.contains(&areas.told(fact.record.area_code()))
            && fact.record.occurred_on().year() == year
    };
    let counted: Vec<&RecordFact> = ledger.records.iter().filter(counted).collect();
    let mut found = Found::new();
    for fact in &counted {
        let of_record = of_record(fact, ledger, &areas);
        found.extend(of_record.map(|check| (check, fact.record.id().to_string())));
    }
    let people = counted.iter().flat_map(|fact| named(fact));
    found.extend(long_months(ledger, &people.collect(), year));
    let told = &ledger.told(&areas);
    for code in due_villages(told, area, as_of) {
        let (seen, _): (VillageYear, _) =
            village(told, code, year, as_of, CountedStanding::Approved);
        if seen.visits() > 0 && !is_assigned(told, code, as_of) {
            found.insert((QualityCheck::NotAssigned, code.to_string()));
        }
    }
    found
}

/// The checks that one record meets.
fn of_record(
    fact: &RecordFact,
    ledger: &Ledger,
    areas: &AreasOfDay,
) -> impl Iterator<Item = QualityCheck> {
    let imported = fact.handling.imported;
    let (no_photo, twice) = match &fact.record {
        Record::Visit(visit) => {
            let mut others = ledger.records.iter();
            (
                visit.mode == ServiceMode::Onsite && visit.photos.is_empty(),
                others.any(|other| is_double((fact, visit), other, areas)),
            )
        }
        Record::Training(_) => (false, false),
    };
    [
        (QualityCheck::Late, fact.handling.late && !imported),
        (QualityCheck::NoPhoto, no_photo && !imported),
        (QualityCheck::Imported, imported),
        (QualityCheck::Duplicates, twice),
    ]
    .into_iter()
    .filter_map(|(check, holds)| holds.then_some(check))
}

/// Somebody in one village on one day, twice.
fn is_double((fact, visit): (&RecordFact, &Visit), other: &RecordFact, areas: &AreasOfDay) -> bool {
    let Record::Visit(second) = &other.record else {
        return false;
    };
    let sent = matches!(
        other.status,
        Status::Submitted | Status::Verified | Status::Approved | Status::Locked
    );
    sent && fact.record.id() != other.record.id()
        && visit.area_code.level() == AreaLevel::Village
        && areas.told(visit.area_code) == areas.told(second.area_code)
        && visit.started_on <= second.ended_on
        && second.started_on <= visit.ended_on
        && !present(fact).is_disjoint(&present(other))
}

/// Everybody a record names, whether they were there or not.
fn named(fact: &RecordFact) -> BTreeSet<CommissionerId> {
    let named = fact.record.named_people().iter().copied();
    named.chain([fact.author_id]).collect()
}

/// Months of these people with too many days.
fn long_months(ledger: &Ledger, people: &BTreeSet<CommissionerId>, year: i32) -> Found {
    let mut months = BTreeMap::<(CommissionerId, u32), Vec<Stay>>::new();
    for fact in &ledger.records {
        let on = fact.record.occurred_on();
        let Record::Visit(visit) = &fact.record else {
            continue;
        };
        let counts = CountedStanding::Approved.takes(fact.status) && on.year() == year;
        if counts && visit.mode == ServiceMode::Onsite {
            for person in present(fact).intersection(people) {
                let month = months.entry((*person, on.month())).or_default();
                month.push(visit.stay());
            }
        }
    }
    let long = months
        .into_iter()
        .filter(|(_, stays)| person_units(stays.clone()) > MANY_DAYS_A_MONTH * UNITS_PER_DAY);
    long.map(|((person, month), _)| (QualityCheck::LongMonths, format!("{person} {month}")))
        .collect()
}
