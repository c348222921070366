//! Files that a person chose, and the hash that names bytes.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

/// What the input holds. It is emptied, so that the same file can be chosen again.
pub(crate) fn chosen(input_id: &str) -> Vec<File> {
    let input = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(input_id))
        .and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else {
        return Vec::new();
    };
    let files = input.files().map_or_else(Vec::new, |list| {
        (0..list.length()).filter_map(|at| list.item(at)).collect()
    });
    input.set_value("");
    files
}

/// As attachments are named: in lower-case hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
