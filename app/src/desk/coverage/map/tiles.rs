//! Townships as equal squares, in the order of the table.

use super::{
    Drawing, Place, label,
    steps::{fill, step},
};
use crate::view::Erase;
use domain::coverage::ChildCoverage;
use leptos::prelude::*;

/// Squares in a row on a wide page and on a phone.
pub(super) const WIDE: i64 = 5;
pub(super) const NARROW: i64 = 3;
/// The length of a side.
const SIDE: i64 = 112;
const GAP: i64 = 8;

/// The townships with villages that are due; none when there are none.
pub(super) fn draw(
    townships: &[ChildCoverage],
    in_a_row: i64,
    place: impl Fn(&ChildCoverage) -> Place,
) -> Option<Drawing> {
    let drawn: Vec<Place> = townships
        .iter()
        .filter(|township| township.totals.due > 0)
        .map(place)
        .collect();
    let number = i64::try_from(drawn.len())
        .ok()
        .filter(|number| *number > 0)?;
    let step_by = SIDE + GAP;
    let squares = drawn.iter().zip(0..).map(|(place, at): (_, i64)| {
        square(
            place,
            (
                at % in_a_row * step_by + GAP / 2,
                at / in_a_row * step_by + GAP / 2,
            ),
        )
    });
    let rows = (number + in_a_row - 1) / in_a_row;
    Some(Drawing {
        size: (in_a_row * step_by, rows * step_by),
        shapes: squares.collect_view().erased(),
    })
}

fn square(place: &Place, (x, y): (i64, i64)) -> AnyView {
    let middle = x + SIDE / 2;
    let due = format!("{} 个村", place.due);
    view! {
        <a href=place.href.clone() aria-label=place.told.clone()>
            <title>{place.told.clone()}</title>
            <rect
                class="place"
                x=x.to_string()
                y=y.to_string()
                width=SIDE.to_string()
                height=SIDE.to_string()
                rx="6"
                fill=fill(step(place.rate))
            />
            {label(place, (middle, y + 44))}
            <text class="place-due" x=middle.to_string() y=(y + 82).to_string()>
                {due}
            </text>
        </a>
    }
    .erased()
}
