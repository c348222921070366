//! The way to a list as a file. Plain links: the browser saves what the server sends.

use crate::{desk::links::link, view::Erase};
use leptos::prelude::*;

/// Both files of the list at `path` under `/api/v1`, narrowed as the page is.
#[component]
pub(crate) fn Exports(path: String, parts: Vec<(&'static str, String)>) -> impl IntoView {
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let file = |kind: &str| link(&format!("/api/v1/{path}.{kind}"), &parts);
    view! {
        <div class="row no-print">
            <a class="button" rel="external" download="" href=file("xlsx")>
                "导出 Excel"
            </a>
            <a class="button" rel="external" download="" href=file("csv")>
                "导出 CSV"
            </a>
        </div>
    }
    .erased()
}
