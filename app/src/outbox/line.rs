//! One entry as a line of a list: its kind, what it is about, its state, its attempts, and why it waits.

use chrono::{DateTime, Utc};
use domain::{
    codes::Coded as _,
    sync::entry::{Entry, Shown},
};
use leptos::prelude::*;

use super::{entry::has_unfinished, is_in_page, title, words};
use crate::{
    components::Pill,
    device::Run,
    view::{Erase, view},
    words as say,
};

/// Its state while the outbox sends.
pub(super) fn shown(entry: &Entry, run: &Run) -> Shown {
    entry.shown(run.running && run.sending.contains(&entry.record_id))
}

pub(super) fn line(entry: &Entry, run: &Run, now: DateTime<Utc>) -> AnyView {
    let shown = shown(entry, run);
    let in_page = is_in_page(entry.record_id);
    let (state, tone) = words::shown_of(shown, in_page);
    let kind = entry.kind.label().to_owned();
    let mut about = vec![kind, say::when(entry.touched_at(), now)];
    about.extend(words::deed(entry).map(ToOwned::to_owned));
    about.extend(words::tries(entry, now));
    if has_unfinished(entry) {
        about.push("有没提交的修改".to_owned());
    }
    let why = match entry.tries.why {
        _ if entry.trouble.is_some() => words::trouble(entry),
        _ if in_page => Some(words::IN_PAGE.to_owned()),
        Some(why) if shown == Shown::Kept => Some(words::silence(why).to_owned()),
        _ => None,
    };
    view! {
        <li>
            <a class="row-link" href=format!("/outbox/{}", entry.record_id)>
                <span class="grow">
                    <span class="row apart">
                        <b>{title(entry)}</b>
                        <Pill text=state tone=tone />
                    </span>
                    <small class="figure">{about.join(" · ")}</small>
                    {why.map(|why| view! { <small>{why}</small> })}
                </span>
            </a>
        </li>
    }
    .erased()
}
