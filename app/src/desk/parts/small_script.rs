//! The few lines of script of a page made on the server alone: a button that prints the page, and
//! one that copies a text; what became of a form leaves the address once it is told. Without script the
//! buttons stay hidden, and nothing is missing.

use leptos::{nonce::use_nonce, prelude::*};

/// Wakes the buttons of the page.
#[component]
pub(crate) fn SmallScript() -> impl IntoView {
    view! { <script nonce=use_nonce() inner_html=include_str!("small_script.js")></script> }
}

/// Prints the page.
#[component]
pub(crate) fn PrintButton(
    /// Beside something that is done more often.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let class = if plain { "button" } else { "button primary" };
    view! {
        <button type="button" class=class data-print="" hidden>
            "打印"
        </button>
    }
}

/// Copies the text of the field with this id.
#[component]
pub(crate) fn CopyButton(of: &'static str) -> impl IntoView {
    view! {
        <button type="button" class="button primary" data-copy=of data-done="已复制" hidden>
            "复制文字"
        </button>
    }
}
