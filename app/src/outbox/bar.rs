//! A line above every page: what waits on this phone, and whose data the page shows.

use domain::sync::{
    entry::Shown,
    plan::{REMIND_AFTER_DAYS, needs_reminder},
};
use leptos::prelude::*;

use super::words;
use crate::{components::awake, device::device, words as say};

/// Nothing while there is nothing to say.
#[component]
pub fn OutboxBar() -> impl IntoView {
    let awake = awake();
    let Some(device) = device() else {
        return ().into_any();
    };
    let (entries, run, local) = (
        device.outbox.entries(),
        device.outbox.run(),
        device.local.shown_from(),
    );
    let outbox = StoredValue::new(device.outbox);
    let counts = Memo::new(move |_| {
        entries.with(|entries| {
            let unsent = entries.iter().filter(|entry| entry.is_unsent());
            let attention = entries
                .iter()
                .filter(|entry| entry.shown(false) == Shown::Attention)
                .count();
            let now = outbox.with_value(|outbox| outbox.now());
            (unsent.count(), attention, needs_reminder(entries, now))
        })
    });
    view! {
        {move || {
            awake
                .get()
                .then(|| {
                    let (unsent, attention, late) = counts.get();
                    let why = run.with(|run| run.last.and_then(|(_, why)| why));
                    let running = run.with(|run| run.running);
                    (unsent > 0 || attention > 0)
                        .then(|| {
                            let text = sentence(unsent, attention, running);
                            let class = if attention > 0 || late { "outbox-bar bad" } else { "outbox-bar" };
                            view! {
                                <a class=class href="/outbox" role="status">
                                    <b>{text}</b>
                                    {(!running).then(|| why.map(|why| view! { <small>{words::silence(why)}</small> }))}
                                    {late
                                        .then(|| {
                                            view! {
                                                <small>
                                                    {format!(
                                                        "最早的一条已超过 {REMIND_AFTER_DAYS} 天没有送达，请找个有信号的地方打开本页。",
                                                    )}
                                                </small>
                                            }
                                        })}
                                </a>
                            }
                        })
                })
        }}
        {move || {
            local
                .get()
                .filter(|_| awake.get())
                .map(|at| {
                    view! {
                        <p class="local-bar" role="status">
                            {format!("没有网络，显示的是手机里 {} 的内容", say::instant(at))}
                        </p>
                    }
                })
        }}
    }
    .into_any()
}

fn sentence(unsent: usize, attention: usize, running: bool) -> String {
    let waiting = unsent.saturating_sub(attention);
    let mut parts = Vec::new();
    if waiting > 0 && running {
        parts.push(format!("正在发送 {waiting} 条…"));
    } else if waiting > 0 {
        parts.push(format!("{waiting} 条已存手机，有信号时自动发送"));
    }
    if attention > 0 {
        parts.push(format!("{attention} 条需处理"));
    }
    parts.join("，")
}
