//! The form of a paper log (代录): a plain post to its own page. An entered log leads to its record, a
//! refused one is answered by its page with what was typed.

use app::desk::on_behalf::{Refused, Typed, change};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, Path, Request, State},
    response::{IntoResponse, Response},
};
use domain::{
    codes::{Coded, RecordKind},
    fields::FieldError,
    sync::Outcome,
};
use http::{StatusCode, request::Parts};
use store::{StoreError, on_behalf};

use crate::{
    auth::SignedInPerson, error::ApiError, forms::see_other, local_path, pages, state::AppState,
};

/// `POST /desk/on-behalf/{kind}`.
pub(crate) async fn enter(
    State(state): State<AppState>,
    Path(kind): Path<String>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let Some(kind) = RecordKind::from_code(&kind) else {
        return ApiError::not_found().into_response();
    };
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let typed = match Form::from_request(whole, &state).await {
        Ok(Form(typed)) => Typed(typed),
        Err(refusal) => return refusal.into_response(),
    };
    let (store, actor) = (&state.store, &person.actor);
    let entered = async {
        let choices = on_behalf::choices(store, actor).await?;
        let change = change(kind, &typed, &choices, store.clock().now());
        on_behalf::enter(store, actor, change).await
    };
    match entered.await {
        Ok(answer) if matches!(answer.outcome, Outcome::Applied | Outcome::Duplicate) => {
            let id = answer.record_id.map(|id| id.to_string());
            let record = format!("/desk/records/{}", id.unwrap_or_default());
            see_other(&local_path::with_query(&record, &[]))
        }
        Ok(answer) => again(&state, parts, typed, answer.fields).await,
        Err(StoreError::Rejected(faults)) => again(&state, parts, typed, faults).await,
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// The page of the same address, which finds the form with its request.
async fn again(state: &AppState, parts: Parts, typed: Typed, faults: Vec<FieldError>) -> Response {
    let request = Request::from_parts(parts, Body::empty());
    let mut response = pages::answer(state, request, Refused { typed, faults }).await;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}
