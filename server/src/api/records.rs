//! Records: a list by key, one record, its history, absence and a contact's phone.

use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    codes::{Coded, Status},
    fields::{FieldCode, FieldReader},
    ids::RecordId,
    reading::{RecordFilter, RecordPage, RecordView},
};
use http::StatusCode;
use serde_json::{Value, json};
use store::{Store, records};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    error::{ApiError, Result},
    query::{self, QueryFields},
};

/// Records the person may read, newest first.
#[utoipa::path(get, path = "/api/v1/records", tag = "records",
    params(("kind" = Option<String>, Query, description = "`visit` 或 `training`"), ("status" = Option<String>, Query, description = "可用逗号分隔多个状态"), ("area" = Option<String>, Query), ("from" = Option<String>, Query, description = "服务日期，含当日"), ("to" = Option<String>, Query), ("author" = Option<String>, Query), ("person" = Option<String>, Query, description = "参加的人，填报人也在内"), ("mode" = Option<String>, Query, description = "`onsite`、`phone` 或 `online`"), ("after" = Option<String>, Query, description = "上一页的 `next`"), ("limit" = Option<i64>, Query, description = "最多 200")),
    responses((status = 200, body = schemas::RecordPage), (status = 400, body = schemas::Failure)))]
pub async fn list(
    State(store): State<Store>,
    person: SignedInPerson,
    query: QueryFields,
) -> Result<Json<RecordPage>> {
    let filter = query.read(|reader| Some(filter(reader)))?;
    Ok(Json(records::list(&store, &person.actor, &filter).await?))
}

pub(crate) fn filter(reader: &mut FieldReader<'_>) -> RecordFilter {
    RecordFilter {
        kind: reader.optional_code("kind"),
        statuses: statuses(reader),
        area: reader.optional_parsed("area", FieldCode::NotAnAreaCode),
        from: reader.optional_date("from"),
        to: reader.optional_date("to"),
        author: reader.optional_parsed("author", FieldCode::NotAnId),
        person: reader.optional_parsed("person", FieldCode::NotAnId),
        mode: reader.optional_code("mode"),
        after: query::after(reader),
        limit: query::limit(reader),
        ..RecordFilter::default()
    }
}

fn statuses(reader: &mut FieldReader<'_>) -> Vec<Status> {
    let text = reader.text("status", 0, 200).unwrap_or_default();
    let mut statuses = Vec::new();
    for code in text
        .split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
    {
        match Status::from_code(code) {
            Some(status) => statuses.push(status),
            None => reader.fault("status", FieldCode::UnknownCode),
        }
    }
    statuses
}

/// One record.
#[utoipa::path(get, path = "/api/v1/records/{id}", tag = "records", params(("id" = String, Path)), responses((status = 200, body = schemas::Record), (status = 404, body = schemas::Failure)))]
pub async fn show(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Result<Json<RecordView>> {
    Ok(Json(
        records::get(&store, &person.actor, read_id(&id)?).await?,
    ))
}

/// All versions of a record, oldest first.
#[utoipa::path(get, path = "/api/v1/records/{id}/history", tag = "records", params(("id" = String, Path)), responses((status = 200, body = schemas::History), (status = 404, body = schemas::Failure)))]
pub async fn history(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Result<Json<Value>> {
    let versions = records::history(&store, &person.actor, read_id(&id)?).await?;
    Ok(Json(json!({"versions": versions})))
}

/// A participant's 我没参加.
#[utoipa::path(post, path = "/api/v1/records/{id}/absence", tag = "records", params(("id" = String, Path)), responses((status = 204, description = "已记下"), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn absence(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    records::mark_absence(&store, &person.actor, read_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One contact's phone in full; the look is written down.
#[utoipa::path(post, path = "/api/v1/records/{id}/reveal", tag = "records", params(("id" = String, Path)), responses((status = 200, body = schemas::Phone), (status = 403, body = schemas::Failure), (status = 404, body = schemas::Failure)))]
pub async fn reveal(
    State(store): State<Store>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Result<Json<Value>> {
    let phone = records::reveal_phone(&store, &person.actor, read_id(&id)?).await?;
    Ok(Json(json!({"phone": phone})))
}

/// What is no id names no record.
fn read_id(text: &str) -> Result<RecordId> {
    text.parse().map_err(|_| ApiError::not_found())
}
