//! 待发箱: every entry with its state, time and reason; what arrived lately; what was given up.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{
    codes::Coded as _,
    sync::{
        entry::{Entry, Shown, Silence},
        plan,
    },
};
use leptos::prelude::*;

use super::{
    SignInAgain,
    line::{line, shown},
    words,
};
use crate::{
    components::{Empty, Notice, Pill, Shape, Tone, Waiting, awake},
    device::{Arrival, Device, Run, device},
    frame::{Frame, PageHead, Tab},
    view::{Erase, view},
    words as say,
};

#[component]
pub fn OutboxPage() -> impl IntoView {
    let awake = awake();
    let device = StoredValue::new(device());
    view! {
        <Frame title="待发箱" tab=Tab::Me narrow=true>
            <PageHead title="待发箱" back="/me" />
            {move || match device.get_value().filter(|_| awake.get()) {
                Some(device) => view! { <Outbox device /> }.erased(),
                None => view! { <Waiting /> }.erased(),
            }}
        </Frame>
    }
    .erased()
}

#[component]
fn Outbox(device: Device) -> impl IntoView {
    let outbox = StoredValue::new(device.outbox.clone());
    let (entries, run, arrivals, open) = (
        device.outbox.entries(),
        device.outbox.run(),
        device.outbox.arrivals(),
        device.outbox.is_open(),
    );
    let now = ticking(move || outbox.with_value(|outbox| outbox.now()));
    let send = move |_| outbox.with_value(|outbox| outbox.send_now());
    let can_send = move || entries.with(|entries| plan::can_send(entries));
    let none = move || open.get() && entries.with(Vec::is_empty) && arrivals.with(Vec::is_empty);
    let group = move |title: &'static str, wanted: fn(Shown) -> bool| {
        move || {
            let run = run.get();
            let now = now();
            let lines: Vec<_> = entries.with(|entries| {
                entries
                    .iter()
                    .filter(|entry| wanted(shown(entry, &run)))
                    .map(|entry| line(entry, &run, now))
                    .collect()
            });
            (!lines.is_empty()).then(|| {
                view! {
                    <section class="card">
                        <h2>{title} " " <small class="figure">{lines.len()}</small></h2>
                        <ul class="lines">{lines}</ul>
                    </section>
                }
            })
        }
    };
    view! {
        <div class="stack">
            <div class="row apart wrap" hidden=move || !can_send()>
                <small>
                    <span role="status">
                        {move || {
                            let now = outbox.with_value(|outbox| outbox.now());
                            entries.with(|entries| last(&run.get(), entries, now))
                        }}
                    </span>
                    // Read out once is enough.
                    <span>{move || next(&run.get(), now())}</span>
                </small>
                <button class="button primary" type="button" disabled=move || run.with(|run| run.running) on:click=send>
                    {move || if run.with(|run| run.running) { "正在发送…" } else { "立即发送" }}
                </button>
            </div>
            {move || {
                let signed_out = run.with(|run| run.last.is_some_and(|(_, why)| why == Some(Silence::SignedOut)));
                (signed_out && can_send())
                    .then(|| {
                        view! {
                            <Notice tone=Tone::Soon text=words::silence(Silence::SignedOut)>
                                <SignInAgain />
                            </Notice>
                        }
                    })
            }}
            {group("需处理", |shown| shown == Shown::Attention)}
            {group("待发送", |shown| matches!(shown, Shown::Kept | Shown::Sending | Shown::Photos { .. }))}
            {group("草稿", |shown| shown == Shown::Draft)}
            {move || arrived(&arrivals.get(), now())}
            {group("已放弃（30 天内可恢复）", |shown| shown == Shown::GivenUp)}
            {move || {
                none()
                    .then(|| {
                        view! { <Empty shape=Shape::Done text="没有待发的记录。没信号时提交的记录会先存在这里。" /> }
                    })
            }}
            <Notice tone=Tone::Plain text="手机要坏、要换，或一直发不出去时，可以把待发的记录存成一个救援文件。">
                <div class="row wrap">
                    <a class="button" href="/rescue.html" rel="external">
                        "导出救援文件"
                    </a>
                    <a class="button" href="/rescue">
                        "导入"
                    </a>
                </div>
            </Notice>
        </div>
    }
    .erased()
}

/// The time, told again every few seconds to what reads it: a wait counts down while nothing else changes.
fn ticking(now: impl Fn() -> DateTime<Utc> + Copy) -> impl Fn() -> DateTime<Utc> + Copy {
    const STEP: Duration = Duration::from_secs(5);
    let tick = RwSignal::new(());
    if let Ok(ticking) = set_interval_with_handle(move || tick.set(()), STEP) {
        on_cleanup(move || ticking.clear());
    }
    move || {
        tick.track();
        now()
    }
}

/// The last attempt: of this page, or of one before it that an entry remembers. A text each, so that
/// each is found in the catalogue of another language.
fn last(run: &Run, entries: &[Entry], now: DateTime<Utc>) -> Vec<String> {
    let remembered = || entries.iter().filter_map(|entry| entry.tries.last_at).max();
    let Some((at, why)) = run.last.or_else(|| Some((remembered()?, None))) else {
        return vec!["还没有发送过".to_owned()];
    };
    let why = why.map(|why| ["，".to_owned(), words::silence(why).to_owned()]);
    let sent = format!("上次发送：{}", say::when(at, now));
    let why = why.into_iter().flatten();
    std::iter::once(sent).chain(why).collect()
}

/// The next attempt, if one is waited for.
fn next(run: &Run, now: DateTime<Utc>) -> Option<String> {
    let next = run.next_at.filter(|next| *next > now)?;
    Some(format!(" {}自动再发。", words::soon(next, now)))
}

fn arrived(arrivals: &[Arrival], now: DateTime<Utc>) -> Option<AnyView> {
    if arrivals.is_empty() {
        return None;
    }
    let lines = arrivals.iter().take(10).map(|arrival| {
        let photos = match arrival.photo_count {
            0 => "已送达".to_owned(),
            count => format!("已送达（照片 {count}/{count}）"),
        };
        let number = arrival.number.clone();
        let number = number.map(|number| view! { " · " <span>"编号 " {number}</span> });
        view! {
            <li>
                <a class="row-link" href=format!("/records/{}", arrival.record_id)>
                    <span class="grow">
                        <b>{arrival.title.clone()}</b>
                        <small class="figure">
                            {arrival.op.label()} " · " {say::when(arrival.at, now)} {number}
                        </small>
                    </span>
                    <Pill text=photos tone="good" />
                </a>
            </li>
        }
    });
    Some(
        view! {
            <section class="card">
                <h2>"最近送达"</h2>
                <ul class="lines">{lines.collect_view()}</ul>
            </section>
        }
        .erased(),
    )
}
