//! One entry: what it says, why it has not gone, and what can be done: mend, compare, try again, save
//! to a file, give up with a reason.

use domain::{
    fields::{FieldCode, FieldError},
    ids::RecordId,
    sync::entry::{Entry, Trouble},
};
use leptos::prelude::*;

use super::{act, entry_of, is_in_page, title, view::as_going, words};
use crate::{
    components::{
        Confirm, Empty, Faults, Notice, Pill, Shape, TextInput, Tone, Waiting, awake, faults::focus,
    },
    device::{Unkept, device},
    frame::{Frame, PageHead, Tab},
    moves,
    records::facts::{self, Names},
    view::{Erase, view},
    words as say,
};

/// The field in which 放弃 is explained.
const REASON: &str = "give_up_reason";

#[component]
pub fn OutboxEntryPage() -> impl IntoView {
    let id = moves::id();
    let id = Signal::derive(move || id.with(|id| id.parse().ok()));
    let entry = entry_of(id);
    // Each attempt changes the entry; what the person does in the sheet must outlast that.
    let shown = Memo::new(move |_| entry.with(|entry| Some(entry.as_ref()?.record_id)));
    let open = device().map(|device| device.outbox.is_open());
    let awake = awake();
    let names = Names::load();
    view! {
        <Frame title="待发记录" tab=Tab::Me narrow=true>
            <PageHead title="待发记录" back="/outbox" />
            {move || match shown.get() {
                Some(id) if awake.get() => view! { <Sheet id entry names /> }.erased(),
                _ if awake.get() && open.is_some_and(|open| open.get()) => {
                    view! {
                        <Empty shape=Shape::Done text="这条记录已经送达，或已不在这台手机上。">
                            <a class="button" href="/records">
                                "我的记录"
                            </a>
                        </Empty>
                    }
                        .erased()
                }
                _ => view! { <Waiting /> }.erased(),
            }}
        </Frame>
    }
    .erased()
}

#[component]
fn Sheet(id: RecordId, entry: Memo<Option<Entry>>, names: RwSignal<Names>) -> impl IntoView {
    view! {
        <div class="stack">
            {move || entry.get().map(|entry| view! { <Said entry names /> })}
            <Deeds id entry />
        </div>
    }
    .erased()
}

#[component]
fn Said(entry: Entry, names: RwSignal<Names>) -> impl IntoView {
    let record = as_going(&entry);
    let in_page = is_in_page(entry.record_id);
    let (state, tone) = words::shown_of(entry.shown(false), in_page);
    let now = device().map_or(entry.touched_at(), |device| device.outbox.now());
    let facts = move || {
        let mut record = record.clone();
        names.with(|names| names.put_into(&mut record));
        facts::facts(&record)
            .into_iter()
            .map(|(label, value)| view! { <dt>{label}</dt> <dd translate=say::as_written(label)>{value}</dd> })
            .collect_view()
    };
    let unfinished = has_unfinished(&entry)
        .then(|| view! { <Notice tone=Tone::Soon text="有没提交的修改，发送的是原来的内容。" /> });
    let why = words::trouble(&entry)
        .or_else(|| in_page.then(|| words::IN_PAGE.to_owned()))
        .or_else(|| entry.tries.why.map(|why| words::silence(why).to_owned()));
    let given_up = entry.given_up.as_ref().map(|given_up| {
        format!(
            "已于 {} 放弃：{}",
            say::instant(given_up.at),
            given_up.reason
        )
    });
    view! {
        <section class="card stack">
            <div class="row apart top">
                <h2>{title(&entry)}</h2>
                <Pill text=state tone=tone />
            </div>
            <small class="figure">
                {say::when(entry.touched_at(), now)} {words::tries(&entry, now).map(|tries| format!(" · {tries}"))}
            </small>
            {why.map(|text| view! { <Notice tone=Tone::Soon text /> })}
            {given_up.map(|text| view! { <Notice tone=Tone::Plain text /> })}
            {unfinished}
            <dl class="facts">{facts}</dl>
        </section>
    }
    .erased()
}

/// What can be done with an entry depends on this alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of an entry"
)]
struct Standing {
    conflict: bool,
    is_draft: bool,
    given_up: bool,
    is_written: bool,
    unfinished: bool,
}

impl Standing {
    fn of(entry: &Entry) -> Self {
        Self {
            conflict: matches!(
                entry.trouble,
                Some(Trouble::Conflict {
                    theirs: Some(_),
                    ..
                })
            ),
            is_draft: entry.draft.is_some() && !entry.is_unsent(),
            given_up: entry.given_up.is_some(),
            is_written: entry.is_written(),
            unfinished: has_unfinished(entry),
        }
    }

    const fn can_be_given_up(self) -> bool {
        !self.is_draft && !self.given_up
    }
}

#[component]
fn Deeds(id: RecordId, entry: Memo<Option<Entry>>) -> impl IntoView {
    let standing = Memo::new(move |_| {
        let standing = entry.with(|entry| entry.as_ref().map(Standing::of));
        standing.unwrap_or_default()
    });
    let can_be_given_up = Memo::new(move |_| standing.get().can_be_given_up());
    let trouble = RwSignal::new(None::<String>);
    view! {
        <div class="stack tight actions">
            {move || ways_on(id, standing.get(), trouble)}
            <a class="button" href=format!("/rescue.html?record={id}") rel="external">
                "存成文件"
            </a>
            {move || can_be_given_up.get().then(|| view! { <GiveUp id trouble /> })}
            {move || trouble.get().map(|text| view! { <Notice tone=Tone::Bad text /> })}
        </div>
    }
    .erased()
}

/// Compare, mend, send again, drop what was typed: whatever fits how the entry stands.
fn ways_on(id: RecordId, standing: Standing, trouble: RwSignal<Option<String>>) -> AnyView {
    let Standing {
        conflict,
        is_draft,
        given_up,
        is_written,
        unfinished,
    } = standing;
    let told = move |done: Result<(), Unkept>| {
        trouble.set(done.err().map(|unkept| unkept.words().to_owned()));
    };
    let again = move |_| act(|device| device.outbox.again(id), told);
    let edit = match (is_draft, unfinished) {
        (true, _) => "继续填写",
        (_, true) => "继续修改",
        _ => "修改",
    };
    view! {
        {conflict
            .then(|| {
                view! {
                    <a class="button primary" href=format!("/outbox/{id}/merge")>
                        "对照两边的内容"
                    </a>
                }
            })}
        {(!conflict && is_written)
            .then(|| {
                view! {
                    <a class="button" href=format!("/records/{id}/edit")>
                        {edit}
                    </a>
                }
            })}
        {(!conflict && !is_draft)
            .then(|| {
                view! {
                    <button class="button" type="button" on:click=again>
                        {if given_up { "恢复并发送" } else { "再发一次" }}
                    </button>
                }
            })}
        {(is_draft || unfinished).then(|| view! { <DropDraft id unfinished trouble /> })}
    }
    .erased()
}

/// Deletes what was typed, after a question: nothing brings it back.
#[component]
fn DropDraft(id: RecordId, unfinished: bool, trouble: RwSignal<Option<String>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let leave = leave_once_done(trouble);
    let yes = Callback::new(move |()| act(|device| device.outbox.drop_draft(id), leave.clone()));
    let (label, text) = if unfinished {
        ("不要没提交的修改", "删除后不能恢复，发送的仍是原来的内容。")
    } else {
        ("删除草稿", "删除后不能恢复。")
    };
    view! {
        <button class="button" type="button" on:click=move |_| open.set(true)>
            {label}
        </button>
        <Confirm open title=label text action=label yes />
    }
    .erased()
}

/// Back to the outbox once the phone has done a deed; what it could not do is told on the page.
fn leave_once_done(
    trouble: RwSignal<Option<String>>,
) -> impl Fn(Result<(), Unkept>) + Clone + Send + Sync + 'static {
    let go = moves::mover();
    move |done| match done {
        Ok(()) => go("/outbox"),
        Err(unkept) => trouble.set(Some(unkept.words().to_owned())),
    }
}

/// Whether the person has begun to change a text that waits to be sent, and left that unfinished.
pub(super) fn has_unfinished(entry: &Entry) -> bool {
    entry.draft.is_some() && entry.is_unsent()
}

/// 放弃 asks for a reason, and keeps the text for thirty days.
#[component]
fn GiveUp(id: RecordId, trouble: RwSignal<Option<String>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let (reason, faults) = (RwSignal::new(String::new()), Faults::default());
    let leave = leave_once_done(trouble);
    let ask = move |_| {
        open.set(true);
        // It has been hidden until now.
        request_animation_frame(|| focus(REASON));
    };
    let yes = move |_| {
        let text = reason.get_untracked().trim().to_owned();
        if text.is_empty() {
            faults.set(&[FieldError::new(REASON, FieldCode::Required)]);
            focus(REASON);
            return;
        }
        act(|device| device.outbox.give_up(id, text), leave.clone());
    };
    view! {
        <button class="button danger" type="button" hidden=move || open.get() on:click=ask>
            "放弃这条…"
        </button>
        <section class="card stack" hidden=move || !open.get()>
            <TextInput name=REASON label="放弃的原因" hint="30 天内还可以恢复" value=reason faults />
            <div class="row">
                <button class="button" type="button" on:click=move |_| open.set(false)>
                    "取消"
                </button>
                <button class="button danger" type="button" on:click=yes>
                    "放弃"
                </button>
            </div>
        </section>
    }
    .erased()
}
