//! Filed years (年度上报).

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::{
    fields::FieldCode,
    filings::{FiledList, FilingView, YearLine},
    ids::FilingId,
    statistics::catalogue::IndicatorCode,
};
use http::header;
use serde::Serialize;
use store::{Store, filings};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    error::{ApiError, Result},
    query::{QueryFields, this_year},
};

/// The years that are listed.
#[derive(Debug, Serialize)]
pub struct Years {
    years: Vec<YearLine>,
}

/// The years of one's own area, and of its counties, with their newest filings.
#[utoipa::path(get, path = "/api/v1/filings", tag = "filings",
    params(("year" = Option<i32>, Query, description = "默认为今年")),
    responses((status = 200, body = schemas::Years), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure)))]
pub async fn list(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Json<Years>> {
    let year = query.read(|reader| {
        let year: Option<i32> = reader.optional_parsed("year", FieldCode::WrongType);
        Some(year)
    })?;
    let year = year.unwrap_or_else(|| this_year(&store));
    let years = filings::list(&store, &person.actor, year).await?;
    Ok(Json(Years { years }))
}

/// A filed year with its figures and what has changed since.
#[utoipa::path(get, path = "/api/v1/filings/{id}", tag = "filings", params(("id" = String, Path)),
    responses((status = 200, body = schemas::FilingView), (status = 404, body = schemas::Failure)))]
pub async fn show(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Result<Json<FilingView>> {
    Ok(Json(
        filings::show(&store, &person.actor, filing(&id)?).await?,
    ))
}

/// What one figure of a filing counts, as it was filed, and how it stands today.
#[utoipa::path(get, path = "/api/v1/filings/{id}/items", tag = "filings",
    params(("id" = String, Path), ("code" = String, Query, description = "指标代码，如 `B01`"), ("after" = Option<String>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = schemas::FiledList), (status = 400, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn items(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(id): Path<String>,
    query: QueryFields,
) -> Result<Json<FiledList>> {
    let (code, after, limit) = query.read(|reader| {
        let code: Option<String> = reader.optional_parsed("code", FieldCode::WrongType);
        let after: Option<String> = reader.optional_parsed("after", FieldCode::WrongType);
        let limit: Option<i64> = reader.optional_parsed("limit", FieldCode::WrongType);
        Some((code, after, limit))
    })?;
    let code = code.as_deref().and_then(IndicatorCode::from_text);
    let code = code.ok_or_else(ApiError::not_found)?;
    let list = filings::items(
        &store,
        &person.actor,
        filing(&id)?,
        code,
        after.as_deref(),
        limit.unwrap_or(100),
    );
    Ok(Json(list.await?))
}

/// The text whose SHA-256 is the filing's hash.
#[utoipa::path(get, path = "/api/v1/filings/{id}/text", tag = "filings", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/plain", body = String), (status = 404, body = schemas::Failure)))]
pub async fn text(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = filing(&id)?;
    let text = filings::text(&store, &person.actor, id).await?;
    let name = format!("attachment; filename=\"filing-{id}.txt\"");
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

fn filing(id: &str) -> Result<FilingId> {
    id.parse().map_err(|_| ApiError::not_found())
}
