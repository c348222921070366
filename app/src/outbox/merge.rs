//! A conflict side by side: mine, theirs, and what both stood on. The person chooses field by field;
//! nothing is lost by choosing, and there is always a way on.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    codes::{Coded, Status},
    ids::RecordId,
    sync::{
        entry::{Entry, Fields, Trouble},
        merge::{FieldPair, Side, compared, merged},
    },
};
use leptos::prelude::*;
use serde_json::Value;

use super::{act, entry_of, title, words};
use crate::{
    components::{Empty, Notice, Opinion, Shape, Tone, Waiting, awake},
    frame::{Frame, PageHead, Tab},
    moves,
    records::facts::{self, Names},
    view::{Erase, view},
    words as say,
};

#[component]
pub fn MergePage() -> impl IntoView {
    let id = moves::id();
    let id = Signal::derive(move || id.with(|id| id.parse().ok()));
    let entry = entry_of(id);
    let awake = awake();
    view! {
        <Frame title="对照两边的内容" tab=Tab::Me>
            <PageHead title="对照两边的内容" back="/outbox" />
            {move || match entry.get().and_then(Conflict::of) {
                Some(conflict) if awake.get() => view! { <Merge conflict /> }.erased(),
                None if awake.get() => {
                    view! { <Empty shape=Shape::Done text="没有需要对照的内容，可能已经处理好了。" /> }.erased()
                }
                _ => view! { <Waiting /> }.erased(),
            }}
        </Frame>
    }
    .erased()
}

/// Both texts of a conflict.
#[derive(Clone)]
struct Conflict {
    id: RecordId,
    title: String,
    mine: Fields,
    theirs: Fields,
    pairs: Vec<FieldPair>,
}

impl Conflict {
    fn of(entry: Entry) -> Option<Self> {
        let Some(Trouble::Conflict {
            theirs: Some(Value::Object(theirs)),
            ..
        }) = &entry.trouble
        else {
            return None;
        };
        let mine = entry.outgoing.as_ref()?.record.clone();
        let pairs = compared(entry.base.record.as_ref(), &mine, theirs);
        Some(Self {
            id: entry.record_id,
            title: title(&entry),
            theirs: theirs.clone(),
            mine,
            pairs,
        })
    }

    fn their_status(&self) -> Option<Status> {
        self.theirs
            .get("status")
            .and_then(Value::as_str)
            .and_then(Status::from_code)
    }

    /// An approved record takes no change of its author any more.
    fn is_closed(&self) -> bool {
        self.their_status()
            .is_some_and(|status| status.counts() || status == Status::Voided)
    }
}

#[component]
fn Merge(conflict: Conflict) -> impl IntoView {
    let closed = conflict.is_closed();
    let status = conflict
        .their_status()
        .map(Coded::label)
        .unwrap_or_default();
    let opinion = conflict
        .theirs
        .get("review_opinion")
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .map(ToOwned::to_owned);
    let sides: BTreeMap<&'static str, Side> = conflict
        .pairs
        .iter()
        .map(|pair| (pair.name, pair.proposed.unwrap_or(Side::Mine)))
        .collect();
    let chosen = RwSignal::new(sides);
    let names = Names::load();
    let (same, different): (Vec<_>, Vec<_>) =
        conflict.pairs.iter().cloned().partition(FieldPair::agrees);
    let rows = different
        .iter()
        .map(|pair| view! { <Pair pair=pair.clone() chosen names /> })
        .collect_view();
    let same_names: Vec<_> = same
        .iter()
        .map(|pair| words::field_name(pair.name))
        .collect();
    let what = if closed {
        format!(
            "服务器上的这条记录{status}，不能再改。您可以采用服务器的内容，把您填的存成文件；需要更正请联系县科技局退回。"
        )
    } else {
        format!(
            "这条记录在别处改动过，现在的状态是“{status}”。两边不同的地方请逐项选择，选错了可以再改。"
        )
    };
    view! {
        <div class="stack">
            <h2>{conflict.title.clone()}</h2>
            <Notice tone=Tone::Soon text=what />
            {opinion.map(|text| view! { <Opinion tone=Tone::Bad text /> })}
            {(!closed).then(|| view! { <ul class="merge stack">{rows}</ul> })}
            {(!same_names.is_empty())
                .then(|| view! { <p class="hint">{format!("两边相同：{}", same_names.join("、"))}</p> })}
            <MergeFoot conflict chosen closed />
        </div>
    }
    .erased()
}

#[component]
fn MergeFoot(
    conflict: Conflict,
    chosen: RwSignal<BTreeMap<&'static str, Side>>,
    closed: bool,
) -> impl IntoView {
    let id = conflict.id;
    let go = moves::mover();
    let trouble = RwSignal::new(None::<&'static str>);
    let finish = move |done: Result<(), crate::device::Unkept>| match done {
        Ok(()) => go("/outbox"),
        Err(unkept) => trouble.set(Some(unkept.words())),
    };
    let after_theirs = finish.clone();
    let send = move |_| {
        let theirs: BTreeSet<&str> = chosen
            .get_untracked()
            .into_iter()
            .filter(|(_, side)| *side == Side::Theirs)
            .map(|(name, _)| name)
            .collect();
        let record = merged(&conflict.mine, &conflict.pairs, &theirs);
        act(|device| device.outbox.merge(id, record), finish.clone());
    };
    let take_theirs = move |_| {
        act(
            |device| device.outbox.give_up(id, "采用服务器的内容".to_owned()),
            after_theirs.clone(),
        );
    };
    view! {
        <div class="stack tight actions">
            {(!closed)
                .then(|| {
                    view! {
                        <button class="button primary" type="button" on:click=send>
                            "按所选提交"
                        </button>
                    }
                })}
            <button class="button" type="button" on:click=take_theirs>
                "采用服务器的内容（我的保留 30 天）"
            </button>
            <a class="button quiet" href=format!("/rescue.html?record={id}") rel="external">
                "把我的存成文件"
            </a>
            {move || trouble.get().map(|text| view! { <Notice tone=Tone::Bad text /> })}
        </div>
    }
    .erased()
}

/// One field: two radios, mine and theirs.
#[component]
fn Pair(
    pair: FieldPair,
    chosen: RwSignal<BTreeMap<&'static str, Side>>,
    names: RwSignal<Names>,
) -> impl IntoView {
    let name = pair.name;
    let label = words::field_name(name);
    let said = move |value: &Value| names.with(|names| facts::said(name, value, names));
    let base = pair.base.clone();
    let base = move || Some(said(&base)).filter(|text| !text.is_empty());
    let option = |side: Side, whose: &'static str, value: &Value| {
        let value = value.clone();
        let text = move || Some(said(&value)).filter(|text| !text.is_empty());
        let written_text = text.clone();
        let written = move || written_text().and_then(|_| say::as_written(label));
        let checked = move || chosen.with(|chosen| chosen.get(name) == Some(&side));
        view! {
            <label class="merge-side">
                <input
                    type="radio"
                    name=name
                    prop:checked=checked
                    on:change=move |_| {
                        chosen
                            .update(|chosen| {
                                chosen.insert(name, side);
                            });
                    }
                />
                <span>
                    <small>{whose}</small>
                    <b translate=written>{move || text().unwrap_or_else(|| "（空）".to_owned())}</b>
                </span>
            </label>
        }
    };
    let changed = pair.proposed.map(|side| match side {
        Side::Mine => "只有您改过",
        Side::Theirs => "只有服务器上改过",
    });
    view! {
        <li class="card">
            <fieldset class="field">
                <legend>
                    {label} " "
                    <span class="hint">{changed.unwrap_or("两边都改过，请选一个")}</span>
                </legend>
                <div class="merge-sides">
                    {option(Side::Mine, "我的（手机）", &pair.mine)} {option(Side::Theirs, "服务器上", &pair.theirs)}
                </div>
                {move || base().map(|base| view! { <p class="hint">{format!("原来：{base}")}</p> })}
            </fieldset>
        </li>
    }
    .erased()
}
