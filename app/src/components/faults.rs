//! The errors of a form's fields, each shown beside its field.

use std::collections::BTreeMap;

use domain::fields::FieldError;
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

use crate::{view::view, words};

/// The sentences of a form's faults by field name.
#[derive(Debug, Clone, Copy)]
pub struct Faults(RwSignal<BTreeMap<String, String>>);

impl Default for Faults {
    fn default() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }
}

impl Faults {
    /// Takes the faults of a record over; `visit.confirmation.name` stands at `confirmation.name`.
    pub fn set(&self, errors: &[FieldError]) {
        let by_name = errors.iter().map(|error| {
            let name = error
                .path
                .split_once('.')
                .map_or(error.path.as_str(), |(_, name)| name);
            (name.to_owned(), words::field(error))
        });
        self.0.set(by_name.collect());
    }

    pub fn clear(&self) {
        self.0.update(BTreeMap::clear);
    }

    /// Drops those of fields that the form no longer shows.
    pub fn forget(&self, names: &[&str]) {
        self.0
            .update(|faults| faults.retain(|name, _| !names.contains(&name.as_str())));
    }

    /// Whether any field has one, followed as it changes.
    pub fn any(&self) -> bool {
        self.0.with(|faults| !faults.is_empty())
    }

    /// The field's sentence, followed as it changes.
    pub fn of(&self, name: &str) -> Option<String> {
        self.0.with(|faults| faults.get(name).cloned())
    }

    /// The id of the field's sentence while it has one, for `aria-describedby`.
    pub fn described_by(&self, name: &str) -> Option<String> {
        self.0
            .with(|faults| faults.contains_key(name).then(|| format!("{name}-error")))
    }

    /// The sentences of faults that no field of the form shows.
    pub fn elsewhere(&self, shown: &[&str]) -> Vec<String> {
        self.0.with(|faults| {
            let mut rest: Vec<_> = faults
                .iter()
                .filter(|(name, _)| !shown.contains(&name.as_str()))
                .map(|(_, sentence)| sentence.clone())
                .collect();
            rest.dedup();
            rest
        })
    }

    /// Brings the first faulty field, in the form's order, into view and focus.
    pub fn focus_first(&self, order: &[&str]) {
        let first = order
            .iter()
            .find(|name| self.0.with_untracked(|faults| faults.contains_key(**name)));
        if let Some(name) = first {
            focus(name);
        }
    }
}

/// Focuses the element with this id, opening the fold it lies in.
pub fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else {
        return;
    };
    if let Ok(Some(fold)) = element.closest("details") {
        // An attribute of a known name cannot fail.
        let _ = fold.set_attribute("open", "");
    }
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // Not focusable is no loss here.
        let _ = element.focus();
        element.scroll_into_view_with_bool(true);
    }
}

/// A field's error, if it has one. The field points here with `aria-describedby`.
#[component]
pub fn FaultLine(name: &'static str, faults: Faults) -> impl IntoView {
    move || {
        faults.of(name).map(|sentence| {
            view! {
                <p class="error" id=format!("{name}-error")>
                    {sentence}
                </p>
            }
        })
    }
}
