//! What the unit's pages read of the store.

use crate::{desk::plain::asked_for, error::AppError, server::seen};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    calendar,
    codes::{RecordKind, ServiceMode, Status},
    ids::CommissionerId,
    reading::{RecordFilter, RecordPage, RecordView},
    units::{UnitPerson, UnitYear},
};
use store::{Store, records, units};

/// Which records of a person are shown: those that a figure counts, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    All,
    Visits,
    Trainings,
}

impl Show {
    pub(super) fn of(code: &str) -> Self {
        match code {
            "visits" => Self::Visits,
            "trainings" => Self::Trainings,
            _ => Self::All,
        }
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Visits => "visits",
            Self::Trainings => "trainings",
        }
    }

    /// The person's records of the year that this asks for.
    pub(super) fn filter(self, id: CommissionerId, year: i32) -> RecordFilter {
        let (first, last) = calendar::year_bounds(year);
        let kind = match self {
            Self::All => None,
            Self::Visits => Some(RecordKind::Visit),
            Self::Trainings => Some(RecordKind::Training),
        };
        let counted = [Status::Approved, Status::Locked];
        RecordFilter {
            kind,
            mode: (self == Self::Visits).then_some(ServiceMode::Onsite),
            statuses: counted.into_iter().filter(|_| self != Self::All).collect(),
            person: Some(id),
            from: Some(first),
            to: Some(last),
            ..RecordFilter::default()
        }
    }
}

/// The year that the address asks for; without one, this year.
pub(super) fn year(text: &str, today: NaiveDate) -> i32 {
    calendar::asked_year(text).unwrap_or_else(|| today.year())
}

fn open() -> Result<(Actor, Store), AppError> {
    Ok((crate::server::actor()?, crate::server::store()))
}

/// The unit's people of a year.
pub(super) async fn people(asked_year: String) -> Result<UnitYear, AppError> {
    let (actor, store) = open()?;
    let year = year(&asked_year, store.clock().today());
    units::people(&store, &actor, year).await.map_err(seen)
}

/// The person of the address, in the year of the address.
pub(super) async fn person(
    id: String,
    asked_year: String,
) -> Result<(UnitYear, UnitPerson), AppError> {
    let (actor, store) = open()?;
    let id: CommissionerId = id.parse().map_err(|_| crate::server::not_there())?;
    let year = year(&asked_year, store.clock().today());
    units::person(&store, &actor, id, year).await.map_err(seen)
}

/// The same with a page of the person's records.
pub(super) async fn person_with_records(
    id: String,
    asked_year: String,
    show: Show,
    after: String,
) -> Result<(UnitYear, UnitPerson, RecordPage), AppError> {
    let (unit, person) = self::person(id, asked_year).await?;
    let (actor, store) = open()?;
    let filter = RecordFilter {
        after: Some(after).filter(|after| !after.is_empty()),
        ..show.filter(person.id, unit.year)
    };
    let page = records::list(&store, &actor, &filter).await;
    Ok((unit, person, page.map_err(seen)?))
}

/// One record.
pub(super) async fn record(id: String) -> Result<RecordView, AppError> {
    let (actor, store) = open()?;
    let id = crate::server::record_id(&id)?;
    records::get(&store, &actor, id).await.map_err(seen)
}

/// The year as the address spells it.
pub(super) fn asked_year() -> String {
    asked_for("year")
}
