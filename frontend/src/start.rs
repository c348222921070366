//! What both roots do as they start.

/// A panic shows its message in the console.
pub(crate) fn panics_to_console() {
    console_error_panic_hook::set_once();
}

/// Sets `<html data-ready>`: the page answers from now on. Browser tests wait for it.
pub(crate) fn mark_ready() {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // Nothing depends on it but tests.
        drop(root.set_attribute("data-ready", ""));
    }
}
