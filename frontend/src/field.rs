//! The commissioner's root.

use app::routes::FieldApp;
use leptos::IntoView;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{outbox, phone, start};

/// Takes over the page that the server rendered.
#[wasm_bindgen]
pub fn hydrate() {
    start::panics_to_console();
    leptos::mount::hydrate_body(root);
    start::mark_ready();
}

/// Builds the page from nothing: no server has rendered it. `frontend/offline/start.js` calls this.
#[wasm_bindgen]
pub fn start_offline() {
    start::panics_to_console();
    leptos::mount::mount_to_body(root);
    start::mark_ready();
}

fn root() -> impl IntoView {
    outbox::provide();
    phone::provide();
    FieldApp()
}
