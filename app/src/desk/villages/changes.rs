//! 区划变更: what became of this village or township, and the form that enters it.

use super::page::refusal;
use crate::{desk::plain::asked_for, view::Erase, words as said};
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::Coded,
    divisions::{AreaEvent, AreaStory},
};
use leptos::prelude::*;

/// What happened, and for who may enter it the form. A village that is no more changes no further, and one
/// that goes on a day to come only gets another name until then.
#[component]
pub(crate) fn Changes(
    village: AreaCode,
    changes: Vec<AreaEvent>,
    today: NaiveDate,
    may_enter: bool,
) -> impl IntoView {
    let gone = |event: &AreaEvent| matches!(event.what, AreaStory::Went(..));
    let own = |event: &AreaEvent| !matches!(event.what, AreaStory::TookIn(..));
    let may_take_back = may_enter && changes.iter().any(own);
    let goes = changes.iter().find(|event| gone(event));
    let only_name = goes.is_some() || village.level() != AreaLevel::Village;
    let may_enter = may_enter && goes.is_none_or(|event| event.from > today);
    if changes.is_empty() && !may_enter {
        return ().erased();
    }
    let lines = changes.iter().map(line).collect_view();
    view! {
        <section class="card stack tight" id="changes">
            <h2>"区划变更"</h2>
            <ul class="lines">{lines}</ul>
            {may_take_back.then(|| view! { <TakeBack village /> })}
            {may_enter.then(|| view! { <ChangeForm village today only_name /> })}
        </section>
    }
    .erased()
}

fn line(event: &AreaEvent) -> AnyView {
    let other = |code: &AreaCode, name: &String| {
        view! {
            <a href=format!("/desk/villages/{code}") translate="no">
                {name.clone()}
            </a>
        }
        .erased()
    };
    let what = match &event.what {
        AreaStory::Renamed { before } => {
            view! { "更名，原名" <b translate="no">{before.clone()}</b> }.erased()
        }
        AreaStory::Went(kind, code, name) => {
            view! { {kind.label()} " " {other(code, name)} }.erased()
        }
        AreaStory::TookIn(kind, code, name) => {
            view! { {other(code, name)} " " {kind.label()} "本村" }.erased()
        }
    };
    let number = event.document_no.clone();
    view! {
        <li class="line">
            <span>{what}</span>
            <small>{format!("{}起", said::date(event.from))}</small>
            {number.map(|number| view! { <small translate="no">{number}</small> })}
        </li>
    }
    .erased()
}

/// Takes the newest change of the village back.
#[component]
fn TakeBack(village: AreaCode) -> impl IntoView {
    view! {
        <details class="fold no-print">
            <summary>"撤销最近一次变更"</summary>
            <form class="form" method="post" action=format!("/desk/villages/{village}/change")>
                <input type="hidden" name="change" value="take_back" />
                <p class="hint">
                    "只用于登记错了的。更名恢复原名，并入的村重新单列，划转的恢复原代码；划转后新代码下已经有内容的，不能撤销。已上报的年度不变，差别列为更正。"
                </p>
                <button class="button">"撤销变更"</button>
            </form>
        </details>
    }
    .erased()
}

/// The ways a village changes, as the form names them.
const KINDS: [(&str, &str); 3] = [
    ("renamed", "更名"),
    ("merged", "并入另一个村"),
    ("moved", "划到另一个乡镇"),
];

#[component]
fn ChangeForm(village: AreaCode, today: NaiveDate, only_name: bool) -> impl IntoView {
    let chosen = asked_for("change");
    let from = Some(asked_for("from")).filter(|from| !from.is_empty());
    let kinds = KINDS
        .map(|(code, word)| {
            view! {
                <option value=code selected=code == chosen>
                    {word}
                </option>
            }
        })
        .collect_view();
    view! {
        <details class="fold no-print" open=!chosen.is_empty()>
            <summary>"登记变更"</summary>
            <form class="form" method="post" action=format!("/desk/villages/{village}/change")>
                {if only_name {
                    view! {
                        <input type="hidden" name="change" value="renamed" />
                        {text("name", "新名称", "", 30)}
                    }
                        .erased()
                } else {
                    what_of_village(kinds).erased()
                }}
                <div class="field">
                    <label for="change-from">"从哪一天起"</label>
                    <input
                        class="input"
                        id="change-from"
                        type="date"
                        name="from"
                        required
                        value=from.unwrap_or_else(|| today.to_string())
                        aria-invalid=wrong("from").is_some().then_some("true")
                        aria-describedby=wrong("from").is_some().then_some("change-from-error")
                    />
                    {wrong("from").map(|text| {
                        view! { <p class="error" id="change-from-error">{text}</p> }
                    })}
                </div>
                {text("document_no", "批文号（可不填）", "", 60)}
                <p class="hint">
                    "已有的记录仍记在原来的村，统计时按日期归入；以前年度的数字和已上报的年度不变。登记前请核对。"
                </p>
                <button class="button primary">"登记"</button>
            </form>
        </details>
    }
    .erased()
}

/// The ways a village changes, and what each takes.
fn what_of_village(kinds: impl IntoView + 'static) -> impl IntoView {
    view! {
        <div class="field">
            <label for="change-kind">"变更"</label>
            <select class="input" id="change-kind" name="change">
                {kinds}
            </select>
        </div>
        {text("name", "新村名", "更名时填写，如 山香村。", 30)}
        {text("into", "并入的村", "并入时填写，须是本县现有的村：乡镇加村名，如 小江镇山香村，或 12 位代码。", 60)}
        {text("code", "新的 12 位代码", "划到另一个乡镇时填写，前九位是新的乡镇。", 12)}
    }
}

/// What was refused of a field.
fn wrong(name: &str) -> Option<&'static str> {
    refusal(name).filter(|_| asked_for("field") == name)
}

fn text(name: &'static str, label: &'static str, hint: &'static str, longest: u16) -> AnyView {
    let id = format!("change-{name}");
    // Told above the page as well, two screens away on a phone.
    let wrong = wrong(name);
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class="input"
                id=id
                name=name
                maxlength=longest.to_string()
                value=asked_for(name)
                aria-invalid=wrong.is_some().then_some("true")
                aria-describedby=wrong.is_some().then(|| format!("change-{name}-error"))
            />
            {wrong.map(|text| view! { <p class="error" id=format!("change-{name}-error")>{text}</p> })}
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
        </div>
    }
    .erased()
}
