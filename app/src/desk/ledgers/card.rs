//! `/desk/ledgers/:ledger/:key`: one entry, what can be done with it, and what became of it.

use super::{
    files::{Files, fault},
    read::Desk,
    words,
};
use crate::{
    components::{Notice, Pill, Tone},
    desk::{
        parts::{PrintButton, SmallScript},
        plain::{asked_for, once_read, segment},
        registers::instant,
        words::dated,
    },
    view::Erase,
    words as said,
};
use domain::{
    codes::Coded,
    ledgers::{
        Card, Kind, SourceRecord,
        steps::{Status, Step},
    },
    registers::Happened,
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn CardPage() -> impl IntoView {
    let (name, key) = (segment("ledger"), segment("key"));
    let saved = !asked_for("saved").is_empty();
    let reading = async move { Desk::open()?.card(name, key).await };
    view! {
        <Title text="台账 · 科特派" />
        {saved.then(|| view! { <Notice tone=Tone::Good text="已保存。" /> })}
        {fault(&asked_for("fault")).map(|text| view! { <Notice tone=Tone::Bad text /> })}
        {once_read(reading, |card| view! { <Whole card /> }.erased())}
        <SmallScript />
    }
}

#[component]
fn Whole(card: Card) -> impl IntoView {
    let kind = card.kind;
    let over = card.overdue_days.map(|days| ("bad", words::overdue(days)));
    let pills = over.into_iter().chain(words::status(card.status));
    let pills = pills.map(|(tone, text)| view! { <Pill text tone /> });
    let pills = pills.collect_view();
    let facts = card.facts.iter().map(|fact| {
        let (text, translate) = as_kept(&fact.text);
        view! {
            <dt>{fact.label.clone()}</dt>
            <dd class="long" translate=translate>
                {text}
            </dd>
        }
    });
    let facts = facts.collect_view();
    let doubts = card.doubts.iter().map(|doubt| {
        view! { <Notice tone=Tone::Soon text=doubt.label() /> }
    });
    let doubts = doubts.collect_view();
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href=words::ledger(kind)>
                    {format!("‹ {}", kind.label())}
                </a>
                <h1 translate="no">{card.title.clone()}</h1>
                <div class="marks">{pills}</div>
            </div>
            <Actions card=card.clone() />
        </header>
        {doubts}
        <div class="village">
            <section class="card stack tight">
                <h2>"基本情况"</h2>
                <dl class="facts">{facts}</dl>
            </section>
            <div class="stack">
                <Sources records=card.records.clone() />
                <Files card=card.clone() />
                <History history=card.history />
            </div>
        </div>
    }
}

/// A value in words. Only what people wrote themselves is not translated.
fn as_kept(text: &str) -> (String, Option<&'static str>) {
    let told = dated(text);
    let translate = (told == text).then_some("no");
    (told, translate)
}

/// What can be done with it now: the likeliest first, what ends it without a result last.
#[component]
fn Actions(card: Card) -> impl IntoView {
    let here = words::card(card.kind, card.id);
    let likeliest = likeliest(&card);
    let (ends, goes_on): (Vec<_>, Vec<_>) = card
        .steps
        .iter()
        .copied()
        .filter(|step| Some(*step) != likeliest)
        .partition(|step| matches!(step, Step::Reject | Step::Cancel | Step::Strike));
    let button = |class: &'static str| {
        let here = here.clone();
        move |step: Step| {
            view! {
                <a class=class href=format!("{here}/steps/{}", step.code())>
                    {step.label()}
                </a>
            }
        }
    };
    let first = likeliest.map(button("button primary"));
    let goes_on = goes_on.into_iter().map(button("button")).collect_view();
    let ends = ends.into_iter().map(button("button quiet")).collect_view();
    let edit = card.may_edit.then(|| {
        let class = if likeliest.is_some() {
            "button"
        } else {
            "button primary"
        };
        view! {
            <a class=class href=format!("{here}/edit")>
                "修改"
            </a>
        }
    });
    view! {
        <div class="actions no-print">
            {first} {goes_on} {edit} <PrintButton plain=true /> {ends}
        </div>
    }
}

/// The step that a problem waits for.
fn likeliest(card: &Card) -> Option<Step> {
    let wanted = match card.status {
        Status::New => Step::Assign,
        Status::Escalated => Step::Resolve,
        Status::Resolved => Step::Confirm,
        _ => Step::Progress,
    };
    Some(wanted).filter(|step| card.kind == Kind::Problem && card.steps.contains(step))
}

/// The records that made it or worked on it.
#[component]
fn Sources(records: Vec<SourceRecord>) -> impl IntoView {
    if records.is_empty() {
        return ().erased();
    }
    let rows = records.into_iter().map(|record| {
        let did = record.did.map_or("由此登记", Coded::label);
        let name = format!("{} {}记录", said::date(record.on), record.kind.label());
        view! {
            <li>
                <a href=format!("/desk/records/{}", record.id)>{name}</a>
                <small>
                    <span translate="no">{record.author}</span>
                    {format!("，{did}")}
                </small>
            </li>
        }
    });
    view! {
        <section class="card stack tight">
            <h2>"相关日志"</h2>
            <ul class="thread">{rows.collect_view()}</ul>
        </section>
    }
    .erased()
}

#[component]
fn History(history: Vec<Happened>) -> impl IntoView {
    let steps = history.into_iter().map(|one| {
        let changes = one.changes.into_iter().map(|change| {
            let before = (!change.before.is_empty()).then(|| {
                let (text, translate) = as_kept(&change.before);
                view! { <del translate=translate>{text}</del> }
            });
            let after = (!change.after.is_empty()).then(|| {
                let (text, translate) = as_kept(&change.after);
                view! { <ins translate=translate>{text}</ins> }
            });
            view! {
                <dt>{change.label}</dt>
                <dd>{before} {after}</dd>
            }
        });
        let changes = changes.collect_view();
        let (by, at) = (one.by, instant(one.at));
        view! {
            <li>
                <b>{words::action(&one.action)}</b>
                <small>
                    <span translate="no">{by}</span>
                    {format!("，{at}")}
                </small>
                <div class="changes">
                    <dl>{changes}</dl>
                </div>
            </li>
        }
    });
    let steps = steps.collect_view();
    view! {
        <section class="card stack tight">
            <h2>"变更记录"</h2>
            <ol class="thread">{steps}</ol>
        </section>
    }
}
