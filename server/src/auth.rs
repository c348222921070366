//! Who is asking: the session of a request, as middleware finds it and handlers take it.

use std::net::IpAddr;

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{access::Actor, codes::Language, ids::AccountId, reading::SessionUser};
use http::{HeaderMap, header, request::Parts};
use store::accounts::{self, Session, SessionKind};

use crate::{client_address, cookie, error::ApiError, state::AppState};

/// The signed-in person of a request. Without one no store function can be called.
#[derive(Debug, Clone)]
pub struct SignedInPerson {
    pub actor: Actor,
    pub login: String,
    pub language: Language,
    /// For ending this session.
    pub token: String,
}

/// Where the request comes from, as the throttle counts it.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

/// What a request carries to say who asks.
enum Credential {
    Bearer(String),
    Cookie(String),
    None,
}

/// A request with a bearer is judged by the bearer alone, also by a wrong one.
fn credential(headers: &HeaderMap, https: bool) -> Credential {
    if let Some(token) = bearer(headers) {
        return Credential::Bearer(token.to_owned());
    }
    cookie::token(headers, https).map_or(Credential::None, Credential::Cookie)
}

/// Whether the request says who asks by its cookie, as a browser does on its own.
pub(crate) fn comes_with_cookie(headers: &HeaderMap, https: bool) -> bool {
    matches!(credential(headers, https), Credential::Cookie(_))
}

/// The bearer a request carries, right or wrong. Other schemes, such as a proxy's Basic, are none.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Finds the session and puts it, the store and the address where handlers and pages find them.
pub(crate) async fn find(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let https = state.outside.is_https();
    let address = client_address::of(
        request.extensions(),
        request.headers(),
        &state.outside.trusted_proxies,
    );
    let person = if is_the_same_for_all(request.uri().path()) {
        None
    } else {
        match signed_in(&state, credential(request.headers(), https)).await {
            Ok(person) => person.filter(|person| is_meant(request.headers(), person)),
            Err(error) => return error.into_response(),
        }
    };
    let account = person.as_ref().map(|person| person.actor.account_id);
    let extensions = request.extensions_mut();
    extensions.insert(ClientAddress(address));
    extensions.insert(state.store.clone());
    extensions.insert(person.as_ref().map(|person| person.actor.clone()));
    if let Some(person) = person {
        extensions.insert(person);
    }
    let mut response = next.run(request).await;
    if let Some(account) = account {
        response.extensions_mut().insert(LoggedAccount(account));
    }
    response
}

/// A phone's page names the account it sends for: on a shared phone the cookie may be the next
/// person's by now, who must not be taken for the author.
fn is_meant(headers: &HeaderMap, person: &SignedInPerson) -> bool {
    let Some(named) = headers.get(ACCOUNT) else {
        return true;
    };
    named
        .to_str()
        .is_ok_and(|named| named == person.actor.account_id.to_string())
}

/// The account that a request speaks for; optional.
const ACCOUNT: &str = "x-ketepai-account";

/// Files and health checks: they are answered also while the database is away.
fn is_the_same_for_all(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_file = last.contains('.') && !path.starts_with("/api/");
    is_file || matches!(path, "/healthz" | "/readyz")
}

/// The account, for the log line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LoggedAccount(pub(crate) AccountId);

async fn signed_in(
    state: &AppState,
    credential: Credential,
) -> Result<Option<SignedInPerson>, ApiError> {
    let (token, kind) = match credential {
        Credential::Bearer(token) => (token, SessionKind::Bearer),
        Credential::Cookie(token) => (token, SessionKind::Cookie),
        Credential::None => return Ok(None),
    };
    let session: Option<Session> = accounts::session(&state.store, &token).await?;
    // A token is good only where it was meant to be: a cookie's in no script, a script's in no cookie.
    Ok(session
        .filter(|session| session.kind == kind)
        .map(|session| SignedInPerson {
            actor: session.actor,
            login: session.login,
            language: session.language,
            token,
        }))
}

impl SignedInPerson {
    /// As the API shows the person.
    pub(crate) fn user(&self) -> SessionUser {
        user(&self.actor)
    }
}

/// A person as the API shows them.
pub(crate) fn user(actor: &Actor) -> SessionUser {
    SessionUser {
        id: actor.account_id,
        name: actor.name.clone(),
        role: actor.role,
        area_code: actor.area_code,
        commissioner_id: actor.commissioner_id,
    }
}

impl<S: Sync> FromRequestParts<S> for SignedInPerson {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let person = parts.extensions.get::<Self>().cloned();
        person.ok_or_else(ApiError::unauthenticated)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for SignedInPerson {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &S,
    ) -> Result<Option<Self>, std::convert::Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Put there by `find`, which wraps every route.
        let address = parts.extensions.get::<Self>().copied();
        address.ok_or_else(ApiError::internal)
    }
}
