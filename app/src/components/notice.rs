//! How things stand: pills, notices, empty states, bars.

use domain::codes::{Coded, Status};
use leptos::prelude::*;

use super::{Icon, Shape};
use crate::{
    view::{Content, Erase, view},
    words,
};

/// How urgent something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Good,
    Soon,
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "notice",
            Self::Good => "notice good",
            Self::Soon => "notice soon",
            Self::Bad => "notice bad",
        }
    }
}

/// A state in a word or two. `tone` is `good`, `soon`, `bad`, `busy` or nothing.
#[component]
pub fn Pill(#[prop(into)] text: String, #[prop(optional)] tone: &'static str) -> impl IntoView {
    view! { <span class=format!("pill {tone}")>{text}</span> }.erased()
}

/// A record's state.
#[component]
pub fn StatusPill(status: Status) -> impl IntoView {
    view! { <Pill text=status.label() tone=words::status_tone(status) /> }.erased()
}

/// A sentence that people should see; read aloud when it appears.
#[component]
pub fn Notice(
    tone: Tone,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Content>,
) -> impl IntoView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class=tone.class() role=role>
            <p>{text}</p>
            {children.map(Content::show)}
        </div>
    }
    .erased()
}

/// What the reviewer said, in the reviewer's own words.
#[component]
pub fn Opinion(tone: Tone, text: String) -> impl IntoView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class=tone.class() role=role>
            <p>"审核意见：" <span translate="no">{text}</span></p>
        </div>
    }
    .erased()
}

/// Nothing is here yet, and what to do about it.
#[component]
pub fn Empty(
    shape: Shape,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Content>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon shape />
            <p>{text}</p>
            {children.map(Content::show)}
        </div>
    }
    .erased()
}

/// A bar towards a target: what counts, then in grey what waits. Its numbers stand beside it as
/// text, so it is silent.
#[component]
pub fn Progress(done: i64, waiting: i64, target: i64) -> impl IntoView {
    let share = |part: i64| (part.max(0) * 1000 / target.max(1)).min(1000);
    let done = share(done);
    let waiting = share(waiting).min(1000 - done);
    view! {
        <svg class="progress" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="done" width=done.to_string() height="10" />
            <rect class="waiting" x=done.to_string() width=waiting.to_string() height="10" />
        </svg>
    }
    .erased()
}
