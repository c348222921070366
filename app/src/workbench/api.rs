//! The workbench's data, and what the forms offer.

use domain::reading::{FormChoices, FoundArea, Workbench};
use leptos::prelude::*;

use crate::{error::AppError, json::Answer};

/// The commissioner's first page.
#[server(prefix = "/fn", endpoint = "workbench", output = Answer)]
pub async fn read_workbench() -> Result<Workbench, AppError> {
    use crate::server;
    let actor = server::commissioner()?;
    let found = store::workbench::today(&server::store(), &actor).await;
    found.map_err(server::seen)
}

/// What the visit and training forms offer.
#[server(prefix = "/fn", endpoint = "form_choices", output = Answer)]
pub async fn read_choices() -> Result<FormChoices, AppError> {
    use crate::server;
    let actor = server::commissioner()?;
    let found = store::workbench::form_choices(&server::store(), &actor).await;
    found.map_err(server::seen)
}

/// Places by their name or its pinyin initials.
#[server(prefix = "/fn", endpoint = "search_areas", output = Answer)]
pub async fn search_areas(text: String) -> Result<Vec<FoundArea>, AppError> {
    use crate::server;
    let actor = server::actor()?;
    let found = store::areas::places(&server::store(), &actor, &text).await;
    found.map_err(server::seen)
}
