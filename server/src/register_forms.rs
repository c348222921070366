//! The registers' forms: plain posts to the page they stand on. A saved one leads to the thing's card,
//! a refused one is answered by its own page with what was typed.

use app::desk::{imports::Issued, registers::Returned};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use domain::{codes::Coded, registers::Kind};
use http::request::Parts;
use store::registers::{self, Saved};

use crate::{
    auth::SignedInPerson,
    error::ApiError,
    forms::see_other,
    local_path, pages,
    state::AppState,
    typed_form::{Typed, read, version},
};

/// `POST /desk/registers/{register}/new`.
pub(crate) async fn create(
    State(state): State<AppState>,
    Path(register): Path<String>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    save(&state, person, (&register, None), request).await
}

/// `POST /desk/registers/{register}/{key}/edit`; only the fields that were sent are changed.
pub(crate) async fn edit(
    State(state): State<AppState>,
    Path((register, key)): Path<(String, String)>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    save(&state, person, (&register, Some(&key)), request).await
}

/// `POST /desk/registers/{register}/{key}/handover`; only commissioners have work to hand over.
pub(crate) async fn hand_over(
    State(state): State<AppState>,
    Path((register, key)): Path<(String, String)>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    if register != Kind::Commissioners.code() {
        return ApiError::not_found().into_response();
    }
    let (parts, typed): (_, Typed) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let which = (key.as_str(), version(&typed));
    let done = registers::hand_over(&state.store, &person.actor, which, &typed).await;
    answer(&state, parts, (Kind::Commissioners, "handover"), done).await
}

/// `POST /desk/registers/{register}/{key}/codes`; only commissioners have an account here.
pub(crate) async fn issue_code(
    State(state): State<AppState>,
    Path((register, key)): Path<(String, String)>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    if register != Kind::Commissioners.code() {
        return ApiError::not_found().into_response();
    }
    match registers::issue_code(&state.store, &person.actor, &key).await {
        Ok(code) => pages::answer(&state, request, Issued(vec![code])).await,
        Err(error) => ApiError::from(error).into_response(),
    }
}

async fn save(
    state: &AppState,
    person: SignedInPerson,
    (register, key): (&str, Option<&str>),
    request: Request,
) -> Response {
    let kind = Kind::from_code(register).filter(|kind| Kind::REGISTERS.contains(kind));
    let Some(kind) = kind else {
        return ApiError::not_found().into_response();
    };
    let (parts, typed): (_, Typed) = match read(state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let which = (kind, key, version(&typed));
    let done = registers::save(&state.store, &person.actor, which, &typed).await;
    answer(state, parts, (kind, "1"), done).await
}

/// `saved` tells the card what was done.
async fn answer(
    state: &AppState,
    parts: Parts,
    (kind, saved): (Kind, &str),
    done: store::Result<Saved>,
) -> Response {
    match done {
        Ok(Saved::Done(key)) => {
            let key = local_path::segment(&key);
            let card = format!("/desk/registers/{}/{key}", kind.code());
            see_other(&local_path::with_query(&card, &[("saved", saved)]))
        }
        // With 200, as a page: a browser notes any other status as an error of the site.
        Ok(Saved::Refused(form)) => {
            let request = Request::from_parts(parts, Body::empty());
            pages::answer(state, request, Returned(*form)).await
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}
