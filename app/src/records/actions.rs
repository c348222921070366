//! What a person may do with a record: mend, withdraw, discard, or say 我没参加.

use domain::{
    codes::Status,
    ids::CommissionerId,
    reading::RecordView,
    sync::{
        Op,
        entry::{Base, Entry},
    },
};
use leptos::{prelude::*, task::spawn_local};

use super::api::mark_absence;
use crate::{
    components::{Confirm, Notice, Tone, awake},
    device::{Text, device},
    moves,
    outbox::entry_of,
    view::{Erase, view},
    words,
};

#[component]
pub(super) fn Actions(
    record: RecordView,
    me: Option<CommissionerId>,
    changed: Callback<()>,
) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let status = record.status;
    let named = record
        .people
        .iter()
        .any(|person| Some(person.id) == me && !person.absent);
    let others = me.is_some_and(|me| me != record.author_id);
    let edit = match status {
        Status::Returned => "按意见修改",
        Status::Draft => "继续填写",
        _ => "修改",
    };
    let href = format!("/records/{}/edit", record.id);
    let id = record.id.to_string();
    let stored = StoredValue::new(record.clone());
    let mine = record.editable && !others;
    view! {
        <div class="stack tight actions">
            {mine
                .then(|| {
                    let class = if status == Status::Submitted { "button" } else { "button primary" };
                    view! {
                        <a class=class href=href>
                            {edit}
                        </a>
                    }
                })}
            {(mine && status == Status::Submitted)
                .then(|| {
                    view! {
                        <Change
                            record=stored
                            op=Op::Withdraw
                            label="撤回"
                            text="撤回后变为草稿，审核人不再看到，修改后可以再提交。"
                            trouble
                        />
                    }
                })}
            {(mine && status == Status::Draft)
                .then(|| {
                    view! {
                        <Change
                            record=stored
                            op=Op::Discard
                            label="删除草稿"
                            text="删除后不能恢复。"
                            trouble
                        />
                    }
                })} {(others && named).then(|| view! { <Absence id trouble changed /> })}
            {move || trouble.get().map(|text| view! { <Notice tone=Tone::Bad text /> })}
        </div>
    }
    .erased()
}

/// A change of the record's state, after a question. It goes by the outbox, so it waits for a network
/// like everything else.
#[component]
fn Change(
    record: StoredValue<RecordView>,
    op: Op,
    label: &'static str,
    text: &'static str,
    trouble: RwSignal<Option<String>>,
) -> impl IntoView {
    let (open, awake) = (RwSignal::new(false), awake());
    let device = StoredValue::new(device());
    let go = moves::mover();
    let id = record.with_value(|record| record.id);
    let entry = entry_of(Signal::derive(move || Some(id)));
    let asked = move || {
        entry.with(|entry| {
            let going = entry.as_ref().filter(|entry| entry.is_unsent());
            going
                .and_then(Entry::going)
                .is_some_and(|text| text.op == op)
        })
    };
    let yes = Callback::new(move |()| {
        let Some(device) = device.get_value() else {
            return;
        };
        let go = go.clone();
        let text = record.with_value(text_of);
        spawn_local(async move {
            match device.outbox.queue(op, text).await {
                Ok(_) if op == Op::Discard => {
                    go("/records");
                }
                Ok(_) => trouble.set(None),
                Err(unkept) => trouble.set(Some(unkept.words().to_owned())),
            }
        });
    });
    view! {
        <button
            class="button"
            type="button"
            hidden=asked
            disabled=move || !awake.get()
            on:click=move |_| open.set(true)
        >
            {label}
        </button>
        <Confirm open title=label text action=label yes />
    }
    .erased()
}

/// The record as it stands, for a change that leaves its text alone.
fn text_of(record: &RecordView) -> Text {
    Text {
        record_id: record.id,
        kind: record.kind,
        label: record.text("title").to_owned(),
        place_name: record.area_name.clone(),
        base: Base {
            version: record.version,
            record: Some(record.record()),
        },
        record: record.record(),
    }
}

/// A participant was not there.
#[component]
fn Absence(id: String, trouble: RwSignal<Option<String>>, changed: Callback<()>) -> impl IntoView {
    let (open, awake) = (RwSignal::new(false), awake());
    let yes = Callback::new(move |()| {
        let id = id.clone();
        spawn_local(async move {
            match mark_absence(id).await {
                // The page may be gone by now.
                Ok(()) => _ = changed.try_run(()),
                Err(error) => trouble.set(Some(words::failure(&error).to_owned())),
            }
        });
    });
    view! {
        <button class="button" type="button" disabled=move || !awake.get() on:click=move |_| open.set(true)>
            "我没参加"
        </button>
        <Confirm
            open
            title="我没参加"
            text="这次服务不再计入您的个人统计，审核人会看到您的说明。"
            action="我没参加"
            yes
        />
    }
    .erased()
}
