//! One record: what it says, how it stands, who said what about it.

use domain::{
    codes::{Coded, RecordKind},
    sync::entry::Entry,
};
use leptos::prelude::*;

use super::{actions::Actions, api::RecordSheet, facts::facts, thread::Thread};
use crate::{
    components::{Notice, Opinion, Photos, Pill, StatusPill, Tone, loaded},
    device::source,
    frame::{Frame, PageHead, Tab},
    json::data,
    moves,
    outbox::{self, entry_of},
    view::{Erase, view},
    words,
};

#[component]
pub fn RecordPage() -> impl IntoView {
    let id = moves::id();
    let source = source();
    let data = data(
        move || (id.get(), source.changes()),
        move |(id, _)| source.record(id),
    );
    let own = entry_of(Signal::derive(move || id.with(|id| id.parse().ok())));
    let changed = Callback::new(move |()| data.refetch());
    view! {
        <Frame title="记录详情" tab=Tab::Records>
            <PageHead title="记录详情" back="/records" />
            {move || own.get().map(|entry| view! { <OnPhone entry /> })}
            {loaded(data, move |sheet| view! { <Sheet sheet changed /> }.erased())}
        </Frame>
    }
    .erased()
}

/// This phone holds something newer than the server.
#[component]
fn OnPhone(entry: Entry) -> impl IntoView {
    let text = outbox::words::on_phone(&entry);
    let href = format!("/outbox/{}", entry.record_id);
    view! {
        <Notice tone=Tone::Soon text>
            <a class="button" href=href>
                "看手机里的内容"
            </a>
        </Notice>
    }
    .erased()
}

#[component]
fn Sheet(sheet: RecordSheet, changed: Callback<()>) -> impl IntoView {
    let RecordSheet {
        me,
        record,
        history,
    } = sheet;
    let title = match record.kind {
        RecordKind::Visit => record.area_name.clone(),
        RecordKind::Training => record.text("title").to_owned(),
    };
    let title = if title.is_empty() {
        format!("{}（未填完）", record.kind.label())
    } else {
        title
    };
    let opinion = record
        .review_opinion
        .clone()
        .filter(|text| !text.is_empty());
    let facts = facts(&record)
        .into_iter()
        .map(|(label, value)| view! { <dt>{label}</dt> <dd translate=words::as_written(label)>{value}</dd> });
    view! {
        <div class="two-columns stack">
            <section class="card stack">
                <div class="row apart top">
                    <h2>{title}</h2>
                    <StatusPill status=record.status />
                </div>
                <p class="row wrap">
                    {record.number.clone().map(|number| view! { <small class="figure">"编号 " {number}</small> })}
                    {record.late.then(|| view! { <Pill text="补录" tone="soon" /> })}
                    {record
                        .flags
                        .iter()
                        .map(|flag| view! { <Pill text=flag.label() /> })
                        .collect_view()}
                </p>
                <dl class="facts">{facts.collect_view()}</dl>
                <Photos record=record.clone() />
            </section>
            <div class="stack">
                {opinion
                    .map(|opinion| {
                        let tone = if words::status_tone(record.status) == "bad" { Tone::Bad } else { Tone::Plain };
                        view! { <Opinion tone text=opinion /> }
                    })}
                <Actions record me changed />
                {(!history.is_empty())
                    .then(|| {
                        view! {
                            <section class="card">
                                <div class="row apart">
                                    <h2>"经过"</h2>
                                </div>
                                <Thread history />
                            </section>
                        }
                    })}
            </div>
        </div>
    }
    .erased()
}
