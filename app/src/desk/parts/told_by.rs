//! Pages without script that tell an area's year: by which areas, and the way between the two.

use super::ByAreas;
use crate::{
    desk::links::{self, link},
    error::AppError,
    view::Erase,
};
use domain::{areas::AreaCode, divisions::Divisions};
use leptos::prelude::*;

/// What a page without script tells of an area and year, and by which areas.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToldBy {
    pub(crate) area: AreaCode,
    pub(crate) year: i32,
    pub(crate) divisions: Divisions,
    /// Whether those of then and of now differ.
    changed: bool,
}

impl ToldBy {
    pub(crate) async fn read(
        area: AreaCode,
        (year, divisions): (i32, Divisions),
    ) -> Result<Self, AppError> {
        let store = crate::server::store();
        let changed = store::divisions::changed_since(&store, area, year).await;
        Ok(Self {
            area,
            year,
            divisions,
            changed: changed.map_err(crate::server::seen)?,
        })
    }

    /// What an address says of it.
    pub(crate) fn parts(self) -> Vec<(&'static str, String)> {
        vec![
            ("area", self.area.to_string()),
            ("year", self.year.to_string()),
            ("divisions", links::divisions(self.divisions).to_owned()),
        ]
    }

    /// The same on another page.
    pub(crate) fn page(self, path: &str) -> String {
        let parts = self.parts();
        let parts: Vec<_> = parts
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        link(path, &parts)
    }

    /// The switch on a page; nothing where it would change nothing.
    pub(crate) fn switch(self, path: &str) -> AnyView {
        let to = |divisions| (Self { divisions, ..self }.page(path), divisions);
        let choices = [Divisions::Then, Divisions::Now].map(to);
        let switch = || view! { <ByAreas choices chosen=self.divisions /> };
        self.changed.then(switch).erased()
    }
}
