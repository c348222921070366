//! What server functions and pages need of the server: who asks, the store, and the one place
//! where the store's failures become what a person may see.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use domain::{access::Actor, codes::Role, ids::RecordId};
use futures::FutureExt as _;
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use store::{Problem, Store, StoreError};

use crate::error::AppError;

/// Who is signed in. A page that asks for a signed-out person leads to the sign-in.
pub fn actor() -> Result<Actor, AppError> {
    let actor = use_context::<Option<Actor>>().flatten();
    actor.or_else(use_context::<Actor>).ok_or_else(|| {
        if renders_page() {
            redirect(&format!("/sign-in?next={}", encoded(&asked_path())));
        }
        told(AppError::SignedOut)
    })
}

/// Who is signed in, if it is a commissioner.
pub fn commissioner() -> Result<Actor, AppError> {
    let actor = actor()?;
    if actor.role == Role::Commissioner {
        Ok(actor)
    } else {
        Err(told(AppError::Forbidden))
    }
}

/// The database.
pub fn store() -> Store {
    expect_context::<Store>()
}

/// What a page reads, read by a task of its own: rendering asks for a page's parts one after the
/// other, and a part that waits its turn with a connection in hand would keep it from the others.
pub async fn apart<T: Send + 'static>(reading: impl Future<Output = T> + Send + 'static) -> T {
    let (task, answer) = reading.remote_handle();
    leptos::task::spawn(task);
    answer.await
}

/// What an address names is not there.
pub fn not_there() -> AppError {
    told(AppError::NotFound)
}

/// A record's id as an address holds it; what is no id is no record either.
pub fn record_id(text: &str) -> Result<RecordId, AppError> {
    text.parse().map_err(|_| not_there())
}

/// What a person may see of the store's failure. The cause is logged here, once.
pub fn seen(error: StoreError) -> AppError {
    let error = match error {
        StoreError::NotFound => AppError::NotFound,
        StoreError::Forbidden => AppError::Forbidden,
        StoreError::Conflict => AppError::Conflict,
        StoreError::Rejected(fields) => AppError::Rejected { fields },
        StoreError::Refused(problem) => refused(problem),
        StoreError::Unavailable(cause) => {
            tracing::warn!(request_id = request_id(), %cause, "database unavailable");
            AppError::Unavailable
        }
        cause => {
            tracing::error!(request_id = request_id(), %cause, "store failed");
            AppError::Unexpected
        }
    };
    told(error)
}

fn refused(problem: Problem) -> AppError {
    match problem {
        Problem::BadCredentials => AppError::BadCredentials,
        Problem::TooManyAttempts | Problem::UploadQuota => AppError::TooManyAttempts,
        Problem::BadCode => AppError::BadCode,
        Problem::WeakPassword => AppError::WeakPassword,
        Problem::NotEmpty | Problem::LoginTaken | Problem::OtherVersion => AppError::Conflict,
        // Pages do not pull.
        Problem::BadCursor | Problem::CursorExpired => AppError::Unexpected,
    }
}

/// Sets the status that fits. A form sent without wasm must keep its own redirect, so only what
/// asks for data, and a page that is not there, is given one.
fn told(error: AppError) -> AppError {
    let status = match error {
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Forbidden => StatusCode::FORBIDDEN,
        AppError::SignedOut | AppError::BadCredentials | AppError::BadCode => {
            StatusCode::UNAUTHORIZED
        }
        AppError::Conflict => StatusCode::CONFLICT,
        AppError::Rejected { .. } | AppError::WeakPassword => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::TooManyAttempts => StatusCode::TOO_MANY_REQUESTS,
        AppError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Unreachable | AppError::Unexpected => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let response = use_context::<ResponseOptions>();
    if let Some(response) = response.filter(|_| {
        !accepts_html()
            || (renders_page() && !matches!(error, AppError::SignedOut | AppError::Forbidden))
    }) {
        response.set_status(status);
    }
    error
}

/// Leads to a path of our own site. What no header may hold leads home instead.
pub fn redirect(path: &str) {
    let local = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let target = HeaderValue::from_str(if local { path } else { "/" })
        .unwrap_or_else(|_| HeaderValue::from_static("/"));
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(header::LOCATION, target);
        response.set_status(StatusCode::FOUND);
    }
}

fn headers() -> HeaderMap {
    use_context::<Parts>()
        .map(|parts| parts.headers)
        .unwrap_or_default()
}

fn accepts_html() -> bool {
    headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Whether a page is being rendered, rather than a server function called from one.
fn renders_page() -> bool {
    use_context::<Parts>().is_some_and(|parts| !parts.uri.path().starts_with("/fn/"))
}

fn asked_path() -> String {
    use_context::<Parts>()
        .and_then(|parts| parts.uri.path_and_query().map(ToString::to_string))
        .unwrap_or_else(|| "/".to_owned())
}

fn request_id() -> String {
    headers()
        .get(HeaderName::from_static("x-request-id"))
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// Percent-encodes a path for use inside a query.
fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_path_with_a_query_survives_inside_a_query() {
        assert_eq!(
            encoded("/visits/new?village=360722"),
            "/visits/new%3Fvillage%3D360722"
        );
    }
}
