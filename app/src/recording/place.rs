//! Where it was: a village of one's own as a chip, any other place by a search.

use std::time::Duration;

use domain::{
    coverage::AreaName,
    reading::{FoundArea, MyVillage},
};
use leptos::prelude::*;

use super::{Kind, aside};
use crate::{
    components::{Choice, Faults, RadioChip, RadioChips, faults::focus},
    device::source,
    view::{Erase, view},
    words,
};

const SEARCH: &str = "area_search";

/// The chosen place, and one that a search has found.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub code: RwSignal<String>,
    pub found: RwSignal<Option<Choice>>,
}

impl Place {
    /// Begins at this code.
    #[must_use]
    pub fn new(code: String) -> Self {
        Self {
            code: RwSignal::new(code),
            found: RwSignal::new(None),
        }
    }

    /// The chosen place's name, as the form shows it.
    #[must_use]
    pub fn name(&self, own: &[MyVillage]) -> String {
        let code = self.code.get();
        let found = self.found.get().filter(|choice| choice.code == code);
        found.map_or_else(
            || {
                let own = own.iter().find(|village| village.code.as_str() == code);
                own.map(|village| format!("{} {}", village.township, village.name))
                    .unwrap_or_default()
            },
            |choice| choice.label,
        )
    }

    /// Chooses a place; one that is none of the person's own villages gets a chip of its own.
    pub fn set(&self, code: &str, name: &str, own: &[MyVillage]) {
        if !code.is_empty() && !own.iter().any(|village| village.code.as_str() == code) {
            self.found.set(Some(Choice::new(code, name)));
        }
        self.code.set(code.to_owned());
    }
}

/// Own villages first, 其他… opens the search.
#[component]
pub fn PlaceField(
    label: &'static str,
    place: Place,
    villages: Vec<MyVillage>,
    county: AreaName,
    faults: Faults,
) -> impl IntoView {
    let searching = RwSignal::new(villages.is_empty());
    let choices: Vec<Choice> = villages
        .iter()
        .map(|village| {
            Choice::new(
                village.code.as_str(),
                format!("{} {}", village.township, village.name),
            )
        })
        .collect();
    let own = villages;
    let pick = Callback::new(move |choice: Choice| {
        place.set(&choice.code, &choice.label, &own);
        searching.set(false);
    });
    let looked = Memo::new(move |looked: Option<&bool>| looked == Some(&true) || searching.get());
    let unfold = move |_| {
        searching.update(|open| *open = !*open);
        if searching.get_untracked() {
            // It has been hidden until now.
            request_animation_frame(|| focus(SEARCH));
        }
    };
    view! {
        <div class="field">
            <RadioChips name="area_code" label choices value=place.code faults shown=6>
                {move || {
                    place.found.get().map(|choice| view! { <RadioChip name="area_code" choice value=place.code /> })
                }}
                <button
                    class="chip"
                    type="button"
                    aria-expanded=move || searching.get().to_string()
                    on:click=unfold
                >
                    <span>{move || if searching.get() { "收起" } else { "其他…" }}</span>
                </button>
            </RadioChips>
            <div hidden=move || !searching.get()>
                {move || {
                    let county = county.clone();
                    looked.get().then(|| aside(move || Kind::PlaceSearch(county.clone(), pick)))
                }}
            </div>
        </div>
    }
    .erased()
}

#[component]
pub(super) fn PlaceSearch(county: AreaName, pick: Callback<Choice>) -> impl IntoView {
    let source = source();
    let search = Action::new(move |text: &String| source.search(text.clone()));
    let mut ask = debounce(Duration::from_millis(250), move |text: String| {
        if !text.trim().is_empty() {
            search.dispatch(text);
        }
    });
    let AreaName { code, name, .. } = county;
    let whole = Choice::new(code.as_str(), name.clone());
    view! {
        <div class="field">
            <label for=SEARCH>
                "找村或乡镇 " <span class="hint">"汉字或拼音首字母，如 sxc"</span>
            </label>
            <input
                class="input"
                id=SEARCH
                type="search"
                autocomplete="off"
                autocapitalize="off"
                on:input=move |event| ask(event_target_value(&event))
            />
            <div aria-live="polite">{move || search.value().get().map(|found| results(found, pick))}</div>
            <p class="row wrap">
                <span class="hint">"没有具体的村："</span>
                <button class="button quiet" type="button" on:click=move |_| pick.run(whole.clone())>
                    {format!("选择 {name}")}
                </button>
            </p>
        </div>
    }
    .erased()
}

fn results(
    found: Result<Vec<FoundArea>, crate::error::AppError>,
    pick: Callback<Choice>,
) -> AnyView {
    match found {
        Err(error) => view! { <p class="error">{words::failure(&error)}</p> }.erased(),
        Ok(found) if found.is_empty() => {
            view! { <p class="hint">"没有找到，换几个字试试。"</p> }.erased()
        }
        Ok(found) => {
            let lines = found.into_iter().map(|area| {
                let choice =
                    Choice::new(area.code.as_str(), format!("{} {}", area.within, area.name));
                view! {
                    <li>
                        <button type="button" on:click=move |_| pick.run(choice.clone())>
                            <b>{area.name}</b>
                            <small>{area.within}</small>
                        </button>
                    </li>
                }
            });
            view! { <ul class="found">{lines.collect_view()}</ul> }.erased()
        }
    }
}
