//! A line above every page: what waits on this phone, and whose data the page shows.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::sync::{
    entry::{Entry, Shown, Silence},
    plan::{REMIND_AFTER_DAYS, needs_reminder},
};
use leptos::prelude::*;

use super::words;
use crate::{
    components::awake,
    device::{Run, device},
    view::{Erase, view},
    words as say,
};

/// Nothing while there is nothing to say; nothing on the server, and so in the first render.
#[component]
pub fn OutboxBar() -> impl IntoView {
    let awake = awake();
    let device = StoredValue::new(device());
    let waits = move || {
        let outbox = device.get_value().filter(|_| awake.get())?.outbox;
        let waits = outbox
            .entries()
            .with(|entries| Waits::of(entries, outbox.now()));
        let in_page = outbox.in_page().with(BTreeSet::len);
        waits.map(|waits| outbox.run().with(|run| waits.bar(run, in_page)))
    };
    let shown_from = move || {
        let device = device.get_value().filter(|_| awake.get())?;
        let from = device.local.shown_from().get()?;
        let text = format!(
            "没有网络，显示的是手机里{} 的内容",
            say::when(from, device.outbox.now())
        );
        Some(view! {
            <p class="local-bar" role="status">
                {text}
            </p>
        })
    };
    view! {
        {waits}
        {shown_from}
    }
    .erased()
}

/// What waits on this phone.
struct Waits {
    unsent: usize,
    attention: usize,
    late: bool,
    /// The last try found nobody signed in.
    signed_out: bool,
}

impl Waits {
    fn of(entries: &[Entry], now: DateTime<Utc>) -> Option<Self> {
        let waits = Self {
            unsent: entries.iter().filter(|entry| entry.is_unsent()).count(),
            attention: entries
                .iter()
                .filter(|entry| entry.shown(false) == Shown::Attention)
                .count(),
            late: needs_reminder(entries, now),
            signed_out: entries
                .iter()
                .any(|entry| entry.is_unsent() && entry.tries.why == Some(Silence::SignedOut)),
        };
        (waits.unsent > 0).then_some(waits)
    }

    /// `in_page` of them are on no disk.
    fn bar(&self, run: &Run, in_page: usize) -> AnyView {
        let class = if self.attention > 0 || self.late || in_page > 0 {
            "outbox-bar bad"
        } else {
            "outbox-bar"
        };
        let why = run.last.and_then(|(_, why)| why).filter(|_| !run.running);
        let why = match why {
            _ if in_page > 0 => Some(words::IN_PAGE),
            why => why.map(words::silence),
        };
        let late = self.late.then(|| {
            format!("最早的一条已超过 {REMIND_AFTER_DAYS} 天没有送达，请找个有信号的地方打开本页。")
        });
        view! {
            <div role="status">
                <a class=class href="/outbox">
                    <b>{sentence(self, run.running, in_page > 0)}</b>
                    {why.map(|why| view! { <small>{why}</small> })}
                    {late.map(|late| view! { <small>{late}</small> })}
                </a>
            </div>
        }
        .erased()
    }
}

fn sentence(waits: &Waits, running: bool, in_page: bool) -> String {
    let attention = waits.attention;
    let waiting = waits.unsent.saturating_sub(attention);
    let mut parts = Vec::new();
    if waiting > 0 && running {
        parts.push(format!("正在发送 {waiting} 条…"));
    } else if waiting > 0 && in_page {
        parts.push(format!("{waiting} 条还没有发出"));
    } else if waiting > 0 && waits.signed_out {
        parts.push(format!("{waiting} 条已存手机，重新登录后自动发送"));
    } else if waiting > 0 {
        parts.push(format!("{waiting} 条已存手机，有信号时自动发送"));
    }
    if attention > 0 {
        parts.push(format!("{attention} 条需处理"));
    }
    parts.join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_a_sign_in_is_not_said_to_wait_for_a_signal() {
        let waits = |signed_out| Waits {
            unsent: 2,
            attention: 0,
            late: false,
            signed_out,
        };
        let said = |signed_out| sentence(&waits(signed_out), false, false);
        assert_eq!(said(false), "2 条已存手机，有信号时自动发送");
        assert_eq!(said(true), "2 条已存手机，重新登录后自动发送");
    }
}
