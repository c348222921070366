//! A part of a long page that wakes by itself.

use leptos::prelude::*;

use crate::view::{Content, Erase, view};

/// Wakes in a task of its own, after what stands around it, so that a slow phone answers in between. What
/// other pieces hold must not change what stands in this one before the page is awake: it is walked over as
/// the server made it.
#[component]
pub fn Piece(children: Content) -> impl IntoView {
    view! { <div class="piece">{children.show_later()}</div> }.erased()
}
