//! Decisions of reviewers.

use axum::{Json, extract::State};
use domain::{
    fields::{FieldCode, FieldReader},
    reading::DecisionRequest,
    reviews::MAX_OPINION,
};
use serde_json::{Value, json};
use store::{Store, reviews};

use super::schemas;
use crate::{
    auth::SignedInPerson,
    body::{self, JsonObject},
    error::{ApiError, Result},
};

/// The most decisions in one request.
const MAX_DECISIONS: usize = 200;

/// More than any record has.
const MAX_FIELDS: usize = 40;

/// Decide on records, each on its own.
#[utoipa::path(post, path = "/api/v1/reviews", tag = "reviews", request_body = schemas::Decisions,
    responses((status = 200, body = schemas::Decided), (status = 400, body = schemas::Failure), (status = 403, body = schemas::Failure), (status = 413, body = schemas::Failure, description = "`too_many_decisions`")))]
pub async fn decide(
    State(store): State<Store>,
    person: SignedInPerson,
    body: JsonObject,
) -> Result<Json<Value>> {
    let decisions = read(&body)?;
    let results = reviews::decide(&store, &person.actor, &decisions).await?;
    Ok(Json(json!({"results": results})))
}

fn read(body: &JsonObject) -> Result<Vec<DecisionRequest>> {
    let items = body.read(|reader| {
        reader.required("decisions")?;
        Some(reader.array("decisions", 0, usize::MAX).to_vec())
    })?;
    if items.len() > MAX_DECISIONS {
        return Err(ApiError::too_many_decisions());
    }
    items.iter().enumerate().map(one).collect()
}

fn one((at, item): (usize, &Value)) -> Result<DecisionRequest> {
    let Some(object) = item.as_object() else {
        return Err(ApiError::bad_field(
            &format!("decisions[{at}]"),
            FieldCode::WrongType,
        ));
    };
    body::fields(object, &format!("decisions[{at}]."), |reader| {
        let record_id = reader.parsed("record_id", FieldCode::NotAnId);
        let version = version(reader);
        let decision = reader.code("decision");
        let opinion = reader.text("opinion", 0, MAX_OPINION).unwrap_or_default();
        // Which names the record has is for the rule to say, decision by decision.
        let fields = reader.each("fields", 0, MAX_FIELDS, |name| Ok(name.to_owned()));
        Some(DecisionRequest {
            record_id: record_id?,
            version: version?,
            decision: decision?,
            opinion,
            fields,
        })
    })
}

fn version(reader: &mut FieldReader<'_>) -> Option<i64> {
    let version = reader
        .required("version")?
        .as_i64()
        .filter(|version| *version >= 0);
    if version.is_none() {
        reader.fault("version", FieldCode::WrongType);
    }
    version
}
