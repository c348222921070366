//! Single-line fields.

use leptos::{html::Input, prelude::*};

use super::{FaultLine, Faults};

use crate::view::{Erase, view};

/// Keeps an input and a signal equal. What was typed before the page was awake is taken over.
pub(super) fn bind(node: NodeRef<Input>, value: RwSignal<String>) {
    let at_first = value.get_untracked();
    Effect::new(move |met: Option<bool>| {
        let wanted = value.get();
        let Some(input) = node.get() else {
            return false;
        };
        let typed = input.value();
        if met != Some(true) && typed != at_first {
            value.set(typed);
        } else if typed != wanted {
            input.set_value(&wanted);
        }
        true
    });
}

/// A labelled input of one line; `kind` as in HTML.
#[component]
pub fn TextInput(
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    #[prop(default = "text")] kind: &'static str,
    /// The keys that a phone offers, where `kind` does not tell.
    #[prop(optional)]
    keys: Option<&'static str>,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] placeholder: &'static str,
    #[prop(optional, into)] max: Option<String>,
    #[prop(default = 100)] longest: u32,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    bind(node, value);
    let plain = matches!(kind, "text" | "tel");
    view! {
        <div class="field">
            <label for=name>{label} " " <span class="hint">{hint}</span></label>
            <input
                class="input"
                id=name
                name=name
                type=kind
                inputmode=keys
                value=value.get_untracked()
                placeholder=placeholder
                max=max
                maxlength=plain.then(|| longest.to_string())
                autocomplete="off"
                node_ref=node
                aria-invalid=move || faults.of(name).map(|_| "true")
                aria-describedby=move || faults.described_by(name)
                on:input=move |event| value.set(event_target_value(&event))
            />
            <FaultLine name faults />
        </div>
    }
    .erased()
}
