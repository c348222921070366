//! `/desk/registers/:register/:key`: one thing, what belongs to it, and what became of it.

use super::{opinions::Opinions, read::Desk, words};
use crate::{
    components::{Notice, Pill, Tone},
    desk::{
        plain::{asked_for, once_read, segment},
        words::dated,
    },
    view::Erase,
};
use domain::{
    codes::Coded,
    registers::{Card, Happened, Kind, Related},
    units::UnitOpinion,
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn CardPage() -> impl IntoView {
    let (name, key) = (segment("register"), segment("key"));
    let saved = asked_for("saved");
    let handed_over = saved == "handover";
    let reading = async move { Desk::open()?.card(name, key).await };
    view! {
        <Title text="名册 · 科特派" />
        {(!saved.is_empty() && !handed_over)
            .then(|| view! { <Notice tone=Tone::Good text="已保存。" /> })}
        {once_read(
            reading,
            move |(card, opinions)| {
                view! {
                    {handed_over.then(|| view! { <HandedOn card=card.clone() /> })}
                    <Whole card opinions />
                }
                    .erased()
            },
        )}
    }
}

/// What a handover that was just done passed on, and what is left to do.
#[component]
fn HandedOn(card: Card) -> impl IntoView {
    let mut done = card.history.iter();
    let done = done.find_map(|one| one.handed_over.as_ref());
    let text = done.map_or_else(|| "已保存。".to_owned(), words::handed_over);
    view! {
        <Notice tone=Tone::Good text />
        <TeamsLeft related=card.related />
    }
}

/// Teams that a leaving person stays a member of: a handover changes none.
#[component]
pub(super) fn TeamsLeft(related: Vec<Related>) -> impl IntoView {
    let mut teams = related;
    teams.retain(|one| one.kind == Kind::Teams && one.term.is_open());
    let any = !teams.is_empty();
    let lines = teams.into_iter().map(|team| {
        let href = format!("{}/edit", words::card(team.kind, &team.key));
        view! {
            <p>
                <a href=href translate="no">
                    {team.title}
                </a>
                " "
                <small>{dated(&team.note)}</small>
            </p>
        }
    });
    let lines = lines.collect_view();
    any.then(|| {
        view! {
            <Notice
                tone=Tone::Plain
                text="移交不改动团队：仍是下列团队的成员，请在团队名册里另行调整。"
            >
                {lines}
            </Notice>
        }
    })
}

#[component]
fn Whole(card: Card, opinions: Option<Vec<UnitOpinion>>) -> impl IntoView {
    let kind = card.kind;
    let marks = card.marks.iter().cloned().map(words::mark);
    let pills = words::term(card.term)
        .into_iter()
        .chain(marks)
        .map(|(tone, text)| view! { <Pill text tone /> })
        .collect_view();
    let facts = card.facts.iter().map(|fact| {
        view! {
            <dt>{fact.label.clone()}</dt>
            <dd translate=crate::words::as_written(&fact.label)>{dated(&fact.text)}</dd>
        }
    });
    let facts = facts.collect_view();
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href=words::register(kind)>
                    {format!("‹ {}", kind.label())}
                </a>
                <h1 translate=words::title_as_written(kind)>{card.title.clone()}</h1>
                <div class="marks">{pills}</div>
            </div>
            <Actions card=card.clone() />
        </header>
        <div class="village">
            <section class="card stack tight">
                <h2>"基本情况"</h2>
                <dl class="facts">{facts}</dl>
            </section>
            <div class="stack">
                {opinions.map(|opinions| view! { <Opinions card=card.clone() opinions /> })}
                <Belongings related=card.related />
                <History history=card.history />
            </div>
        </div>
    }
}

/// What can be done with it: edit, and where things end, end.
#[component]
fn Actions(card: Card) -> impl IntoView {
    let here = words::card(card.kind, &card.key);
    let village = (card.kind == Kind::Villages).then(|| format!("/desk/villages/{}", card.key));
    let village = village.map(|href| {
        view! {
            <a class="button" href=href>
                "服务情况"
            </a>
        }
    });
    let hands_over = card.may_edit && card.kind == Kind::Commissioners;
    let handover = hands_over.then(|| {
        view! {
            <a class="button" href=format!("{here}/handover")>
                "移交"
            </a>
            <a class="button" href=format!("{here}/codes")>
                "一次性验证码"
            </a>
        }
    });
    let ends = card.kind.end_column().filter(|_| card.term.is_open());
    let edit = card.may_edit.then(|| {
        view! {
            <a class="button primary" href=format!("{here}/edit")>
                "修改"
            </a>
            {ends.map(|column| view! { <End card=card.clone() column /> })}
        }
    });
    view! { <div class="actions no-print">{village} {edit} {handover}</div> }
}

/// The last day, without opening the whole form.
#[component]
fn End(card: Card, column: &'static str) -> impl IntoView {
    let action = format!("{}/edit", words::card(card.kind, &card.key));
    view! {
        <details class="decision">
            <summary class="button">"结束"</summary>
            <form class="filters" method="post" action=action>
                <input type="hidden" name="version" value=card.version.to_string() />
                <label class="choose">
                    <span>"最后一天"</span>
                    <input
                        class="input"
                        type="date"
                        name=column
                        required
                        value=card.today.to_string()
                    />
                </label>
                <button class="button danger">"确定结束"</button>
            </form>
        </details>
    }
}

#[component]
fn Belongings(related: Vec<Related>) -> impl IntoView {
    let lines = related.into_iter().map(|one| {
        let term = words::term(one.term).map(|(tone, text)| view! { <Pill text tone /> });
        view! {
            <li>
                <a class="row-link" href=words::card(one.kind, &one.key)>
                    <span class="grow">
                        <b translate=words::title_as_written(one.kind)>{one.title}</b>
                        <small>{dated(&one.note)}</small>
                    </span>
                    {term}
                </a>
            </li>
        }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="card stack tight">
                <h2>"相关"</h2>
                <ul class="lines">{lines}</ul>
            </section>
        }
    })
}

#[component]
fn History(history: Vec<Happened>) -> impl IntoView {
    let none = history.is_empty();
    let steps = history.into_iter().map(|one| {
        let by = if one.by.is_empty() {
            "系统导入".to_owned()
        } else {
            one.by
        };
        let any = !one.changes.is_empty();
        let changes = one.changes.into_iter().map(|change| {
            view! {
                <dt>{change.label}</dt>
                <dd>
                    <del>{words::value(&change.before)}</del>
                    <ins>{words::value(&change.after)}</ins>
                </dd>
            }
        });
        view! {
            <li>
                <b>{words::action(&one.action)}</b>
                <small>{format!("{by}，{}", words::instant(one.at))}</small>
                {one
                    .handed_over
                    .map(|passed| view! { <small>{words::handed_over(&passed)}</small> })}
                {any
                    .then(|| {
                        view! {
                            <div class="changes">
                                <dl>{changes.collect_view()}</dl>
                            </div>
                        }
                    })}
            </li>
        }
    });
    let steps = steps.collect_view();
    view! {
        <section class="card stack tight">
            <h2>"变更记录"</h2>
            {none.then(|| view! { <p class="small">"还没有变更。"</p> })}
            <ol class="thread">{steps}</ol>
        </section>
    }
}
