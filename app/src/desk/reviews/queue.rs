//! The queue: what waits, oldest first.

use super::{
    api::ApproveChosen,
    many::{Bulk, Chosen, Tick},
};
use crate::{
    components::Pill,
    desk::{
        links::link,
        parts::{Pager, asked},
        records::{api::Asked, record_title, summary, title_as_written},
    },
};
use chrono::NaiveDate;
use domain::{codes::Coded, reading::RecordView};
use leptos::prelude::*;

/// The queue's address with these filters, and a record opened beside it.
pub(super) fn address(asked: &Asked, id: &str) -> String {
    link(
        "/desk/reviews",
        &[
            ("area", &asked.area),
            ("kind", &asked.kind),
            ("author", &asked.author),
            ("waited", &asked.waited),
            ("after", &asked.after),
            ("id", id),
        ],
    )
}

/// Everything the queue shows and does.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    pub(super) records: Vec<Queued>,
    pub(super) next: Option<String>,
    pub(super) asked: Asked,
    pub(super) today: NaiveDate,
    /// 通过, or 核实 for a township; none when there is no such step.
    pub(super) word: Option<&'static str>,
}

/// A record that waits, in this person's hands.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    pub(super) record: RecordView,
    /// Whether the person may say yes to it now.
    pub(super) ready: bool,
    /// Whether its township says yes first.
    pub(super) township_first: bool,
}

#[component]
pub(super) fn QueueList(
    queue: Queue,
    many: ServerAction<ApproveChosen>,
    /// The id of the record shown beside it.
    shown: Signal<String>,
) -> impl IntoView {
    let ready = queue.records.iter().filter(|queued| queued.ready);
    let all: Vec<_> = ready.clone().map(|queued| choice(&queued.record)).collect();
    // Who was refused stays ticked; what somebody else has changed is to be looked at first.
    let failed = asked("failed").get_untracked();
    let kept = ready.filter(|queued| {
        let id = queued.record.id.to_string();
        let mut refused = failed.split('~').filter_map(|one| one.split_once('.'));
        refused.any(|(failed, code)| failed == id && code != "conflict")
    });
    let chosen = Chosen::begin(kept.map(|queued| choice(&queued.record)));
    let back = address(&queue.asked, "");
    let ticks = queue.word.is_some();
    let word = queue.word.filter(|_| !all.is_empty());
    let first = (!queue.asked.after.is_empty()).then(|| {
        address(
            &Asked {
                after: String::new(),
                ..queue.asked.clone()
            },
            "",
        )
    });
    let next = queue.next.clone().map(|after| {
        address(
            &Asked {
                after,
                ..queue.asked.clone()
            },
            "",
        )
    });
    let items = queue
        .records
        .iter()
        .map(|queued| {
            let href = address(&queue.asked, &queued.record.id.to_string());
            view! { <Waiting queued=queued.clone() href today=queue.today ticks chosen shown /> }
        })
        .collect_view();
    view! {
        <ActionForm action=many attr:class="queue card">
            <input type="hidden" name="back" value=back />
            {word.map(|word| view! { <Bulk all chosen many word /> })}
            <ol class="lines">{items}</ol>
            <Pager first next />
        </ActionForm>
    }
}

/// A record as a choice: the version that is on the page.
fn choice(record: &RecordView) -> String {
    format!("{}.{}", record.id, record.version)
}

#[component]
fn Waiting(
    queued: Queued,
    href: String,
    today: NaiveDate,
    ticks: bool,
    chosen: Chosen,
    shown: Signal<String>,
) -> impl IntoView {
    let Queued {
        record,
        ready,
        township_first,
    } = queued;
    let ticks = ticks && ready;
    let title = record_title(&record);
    let written = title_as_written(&record);
    let id = record.id.to_string();
    let absent = record.people.iter().any(|person| person.absent);
    let waited = record
        .submitted_at
        .map(|at| (today - domain::calendar::shanghai_date(at)).num_days())
        .filter(|days| *days > 7);
    view! {
        <li class="queued">
            {ticks.then(|| view! { <Tick choice=choice(&record) name=title.clone() chosen /> })}
            <a
                class="row-link"
                href=href
                data-noscroll="true"
                aria-current=move || (shown.get() == id).then_some("true")
            >
                <span class="grow">
                    <b translate=written>{title}</b>
                    <small>{summary(&record, today)}</small>
                    <span class="marks">
                        {township_first.then(|| view! { <Pill text="待乡镇核实" tone="" /> })}
                        {record.late.then(|| view! { <Pill text="补录" tone="soon" /> })}
                        {record.entered_by.is_some().then(|| view! { <Pill text="代录" tone="busy" /> })}
                        {absent.then(|| view! { <Pill text="有人表示未参加" tone="bad" /> })}
                        {waited
                            .map(|days| view! { <Pill text=format!("已等 {days} 天") tone="bad" /> })}
                        {(!record.flags.is_empty())
                            .then(|| view! { <Pill text=flags(&record) tone="soon" /> })}
                    </span>
                </span>
            </a>
        </li>
    }
}

/// The first flag, and how many more there are.
fn flags(record: &RecordView) -> String {
    let first = record.flags.first().map_or("", |flag| flag.label());
    match record.flags.len() {
        0 | 1 => first.to_owned(),
        count => format!("{first} 等 {count} 项提示"),
    }
}
