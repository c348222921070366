//! What is being written on a record while the queue beside it is read anew: the record's forms are made
//! again then, and whoever goes fast is already typing in one.

use std::collections::BTreeSet;

use domain::codes::Decision;
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlTextAreaElement};

/// The form that is open, and what stands in it so far. Provided by a page whose forms are made again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing(StoredValue<Option<Open>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Open {
    record: String,
    /// Of the record: handed in again, it is another matter.
    version: i64,
    decision: Decision,
    draft: Draft,
}

/// What a decision's form holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) words: String,
    /// The fields that are ticked.
    pub(super) fields: BTreeSet<String>,
}

impl Writing {
    pub(super) fn provide() {
        provide_context(Self(StoredValue::new(None)));
    }

    /// What stood in this form if it was open when it was made again.
    pub(super) fn resumed((record, version): (&str, i64), decision: Decision) -> Option<Draft> {
        let Self(open) = use_context()?;
        open.with_value(|open| {
            let open = open.as_ref()?;
            let same = open.record == record && open.version == version;
            (same && open.decision == decision).then(|| open.draft.clone())
        })
    }

    /// Follows a form: whether it is open, and what is written and ticked in it.
    pub(super) fn follow(
        (record, version): (String, i64),
        decision: Decision,
        is_open: RwSignal<bool>,
        words: RwSignal<String>,
        fields: RwSignal<BTreeSet<String>>,
    ) {
        let Some(Self(open)) = use_context() else {
            return;
        };
        Effect::new(move |was_open: Option<bool>| {
            let is_open = is_open.get();
            let (words, fields) = (words.get(), fields.get());
            if is_open {
                let record = record.clone();
                open.set_value(Some(Open {
                    record,
                    version,
                    decision,
                    draft: Draft { words, fields },
                }));
            } else if was_open == Some(true) {
                open.set_value(None);
            }
            is_open
        });
    }
}

/// Puts the cursor behind what is written so far.
pub(super) fn write_on(name: &'static str) {
    let field = document().get_element_by_id(name);
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) {
        let end = u32::try_from(field.value().encode_utf16().count()).unwrap_or(u32::MAX);
        // Neither is any loss where it fails.
        let _ = field.focus();
        let _ = field.set_selection_range(end, end);
    }
}
