//! The annual figures, and the list behind each. The same as files: `exports.rs`.

use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    reading::Behind,
    statistics::{AnnualStatistics, catalogue::IndicatorCode, forms::Shown},
};
use store::{Store, statistics};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    error::{ApiError, Result},
    query::{self, Figures, QueryFields},
};

/// The annual figures of an area.
#[utoipa::path(get, path = "/api/v1/statistics/annual", tag = "statistics",
    params(("area" = Option<String>, Query, description = "默认为本人所辖区域"), ("year" = Option<i32>, Query, description = "默认为今年"), ("divisions" = Option<String>, Query, description = "`then` 按当时区划（默认），`now` 按现在区划"), ("form" = Option<String>, Query, description = "`all`（默认）为全部指标，`area` 为该区域的表式：只有其中的指标，按其顺序和名称")),
    responses((status = 200, body = schemas::AnnualStatistics), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure)))]
pub async fn annual(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Json<AnnualStatistics>> {
    let asked = Figures::read(&query, &store, &person.actor)?;
    let shown = query::shown(&query)?;
    let figures = statistics::annual(&store, &person.actor, asked.area, asked.told()).await?;
    Ok(Json(match shown {
        // Who reads all of them goes by the codes, and the catalogue's names stay as they are.
        Shown::All => figures,
        Shown::Area => figures.in_form(),
    }))
}

/// What one figure counts.
#[utoipa::path(get, path = "/api/v1/statistics/annual/{code}/records", tag = "statistics",
    params(("code" = String, Path, description = "指标代码，如 `B01`"), ("area" = Option<String>, Query), ("year" = Option<i32>, Query), ("divisions" = Option<String>, Query, description = "`then` 或 `now`"), ("after" = Option<String>, Query, description = "上一页的 `next`"), ("limit" = Option<i64>, Query, description = "最多 200")),
    responses((status = 200, body = schemas::Behind), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn behind(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(code): Path<String>,
    query: QueryFields,
) -> Result<Json<Behind>> {
    let code = IndicatorCode::from_text(&code).ok_or_else(ApiError::not_found)?;
    let asked = Figures::read(&query, &store, &person.actor)?;
    let (after, limit) = query.read(|reader| Some((query::after(reader), query::limit(reader))))?;
    let behind = statistics::behind(
        &store,
        &person.actor,
        code,
        asked.area,
        asked.told(),
        after.as_deref(),
        limit.unwrap_or(50),
    )
    .await?;
    Ok(Json(behind))
}
