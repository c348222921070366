//! What the pages read.

use crate::{error::AppError, server::seen};
use chrono::Datelike;
use domain::{
    areas::AreaCode,
    quality::{QualityCheck, QualitySheet},
};

/// The findings, the person's own area, and this year.
pub(super) struct Found {
    pub(super) sheet: QualitySheet,
    pub(super) own: Option<AreaCode>,
    pub(super) newest: i32,
}

/// What the address asks for; without an area the person's own, without a year this one.
pub(super) async fn found(
    area: String,
    year: String,
    only: Option<QualityCheck>,
) -> Result<Found, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let newest = store.clock().today().year();
    let area = area.parse().ok().or(actor.area_code);
    let area = area.ok_or(AppError::Forbidden)?;
    let year = year.parse().unwrap_or(newest);
    let sheet = store::quality::sheet(&store, &actor, area, year, only).await;
    Ok(Found {
        sheet: sheet.map_err(seen)?,
        own: actor.area_code,
        newest,
    })
}
