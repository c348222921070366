//! The coverage of an area's villages.

use axum::{Json, extract::State};
use domain::coverage::Coverage;
use store::{Store, coverage};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    error::Result,
    query::{Figures, QueryFields},
};

/// The coverage of an area in a year.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "coverage",
    params(("area" = Option<String>, Query, description = "默认为本人所辖区域"), ("year" = Option<i32>, Query, description = "默认为今年"), ("designation" = Option<String>, Query, description = "只看一种认定，如 `key_assistance_village`"), ("divisions" = Option<String>, Query, description = "`then` 按当时区划（默认），`now` 按现在区划")),
    responses((status = 200, body = schemas::Coverage), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure)))]
pub async fn show(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Json<Coverage>> {
    let asked = Figures::read(&query, &store, &person.actor)?;
    let designation = query.read(|reader| Some(reader.optional_code("designation")))?;
    let (area, year) = (asked.area, asked.told());
    Ok(Json(
        coverage::board(&store, &person.actor, area, year, designation).await?,
    ))
}
