//! What the person's own lists show of the outbox: a record written without a network stands there
//! before the server knows it.

use domain::{
    codes::RecordKind,
    sync::entry::{Entry, Shown},
};
use leptos::prelude::*;

use super::line::line;
use crate::{
    components::awake,
    device::{Device, device},
    view::Erase,
};

/// Whether this phone holds anything for such a list; never on the server and in the first render.
#[must_use]
pub fn holds_any(kind: Option<RecordKind>) -> Memo<bool> {
    let (awake, device) = (awake(), StoredValue::new(device()));
    Memo::new(move |_| {
        let outbox = device.get_value().filter(|_| awake.get());
        outbox.is_some_and(|device| {
            let entries = device.outbox.entries();
            entries.with(|entries| entries.iter().any(|entry| belongs(entry, kind)))
        })
    })
}

/// The records that this phone has not yet got rid of, newest first, of one kind or of all.
#[component]
pub fn OnPhone(kind: Option<RecordKind>) -> impl IntoView {
    let any = holds_any(kind);
    let device = StoredValue::new(device());
    let card = move || {
        let device = device.get_value().filter(|_| any.get())?;
        Some(view! { <Card device kind /> })
    };
    card.erased()
}

#[component]
fn Card(device: Device, kind: Option<RecordKind>) -> impl IntoView {
    let outbox = device.outbox;
    let lines = move || {
        let (run, now) = (outbox.run().get(), outbox.now());
        outbox.entries().with(|entries| {
            entries
                .iter()
                .rev()
                .filter(|entry| belongs(entry, kind))
                .map(|entry| line(entry, &run, now))
                .collect_view()
        })
    };
    view! {
        <section class="card" aria-label="还在手机里">
            <h2>"还在手机里"</h2>
            <ul class="lines">{lines}</ul>
        </section>
    }
    .erased()
}

fn belongs(entry: &Entry, kind: Option<RecordKind>) -> bool {
    kind.is_none_or(|kind| kind == entry.kind) && entry.shown(false) != Shown::GivenUp
}
