//! What the pages read.

use crate::desk::parts::ToldBy;
use crate::{error::AppError, server::seen};
use chrono::Datelike;
use domain::{
    areas::AreaCode,
    codes::Coded,
    divisions::Divisions,
    quality::{QualityCheck, QualitySheet},
};

/// The findings, the person's own area, and this year.
pub(super) struct Found {
    pub(super) sheet: QualitySheet,
    pub(super) told: ToldBy,
    pub(super) own: Option<AreaCode>,
    pub(super) newest: i32,
}

/// What the address asks for; without an area the person's own, without a year this one.
pub(super) async fn found(
    [area, year, divisions]: [String; 3],
    only: Option<QualityCheck>,
) -> Result<Found, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let newest = store.clock().today().year();
    let area = area.parse().ok().or(actor.area_code);
    let area = area.ok_or(AppError::Forbidden)?;
    let year = year.parse().unwrap_or(newest);
    let told = (year, Divisions::from_code(&divisions).unwrap_or_default());
    let sheet = store::quality::sheet(&store, &actor, area, told, only).await;
    Ok(Found {
        sheet: sheet.map_err(seen)?,
        told: ToldBy::read(area, told).await?,
        own: actor.area_code,
        newest,
    })
}
