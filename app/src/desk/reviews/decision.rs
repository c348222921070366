//! The decisions on one record: real forms, so they are sent with wasm or without.

use super::{
    api::Decide,
    flash::fault_words,
    offered::{offered, township_first},
    sending::NotSent,
    writing::{Draft, Writing, write_on},
};
use crate::{
    components::{Faults, Notice, TextArea, Tone},
    desk::{parts::asked, words},
    view::Erase,
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::{Coded, Decision, RecordKind},
    fields::{FieldCode, FieldError},
    reading::RecordView,
    reviews::{MAX_OPINION, fields_of, needs_opinion, points_at_fields},
};
use leptos::{
    ev::{Event, KeyboardEvent, SubmitEvent},
    html::Details,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlDetailsElement, HtmlElement, HtmlInputElement},
};
use std::collections::BTreeSet;

/// Sentences that reviewers write again and again.
const PHRASES: [&str; 6] = [
    "请写明防治药剂和用量。",
    "请补充服务对象和具体地点。",
    "请写清做了什么、效果如何。",
    "请核对服务日期和天数。",
    "请核对户数、人次。",
    "与其他记录重复，请核对后撤回一条。",
];

/// What the person may decide here, and the forms for it. `next` is where a decision leads.
#[component]
pub(crate) fn DecisionForms(
    record: RecordView,
    actor: Actor,
    today: NaiveDate,
    /// Counties whose townships verify first.
    step: Vec<AreaCode>,
    decide: ServerAction<Decide>,
    next: String,
    back: String,
) -> impl IntoView {
    let offered = offered(&actor, &record, today, &step);
    if offered.is_empty() {
        return ().erased();
    }
    let target = Target {
        id: record.id.to_string(),
        version: record.version,
        kind: record.kind,
        next,
        back,
        decide,
    };
    let role = actor.role;
    let township_first = township_first(role, &record, today, &step);
    let forms = offered
        .into_iter()
        .map(|decision| {
            let word = words::decision(decision, role);
            let target = target.clone();
            // A form that was open is none of the next decision's: what was typed in it least of all.
            let subject = target.subject(decision);
            if needs_opinion(decision) {
                view! { <WithOpinion decision word target /> }.erased_for(subject)
            } else {
                view! { <Approval word target /> }.erased_for(subject)
            }
        })
        .collect_view();
    view! {
        <section class="decisions no-print" aria-label="审核">
            <Refused record=target.id decide />
            {township_first.then(|| view! { <p class="small">"乡镇核实以后才能通过。"</p> })}
            {forms}
        </section>
    }
    .erased()
}

/// The record that a form decides on, and where it leads.
#[derive(Clone)]
struct Target {
    id: String,
    version: i64,
    kind: RecordKind,
    next: String,
    back: String,
    decide: ServerAction<Decide>,
}

impl Target {
    /// This decision on this version of the record, and on nothing else.
    fn subject(&self, decision: Decision) -> String {
        format!("{} {} {}", self.id, self.version, decision.code())
    }
}

/// What the address says of a decision on this record. In the queue it names the record; with that
/// gone, another one stands here.
fn asked_of(record: &str, name: &'static str) -> Memo<String> {
    let (about, told, record) = (asked("id"), asked(name), record.to_owned());
    Memo::new(move |_| {
        let ours = about.with(|about| about.is_empty() || *about == record);
        if ours { told.get() } else { String::new() }
    })
}

/// The call itself failed: not signed in, no network, out of scope.
#[component]
fn Refused(record: String, decide: ServerAction<Decide>) -> impl IntoView {
    let fault = asked_of(&record, "fault");
    move || {
        let failed = decide.value().get().and_then(Result::err);
        match (failed, fault.get()) {
            (Some(error), _) => Some(view! { <NotSent error /> }.erased()),
            (None, fault) if fault.is_empty() => None,
            (None, fault) => {
                Some(view! { <Notice tone=Tone::Bad text=fault_words(&fault) /> }.erased())
            }
        }
    }
}

#[component]
fn Hidden(target: Target, decision: Decision) -> impl IntoView {
    view! {
        <input type="hidden" name="record_id" value=target.id />
        <input type="hidden" name="version" value=target.version.to_string() />
        <input type="hidden" name="decision" value=decision.code() />
        <input type="hidden" name="next" value=target.next />
        <input type="hidden" name="back" value=target.back />
    }
}

#[component]
fn Approval(word: &'static str, target: Target) -> impl IntoView {
    let busy = target.decide.pending();
    view! {
        <ActionForm action=target.decide attr:class="approval">
            <Hidden target decision=Decision::Approve />
            <button id="approve" class="button primary" disabled=move || busy.get()>
                {word}
            </button>
        </ActionForm>
    }
}

/// A decision that needs words: folded until it is wanted, open again when it was refused.
#[component]
fn WithOpinion(decision: Decision, word: &'static str, target: Target) -> impl IntoView {
    let of = asked_of(&target.id, "of");
    let kept = asked("opinion");
    let refused = of.get_untracked() == decision.code();
    let resumed = Writing::resumed((&target.id, target.version), decision);
    let goes_on = resumed.is_some();
    let Draft { words, fields } = resumed.unwrap_or_else(|| {
        let sent = refused.then(|| Draft {
            words: kept.get_untracked(),
            fields: asked("fields")
                .get_untracked()
                .split('~')
                .map(str::to_owned)
                .collect(),
        });
        sent.unwrap_or_default()
    });
    let (opinion, fields) = (RwSignal::new(words), RwSignal::new(fields));
    let faults = Faults::default();
    let name = field_name(decision);
    let is_open = RwSignal::new(refused || goes_on);
    Writing::follow(
        (target.id.clone(), target.version),
        decision,
        is_open,
        opinion,
        fields,
    );
    Effect::new(move |_| {
        if goes_on {
            write_on(name);
        }
    });
    let node = NodeRef::<Details>::new();
    let folds = move |event: Event| {
        let fold = event_target::<HtmlDetailsElement>(&event);
        is_open.set(fold.open());
    };
    // Escape that ends the composing of a word is the keyboard's own.
    let leaves = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            node.get_untracked()
                .into_iter()
                .for_each(|fold| fold_up(&fold));
        }
    };
    let busy = target.decide.pending();
    let check = move |event: SubmitEvent| {
        let empty = opinion.with_untracked(|text| text.trim().is_empty());
        let long = opinion.with_untracked(|text| text.trim().chars().count() > MAX_OPINION);
        if empty || long {
            event.prevent_default();
            let code = if empty {
                FieldCode::OpinionRequired
            } else {
                FieldCode::TooLong
            };
            faults.set(&[FieldError::new(format!("decision.{name}"), code)]);
            faults.focus_first(&[name]);
        }
    };
    let points = points_at_fields(decision).then_some(target.kind);
    let fold = format!("decide-{}", decision.code());
    view! {
        <details
            class="decision"
            id=fold
            node_ref=node
            open=refused || goes_on
            on:toggle=folds
            on:keydown=leaves
        >
            <summary class="button">{format!("{word}…")}</summary>
            <ActionForm action=target.decide on:submit:capture=check attr:class="form">
                <Hidden target decision />
                <TextArea name label=label(decision) value=opinion faults longest=MAX_OPINION />
                {(decision == Decision::Return).then(|| view! { <Phrases opinion /> })}
                {points.map(|kind| view! { <FieldBoxes kind fields /> })}
                <div class="sends">
                    <button class=button_class(decision) disabled=move || busy.get()>
                        {format!("确定{word}")}
                    </button>
                </div>
            </ActionForm>
        </details>
    }
}

/// Folds a form up; what is typed in it stays. The keys of the queue work again from its head.
fn fold_up(fold: &HtmlDetailsElement) {
    fold.set_open(false);
    if let Ok(Some(head)) = fold.query_selector("summary")
        && let Some(head) = head.dyn_ref::<HtmlElement>()
    {
        // Not focusable is no loss here.
        let _ = head.focus();
    }
}

/// The fields that the author should mend, to be ticked.
#[component]
fn FieldBoxes(kind: RecordKind, fields: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let boxes = fields_of(kind)
        .iter()
        .map(|name| {
            let ticked = fields.with_untracked(|fields| fields.contains(*name));
            let tick = move |event: Event| {
                let on = event_target::<HtmlInputElement>(&event).checked();
                fields.update(|fields| {
                    if on {
                        fields.insert((*name).to_owned());
                    } else {
                        fields.remove(*name);
                    }
                });
            };
            view! {
                <label class="chip">
                    <input
                        type="checkbox"
                        name="fields[]"
                        value=*name
                        checked=ticked
                        on:change=tick
                    />
                    <span>{words::record_field(name)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>"需要修改的栏目（可多选，填报人会在表单里看到标记）"</legend>
            <div class="chips">{boxes}</div>
        </fieldset>
    }
}

/// Two opinions can stand on one page, and an id only once.
const fn field_name(decision: Decision) -> &'static str {
    match decision {
        Decision::Void => "reason",
        _ => "opinion",
    }
}

const fn label(decision: Decision) -> &'static str {
    match decision {
        Decision::Void => "作废原因",
        Decision::Reopen => "需要更正什么",
        _ => "退回意见（填报人会看到）",
    }
}

const fn button_class(decision: Decision) -> &'static str {
    match decision {
        Decision::Void => "button danger",
        _ => "button primary",
    }
}

/// Phrases that are added to the opinion with one tap.
#[component]
fn Phrases(opinion: RwSignal<String>) -> impl IntoView {
    let add = move |phrase: &str| {
        opinion.update(|text| {
            if !text.contains(phrase) {
                text.push_str(phrase);
            }
        });
    };
    view! {
        <div class="phrases" role="group" aria-label="常用语">
            {PHRASES
                .map(|phrase| {
                    view! {
                        <button type="button" class="chip" on:click=move |_| add(phrase)>
                            <span>{phrase}</span>
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}
