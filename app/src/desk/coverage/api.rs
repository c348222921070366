//! Server functions of coverage.

use crate::{error::AppError, json::Answer};
use chrono::NaiveDate;
use domain::{areas::AreaCode, coverage::Coverage};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A board, and the day it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub today: NaiveDate,
    /// The person's own area.
    pub own: Option<AreaCode>,
    pub coverage: Coverage,
}

domain::json_by_serde!(Board);

/// The board of an area and year; without them, of the person's own area this year. What is no
/// designation asks for all.
#[server(prefix = "/fn", endpoint = "coverage/board", input = GetUrl, output = Answer)]
pub async fn read_board(
    area: Option<AreaCode>,
    year: Option<i32>,
    #[server(default)] designation: String,
) -> Result<Board, AppError> {
    use chrono::Datelike;
    use domain::codes::{Coded, DesignationKind};
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let today = store.clock().today();
    let area = area.or(actor.area_code).ok_or(AppError::Forbidden)?;
    let year = year.unwrap_or(today.year());
    let designation = DesignationKind::from_code(&designation);
    let coverage = store::coverage::board(&store, &actor, area, year, designation)
        .await
        .map_err(crate::server::seen)?;
    let own = actor.area_code;
    Ok(Board {
        today,
        own,
        coverage,
    })
}
