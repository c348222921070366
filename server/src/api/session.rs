//! Signing in and out.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use domain::fields::FieldCode;
use http::StatusCode;
use serde_json::{Value, json};
use store::accounts::{self, SessionKind};

use super::schemas;
use crate::{
    auth::{self, ClientAddress, SignedInPerson},
    body::JsonObject,
    cookie,
    error::Result,
    state::AppState,
};

/// Sign in: a cookie, or with `"as":"bearer"` a token.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", security(()),
    request_body = schemas::SignIn,
    responses((status = 200, body = schemas::SignedIn), (status = 401, body = schemas::Failure, description = "`bad_credentials`"), (status = 429, body = schemas::Failure, description = "`too_many_attempts`")))]
pub async fn sign_in(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    body: JsonObject,
) -> Result<Response> {
    let (login, password, kind) = body.read(|reader| {
        let login = secret(reader, "login");
        let password = secret(reader, "password");
        let kind = match reader.raw("as").map(|value| value.as_str()) {
            None | Some(Some("cookie")) => SessionKind::Cookie,
            Some(Some("bearer")) => SessionKind::Bearer,
            Some(_) => {
                reader.fault("as", FieldCode::UnknownCode);
                SessionKind::Bearer
            }
        };
        Some((login?, password?, kind))
    })?;
    let address = address.to_string();
    let signed_in = accounts::sign_in(&state.store, &login, &password, &address, kind).await?;
    let user = auth::user(&signed_in.actor);
    Ok(match kind {
        SessionKind::Bearer => {
            Json(json!({"user": user, "token": signed_in.token})).into_response()
        }
        SessionKind::Cookie => {
            let cookies = cookie::set(&signed_in, state.outside.is_https());
            (cookies, Json(json!({"user": user}))).into_response()
        }
    })
}

/// Who am I.
#[utoipa::path(get, path = "/api/v1/session", tag = "session", responses((status = 200, body = schemas::SignedIn), (status = 401, body = schemas::Failure)))]
pub async fn show(person: SignedInPerson) -> Json<Value> {
    Json(json!({"user": person.user()}))
}

/// Sign out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204, description = "已退出"), (status = 401, body = schemas::Failure)))]
pub async fn sign_out(State(state): State<AppState>, person: SignedInPerson) -> Result<Response> {
    accounts::sign_out(&state.store, &person.token).await?;
    let cookies = cookie::clear(state.outside.is_https());
    Ok((StatusCode::NO_CONTENT, cookies).into_response())
}

/// A required text taken exactly as typed: a password may begin or end with a space.
pub(super) fn secret(reader: &mut domain::fields::FieldReader<'_>, name: &str) -> Option<String> {
    match reader.required(name)? {
        Value::String(text) if text.is_empty() => {
            reader.fault(name, FieldCode::Required);
            None
        }
        Value::String(text) => Some(text.clone()),
        _ => {
            reader.fault(name, FieldCode::WrongType);
            None
        }
    }
}
