//! What the address of a coverage page asks for.

use super::map::ShownRate;
use crate::{
    desk::{links::Covered, plain::asked_for},
    error::AppError,
};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    calendar,
    codes::{Coded, DesignationKind},
    divisions::Divisions,
};

/// The parts of the address as they stand there.
pub(super) struct Asked {
    pub(super) show: String,
    area: String,
    year: String,
    designation: String,
    rate: String,
    divisions: String,
}

impl Asked {
    pub(super) fn of_address() -> Self {
        Self {
            show: asked_for("show"),
            area: asked_for("area"),
            year: asked_for("year"),
            designation: asked_for("designation"),
            rate: asked_for("rate"),
            divisions: asked_for("divisions"),
        }
    }

    /// Without an area the person's own, without a year this one; what is no designation means all.
    pub(super) fn covered(&self, actor: &Actor, today: NaiveDate) -> Result<Covered, AppError> {
        let area = self.area.parse().ok().or(actor.area_code);
        Ok(Covered {
            area: area.ok_or(AppError::Forbidden)?,
            year: calendar::asked_year(&self.year).unwrap_or_else(|| today.year()),
            designation: DesignationKind::from_code(&self.designation).map_or("", Coded::code),
            rate: ShownRate::from_code(&self.rate).code(),
            divisions: Divisions::from_code(&self.divisions).unwrap_or_default(),
        })
    }
}
