//! The forms of 年度上报: plain posts. What was done leads to the filing; a filing that cannot be is
//! answered by its own page with what is in the way.

use app::desk::filings::NotFiled;
use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use domain::{calendar, ids::FilingId};
use store::{
    StoreError,
    filings::{self, Outcome, Verdict},
};

use crate::{
    auth::SignedInPerson,
    error::ApiError,
    forms::see_other,
    local_path, pages,
    state::AppState,
    typed_form::{Typed, field, read},
};

/// `POST /desk/filings/new` with `area`, `year` and a `tick` for each thing to know.
pub(crate) async fn file(
    State(state): State<AppState>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let (parts, typed): (_, Typed) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let year = calendar::asked_year(field(&typed, "year"));
    let (Ok(area), Some(year)) = (field(&typed, "area").parse(), year) else {
        return ApiError::not_found().into_response();
    };
    let ticks = typed
        .iter()
        .filter(|(name, _)| name == "tick")
        .map(|(_, tick)| tick.clone())
        .collect();
    match filings::file(&state.store, &person.actor, area, year, &ticks).await {
        Ok(Outcome::Filed(id)) => done(id, "filed"),
        Ok(Outcome::NotReady(readiness)) => {
            let request = Request::from_parts(parts, Body::empty());
            pages::answer(&state, request, NotFiled(readiness)).await
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// `POST /desk/filings/{id}/accept`.
pub(crate) async fn accept(
    State(state): State<AppState>,
    Path(id): Path<String>,
    person: SignedInPerson,
) -> Response {
    judge(&state, &person, &id, Verdict::Accept).await
}

/// `POST /desk/filings/{id}/return` with `reason`.
pub(crate) async fn send_back(
    State(state): State<AppState>,
    Path(id): Path<String>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let typed: Typed = match read(&state, request).await {
        Ok((_, typed)) => typed,
        Err(refusal) => return refusal,
    };
    let reason = field(&typed, "reason");
    judge(&state, &person, &id, Verdict::SendBack(reason)).await
}

async fn judge(
    state: &AppState,
    person: &SignedInPerson,
    id: &str,
    verdict: Verdict<'_>,
) -> Response {
    let Ok(id) = id.parse() else {
        return ApiError::not_found().into_response();
    };
    match filings::judge(&state.store, &person.actor, id, verdict).await {
        Ok(()) if verdict == Verdict::Accept => done(id, "accept"),
        Ok(()) => done(id, "return"),
        Err(StoreError::Rejected(_)) => done(id, "reason"),
        Err(StoreError::Conflict) => done(id, "conflict"),
        Err(error) => ApiError::from(error).into_response(),
    }
}

fn done(id: FilingId, what: &str) -> Response {
    let page = format!("/desk/filings/{id}");
    see_other(&local_path::with_query(&page, &[("done", what)]))
}
