//! The path of areas above the one on the page.

use domain::{areas::AreaCode, coverage::AreaName};
use leptos::prelude::*;

use crate::view::Erase;

/// City › county › township; the areas outside one's own office are plain words.
#[component]
pub(crate) fn Crumbs(
    ancestors: Vec<AreaName>,
    here: AreaName,
    /// The person's own area: what lies above it is not theirs to open.
    own: Option<AreaCode>,
    /// The address of an area's page.
    href: fn(&AreaName, i32) -> String,
    year: i32,
) -> impl IntoView {
    let steps = ancestors
        .into_iter()
        .map(|area| {
            if own.is_none_or(|own| own.contains(&area.code)) {
                let to = href(&area, year);
                view! {
                    <li>
                        <a href=to>{area.name}</a>
                    </li>
                }
                .erased()
            } else {
                view! {
                    <li>
                        <span>{area.name}</span>
                    </li>
                }
                .erased()
            }
        })
        .collect_view();
    view! {
        <nav class="crumbs" aria-label="所在区域">
            <ol>
                {steps} <li>
                    <span aria-current="location">{here.name}</span>
                </li>
            </ol>
        </nav>
    }
}
