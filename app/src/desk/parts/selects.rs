//! Selects of GET forms. With wasm a choice takes effect at once; without it a button sends it.

use leptos::{prelude::*, web_sys::HtmlSelectElement};

/// One of several: value and word. `all` names the choice of none.
#[component]
pub(crate) fn Choose(
    name: &'static str,
    label: &'static str,
    #[prop(optional)] all: Option<&'static str>,
    /// The choices speak for themselves: the label is only read aloud.
    #[prop(optional)]
    bare: bool,
    options: Vec<(String, String)>,
    chosen: String,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, word)| {
            let selected = value == chosen;
            view! {
                <option value=value selected=selected>
                    {word}
                </option>
            }
        })
        .collect_view();
    view! {
        <label class="choose">
            <span class:unseen=bare>{label}</span>
            <select name=name on:change=send>
                {all.map(|all| view! { <option value="">{all}</option> })}
                {options}
            </select>
        </label>
    }
}

/// Sends the form a select belongs to.
fn send(event: leptos::ev::Event) {
    if let Some(form) = event_target::<HtmlSelectElement>(&event).form() {
        // A form that cannot be sent leaves the page as it is.
        drop(form.request_submit());
    }
}

/// The year of a board: ten years back from the newest.
#[component]
pub(crate) fn YearSelect(year: i32, newest: i32) -> impl IntoView {
    let newest = newest.max(year);
    let oldest = (newest - 9).min(year);
    let options = (oldest..=newest)
        .rev()
        .map(|year| (year.to_string(), format!("{year} 年")))
        .collect();
    view! { <Choose name="year" label="年度" bare=true options chosen=year.to_string() /> }
}

/// The button a GET form needs without wasm; gone once the page answers by itself.
#[component]
pub(crate) fn SendButton() -> impl IntoView {
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    view! {
        <button class="button slim" hidden=move || awake.get()>
            "查看"
        </button>
    }
}
