//! Who is signed in.

use domain::reading::SessionUser;
use leptos::prelude::*;

use crate::{error::AppError, json::Answer};

/// The signed-in person.
#[allow(clippy::unused_async, reason = "server functions are async")]
#[server(prefix = "/fn", endpoint = "session", output = Answer)]
pub async fn read_session() -> Result<SessionUser, AppError> {
    let actor = crate::server::actor()?;
    Ok(SessionUser {
        id: actor.account_id,
        name: actor.name,
        role: actor.role,
        area_code: actor.area_code,
        commissioner_id: actor.commissioner_id,
    })
}
