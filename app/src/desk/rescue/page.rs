//! `/desk/rescue`: choose the file, see whose records are in it, bring them in.

use super::{office_rescue, table::Table, words};
use crate::{
    components::{Empty, Notice, Shape, Tone, loaded},
    desk::shell::{QueueChanged, brings_in, read_desk},
    json::data,
    rescue::{Unusable, words as said},
    view::Erase,
};
use domain::{
    ids::RecordId,
    sync::{
        entry::Silence,
        rescue::{Brought, RescueFile},
    },
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use std::collections::BTreeMap;

const INPUT: &str = "rescue_file";

/// What became of each record so far.
pub(super) type Told = RwSignal<BTreeMap<RecordId, Brought>>;

#[component]
pub(crate) fn OfficeRescuePage() -> impl IntoView {
    let who = data(|| (), |()| read_desk());
    view! {
        <Title text="导入救援文件 · 科特派" />
        <header class="desk-head">
            <h1>"导入救援文件"</h1>
        </header>
        {loaded(
            who,
            |who| {
                if brings_in(who.role) {
                    view! { <Import /> }.erased()
                } else {
                    let text = "只有县科技局工作人员和乡镇协调员可以导入。";
                    view! { <Notice tone=Tone::Plain text /> }.erased()
                }
            },
        )}
    }
}

#[component]
fn Import() -> impl IntoView {
    let rescue = StoredValue::new(office_rescue());
    let opened = RwSignal::new(None::<Result<RescueFile, Unusable>>);
    let told: Told = RwSignal::new(BTreeMap::new());
    let busy = RwSignal::new(false);
    let open = move |_| {
        let Some(opening) = rescue.with_value(|rescue| Some(rescue.as_ref()?.open(INPUT))) else {
            return;
        };
        told.set(BTreeMap::new());
        busy.set(true);
        spawn_local(async move {
            opened.set(Some(opening.await));
            busy.set(false);
        });
    };
    view! {
        <section class="card stack">
            <p>
                "科技特派员的手机一直发不出去时，可以把救援文件交到办公室，在这里代为导入。记录仍算本人的，标为“代录”；同一个文件导入多次不会重复。"
            </p>
            <label class="photo-input button wide" class:closed=busy>
                <input
                    class="unseen"
                    id=INPUT
                    type="file"
                    accept=".json,application/json"
                    disabled=busy
                    on:change=open
                />
                "选择救援文件"
            </label>
        </section>
        {move || match opened.get()? {
            Ok(file) => Some(view! { <Found file told busy /> }.erased()),
            Err(why) => {
                Some(view! { <Notice tone=Tone::Bad text=said::unusable(why) /> }.erased())
            }
        }}
    }
}

#[component]
fn Found(file: RescueFile, told: Told, busy: RwSignal<bool>) -> impl IntoView {
    let sealed = (!file.sealed.is_empty()).then(|| {
        format!(
            "另有 {} 份加密的内容，只有本人在手机上登录后能导入。",
            file.sealed.len()
        )
    });
    let damaged = said::damaged(&file.damaged);
    let nothing = file.entries.is_empty().then(|| {
        view! { <Empty shape=Shape::Done text="文件里没有能导入的记录。" /> }
    });
    let full = (!file.entries.is_empty()).then(|| {
        view! {
            <Send entries=file.entries.clone() told busy />
            <Table entries=file.entries author=file.account_name told />
        }
    });
    view! {
        {nothing}
        {damaged.map(|text| view! { <Notice tone=Tone::Soon text /> })}
        {sealed.map(|text| view! { <Notice tone=Tone::Plain text /> })}
        {full}
    }
}

/// The button, and how far it is.
#[component]
fn Send(
    entries: Vec<domain::sync::entry::Entry>,
    told: Told,
    busy: RwSignal<bool>,
) -> impl IntoView {
    let rescue = StoredValue::new(office_rescue());
    let changed = use_context::<QueueChanged>();
    let stopped = RwSignal::new(None::<Silence>);
    let ready = super::table::sendable(&entries);
    let entries = StoredValue::new(entries);
    let send = move |_| {
        let tell = Callback::new(move |(id, brought)| {
            told.update(|told| _ = told.insert(id, brought));
        });
        let sending = rescue.with_value(|rescue| {
            let rescue = rescue.as_ref()?;
            Some(rescue.bring_in(entries.get_value(), tell))
        });
        let Some(sending) = sending else { return };
        busy.set(true);
        spawn_local(async move {
            stopped.set(sending.await.err());
            busy.set(false);
            if let Some(QueueChanged(changed)) = changed {
                changed.update(|count| *count += 1);
            }
        });
    };
    let state = move || match told.with(BTreeMap::len) {
        0 => format!("{ready} 条可以导入"),
        count => format!("已处理 {count} / {ready} 条"),
    };
    view! {
        <div class="row apart wrap">
            <p role="status" class="figure">
                {state}
            </p>
            <button
                class="button primary"
                type="button"
                disabled=move || busy.get() || ready == 0
                on:click=send
            >
                {move || if busy.get() { "正在导入…" } else { "导入" }}
            </button>
        </div>
        {move || {
            stopped.get().map(|why| view! { <Notice tone=Tone::Bad text=words::silence(why) /> })
        }}
    }
}
