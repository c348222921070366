//! What an administrator sets: plain posts below `/desk/settings`, each answered with a redirect back.

use axum::{Form, extract::State, response::Response};
use domain::{areas::AreaCode, fields::FieldCode};
use store::{StoreError, settings};

use super::{Fields, field, see_other};
use crate::{auth::SignedInPerson, error::ApiError, local_path, state::AppState};

const PAGE: &str = "/desk/settings";

/// `POST /desk/settings/township-step` with `area` and `step`, `on` or `off`.
pub(crate) async fn township_step(
    State(state): State<AppState>,
    person: Option<SignedInPerson>,
    Form(fields): Fields,
) -> Response {
    let Some(person) = person else {
        return see_other(&local_path::with_query("/sign-in", &[("next", PAGE)]));
    };
    let step = field(&fields, "step");
    let set = async {
        let county: AreaCode = field(&fields, "area")
            .parse()
            .map_err(|_| StoreError::field("area", FieldCode::NotAnAreaCode))?;
        let on = step == "on";
        settings::set_township_step(&state.store, Some(&person.actor), county, on).await
    };
    let answer = match set.await {
        Ok(()) => local_path::with_query(PAGE, &[("done", step)]),
        Err(error) => {
            let error = ApiError::from(error);
            local_path::with_query(PAGE, &[("error", error.code())])
        }
    };
    see_other(&answer)
}
