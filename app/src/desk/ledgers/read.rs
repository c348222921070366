//! What the pages read. They are made on the server alone, so the store is asked directly.

use super::link::{Asking, MadeLink};
use crate::{
    desk::parts::{Places, places_around},
    error::AppError,
    server::seen,
};
use axum::http::request::Parts;
use domain::{
    access::Actor,
    codes::Coded,
    ledgers::{Card, Form, Kind, Listed, Query, steps::Step},
};
use leptos::prelude::use_context;
use store::{
    Store, StoreError,
    imports::{self, files},
    ledgers, satisfaction,
};
use uuid::Uuid;

/// A form that was posted and refused, as the page that answers finds it with the request.
#[derive(Debug, Clone)]
pub struct Returned(pub Form);

/// Who asks, and whom.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    actor: Actor,
    store: Store,
}

impl Desk {
    pub(super) fn open() -> Result<Self, AppError> {
        Ok(Self {
            actor: crate::server::actor()?,
            store: crate::server::store(),
        })
    }

    /// A page of a ledger, the areas it can be narrowed to, and whether lists can be imported; of no
    /// name, the first ledger.
    pub(super) async fn list(
        self,
        name: String,
        query: Query,
    ) -> Result<(Listed, Places, bool), AppError> {
        let (actor, store) = (&self.actor, &self.store);
        let kind = if name.is_empty() {
            Kind::Problem
        } else {
            kind(&name)?
        };
        let listed = ledgers::list(store, actor, kind, &query)
            .await
            .map_err(seen)?;
        let places = places_around(store, actor, query.area.parse().ok()).await;
        let imports = files::kinds(actor).contains(&imports::Kind::Entries(kind));
        Ok((listed, places.map_err(seen)?, imports))
    }

    pub(super) async fn card(self, name: String, key: String) -> Result<Card, AppError> {
        let kind = kind(&name)?;
        ledgers::card(&self.store, &self.actor, kind, id(&key)?)
            .await
            .map_err(seen)
    }

    /// The form that came back, or the entry's own; of no key, a new one's.
    pub(super) async fn form(self, name: String, key: String) -> Result<Form, AppError> {
        if let Some(form) = returned() {
            return Ok(form);
        }
        let kind = kind(&name)?;
        let id = (!key.is_empty()).then(|| id(&key)).transpose()?;
        ledgers::form(&self.store, &self.actor, kind, id)
            .await
            .map_err(seen)
    }

    /// A link that was just made, or the form that asks for one.
    pub(super) async fn link(self) -> Result<Asking, AppError> {
        let parts = use_context::<Parts>();
        let made = parts.and_then(|parts| parts.extensions.get::<MadeLink>().cloned());
        if let Some(made) = made {
            return Ok(Asking::Made(made));
        }
        if let Some(form) = returned() {
            return Ok(Asking::Form(form));
        }
        let form = satisfaction::form(&self.store, &self.actor).await;
        form.map(Asking::Form).map_err(seen)
    }

    /// The form of a step.
    pub(super) async fn step(
        self,
        name: String,
        key: String,
        step: String,
    ) -> Result<Form, AppError> {
        if let Some(form) = returned() {
            return Ok(form);
        }
        let step = Step::from_code(&step).ok_or_else(|| seen(StoreError::NotFound))?;
        let which = (kind(&name)?, id(&key)?);
        ledgers::step_form(&self.store, &self.actor, which, step)
            .await
            .map_err(seen)
    }
}

fn returned() -> Option<Form> {
    let parts = use_context::<Parts>()?;
    let Returned(form) = parts.extensions.get::<Returned>()?;
    Some(form.clone())
}

/// The ledger of this name.
fn kind(name: &str) -> Result<Kind, AppError> {
    Kind::from_code(name).ok_or_else(|| seen(StoreError::NotFound))
}

fn id(key: &str) -> Result<Uuid, AppError> {
    key.parse().map_err(|_| seen(StoreError::NotFound))
}
