//! Counties by their outlines.

use super::{
    Drawing, Place, label, outlines,
    steps::{fill, step},
};
use crate::view::Erase;
use domain::{areas::AreaCode, coverage::ChildCoverage};
use leptos::prelude::*;

/// The counties of a city; none when no outline of them is known.
pub(super) fn draw(
    city: AreaCode,
    counties: &[ChildCoverage],
    place: impl Fn(&ChildCoverage) -> Place,
) -> Option<Drawing> {
    let map = outlines::of_city(city)?;
    let drawn: Vec<_> = map
        .counties
        .into_iter()
        .filter_map(|outline| {
            let county = counties.iter().find(|one| one.area.code == outline.code)?;
            Some((outline, place(county)))
        })
        .collect();
    let links = drawn.iter().map(|(outline, place)| {
        view! {
            <a href=place.href.clone() aria-label=place.told.clone()>
                <title>{place.told.clone()}</title>
                <path class="place" d=outline.path fill=fill(step(place.rate)) />
            </a>
        }
    });
    // The names stand above all shapes: a small county's would be cut by its neighbours. The link has
    // them already for who listens.
    let names = drawn
        .iter()
        .map(|(outline, place)| label(place, outline.middle));
    let shapes = view! {
        {links.collect_view()}
        <g class="names" aria-hidden="true">
            {names.collect_view()}
        </g>
    }
    .erased();
    Some(Drawing {
        size: map.size,
        shapes,
    })
}
