//! Shortcuts of the queue: A approves, R returns, J and K go down and up.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{
        Element, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
        KeyboardEvent,
    },
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The addresses of the records before and after the one shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Neighbours {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// Listens while the page is shown.
pub(super) fn listen(neighbours: RwSignal<Neighbours>) {
    Effect::new(move |_| {
        let navigate = use_navigate();
        let handle = window_event_listener(ev::keydown, move |event| {
            if is_typing(&event) {
                return;
            }
            let go = |to: Option<String>| {
                if let Some(to) = to {
                    let stay = NavigateOptions {
                        scroll: false,
                        ..NavigateOptions::default()
                    };
                    navigate(&to, stay);
                }
            };
            match event.key().as_str() {
                "a" | "A" => press("approve"),
                "r" | "R" => {
                    event.prevent_default();
                    open_return();
                }
                "j" | "J" => go(neighbours.with_untracked(|near| near.after.clone())),
                "k" | "K" => go(neighbours.with_untracked(|near| near.before.clone())),
                _ => {}
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Letters belong to whoever is typing, and to the browser's own shortcuts.
fn is_typing(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() {
        return true;
    }
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return false;
    };
    let ticks = element
        .dyn_ref::<HtmlInputElement>()
        .is_some_and(|input| input.type_() == "checkbox");
    !ticks
        && (element.is_instance_of::<HtmlInputElement>()
            || element.is_instance_of::<HtmlSelectElement>()
            || element.is_instance_of::<HtmlTextAreaElement>())
}

fn press(id: &str) {
    let button = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        button.click();
    }
}

/// Unfolds the return form and puts the cursor into its opinion.
fn open_return() {
    if let Ok(Some(opinion)) = document().query_selector("#decide-return textarea") {
        if let Some(fold) = document().get_element_by_id("decide-return") {
            // An attribute of a known name cannot fail.
            let _ = fold.set_attribute("open", "");
        }
        if let Some(opinion) = opinion.dyn_ref::<HtmlElement>() {
            // Not focusable is no loss here.
            let _ = opinion.focus();
        }
    }
}
