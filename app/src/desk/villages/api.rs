//! Server functions of a village.

use crate::{error::AppError, json::Answer};
use chrono::NaiveDate;
use domain::{areas::AreaCode, reading::VillageCard};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A village's card, and the day it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Village {
    pub today: NaiveDate,
    /// The person's own area.
    pub own: Option<AreaCode>,
    pub card: VillageCard,
}

/// A village in a year; without one, this year.
#[server(prefix = "/fn", endpoint = "villages/card", input = GetUrl, output = Answer)]
pub async fn read_village(code: String, year: Option<i32>) -> Result<Village, AppError> {
    use chrono::Datelike;
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let today = store.clock().today();
    let code = code.parse::<AreaCode>().map_err(|_| AppError::NotFound)?;
    let card = store::coverage::village(&store, &actor, code, year.unwrap_or(today.year()))
        .await
        .map_err(crate::server::seen)?;
    let own = actor.area_code;
    Ok(Village { today, own, card })
}
