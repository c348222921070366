//! Server functions of the annual statistics.

use crate::{error::AppError, json::Answer};
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    divisions::Divisions,
    reading::Behind,
    statistics::{AnnualStatistics, counted::CountedPart, forms::Shown},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// An area's year, and the day it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annual {
    pub today: NaiveDate,
    /// The person's own area.
    pub own: Option<AreaCode>,
    pub statistics: AnnualStatistics,
    /// Whether areas of then and of now differ.
    pub changed: bool,
    /// Whether it is the area's form, rather than all indicators.
    pub in_form: bool,
    /// Whether the person keeps the area's form.
    pub keeps_form: bool,
}

domain::json_by_serde!(Annual);

/// The figures of an area and year, or those of its form; without them, of the person's own area this year.
#[server(prefix = "/fn", endpoint = "statistics/annual", input = GetUrl, output = Answer)]
pub async fn read_annual(
    area: Option<AreaCode>,
    year: Option<i32>,
    #[server(default)] divisions: Divisions,
    shown: Shown,
) -> Result<Annual, AppError> {
    use chrono::Datelike;
    use domain::statistics::forms::keeps;
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let today = store.clock().today();
    let area = area.or(actor.area_code).ok_or(AppError::Forbidden)?;
    let year = year.unwrap_or(today.year());
    let statistics = store::statistics::annual(&store, &actor, area, (year, divisions))
        .await
        .map_err(crate::server::seen)?;
    let changed = store::divisions::changed_since(&store, area, year).await;
    Ok(Annual {
        today,
        own: actor.area_code,
        in_form: shown == Shown::Area && statistics.form.is_some(),
        keeps_form: keeps(&actor, area),
        statistics: statistics.shown(shown),
        changed: changed.map_err(crate::server::seen)?,
    })
}

/// What one figure counts, a page at a time; on the first page also what it counts once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountedList {
    pub list: Behind,
    pub parts: Vec<CountedPart>,
}

domain::json_by_serde!(CountedList);

/// What one figure counts.
#[server(prefix = "/fn", endpoint = "statistics/behind", input = GetUrl, output = Answer)]
pub async fn read_behind(
    code: String,
    area: Option<AreaCode>,
    year: Option<i32>,
    #[server(default)] divisions: Divisions,
    #[server(default)] after: String,
) -> Result<CountedList, AppError> {
    use chrono::Datelike;
    use domain::statistics::catalogue::IndicatorCode;
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let code = IndicatorCode::from_text(&code).ok_or_else(crate::server::not_there)?;
    let area = area.or(actor.area_code).ok_or(AppError::Forbidden)?;
    let year = year.unwrap_or(store.clock().today().year());
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    let year = (year, divisions);
    let parts = match after {
        Some(_) => Ok(Vec::new()),
        None => store::statistics::parts(&store, &actor, code, area, year).await,
    };
    let list = store::statistics::behind(&store, &actor, code, area, year, after, 100).await;
    Ok(CountedList {
        list: list.map_err(crate::server::seen)?,
        parts: parts.map_err(crate::server::seen)?,
    })
}
