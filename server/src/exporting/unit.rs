//! A unit's own people.

use super::{Asking, Listed, lists::at_once};
use crate::{
    error::Result,
    export::{Format, Made, Sheet, from_batches, unit as rows},
    query,
};
use domain::{calendar::YEARS, fields::FieldCode};
use store::units;

/// The people of the unit that the asking person administers, with the figures of a year.
pub(crate) async fn unit_people(asking: &Asking, format: Format) -> Result<Made> {
    let year: Option<i32> = asking.query.read(|reader| {
        let year = reader.optional_parsed("year", FieldCode::WrongType);
        if year.is_some_and(|year| !YEARS.contains(&year)) {
            reader.fault("year", FieldCode::OutOfRange);
        }
        Some(year)
    })?;
    let year = year.unwrap_or_else(|| query::this_year(&asking.store));
    let found = units::people(&asking.store, asking.actor(), year).await?;
    let title = format!("{}{year}年派出科技特派员", found.unit_name);
    let told = asking.told(&found.unit_name, &format!("{year} 年"));
    let sheet = Sheet::of("派出人员", title.clone(), told, rows::PEOPLE, 1);
    let written = from_batches(format, sheet, rows::PEOPLE, at_once(found.people)).await?;
    let listed = Listed {
        key: "unit_people".to_owned(),
        area: None,
        name: title,
        plain_name: format!("unit-people-{year}"),
    };
    asking.hand_over(listed, written, format).await
}
