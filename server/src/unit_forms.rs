//! The forms of 派出单位意见: the unit gives it, the county takes it to the files. Plain posts; a saved
//! one leads to the person's page, a refused one is answered by its own page with what was typed.

use app::desk::unit::RefusedOpinion;
use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use domain::{calendar, codes::Coded, ids::CommissionerId, registers::Kind, units::OpinionText};
use http::request::Parts;
use std::collections::BTreeMap;
use store::{StoreError, units};

use crate::{
    auth::SignedInPerson, error::ApiError, forms::see_other, local_path, pages, state::AppState,
    typed_form::read,
};

type Typed = BTreeMap<String, String>;

/// `POST /desk/unit/people/{id}/opinion` with `year`, `version`, `opinion`.
pub(crate) async fn give(
    State(state): State<AppState>,
    Path(id): Path<String>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let (parts, typed) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let Some(which) = which(&id, &typed) else {
        return ApiError::not_found().into_response();
    };
    let given = match OpinionText::parse(text(&typed, "opinion")) {
        Ok(opinion) => units::give_opinion(&state.store, &person.actor, which, &opinion).await,
        Err(faults) => Err(StoreError::Rejected(faults)),
    };
    let refused = RefusedOpinion {
        year: which.1.to_string(),
        typed: text(&typed, "opinion").to_owned(),
        ..RefusedOpinion::default()
    };
    match given {
        Ok(()) => {
            let page = format!("/desk/unit/people/{}", which.0);
            let query = [("year", refused.year.as_str()), ("saved", "1")];
            see_other(&local_path::with_query(&page, &query))
        }
        Err(StoreError::Rejected(faults)) => {
            let refused = RefusedOpinion { faults, ..refused };
            again(&state, parts, refused).await
        }
        Err(StoreError::Conflict) => {
            let conflict = true;
            again(
                &state,
                parts,
                RefusedOpinion {
                    conflict,
                    ..refused
                },
            )
            .await
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// `POST /desk/registers/{register}/{key}/opinion` with `year`, `version` and `act`, `close` or
/// `reopen`; only commissioners have a 派出单位.
pub(crate) async fn close(
    State(state): State<AppState>,
    Path((register, key)): Path<(String, String)>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let typed = match read(&state, request).await {
        Ok((_, typed)) => typed,
        Err(refusal) => return refusal,
    };
    let kind = Kind::Commissioners;
    let closed = match text(&typed, "act") {
        "close" => true,
        "reopen" => false,
        _ => return ApiError::bad_request().into_response(),
    };
    let Some(which) = which(&key, &typed).filter(|_| register == kind.code()) else {
        return ApiError::not_found().into_response();
    };
    match units::close_opinion(&state.store, &person.actor, which, closed).await {
        Ok(()) => {
            let card = format!("/desk/registers/{}/{}", kind.code(), which.0);
            see_other(&local_path::with_query(&card, &[("saved", "1")]))
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// The form's own page, with 200: a browser notes any other status as an error of the site.
async fn again(state: &AppState, parts: Parts, refused: RefusedOpinion) -> Response {
    let request = Request::from_parts(parts, Body::empty());
    pages::answer(state, request, refused).await
}

/// Whose opinion of which year, and the version that the form was made from.
fn which(id: &str, typed: &Typed) -> Option<(CommissionerId, i32, i64)> {
    let year = calendar::asked_year(text(typed, "year"))?;
    let version = text(typed, "version").parse().unwrap_or_default();
    Some((id.parse().ok()?, year, version))
}

fn text<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", String::as_str)
}
