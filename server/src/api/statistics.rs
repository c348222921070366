//! The annual figures, as JSON, CSV and XLSX, and the list behind each.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::{
    reading::Behind,
    statistics::{AnnualStatistics, catalogue::IndicatorCode},
};
use http::header;
use store::{Store, statistics};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    error::{ApiError, Result, note},
    export,
    query::{self, Figures, QueryFields},
};

/// The annual figures of an area.
#[utoipa::path(get, path = "/api/v1/statistics/annual", tag = "statistics",
    params(("area" = Option<String>, Query, description = "默认为本人所辖区域"), ("year" = Option<i32>, Query, description = "默认为今年")),
    responses((status = 200, body = schemas::AnnualStatistics), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure)))]
pub async fn annual(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Json<AnnualStatistics>> {
    Ok(Json(figures(&store, &person, &query).await?))
}

/// The same as CSV in UTF-8 with BOM.
#[utoipa::path(get, path = "/api/v1/statistics/annual.csv", tag = "statistics",
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure)))]
pub async fn annual_csv(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Response> {
    let figures = figures(&store, &person, &query).await?;
    let bytes = export::csv(&figures).map_err(failed)?;
    Ok(file(&figures, export::Format::Csv, bytes))
}

/// The same as a workbook.
#[utoipa::path(get, path = "/api/v1/statistics/annual.xlsx", tag = "statistics",
    params(("area" = Option<String>, Query), ("year" = Option<i32>, Query)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure)))]
pub async fn annual_xlsx(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Response> {
    let figures = figures(&store, &person, &query).await?;
    let bytes = export::xlsx(&figures).map_err(failed)?;
    Ok(file(&figures, export::Format::Xlsx, bytes))
}

/// What one figure counts.
#[utoipa::path(get, path = "/api/v1/statistics/annual/{code}/records", tag = "statistics",
    params(("code" = String, Path, description = "指标代码，如 `B01`"), ("area" = Option<String>, Query), ("year" = Option<i32>, Query), ("after" = Option<String>, Query, description = "上一页的 `next`"), ("limit" = Option<i64>, Query, description = "最多 200")),
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
        asked.year,
        after.as_deref(),
        limit.unwrap_or(50),
    )
    .await?;
    Ok(Json(behind))
}

async fn figures(
    store: &Store,
    person: &SignedInPerson,
    query: &QueryFields,
) -> Result<AnnualStatistics> {
    let asked = Figures::read(query, store, &person.actor)?;
    Ok(statistics::annual(store, &person.actor, asked.area, asked.year).await?)
}

fn file(figures: &AnnualStatistics, format: export::Format, bytes: Vec<u8>) -> Response {
    let name = export::file_name(figures, format);
    (
        [
            (header::CONTENT_TYPE, format.content_type().to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}\""),
            ),
        ],
        bytes,
    )
        .into_response()
}

fn failed(error: impl std::fmt::Display) -> ApiError {
    note(&error);
    ApiError::internal()
}
