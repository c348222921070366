//! The bureau's root.

use std::sync::Arc;

use app::{desk::rescue::OfficeRescue, routes::DeskApp};
use leptos::prelude::{IntoView, provide_context};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{account, rescue::office::Office, start};

/// Takes over the page that the server rendered.
#[wasm_bindgen]
pub fn hydrate() {
    start::panics_to_console();
    leptos::mount::hydrate_body(root);
    start::mark_ready();
}

fn root() -> impl IntoView {
    account::settle_by_page();
    provide_context::<Arc<dyn OfficeRescue>>(Arc::new(Office));
    DeskApp()
}
