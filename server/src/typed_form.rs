//! A form that a page posts to its own address: what was typed, and the request it came with, so that
//! the page itself can answer a refused one.

use axum::{
    Form,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::state::AppState;

/// What a form sent, field by field; several boxes of one name among them.
pub(crate) type Typed = Vec<(String, String)>;

/// What was sent, and the request without it.
pub(crate) async fn read<T: DeserializeOwned>(
    state: &AppState,
    request: Request,
) -> Result<(Parts, T), Response> {
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    match Form::from_request(whole, state).await {
        Ok(Form(typed)) => Ok((parts, typed)),
        Err(refusal) => Err(refusal.into_response()),
    }
}

/// The text of a field; empty when it was not sent.
pub(crate) fn field<'a>(typed: &'a Typed, name: &str) -> &'a str {
    let found = typed.iter().find(|(field, _)| field == name);
    found.map_or("", |(_, text)| text.as_str())
}

/// The version the form was made from; a form without one is out of date.
pub(crate) fn version(typed: &Typed) -> i64 {
    field(typed, "version").parse().unwrap_or_default()
}
