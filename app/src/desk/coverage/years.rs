//! The years of a board, as a row of links that keeps everything else that was chosen.

use crate::desk::links::Covered;
use leptos::prelude::*;

#[component]
pub(super) fn Years(years: Vec<i32>, covered: Covered, show: &'static str) -> impl IntoView {
    let links = years.into_iter().map(|year| {
        let chosen = year == covered.year;
        let to = Covered { year, ..covered };
        view! {
            <li>
                <a href=to.board(show) aria-current=chosen.then_some("true")>
                    {year}
                </a>
            </li>
        }
    });
    view! {
        <nav class="years no-print" aria-label="年度">
            <ol>{links.collect_view()}</ol>
        </nav>
    }
}
