//! 数据质量. The same as files: `exports.rs`.

use axum::{Json, extract::State};
use domain::quality::QualitySheet;
use store::{Store, quality};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    error::Result,
    query::{Figures, QueryFields},
};

/// What a clerk should look at before a year is filed.
#[utoipa::path(get, path = "/api/v1/quality", tag = "quality",
    params(("area" = Option<String>, Query, description = "默认为本人所辖区域"), ("year" = Option<i32>, Query, description = "默认为今年"), ("divisions" = Option<String>, Query, description = "`then` 按当时区划（默认），`now` 按现在区划")),
    responses((status = 200, body = schemas::QualitySheet), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure)))]
pub async fn show(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Json<QualitySheet>> {
    let asked = Figures::read(&query, &store, &person.actor)?;
    Ok(Json(
        quality::sheet(&store, &person.actor, asked.area, asked.told(), None).await?,
    ))
}
