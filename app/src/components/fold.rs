//! Fields that few need, folded away under one line.

use leptos::{html::Details, prelude::*};

use super::Faults;
use crate::view::{Content, Erase, view};

/// The fields are made when somebody first looks at them, or when one of the form's must be mended: a
/// page wakes sooner without them.
#[component]
pub fn Fold(
    summary: &'static str,
    /// Whether it begins unfolded.
    open: bool,
    faults: Faults,
    children: Content,
) -> impl IntoView {
    let node = NodeRef::<Details>::new();
    let opened = RwSignal::new(open);
    Effect::new(move |_| {
        // Unfolded before the page was awake.
        if node.get().is_some_and(|details| details.open()) {
            opened.set(true);
        }
    });
    let made =
        Memo::new(move |made: Option<&bool>| made == Some(&true) || opened.get() || faults.any());
    let mut fields = Some(children);
    let body = move || {
        let fields = made.get().then(|| fields.take()).flatten()?;
        Some(view! { <div class="form">{fields.show()}</div> })
    };
    view! {
        <details class="fold" open=open node_ref=node on:toggle=move |_| opened.set(true)>
            <summary>{summary}</summary>
            {body}
        </details>
    }
    .erased()
}
