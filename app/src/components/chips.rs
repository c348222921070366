//! Choices as chips: real radios and check boxes, so they answer to keys and before hydration.

use domain::codes::Coded;
use leptos::{html::Input, prelude::*};

use super::{FaultLine, Faults};

use crate::view::{Content, Erase, view};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub code: String,
    pub label: String,
}

impl Choice {
    pub fn new(code: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            label: label.into(),
        }
    }
}

/// All members of a closed set as choices.
#[must_use]
pub fn choices<T: Coded>() -> Vec<Choice> {
    T::ALL
        .iter()
        .map(|member| Choice::new(member.code(), member.label()))
        .collect()
}

/// One of several. The first `shown` are in view, the rest behind 更多….
#[component]
pub fn RadioChips(
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    value: RwSignal<String>,
    faults: Faults,
    #[prop(optional)] hint: &'static str,
    #[prop(default = 99)] shown: usize,
    #[prop(optional)] children: Option<Content>,
) -> impl IntoView {
    let chips = choices.into_iter().map(|choice| radio_entry(choice, value));
    group(
        name,
        label,
        hint,
        "radio",
        chips.collect(),
        shown,
        faults,
        children,
    )
}

/// Any of several.
#[component]
pub fn CheckChips(
    name: &'static str,
    label: &'static str,
    #[prop(optional)] hint: &'static str,
    choices: Vec<Choice>,
    value: RwSignal<Vec<String>>,
    faults: Faults,
    #[prop(default = 99)] shown: usize,
) -> impl IntoView {
    let chips = choices.into_iter().map(|choice| {
        let code = StoredValue::new(choice.code.clone());
        Entry {
            choice,
            checked: Signal::derive(move || {
                code.with_value(|code| value.with(|chosen| chosen.contains(code)))
            }),
            change: Callback::new(move |on: bool| {
                let code = code.get_value();
                value.update(|chosen| {
                    chosen.retain(|other| *other != code);
                    if on {
                        chosen.push(code);
                    }
                });
            }),
        }
    });
    group(
        name,
        label,
        hint,
        "checkbox",
        chips.collect(),
        shown,
        faults,
        None,
    )
}

/// One chip of a [`RadioChips`] group that came later, such as a place found by a search.
#[component]
pub fn RadioChip(name: &'static str, choice: Choice, value: RwSignal<String>) -> impl IntoView {
    chip(name, "radio", radio_entry(choice, value))
}

fn radio_entry(choice: Choice, value: RwSignal<String>) -> Entry {
    let code = StoredValue::new(choice.code.clone());
    Entry {
        choice,
        checked: Signal::derive(move || code.with_value(|code| value.with(|value| value == code))),
        change: Callback::new(move |on: bool| {
            if on {
                value.set(code.get_value());
            }
        }),
    }
}

#[derive(Clone)]
struct Entry {
    choice: Choice,
    checked: Signal<bool>,
    change: Callback<bool>,
}

#[expect(
    clippy::too_many_arguments,
    reason = "the two kinds of chips share one view"
)]
fn group(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    kind: &'static str,
    entries: Vec<Entry>,
    shown: usize,
    faults: Faults,
    children: Option<Content>,
) -> AnyView {
    let open = RwSignal::new(false);
    let mut first = entries;
    let rest = first.split_off(shown.min(first.len()));
    let more = !rest.is_empty();
    let first = first.into_iter().map(|entry| chip(name, kind, entry));
    let first = first.collect_view();
    // Of those behind 更多… the chosen ones are in view.
    let rest = move || {
        let open = open.get();
        let seen = rest.iter().filter(|entry| open || entry.checked.get());
        let seen = seen.map(|entry| chip(name, kind, entry.clone()));
        seen.collect_view()
    };
    view! {
        <fieldset
            class="field"
            id=name
            tabindex="-1"
            class:wrong=move || faults.of(name).is_some()
            aria-describedby=move || faults.described_by(name)
        >
            <legend>{label} " " <span class="hint">{hint}</span></legend>
            <div class="chips">
                {first}
                {rest}
                {more
                    .then(|| {
                        view! {
                            <button
                                class="chip"
                                type="button"
                                aria-controls=name
                                aria-expanded=move || open.get().to_string()
                                on:click=move |_| open.update(|open| *open = !*open)
                            >
                                <span>{move || if open.get() { "收起" } else { "更多…" }}</span>
                            </button>
                        }
                    })}
                {children.map(Content::show)}
            </div>
            <FaultLine name faults />
        </fieldset>
    }
    .erased()
}

fn chip(name: &'static str, kind: &'static str, entry: Entry) -> AnyView {
    let Entry {
        choice,
        checked,
        change,
    } = entry;
    let node = NodeRef::<Input>::new();
    let at_first = checked.get_untracked();
    let code = choice.code.clone();
    Effect::new(move |met: Option<bool>| {
        let wanted = checked.get();
        let Some(input) = node.get() else {
            return false;
        };
        if met != Some(true) && input.checked() != at_first {
            // Tapped before the page was awake: what the person did stands.
            change.run(input.checked());
        } else if input.checked() != wanted {
            input.set_checked(wanted);
        }
        true
    });
    view! {
        <label class="chip">
            <input
                type=kind
                name=name
                value=choice.code
                checked=at_first
                node_ref=node
                on:change=move |event| change.run(event_target_checked(&event))
            />
            <span>{choice.label}</span>
        </label>
    }
    .erased_for(code)
}
