//! Where reading and typing go on once what had the focus has left the page.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// The heading of the record that is shown.
pub(crate) const RECORD_NAME: &str = "record-name";

/// What the page tells of the decision that led to it.
pub(super) const FLASH: &str = "flash";

/// Goes on at the element with this id once the page stands, unless something that is seen has the focus:
/// whoever goes fast is already writing.
pub(super) fn go_on_at(id: &'static str) {
    request_animation_frame(move || {
        if is_lost() {
            focus(id);
        }
    });
}

/// Puts the focus there, and what is read from there on into sight: of a record its whole head.
fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    // Not focusable is no loss here.
    let _ = element.focus();
    let record = element.closest("article").ok().flatten();
    let whole = record.unwrap_or_else(|| element.into());
    whole.set_scroll_top(0);
    whole.scroll_into_view_with_bool(true);
}

/// With nothing else focused the body is, which lies in no box, as what is hidden does not.
fn is_lost() -> bool {
    document().active_element().is_none_or(|held| {
        held.dyn_ref::<HtmlElement>()
            .is_some_and(|held| held.offset_parent().is_none())
    })
}
