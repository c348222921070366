//! Approving many at once: boxes before the records of the queue, one button over them.

use super::{api::ApproveChosen, sending::NotSent};
use crate::components::{Confirm, awake};
use leptos::{ev::MouseEvent, html::Button, prelude::*, web_sys::HtmlInputElement};
use std::collections::BTreeSet;

/// Beyond so many at once the person is asked first.
const UNASKED: usize = 20;

/// The choices of the queue, as `id.version`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen(RwSignal<BTreeSet<String>>);

impl Chosen {
    /// Begins with these, as after a refusal.
    pub(super) fn begin(choices: impl IntoIterator<Item = String>) -> Self {
        Self(RwSignal::new(choices.into_iter().collect()))
    }

    pub(super) fn holds(self, choice: &str) -> bool {
        self.0.with(|chosen| chosen.contains(choice))
    }

    fn put(self, choice: &str, on: bool) {
        self.0.update(|chosen| {
            if on {
                chosen.insert(choice.to_owned());
            } else {
                chosen.remove(choice);
            }
        });
    }

    fn count(self) -> usize {
        self.0.with(BTreeSet::len)
    }
}

/// The box before a record.
#[component]
pub(super) fn Tick(choice: String, name: String, chosen: Chosen) -> impl IntoView {
    let at_first = chosen.0.with_untracked(|chosen| chosen.contains(&choice));
    let own = choice.clone();
    let on = move || chosen.holds(&own);
    let value = choice.clone();
    let change = move |event| {
        chosen.put(&choice, event_target::<HtmlInputElement>(&event).checked());
    };
    view! {
        <label class="tick">
            <input
                type="checkbox"
                name="chosen[]"
                value=value
                checked=at_first
                prop:checked=on
                on:change=change
            />
            <span class="unseen">{format!("选择 {name}")}</span>
        </label>
    }
}

/// All of this page, and the button that approves what is chosen.
#[component]
pub(super) fn Bulk(
    all: Vec<String>,
    chosen: Chosen,
    many: ServerAction<ApproveChosen>,
    /// 通过, or 核实 for a township.
    word: &'static str,
) -> impl IntoView {
    let total = all.len();
    let every = move |event| {
        let on = event_target::<HtmlInputElement>(&event).checked();
        chosen.0.set(if on {
            all.iter().cloned().collect()
        } else {
            BTreeSet::new()
        });
    };
    let label = move || match chosen.count() {
        0 => format!("{word}所选"),
        count => format!("{word}所选 {count} 条"),
    };
    let all_chosen = move || total == chosen.count() && total != 0;
    let (busy, awake) = (many.pending(), awake());
    let none = move || awake.get() && chosen.count() == 0;
    let (button, asks) = (NodeRef::<Button>::new(), RwSignal::new(false));
    let ask = move |event: MouseEvent| {
        if chosen.0.with_untracked(BTreeSet::len) > UNASKED {
            event.prevent_default();
            asks.set(true);
        }
    };
    let send = Callback::new(move |()| {
        let form = button.get_untracked().and_then(|button| button.form());
        // Who has left the page sends nothing.
        let _ = form.map(|form| form.request_submit());
    });
    let failed = move || {
        let error = many.value().get().and_then(Result::err)?;
        Some(view! { <NotSent error /> })
    };
    view! {
        <div class="bulk">
            <label class="tick all">
                <input
                    type="checkbox"
                    prop:checked=all_chosen
                    on:change=every
                />
                <span>{format!("全选 {total} 条")}</span>
            </label>
            <button
                class="button slim"
                node_ref=button
                on:click=ask
                disabled=move || busy.get() || none()
            >
                {label}
            </button>
        </div>
        <Confirm
            open=asks
            title="一次处理很多条"
            text="所选超过 20 条，都看过了吗？确定后逐条处理，不能一次撤回。"
            action=word
            yes=send
        />
        {failed}
    }
}
