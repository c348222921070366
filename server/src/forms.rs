//! The plain form posts that work before, and without, the page's own script: signing in and out
//! and setting a password. Each answers with a redirect to a page of this site.

pub(crate) mod accounts;
pub(crate) mod settings;
pub(crate) mod villages;

use std::collections::BTreeMap;

use axum::{
    Form,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::codes::{Coded, Language};
use http::{HeaderMap, Method, StatusCode, Uri, header};
use store::accounts::{Proof, SessionKind};

use crate::{
    auth::{ClientAddress, SignedInPerson},
    cookie,
    error::ApiError,
    local_path::{self, LocalPath},
    pages,
    state::AppState,
};

type Fields = Form<BTreeMap<String, String>>;

/// Sends the browser on, by GET.
pub(crate) fn see_other(to: &LocalPath) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.header())]).into_response()
}

/// Forms for who is signed in: from anybody else they lead to the sign-in.
pub(crate) async fn gate(request: Request, next: Next) -> Response {
    let signed_in = request.extensions().get::<SignedInPerson>().is_some();
    if signed_in || request.method() != Method::POST {
        return next.run(request).await;
    }
    sign_in_again(&request)
}

/// To the sign-in, which says that the session has ended, and from there back to the page a form was
/// sent from. What was typed waits in that page's tab (`app/src/kept_form.js`): it is nobody's here.
pub(crate) fn sign_in_again(request: &Request) -> Response {
    let page = came_from(request.headers());
    let page = page
        .as_ref()
        .map_or(request.uri().path(), LocalPath::as_str);
    let query = [("error", "signed_out"), ("next", page)];
    see_other(&local_path::with_query("/sign-in", &query))
}

/// `POST /sign-in` with `login`, `password`, `next`.
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Form(fields): Fields,
) -> Response {
    let (login, password) = (field(&fields, "login"), field(&fields, "password"));
    let next = LocalPath::parse(field(&fields, "next"));
    match enter(&state, login, password, &address.to_string(), next.as_ref()).await {
        Ok(response) => response,
        Err(error) => {
            let next = next.as_ref().map_or("", LocalPath::as_str);
            back("/sign-in", &error, &[("login", login), ("next", next)])
        }
    }
}

/// `POST /language` with `language`; leads back to the page it was sent from.
pub(crate) async fn set_language(
    State(state): State<AppState>,
    person: SignedInPerson,
    headers: HeaderMap,
    Form(fields): Fields,
) -> Response {
    let page = came_from(&headers).unwrap_or_else(|| pages::home(person.actor.role));
    let Some(language) = Language::from_code(field(&fields, "language")) else {
        return see_other(&page);
    };
    match store::accounts::set_language(&state.store, &person.actor, language).await {
        Ok(()) => see_other(&page),
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// The page of ours that a form was sent from.
fn came_from(headers: &HeaderMap) -> Option<LocalPath> {
    let referrer: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    LocalPath::parse(referrer.path_and_query()?.as_str())
}

/// `POST /first-sign-in` with `login`, `code`, `new_password`.
pub(crate) async fn first_sign_in(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Form(fields): Fields,
) -> Response {
    let login = field(&fields, "login");
    let new_password = field(&fields, "new_password");
    let proof = Proof::Code(field(&fields, "code"));
    let address = address.to_string();
    let done = async {
        store::accounts::set_password(&state.store, login, proof, new_password, &address).await?;
        enter(&state, login, new_password, &address, None).await
    };
    match done.await {
        Ok(response) => response,
        Err(error) => back("/first-sign-in", &error, &[("login", login)]),
    }
}

/// `POST /password` with `password`, `new_password`: ends all sessions and begins a new one here.
pub(crate) async fn set_password(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    person: SignedInPerson,
    Form(fields): Fields,
) -> Response {
    let new_password = field(&fields, "new_password");
    let proof = Proof::Password(field(&fields, "password"));
    let address = address.to_string();
    let changed = local_path::with_query("/password", &[("changed", "1")]);
    let done = async {
        let login = &person.login;
        store::accounts::set_password(&state.store, login, proof, new_password, &address).await?;
        enter(&state, login, new_password, &address, Some(&changed)).await
    };
    match done.await {
        Ok(response) => response,
        Err(error) => back("/password", &error, &[]),
    }
}

/// `POST /sign-out`.
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    person: Option<SignedInPerson>,
) -> Response {
    if let Some(person) = person
        && let Err(error) = store::accounts::sign_out(&state.store, &person.token).await
    {
        return back("/sign-in", &error.into(), &[]);
    }
    let sign_in = see_other(&local_path::with_query("/sign-in", &[]));
    (cookie::clear(state.outside.is_https()), sign_in).into_response()
}

/// Signs in with a cookie and goes on to `next`, or to the person's first page.
async fn enter(
    state: &AppState,
    login: &str,
    password: &str,
    address: &str,
    next: Option<&LocalPath>,
) -> Result<Response, ApiError> {
    let kind = SessionKind::Cookie;
    let signed_in = store::accounts::sign_in(&state.store, login, password, address, kind).await?;
    let home = pages::home(signed_in.actor.role);
    let cookies = cookie::set(&signed_in, state.outside.is_https());
    Ok((cookies, see_other(next.unwrap_or(&home))).into_response())
}

/// Back to the form with what went wrong, and what was typed but for secrets.
fn back(page: &str, error: &ApiError, kept: &[(&str, &str)]) -> Response {
    let mut query = vec![("error", error.code())];
    query.extend(kept.iter().filter(|(_, value)| !value.is_empty()));
    see_other(&local_path::with_query(page, &query))
}

fn field<'a>(fields: &'a BTreeMap<String, String>, name: &str) -> &'a str {
    fields.get(name).map_or("", String::as_str)
}
