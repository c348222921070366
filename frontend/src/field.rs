//! The commissioner's root.

use app::routes::FieldApp;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{outbox, start};

/// Takes over the page that the server rendered.
#[wasm_bindgen]
pub fn hydrate() {
    start::panics_to_console();
    leptos::mount::hydrate_body(|| {
        outbox::provide();
        FieldApp()
    });
    start::mark_ready();
}
