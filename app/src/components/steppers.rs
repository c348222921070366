//! Numbers with a step down and a step up beside them.

use leptos::{html::Input, prelude::*};

use super::{FaultLine, Faults, inputs::bind};
use crate::{
    view::{Erase, view},
    words,
};

/// A count: blank until somebody fills it, because blank and zero are different answers.
#[component]
pub fn CountField(
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    value: RwSignal<String>,
    faults: Faults,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    bind(node, value);
    let number = move || value.with(|text| text.trim().parse::<i64>().ok());
    let step = move |by: i64| {
        let next = number().unwrap_or(0) + by;
        value.set(if next < 0 {
            String::new()
        } else {
            next.to_string()
        });
    };
    view! {
        <div class="field">
            <label for=name>{label} " " <span class="hint">{unit}</span></label>
            <div class="stepper" class:wrong=move || faults.of(name).is_some()>
                <button
                    type="button"
                    aria-label=format!("{label}减一")
                    disabled=move || number().is_none()
                    on:click=move |_| step(-1)
                >
                    "−"
                </button>
                <input
                    id=name
                    name=name
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="7"
                    value=value.get_untracked()
                    node_ref=node
                    aria-invalid=move || faults.of(name).map(|_| "true")
                    aria-describedby=move || faults.described_by(name)
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <button type="button" aria-label=format!("{label}加一") on:click=move |_| step(1)>
                    "+"
                </button>
            </div>
            <FaultLine name faults />
        </div>
    }
    .erased()
}

/// Days in steps of one half, held as half days.
#[component]
pub fn DaysStepper(
    name: &'static str,
    label: &'static str,
    halves: RwSignal<i64>,
    /// The most half days that fit the dates.
    most: Signal<i64>,
    faults: Faults,
) -> impl IntoView {
    let step = move |by: i64| {
        halves.update(|halves| *halves = (*halves + by).clamp(1, most.get_untracked().max(1)));
    };
    view! {
        <div class="field" id=name tabindex="-1" role="group" aria-labelledby=format!("{name}-label")>
            <span class="label" id=format!("{name}-label")>
                {label}
            </span>
            <div class="stepper" class:wrong=move || faults.of(name).is_some()>
                <button
                    type="button"
                    aria-label="减半天"
                    disabled=move || { halves.get() <= 1 }
                    on:click=move |_| step(-1)
                >
                    "−"
                </button>
                <output aria-live="polite">{move || words::half_days(halves.get())}</output>
                <button
                    type="button"
                    aria-label="加半天"
                    disabled=move || { halves.get() >= most.get() }
                    on:click=move |_| step(1)
                >
                    "+"
                </button>
            </div>
            <FaultLine name faults />
        </div>
    }
    .erased()
}
