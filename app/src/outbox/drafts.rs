//! Drafts that this phone keeps: a killed tab's text is offered again where the next one would begin.

use chrono::DateTime;
use domain::{codes::RecordKind, sync::entry::Entry};
use leptos::prelude::*;

use super::title;
use crate::{
    device::device,
    view::{Erase, view},
    words,
};

/// The drafts of one kind, each one tap away.
#[component]
pub fn Drafts(kind: RecordKind) -> impl IntoView {
    let device = StoredValue::new(device());
    // Those of before: the one being typed below is not offered beside itself.
    let (before, set_before) = signal(None::<Vec<Entry>>);
    Effect::new(move |_| {
        let Some(outbox) = device.get_value().map(|device| device.outbox) else {
            return;
        };
        if outbox.is_open().get() && before.with_untracked(Option::is_none) {
            set_before.set(Some(outbox.entries().with_untracked(|entries| {
                entries
                    .iter()
                    .filter(|entry| {
                        entry.kind == kind && entry.draft.is_some() && entry.is_written()
                    })
                    .cloned()
                    .collect()
            })));
        }
    });
    let shown = move || {
        let drafts = before.get().unwrap_or_default();
        let now = device
            .get_value()
            .map_or(DateTime::UNIX_EPOCH, |device| device.outbox.now());
        (!drafts.is_empty()).then(|| {
            let lines = drafts.iter().map(|entry| {
                let at = words::when(entry.touched_at(), now);
                view! {
                    <li>
                        <a class="row-link" href=format!("/records/{}/edit", entry.record_id)>
                            <span class="grow">
                                <b>{title(entry)}</b>
                                <small class="figure">{at}</small>
                            </span>
                            <span class="button quiet">"继续填"</span>
                        </a>
                    </li>
                }
            });
            view! {
                <section class="card drafts" aria-label="没写完的草稿">
                    <h2>"没写完的草稿"</h2>
                    <ul class="lines">{lines.collect_view()}</ul>
                </section>
            }
        })
    };
    shown.erased()
}
