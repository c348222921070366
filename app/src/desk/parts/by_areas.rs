//! The switch between figures by the areas of then and of now.

use domain::{codes::Coded, divisions::Divisions};
use leptos::prelude::*;

use crate::view::Erase;

/// Shown only where the two differ.
#[component]
pub(crate) fn ByAreas(choices: [(String, Divisions); 2], chosen: Divisions) -> impl IntoView {
    let links = choices
        .map(|(href, divisions)| {
            view! {
                <a
                    class="filter-chip"
                    href=href
                    aria-current=(divisions == chosen).then_some("true")
                >
                    {divisions.label()}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="filter-chips no-print" aria-label="区划口径">
            {links}
        </nav>
        <p class="small">"这一年以后，这里有村更名、合并或划转。按当时区划用该年年底的名称和归属；按现在区划时，并入的村计入现在的村。"</p>
    }
    .erased()
}
