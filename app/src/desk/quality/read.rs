//! What the pages read.

use crate::desk::parts::ToldBy;
use crate::{error::AppError, server::seen};
use chrono::Datelike;
use domain::{
    access::Actor,
    areas::AreaCode,
    calendar,
    codes::Coded,
    divisions::Divisions,
    quality::{QualityCheck, QualityOverview, QualitySheet},
};
use store::Store;

/// What a page shows, the person's own area, and this year.
pub(super) struct Read<T> {
    pub(super) shown: T,
    pub(super) told: ToldBy,
    pub(super) own: Option<AreaCode>,
    pub(super) newest: i32,
}

/// How much each check finds in what the address asks for.
pub(super) async fn overview(address: [String; 3]) -> Result<Read<QualityOverview>, AppError> {
    read(address, async |store, actor, area, told| {
        store::quality::overview(store, actor, area, told).await
    })
    .await
}

/// What one check finds there.
pub(super) async fn findings(
    address: [String; 3],
    check: QualityCheck,
) -> Result<Read<QualitySheet>, AppError> {
    read(address, async |store, actor, area, told| {
        store::quality::sheet(store, actor, area, told, Some(check)).await
    })
    .await
}

/// Without an area the person's own, without a year this one.
async fn read<T>(
    [area, year, divisions]: [String; 3],
    ask: impl AsyncFnOnce(&Store, &Actor, AreaCode, (i32, Divisions)) -> store::Result<T>,
) -> Result<Read<T>, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let newest = store.clock().today().year();
    let area = area.parse().ok().or(actor.area_code);
    let area = area.ok_or(AppError::Forbidden)?;
    let year = calendar::asked_year(&year).unwrap_or(newest);
    let told = (year, Divisions::from_code(&divisions).unwrap_or_default());
    let shown = ask(&store, &actor, area, told).await.map_err(seen)?;
    Ok(Read {
        shown,
        told: ToldBy::read(area, told).await?,
        own: actor.area_code,
        newest,
    })
}
