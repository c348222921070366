//! The bureau's root.

use app::routes::DeskApp;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::start;

/// Takes over the page that the server rendered.
#[wasm_bindgen]
pub fn hydrate() {
    start::panics_to_console();
    leptos::mount::hydrate_body(DeskApp);
    start::mark_ready();
}
