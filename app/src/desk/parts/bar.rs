//! A share as a bar: SVG, so it prints and needs no `style` attribute.

use domain::coverage::Tenths;
use leptos::prelude::*;

/// A share of the whole; the number stands beside it, so the bar itself is not read out.
#[component]
pub(crate) fn Bar(rate: Option<Tenths>) -> impl IntoView {
    let share = rate.map_or(0, |rate| rate.0.clamp(0, 1000));
    let class = match share {
        1000 => "bar full",
        800.. => "bar",
        _ => "bar low",
    };
    view! {
        <svg class=class viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-track" width="1000" height="8" />
            <rect class="bar-fill" width=share.to_string() height="8" />
        </svg>
    }
}
