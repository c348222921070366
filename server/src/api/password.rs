//! Setting one's own password.

use axum::extract::State;
use domain::fields::FieldCode;
use http::StatusCode;
use store::{
    Store,
    accounts::{self, Proof},
};

use super::{schemas, session::secret};
use crate::{
    auth::{ClientAddress, SignedInPerson},
    body::JsonObject,
    error::{ApiError, Result},
};

/// First sign-in with the one-time code, or a change by who is signed in. Ends all sessions.
#[utoipa::path(post, path = "/api/v1/password", tag = "session", security(()), request_body = schemas::SetPassword,
    responses((status = 204, description = "已修改，请重新登录"), (status = 401, body = schemas::Failure, description = "`bad_code`, `bad_credentials`, `unauthenticated`"), (status = 422, body = schemas::Failure, description = "`weak_password`"), (status = 429, body = schemas::Failure)))]
pub async fn set(
    State(store): State<Store>,
    ClientAddress(address): ClientAddress,
    person: Option<SignedInPerson>,
    body: JsonObject,
) -> Result<StatusCode> {
    if body.0.get("code").is_none_or(serde_json::Value::is_null) && person.is_none() {
        return Err(ApiError::unauthenticated());
    }
    let (login, code, password, new_password) = body.read(|reader| {
        let login = secret(reader, "login");
        let code = reader.raw("code").and_then(|_| secret(reader, "code"));
        let password = match code {
            None => secret(reader, "password"),
            Some(_) => None,
        };
        let new_password = secret(reader, "new_password");
        Some((login?, code, password, new_password?))
    })?;
    let proof = match (&code, &password) {
        (Some(code), _) => Proof::Code(code),
        (None, Some(password)) => Proof::Password(password),
        (None, None) => return Err(ApiError::bad_field("password", FieldCode::Required)),
    };
    if code.is_none() && person.is_some_and(|person| person.login != login.trim()) {
        // One changes one's own password only.
        return Err(ApiError::forbidden());
    }
    accounts::set_password(&store, &login, proof, &new_password, &address.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}
