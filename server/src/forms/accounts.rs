//! What those who manage accounts do to them: plain posts below `/desk/accounts`, each answered
//! with a redirect to the account's page. A one-time code travels there in a cookie of that page
//! alone, for a minute: an address would stay in the history and in logs.

use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use domain::{access::Actor, areas::AreaCode, codes::Coded, fields::FieldCode, ids::AccountId};
use http::header;
use store::{
    Store, StoreError,
    accounts::{self, NewByOffice, Post},
};

use super::{Fields, field, see_other};
use crate::{auth::SignedInPerson, cookie, error::ApiError, local_path, state::AppState};

type Done<T = ()> = Result<T, ApiError>;

/// `POST /desk/accounts/new` with `login`, `name`, `role`, `area`, `unit`.
pub(crate) async fn create(
    State(state): State<AppState>,
    person: SignedInPerson,
    Form(fields): Fields,
) -> Response {
    let page = "/desk/accounts/new";
    let made = async {
        let account = NewByOffice {
            login: field(&fields, "login").trim().to_owned(),
            name: field(&fields, "name").trim().to_owned(),
            post: post_of(&fields)?,
        };
        Ok(accounts::create(&state.store, &person.actor, &account).await?)
    };
    match made.await {
        Ok((id, code)) => with_code(&state, id, &code, "created"),
        Err(error) => {
            let kept = ["login", "name", "role", "area", "unit"];
            let kept = kept.map(|name| (name, field(&fields, name)));
            refused(page, &error, &kept)
        }
    }
}

/// `POST /desk/accounts/{id}/post` with `role`, `area`, `unit`.
pub(crate) async fn post(
    State(state): State<AppState>,
    person: SignedInPerson,
    Path(id): Path<String>,
    Form(fields): Fields,
) -> Response {
    answered(&state, person, &id, "posted", async |store, actor, id| {
        Ok(accounts::post(store, actor, id, &post_of(&fields)?).await?)
    })
    .await
}

/// `POST /desk/accounts/{id}/disable`.
pub(crate) async fn disable(
    State(state): State<AppState>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Response {
    answered(&state, person, &id, "disabled", async |store, actor, id| {
        Ok(accounts::disable_account(store, actor, id).await?)
    })
    .await
}

/// `POST /desk/accounts/{id}/enable`.
pub(crate) async fn enable(
    State(state): State<AppState>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Response {
    answered(&state, person, &id, "enabled", async |store, actor, id| {
        Ok(accounts::enable(store, actor, id).await?)
    })
    .await
}

/// `POST /desk/accounts/{id}/sign-out`.
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Response {
    answered(&state, person, &id, "ended", async |store, actor, id| {
        Ok(accounts::end_sessions(store, actor, id).await?)
    })
    .await
}

/// `POST /desk/accounts/{id}/reset`.
pub(crate) async fn reset(
    State(state): State<AppState>,
    person: SignedInPerson,
    Path(id): Path<String>,
) -> Response {
    let page = page_of(&id);
    let made = async {
        let id = read_id(&id)?;
        let code = accounts::reset(&state.store, &person.actor, id).await?;
        Ok((id, code))
    };
    match made.await {
        Ok((id, code)) => with_code(&state, id, &code, "reset"),
        Err(error) => refused(&page, &error, &[]),
    }
}

/// Does it and leads to the account's page.
async fn answered(
    state: &AppState,
    person: SignedInPerson,
    id: &str,
    done: &str,
    act: impl AsyncFnOnce(&Store, &Actor, AccountId) -> Done,
) -> Response {
    let page = page_of(id);
    let acted = match read_id(id) {
        Ok(id) => act(&state.store, &person.actor, id).await,
        Err(error) => Err(error),
    };
    match acted {
        Ok(()) => see_other(&local_path::with_query(&page, &[("done", done)])),
        Err(error) => refused(&page, &error, &[]),
    }
}

fn with_code(state: &AppState, id: AccountId, code: &str, done: &str) -> Response {
    let page = page_of(&id.to_string());
    let mut response = see_other(&local_path::with_query(&page, &[("done", done)]));
    let cookie = cookie::code(code, &page, state.outside.is_https());
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// Back to the page with what went wrong, by its code and field, and what was typed.
fn refused(page: &str, error: &ApiError, kept: &[(&str, &str)]) -> Response {
    let field = match error.code() {
        "login_taken" => "login",
        _ => error.first_field(),
    };
    let mut query = vec![("error", error.code()), ("field", field)];
    query.extend(kept);
    query.retain(|(_, value)| !value.is_empty());
    see_other(&local_path::with_query(page, &query))
}

/// The page of an account; of what is no id, the list.
fn page_of(id: &str) -> String {
    read_id(id).map_or_else(
        |_| "/desk/accounts".to_owned(),
        |id| format!("/desk/accounts/{id}"),
    )
}

fn read_id(id: &str) -> Done<AccountId> {
    id.parse().map_err(|_| ApiError::not_found())
}

fn post_of(fields: &std::collections::BTreeMap<String, String>) -> Done<Post> {
    let role = Coded::from_code(field(fields, "role"));
    let role = role.ok_or_else(|| StoreError::field("role", FieldCode::UnknownCode))?;
    let area = Some(field(fields, "area").trim()).filter(|area| !area.is_empty());
    let area: Option<AreaCode> = area
        .map(str::parse)
        .transpose()
        .map_err(|_| StoreError::field("area", FieldCode::NotAnAreaCode))?;
    let unit = Some(field(fields, "unit").trim()).filter(|unit| !unit.is_empty());
    Ok(Post {
        role,
        area,
        unit: unit.map(ToOwned::to_owned),
    })
}
