//! The outbox as pages see it: every form writes here first, online or not.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    codes::RecordKind,
    ids::RecordId,
    sync::{
        Op,
        entry::{Base, Entry, Fields, Silence},
    },
};
use leptos::prelude::Signal;
use serde::{Deserialize, Serialize};

use super::Pending;

/// A record's text from a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    pub record_id: RecordId,
    pub kind: RecordKind,
    /// What it is about, for a line in a list.
    pub label: String,
    pub place_name: String,
    /// The version that was on the page.
    pub base: Base,
    pub record: Fields,
}

/// Why the phone could not keep a text. It is still on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unkept {
    /// The disk is full.
    Full,
    /// This browser keeps nothing, or its storage failed.
    Unavailable,
}

impl Unkept {
    /// What happened, whether the data is safe, what to do.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Full => {
                "手机存储已满，这次没有存上。填写的内容仍在本页：请腾出空间后再点一次，本页先不要关。"
            }
            Self::Unavailable => {
                "这个浏览器暂时存不了数据。填写的内容仍在本页：请联网后再点一次，本页先不要关。"
            }
        }
    }
}

/// Why the person is not signed out, or not all the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOut {
    /// The server did not answer: nothing has changed.
    NoNetwork,
    /// This page alone holds some of them, and they would be gone with it: nothing has changed.
    InPage,
    /// There is no key to lock the unsent records with: nothing has changed.
    NoKey,
    /// Signed out, but the phone failed at its part. The next start of another person tries it again.
    LeftOpen,
}

impl NotOut {
    /// What happened, and what to do.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoNetwork => "没有退出：现在没有网络。请等有信号时再退出，记录都还在手机里。",
            Self::InPage => {
                "没有退出：还有记录只在本页，这个浏览器存不了，退出就没有了。请先发送；不要的，在待发箱里删除或放弃后再退出。"
            }
            Self::NoKey => {
                "没有退出：待发的记录暂时锁不上。请先在有信号的地方发送，或存成救援文件后再退出。"
            }
            Self::LeftOpen => {
                "已退出登录，但手机里的记录没有锁上。请重新登录，把待发的记录发送后再退出。"
            }
        }
    }
}

/// Where a text is once the outbox has taken it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// On the phone's disk.
    OnPhone,
    /// In this page alone, since the browser keeps nothing: it must be sent before the page closes.
    InPage,
}

/// The sending as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// The records of the push under way; empty when none is.
    pub sending: BTreeSet<RecordId>,
    pub running: bool,
    /// When the last attempt ended, and what came instead of an answer.
    pub last: Option<(DateTime<Utc>, Option<Silence>)>,
    /// When it is tried again by itself.
    pub next_at: Option<DateTime<Utc>>,
}

/// A record that the server has acknowledged, photos and all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub record_id: RecordId,
    pub kind: RecordKind,
    pub op: Op,
    /// Where or what, for a line in a list.
    pub title: String,
    pub number: Option<String>,
    pub receipt: String,
    pub photo_count: usize,
    pub at: DateTime<Utc>,
}

domain::from_json!(Arrival {
    record_id,
    kind,
    op,
    title,
    number,
    receipt,
    photo_count,
    at
});

/// Keeps records on this phone until the server has all of them.
pub trait Outbox: Send + Sync {
    /// A fresh id for a record that begins on this phone.
    fn new_record_id(&self) -> RecordId;

    /// The phone's clock: recorded, not trusted.
    fn now(&self) -> DateTime<Utc>;

    /// Whether what this phone holds has been read: before that, lists are empty for want of it.
    fn is_open(&self) -> Signal<bool>;

    /// What this person's outbox holds, oldest first.
    fn entries(&self) -> Signal<Vec<Entry>>;

    /// Those of them that this page alone holds, since the browser keeps nothing.
    fn in_page(&self) -> Signal<BTreeSet<RecordId>>;

    /// How sending goes.
    fn run(&self) -> Signal<Run>;

    /// What arrived lately, newest first.
    fn arrivals(&self) -> Signal<Vec<Arrival>>;

    /// Keeps what is being typed.
    fn write(&self, text: Text) -> Pending<Result<Kept, Unkept>>;

    /// Keeps a text and sends it as soon as there is a way. The answer speaks of the phone alone.
    fn queue(&self, op: Op, text: Text) -> Pending<Result<Kept, Unkept>>;

    /// Forgets what was typed and not sent off.
    fn drop_draft(&self, id: RecordId) -> Pending<Result<(), Unkept>>;

    /// The person's decision on a conflict.
    fn merge(&self, id: RecordId, record: Fields) -> Pending<Result<(), Unkept>>;

    /// Tries again what waited for the person.
    fn again(&self, id: RecordId) -> Pending<Result<(), Unkept>>;

    /// Sends it no more, for a reason.
    fn give_up(&self, id: RecordId, reason: String) -> Pending<Result<(), Unkept>>;

    /// Sends now, whatever the waits.
    fn send_now(&self);

    /// Signs out with the server, then locks this person's unsent records away, so that the next one who
    /// takes the phone can neither read nor send them.
    fn sign_out(&self) -> Pending<Result<(), NotOut>>;
}
