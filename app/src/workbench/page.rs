//! The page: loads, and hands plain values to its parts.

use domain::{
    codes::Coded as _,
    ids::RecordId,
    reading::{RecordView, Workbench},
    sync::{Op, entry::Entry},
};
use leptos::prelude::*;

use super::{villages::VillageLines, year::Year};
use crate::{
    components::{Icon, Pill, Shape, awake, loaded},
    device::{device, source},
    frame::{Frame, Tab},
    json::data,
    outbox::entry_of,
    view::{Erase, view},
    words,
};

#[component]
pub fn WorkbenchPage() -> impl IntoView {
    let source = source();
    let data = data(move || source.changes(), move |_| source.workbench());
    view! {
        <Frame title="工作台" tab=Tab::Workbench>
            {loaded(data, |bench| view! { <Bench bench /> }.erased())}
        </Frame>
    }
    .erased()
}

#[component]
fn Bench(bench: Workbench) -> impl IntoView {
    let Workbench {
        today,
        name,
        county,
        progress,
        returned,
        villages,
        drafts,
        waiting,
    } = bench;
    view! {
        <header class="hello">
            <small>{words::date_with_weekday(today)} " · " {county}</small>
            <h1>{name} "，您好"</h1>
        </header>
        <nav class="big-two" aria-label="新记录">
            <a class="button primary big" href="/visits/new">
                <Icon shape=Shape::Visit />
                "记一次服务"
            </a>
            <a class="button big" href="/trainings/new">
                <Icon shape=Shape::Training />
                "记一次培训"
            </a>
        </nav>
        {returned
            .into_iter()
            .map(|record| view! { <Returned record /> })
            .collect_view()}
        <div class="two-columns stack">
            <div class="stack">
                <Year progress />
                <nav class="counts" aria-label="未完成的记录">
                    <PhoneDrafts />
                    <a href="/records?status=draft">"草稿" <b class="figure">{drafts}</b></a>
                    <a href="/records?status=submitted">"待审核" <b class="figure">{waiting}</b></a>
                </nav>
            </div>
            <section class="card before-on-wide">
                <div class="row apart">
                    <h2>"我的村"</h2>
                    <small>"久未去的在前"</small>
                </div>
                <VillageLines villages today />
            </section>
        </div>
    }
    .erased()
}

/// Drafts that only this phone has.
#[component]
fn PhoneDrafts() -> impl IntoView {
    let awake = awake();
    let entries = device().map(|device| device.outbox.entries());
    let count = Memo::new(move |_| {
        entries.map_or(0, |entries| {
            entries.with(|entries| entries.iter().filter(|entry| entry.draft.is_some()).count())
        })
    });
    move || {
        let count = count.get();
        (awake.get() && count > 0).then(|| {
            view! {
                <a class="all" href="/outbox">
                    "没写完的草稿（在手机里）"
                    <b class="figure">{count}</b>
                </a>
            }
        })
    }
}

/// A record that came back, with the reviewer's words.
#[component]
fn Returned(record: RecordView) -> impl IntoView {
    let title = record.text("title").to_owned();
    // What its author wrote is no text of ours.
    let (title, written) = if title.is_empty() {
        (record.area_name.clone(), None)
    } else {
        (title, Some("no"))
    };
    let about = about(&record);
    let id = record.id;
    let mending = mending(id);
    let alert = move || mending.get() == Mending::Asked;
    let state = move || match mending.get() {
        Mending::Asked => view! { <Pill text="退回" tone="bad" /> },
        Mending::Done => view! { <Pill text="已改好，待发送" tone="soon" /> },
        Mending::Arrived => view! { <Pill text="已送达，待审核" tone="good" /> },
    };
    let on_with_it = move || {
        let (to, text) = match mending.get() {
            Mending::Asked => (format!("/records/{id}/edit"), "去修改"),
            Mending::Done => (format!("/outbox/{id}"), "查看"),
            Mending::Arrived => (format!("/records/{id}"), "查看"),
        };
        view! {
            <a class="button" href=to>
                {text}
            </a>
        }
        .erased()
    };
    view! {
        <section class="card stack tight" class:alert=alert>
            <div class="row apart">
                <h2 translate=written>{title}</h2>
                {state}
            </div>
            <blockquote class="quote" translate="no">{record.review_opinion}</blockquote>
            <div class="row apart wrap">
                <small class="figure">{about}</small>
                {on_with_it}
            </div>
        </section>
    }
    .erased()
}

/// What was done and when, who returned it and when: `培训 · 11月25日 · 退回人 谢国梁 · 2026年11月27日 15:00`.
fn about(record: &RecordView) -> String {
    let by = record.reviewed_by.as_ref();
    let parts = [
        Some(record.kind.label().to_owned()),
        record.occurred_on.map(words::day),
        by.map(|by| format!("退回人 {by}")),
        record.reviewed_at.map(words::instant),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How far its author has come with a record that was returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mending {
    /// The reviewer waits for it.
    Asked,
    /// Mended and submitted; on this phone, on its way.
    Done,
    /// With the server since this page was read.
    Arrived,
}

/// Followed as it changes; what arrives while the page stands stays arrived until the page is read again.
fn mending(id: RecordId) -> Memo<Mending> {
    let (awake, entry) = (awake(), entry_of(Signal::derive(move || Some(id))));
    Memo::new(move |before: Option<&Mending>| {
        if !awake.get() {
            return Mending::Asked;
        }
        let done = |entry: &Entry| {
            let submits = entry.going().is_some_and(|text| text.op == Op::Submit);
            submits && entry.is_unsent() && entry.trouble.is_none()
        };
        entry.with(|entry| match (entry, before) {
            (Some(entry), _) if done(entry) => Mending::Done,
            (None, Some(Mending::Done | Mending::Arrived)) => Mending::Arrived,
            _ => Mending::Asked,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{
        codes::RecordKind,
        ids::AccountId,
        sync::entry::{Base, Fields},
    };
    use uuid::Uuid;

    use crate::outbox::as_record;

    #[test]
    fn a_returned_record_says_what_it_was_and_who_returned_it_when() {
        let (id, account) = (RecordId(Uuid::nil()), AccountId(Uuid::nil()));
        let (kind, at) = (RecordKind::Training, DateTime::UNIX_EPOCH);
        let mut entry = Entry::new(id, kind, account, None, Base::default(), at);
        entry.write(Fields::new(), at);
        let mut record = as_record(&entry);
        record.occurred_on = "2026-11-25".parse().ok();
        record.reviewed_by = Some("谢国梁".to_owned());
        record.reviewed_at = "2026-11-27T07:00:00Z".parse().ok();
        let expected = "培训 · 11月25日 · 退回人 谢国梁 · 2026年11月27日 15:00";
        assert_eq!(about(&record), expected);
    }
}
