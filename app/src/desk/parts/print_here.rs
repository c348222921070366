//! A button that prints a page which is awake; the small script's serves the others.

use leptos::prelude::*;

/// Prints the page.
#[component]
pub(crate) fn PrintHere() -> impl IntoView {
    let print = move |_| {
        // A browser that refuses to print says so itself.
        _ = window().print();
    };
    view! {
        <button type="button" class="button no-print" on:click=print>
            "打印"
        </button>
    }
}
