//! Everything that stands around every route, in one function, in order.

use std::{panic::AssertUnwindSafe, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body_util::Limited;

use crate::{
    auth::{self, LoggedAccount, SignedInPerson},
    error::{ApiError, note},
    import_forms, origin, request_id,
    router::{self, API},
    state::AppState,
};

/// The longest body of a form or a server function: 200 decisions with their opinions, encoded.
/// The API reads its own (`body.rs`).
const MAX_FORM_BYTES: usize = 1024 * 1024;

/// Longer than the slowest report; shorter than a person waits.
const MAX_TIME: Duration = Duration::from_mins(1);

/// A phone may need minutes to send 2 MiB; its silence is bounded where the body is read.
const MAX_PUSH_TIME: Duration = Duration::from_mins(5);

/// Wraps all routes. What stands first sees the request first and the response last.
pub(crate) fn wrap(routes: Router, state: &AppState) -> Router {
    let layers = tower::ServiceBuilder::new()
        // First, so that every line and every answer below carries the id.
        .layer(middleware::from_fn(request_id::give))
        // Outside everything that may answer, so that each request is logged with what it was answered.
        .layer(middleware::from_fn(log))
        // Outside the panic catcher and all refusals: they too carry the headers.
        .layer(middleware::from_fn_with_state(state.clone(), headers))
        // Inside the log, so that a panic is a 500 in the log and not a lost line.
        .layer(middleware::from_fn(catch_panics))
        // Before the database is asked for anything.
        .layer(middleware::from_fn(limit))
        // Before the origin check, which needs no session but stands next to who asks.
        .layer(middleware::from_fn_with_state(state.clone(), origin::check))
        // After refusals that cost nothing: finding the session asks the database.
        .layer(middleware::from_fn_with_state(state.clone(), auth::find))
        // Last before routing: below `/api/v1` nobody learns without a session which paths exist.
        .layer(middleware::from_fn(guard_api));
    routes.layer(layers)
}

/// The path as the log may hold it: a link of the served is a secret by itself.
fn logged(path: &str) -> &str {
    if path.starts_with("/s/") {
        "/s/…"
    } else {
        path
    }
}

/// One line a request. Paths hold ids and codes; queries may hold names and stay out.
async fn log(request: Request, next: Next) -> Response {
    #[expect(clippy::disallowed_methods, reason = "middleware measures")]
    let begun = std::time::Instant::now();
    let method = request.method().clone();
    let path = logged(request.uri().path()).to_owned();
    let response = next.run(request).await;
    let account = response
        .extensions()
        .get::<LoggedAccount>()
        .map(|account| account.0.to_string());
    tracing::info!(
        %method,
        path,
        status = response.status().as_u16(),
        ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        request_id = request_id::current(),
        account_id = account,
        "request"
    );
    response
}

/// Nothing but our own files; pages set a policy with their nonce, which stands.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut unless_set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    unless_set(header::CONTENT_SECURITY_POLICY, POLICY);
    unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: a form without script comes back by Referer.
    unless_set(header::REFERRER_POLICY, "same-origin");
    unless_set(
        HeaderName::from_static("permissions-policy"),
        "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
    );
    unless_set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    // Only the site's own files say otherwise: pages and answers are one person's.
    unless_set(header::CACHE_CONTROL, "no-store");
    if state.outside.is_https() {
        unless_set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    response
}

async fn catch_panics(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            note(&format!("panic: {}", text.unwrap_or("no text")));
            ApiError::internal().into_response()
        }
    }
}

/// Bounds size and time.
async fn limit(request: Request, next: Next) -> Response {
    // A file is bounded where it is read, like everything of the API.
    let path = request.uri().path();
    let of_entry = path.starts_with("/desk/ledgers/") && path.ends_with("/files");
    let is_api = is_api(path) || path == import_forms::UPLOAD || of_entry;
    let request = if is_api {
        request
    } else {
        if declared_length(&request) > MAX_FORM_BYTES {
            return ApiError::too_large().into_response();
        }
        request.map(|body| Body::new(Limited::new(body, MAX_FORM_BYTES)))
    };
    let time = if is_api { MAX_PUSH_TIME } else { MAX_TIME };
    tokio::time::timeout(time, next.run(request))
        .await
        .unwrap_or_else(|_| ApiError::timeout().into_response())
}

fn declared_length(request: &Request) -> usize {
    let length = request.headers().get(header::CONTENT_LENGTH);
    length
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or_default()
}

/// Whether a path lies below `/api/v1`, existing or not.
fn is_api(path: &str) -> bool {
    path.strip_prefix(API)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

async fn guard_api(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !is_api(path) {
        return next.run(request).await;
    }
    let open = router::is_open(request.method(), path);
    let signed_in = request.extensions().get::<SignedInPerson>().is_some();
    if !open && !signed_in {
        return ApiError::unauthenticated().into_response();
    }
    in_our_words(next.run(request).await)
}

/// The framework's own refusals, such as a path that is no UTF-8, in our envelope.
fn in_our_words(response: Response) -> Response {
    let json = HeaderValue::from_static("application/json");
    if response.headers().get(header::CONTENT_TYPE) == Some(&json) {
        return response;
    }
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => ApiError::method_not_allowed().into_response(),
        StatusCode::NOT_FOUND => ApiError::not_found().into_response(),
        status if status.is_client_error() => ApiError::bad_request().into_response(),
        _ => response,
    }
}

#[cfg(test)]
mod tests {
    use super::logged;

    #[test]
    fn a_link_of_the_served_stays_out_of_the_log() {
        assert_eq!(logged("/s/ABCD-EFGH-JKMN-PQRS"), "/s/…");
        assert_eq!(logged("/sign-in"), "/sign-in");
        assert_eq!(logged("/api/v1/sync"), "/api/v1/sync");
    }
}
