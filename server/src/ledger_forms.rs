//! The ledgers' forms: plain posts to the page they stand on. A saved one leads to the entry's card, a
//! refused one is answered by its own page with what was typed.

use app::desk::ledgers::{MadeLink, Returned};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use domain::{
    codes::Coded,
    ledgers::{Kind, Saved, steps::Step},
};
use http::{HeaderMap, header, request::Parts};
use store::{
    ledgers,
    satisfaction::{self, Made},
};
use uuid::Uuid;

use crate::{
    auth::SignedInPerson,
    error::ApiError,
    forms::see_other,
    local_path, pages,
    state::AppState,
    typed_form::{Typed, read, version},
};

/// `POST /desk/ledgers/{ledger}/new`.
pub(crate) async fn create(
    State(state): State<AppState>,
    Path(ledger): Path<String>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    save(&state, person, (&ledger, None), request).await
}

/// `POST /desk/ledgers/{ledger}/{key}/edit`; only the fields that were sent are changed.
pub(crate) async fn edit(
    State(state): State<AppState>,
    Path((ledger, key)): Path<(String, String)>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    save(&state, person, (&ledger, Some(&key)), request).await
}

/// `POST /desk/ledgers/{ledger}/{key}/steps/{step}`.
pub(crate) async fn step(
    State(state): State<AppState>,
    Path((ledger, key, step)): Path<(String, String, String)>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let step = Step::from_code(&step).zip(id(&key));
    let Some((kind, (step, id))) = Kind::from_code(&ledger).zip(step) else {
        return ApiError::not_found().into_response();
    };
    let (parts, typed): (_, Typed) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let which = (kind, id, version(&typed));
    let done = ledgers::step(&state.store, &person.actor, which, step, &typed).await;
    answer(&state, parts, kind, done).await
}

/// `POST /desk/ledgers/replies/link`: the link is shown by the page that answers, and nowhere else.
pub(crate) async fn link(
    State(state): State<AppState>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let (parts, typed): (_, Typed) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let origin = origin(&state, &parts.headers);
    let request = Request::from_parts(parts, Body::empty());
    match satisfaction::make_link(&state.store, &person.actor, &typed).await {
        Ok(Made::Link { code, about, place }) => {
            let link = MadeLink {
                address: format!("{origin}/s/{code}"),
                about,
                place,
            };
            pages::answer(&state, request, link).await
        }
        Ok(Made::Refused(form)) => pages::answer(&state, request, Returned(*form)).await,
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// How the outside reaches this site: by its public address, or as the person did.
fn origin(state: &AppState, headers: &HeaderMap) -> String {
    if let Some(url) = &state.outside.public_url {
        return url.origin().to_owned();
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let scheme = if state.outside.is_https() {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

async fn save(
    state: &AppState,
    person: SignedInPerson,
    (ledger, key): (&str, Option<&str>),
    request: Request,
) -> Response {
    let known = key.map(id);
    let Some(kind) = Kind::from_code(ledger).filter(|_| known != Some(None)) else {
        return ApiError::not_found().into_response();
    };
    let (parts, typed): (_, Typed) = match read(state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let which = (kind, known.flatten(), version(&typed));
    let done = ledgers::save(&state.store, &person.actor, which, &typed).await;
    answer(state, parts, kind, done).await
}

fn id(key: &str) -> Option<Uuid> {
    Uuid::try_parse(key).ok()
}

async fn answer(
    state: &AppState,
    parts: Parts,
    kind: Kind,
    done: store::Result<Saved>,
) -> Response {
    match done {
        Ok(Saved::Done(id)) => {
            let card = format!("/desk/ledgers/{}/{id}", kind.code());
            see_other(&local_path::with_query(&card, &[("saved", "1")]))
        }
        // With 200, as a page: a browser notes any other status as an error of the site.
        Ok(Saved::Refused(form)) => {
            let request = Request::from_parts(parts, Body::empty());
            pages::answer(state, request, Returned(*form)).await
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}
