//! The areas a list can be narrowed to.

use super::Choose;
use crate::{error::AppError, json::Answer};
use domain::{areas::AreaCode, coverage::AreaName};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// An area, the way down to it from the person's own, and what lies directly below.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Places {
    /// From the person's own area down to the chosen one.
    pub path: Vec<AreaName>,
    pub below: Vec<AreaName>,
}

domain::json_by_serde!(Places);

/// The areas to choose from around `area`; without one, around the person's own.
#[server(prefix = "/fn", endpoint = "desk/places", input = GetUrl, output = Answer)]
pub async fn find_places(area: Option<AreaCode>) -> Result<Places, AppError> {
    let actor = crate::server::actor()?;
    ssr::around(&crate::server::store(), &actor, area)
        .await
        .map_err(crate::server::seen)
}

#[cfg(feature = "ssr")]
pub(crate) use ssr::around;

#[cfg(feature = "ssr")]
mod ssr {
    use super::Places;
    use domain::{
        access::Actor,
        areas::{AreaCode, AreaLevel},
        coverage::AreaName,
    };
    use store::{Store, areas};

    const LEVELS: [AreaLevel; 5] = [
        AreaLevel::Province,
        AreaLevel::City,
        AreaLevel::County,
        AreaLevel::Township,
        AreaLevel::Village,
    ];

    pub(crate) async fn around(
        store: &Store,
        actor: &Actor,
        area: Option<AreaCode>,
    ) -> store::Result<Places> {
        let Some(own) = actor.area_code else {
            return Ok(Places::default());
        };
        let chosen = area.filter(|area| own.contains(area)).unwrap_or(own);
        let mut path = Vec::new();
        for code in LEVELS.into_iter().filter_map(|level| chosen.at(level)) {
            if own.contains(&code) {
                path.extend(areas::find(store, code).await?.map(named));
            }
        }
        let below = areas::children(store, Some(chosen)).await?;
        Ok(Places {
            path,
            below: below.into_iter().map(named).collect(),
        })
    }

    fn named(area: areas::Area) -> AreaName {
        AreaName {
            code: area.code,
            name: area.short_name,
            level: area.level,
        }
    }
}

/// A select over [`Places`]: the way up, then what lies below the chosen area.
#[component]
pub(crate) fn PlaceSelect(places: Places, chosen: String) -> impl IntoView {
    let whole = places
        .path
        .first()
        .map_or_else(String::new, |own| own.code.to_string());
    let option = |area: &AreaName| (area.code.to_string(), area.name.clone());
    let mut options: Vec<_> = places.path.iter().map(option).collect();
    options.extend(places.below.iter().map(option));
    let chosen = if chosen.is_empty() { whole } else { chosen };
    view! { <Choose name="area" label="区域" options chosen /> }
}
