//! `/s/{code}`: the one page for who has no account. It reads no session and tells nothing but what its link
//! asks.

use app::satisfaction::Told;
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use store::{Problem, StoreError, satisfaction};

use crate::{
    auth::ClientAddress,
    error::ApiError,
    pages,
    state::AppState,
    typed_form::{Typed, read},
};

/// `GET /s/{code}`.
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(code): Path<String>,
    ClientAddress(address): ClientAddress,
    request: Request,
) -> Response {
    let asked = satisfaction::ask(&state.store, &code, address).await;
    answer(
        &state,
        request,
        asked.map(|asked| Told::Question(asked, Vec::new())),
    )
    .await
}

/// `POST /s/{code}` with `satisfaction`, `remark`.
pub(crate) async fn reply(
    State(state): State<AppState>,
    Path(code): Path<String>,
    ClientAddress(address): ClientAddress,
    request: Request,
) -> Response {
    let (parts, typed): (_, Typed) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let told = match satisfaction::reply(&state.store, &code, address, &typed).await {
        Ok(faults) if faults.is_empty() => Ok(Told::Thanks),
        Ok(faults) => satisfaction::ask(&state.store, &code, address)
            .await
            .map(|asked| Told::Question(asked, faults)),
        Err(error) => Err(error),
    };
    let request = Request::from_parts(parts, axum::body::Body::empty());
    answer(&state, request, told).await
}

async fn answer(state: &AppState, request: Request, told: store::Result<Told>) -> Response {
    let (status, told) = match told {
        Ok(told) => (StatusCode::OK, told),
        Err(StoreError::NotFound) => (StatusCode::NOT_FOUND, Told::Gone),
        Err(StoreError::Refused(Problem::TooManyAttempts)) => {
            (StatusCode::TOO_MANY_REQUESTS, Told::TooMany)
        }
        Err(error) => return ApiError::from(error).into_response(),
    };
    let mut response = pages::answer(state, request, told).await;
    *response.status_mut() = status;
    // The address is the secret: it stays in no other site's log and in no search engine.
    let headers = response.headers_mut();
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
