//! Server functions of the registers. All of them read; forms are posted to the server itself.

use crate::{desk::parts::Places, error::AppError};
use domain::registers::{Card, Form, Listed, Query};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A page of a register and the areas it can be narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub listed: Listed,
    pub places: Places,
}

/// A form that was posted and refused, as the page that answers finds it with the request.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct Returned(pub Form);

/// A page of a register; of no name, the first one this person may open.
#[server(prefix = "/fn", endpoint = "registers/list", input = GetUrl)]
pub async fn list_register(
    kind: String,
    #[server(default)] area: String,
    #[server(default)] text: String,
    #[server(default)] show: String,
    #[server(default)] after: String,
) -> Result<Shown, AppError> {
    let query = Query {
        area,
        text,
        show,
        after,
    };
    ssr::shown(&kind, &query).await
}

/// One thing with what belongs to it.
#[server(prefix = "/fn", endpoint = "registers/card", input = GetUrl)]
pub async fn read_card(kind: String, key: String) -> Result<Card, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let kind = ssr::kind(&kind)?;
    store::registers::card(&store, &actor, kind, &key)
        .await
        .map_err(crate::server::seen)
}

/// The form of a thing; of no key, of a new one.
#[server(prefix = "/fn", endpoint = "registers/form", input = GetUrl)]
pub async fn read_form(kind: String, #[server(default)] key: String) -> Result<Form, AppError> {
    if let Some(Returned(form)) = ssr::returned() {
        return Ok(form);
    }
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let kind = ssr::kind(&kind)?;
    let key = (!key.is_empty()).then_some(key.as_str());
    store::registers::form(&store, &actor, kind, key)
        .await
        .map_err(crate::server::seen)
}

#[cfg(feature = "ssr")]
mod ssr {
    use super::{Returned, Shown};
    use crate::{desk::parts::places_around, error::AppError};
    use axum::http::request::Parts;
    use domain::{
        codes::Coded,
        registers::{Kind, Query},
    };
    use leptos::prelude::use_context;
    use store::StoreError;

    /// The register of this name.
    pub(super) fn kind(name: &str) -> Result<Kind, AppError> {
        Kind::from_code(name)
            .filter(|kind| Kind::REGISTERS.contains(kind))
            .ok_or_else(|| crate::server::seen(StoreError::NotFound))
    }

    pub(super) fn returned() -> Option<Returned> {
        use_context::<Parts>()?
            .extensions
            .get::<Returned>()
            .cloned()
    }

    pub(super) async fn shown(name: &str, query: &Query) -> Result<Shown, AppError> {
        let (actor, store) = (crate::server::actor()?, crate::server::store());
        let kind = if name.is_empty() {
            store::registers::first(&actor).unwrap_or(Kind::Commissioners)
        } else {
            kind(name)?
        };
        let listed = store::registers::list(&store, &actor, kind, query).await;
        let places = places_around(&store, &actor, query.area.parse().ok()).await;
        Ok(Shown {
            listed: listed.map_err(crate::server::seen)?,
            places: places.map_err(crate::server::seen)?,
        })
    }
}
