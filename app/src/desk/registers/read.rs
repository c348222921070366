//! What the pages read. They are made on the server alone, so the store is asked directly.

use crate::{
    desk::parts::{Places, places_around},
    error::AppError,
    server::seen,
};
use axum::http::request::Parts;
use domain::{
    access::Actor,
    codes::Coded,
    registers::{Card, Form, Kind, Listed, Query},
    units::UnitOpinion,
};
use leptos::prelude::use_context;
use store::{Store, StoreError, registers, units};

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

    /// A page of a register and the areas it can be narrowed to; of no name, the first register.
    pub(super) async fn list(
        self,
        name: String,
        query: Query,
    ) -> Result<(Listed, Places), AppError> {
        let (actor, store) = (&self.actor, &self.store);
        let kind = match name.as_str() {
            "" => registers::first(actor).unwrap_or(Kind::Commissioners),
            name => kind(name)?,
        };
        let listed = registers::list(store, actor, kind, &query)
            .await
            .map_err(seen)?;
        let places = places_around(store, actor, query.area.parse().ok()).await;
        Ok((listed, places.map_err(seen)?))
    }

    /// A thing's card; a commissioner's with what the 派出单位 said, if the person may read it.
    pub(super) async fn card(
        self,
        name: String,
        key: String,
    ) -> Result<(Card, Option<Vec<UnitOpinion>>), AppError> {
        let kind = kind(&name)?;
        let card = registers::card(&self.store, &self.actor, kind, &key).await;
        let card = card.map_err(seen)?;
        let id = key.parse().ok().filter(|_| kind == Kind::Commissioners);
        let Some(id) = id else {
            return Ok((card, None));
        };
        match units::opinions(&self.store, &self.actor, id).await {
            Ok(opinions) => Ok((card, Some(opinions))),
            Err(StoreError::NotFound) => Ok((card, None)),
            Err(error) => Err(seen(error)),
        }
    }

    /// The form that came back, or the thing's own; of no key, a new one's.
    pub(super) async fn form(self, name: String, key: String) -> Result<Form, AppError> {
        let returned =
            use_context::<Parts>().and_then(|parts| parts.extensions.get::<Returned>().cloned());
        if let Some(Returned(form)) = returned {
            return Ok(form);
        }
        let kind = kind(&name)?;
        let key = (!key.is_empty()).then_some(key.as_str());
        registers::form(&self.store, &self.actor, kind, key)
            .await
            .map_err(seen)
    }

    /// A commissioner's card; [`StoreError::NotFound`] in any other register.
    pub(super) async fn person(&self, name: &str, key: &str) -> Result<Card, AppError> {
        if name != Kind::Commissioners.code() {
            return Err(seen(StoreError::NotFound));
        }
        registers::card(&self.store, &self.actor, Kind::Commissioners, key)
            .await
            .map_err(seen)
    }

    /// The form of a handover that came back, or a fresh one, and the card of who leaves.
    pub(super) async fn handover(
        self,
        name: String,
        key: String,
    ) -> Result<(Form, Card), AppError> {
        let card = self.person(&name, &key).await?;
        if let Some(form) = returned() {
            return Ok((form, card));
        }
        let form = registers::handover_form(&self.store, &self.actor, &key).await;
        Ok((form.map_err(seen)?, card))
    }
}

fn returned() -> Option<Form> {
    let parts = use_context::<Parts>()?;
    let Returned(form) = parts.extensions.get::<Returned>()?;
    Some(form.clone())
}

/// The register of this name.
fn kind(name: &str) -> Result<Kind, AppError> {
    Kind::from_code(name)
        .filter(|kind| Kind::REGISTERS.contains(kind))
        .ok_or_else(|| seen(StoreError::NotFound))
}
