//! What the person's own lists show of the outbox: a record written without a network stands there
//! before the server knows it.

use chrono::Datelike as _;
use domain::{
    codes::Status,
    sync::{
        Op,
        entry::{Entry, Shown},
    },
};
use leptos::prelude::*;

use super::{as_record, line::line};
use crate::{
    components::awake,
    device::{Device, device},
    records::api::MyFilter,
    view::{Erase, view},
};

/// Whether the list that asks for this shows the entry. What has no day yet is of any year.
fn belongs(entry: &Entry, filter: &MyFilter) -> bool {
    let day = as_record(entry).occurred_on;
    let is_of = |year| day.is_none_or(|day| day.year() == year);
    entry.shown(false) != Shown::GivenUp
        && filter.kind.is_none_or(|kind| kind == entry.kind)
        && filter.status.is_none_or(|status| will_be(entry, status))
        && filter.year.is_none_or(is_of)
}

/// Whether the record has this status once the server has what this phone holds of it; what is typed on
/// top of that is a draft besides.
fn will_be(entry: &Entry, status: Status) -> bool {
    let sent_off = entry.going().map(|text| text.op);
    match status {
        Status::Draft => entry.draft.is_some() || matches!(sent_off, Some(Op::Save | Op::Withdraw)),
        Status::Submitted => sent_off == Some(Op::Submit),
        _ => false,
    }
}

/// Whether this phone holds anything for such a list; never on the server and in the first render.
#[must_use]
pub fn holds_any(filter: MyFilter) -> Memo<bool> {
    let (awake, device) = (awake(), StoredValue::new(device()));
    Memo::new(move |_| {
        let outbox = device.get_value().filter(|_| awake.get());
        outbox.is_some_and(|device| {
            let entries = device.outbox.entries();
            entries.with(|entries| entries.iter().any(|entry| belongs(entry, &filter)))
        })
    })
}

/// The records of such a list that this phone has not yet got rid of, newest first.
#[component]
pub fn OnPhone(filter: MyFilter) -> impl IntoView {
    let any = holds_any(filter.clone());
    let device = StoredValue::new(device());
    let card = move || {
        let device = device.get_value().filter(|_| any.get())?;
        Some(view! { <Card device filter=filter.clone() /> })
    };
    card.erased()
}

#[component]
fn Card(device: Device, filter: MyFilter) -> impl IntoView {
    let outbox = device.outbox;
    let lines = move || {
        let (run, now) = (outbox.run().get(), outbox.now());
        outbox.entries().with(|entries| {
            entries
                .iter()
                .rev()
                .filter(|entry| belongs(entry, &filter))
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{
        codes::RecordKind,
        ids::{AccountId, RecordId},
        sync::entry::{Base, Fields},
    };
    use serde_json::json;
    use uuid::Uuid;

    fn visit() -> Entry {
        let (id, account) = (RecordId(Uuid::nil()), AccountId(Uuid::nil()));
        let (kind, at) = (RecordKind::Visit, DateTime::UNIX_EPOCH);
        Entry::new(id, kind, account, None, Base::default(), at)
    }

    fn on(day: &str) -> Fields {
        let value = json!({"started_on": day, "ended_on": day});
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn what_is_typed_stands_among_the_drafts_and_what_is_sent_off_among_what_waits() {
        let at = DateTime::UNIX_EPOCH;
        let mut entry = visit();
        let has = |entry: &Entry| {
            [Status::Draft, Status::Submitted, Status::Returned].map(|status| {
                let filter = MyFilter {
                    status: Some(status),
                    ..MyFilter::default()
                };
                belongs(entry, &filter)
            })
        };
        entry.write(on("2026-03-05"), at);
        assert_eq!(has(&entry), [true, false, false]);
        entry.queue(Op::Submit, on("2026-03-05"), at);
        assert_eq!(has(&entry), [false, true, false]);
        entry.write(on("2026-03-05"), at);
        assert_eq!(has(&entry), [true, true, false]);
        entry.give_up("重复填写".to_owned(), at);
        assert_eq!(has(&entry), [false; 3]);
    }

    #[test]
    fn a_year_has_what_was_done_in_it_and_what_has_no_day_yet() {
        let at = DateTime::UNIX_EPOCH;
        let is_of = |entry: &Entry, year| {
            let filter = MyFilter {
                year: Some(year),
                ..MyFilter::default()
            };
            belongs(entry, &filter)
        };
        let mut entry = visit();
        entry.write(Fields::new(), at);
        assert!(is_of(&entry, 2026));
        entry.write(on("2025-12-31"), at);
        assert!(is_of(&entry, 2025));
        assert!(!is_of(&entry, 2026));
    }
}
