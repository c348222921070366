//! `/desk/registers/:register/new` and `/desk/registers/:register/:key/edit`: a plain post to the page's own
//! address, which answers with the card, or with the form and what is wrong with it.

use super::{card::TeamsLeft, field::FormField, read::Desk, words};
use crate::{
    components::{Notice, Tone},
    desk::plain::{once_read, segment},
    view::Erase,
};
use domain::{
    codes::Coded,
    registers::{Form, Kind},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn NewPage() -> impl IntoView {
    view! { <FormPage /> }
}

#[component]
pub(crate) fn EditPage() -> impl IntoView {
    view! { <FormPage /> }
}

#[component]
fn FormPage() -> impl IntoView {
    let (name, key) = (segment("register"), segment("key"));
    let reading = async move { Desk::open()?.form(name, key).await };
    view! {
        <Title text="名册 · 科特派" />
        {once_read(reading, |form| view! { <Whole form verb="edit" /> }.erased())}
    }
}

/// `/desk/registers/:register/:key/handover`.
#[component]
pub(crate) fn HandoverPage() -> impl IntoView {
    let (name, key) = (segment("register"), segment("key"));
    let reading = async move { Desk::open()?.handover(name, key).await };
    view! {
        <Title text="移交 · 科特派" />
        {once_read(
            reading,
            |(form, card)| {
                view! {
                    <TeamsLeft related=card.related />
                    <Whole form verb="handover" />
                }
                    .erased()
            },
        )}
    }
}

/// `verb` ends the address that the form is posted to.
#[component]
fn Whole(form: Form, verb: &'static str) -> impl IntoView {
    let kind = form.kind;
    let (title, back, action) = if let Some(key) = &form.key {
        let card = words::card(kind, key);
        let what = if verb == "handover" {
            "移交"
        } else {
            "修改"
        };
        let title = format!("{what} · {}", form.title);
        (title, card.clone(), format!("{card}/{verb}"))
    } else {
        let register = words::register(kind);
        let action = format!("{register}/new");
        (format!("新增 · {}", kind.label()), register, action)
    };
    let any_fault = form.fields.iter().any(|field| field.fault.is_some());
    let trouble = if form.conflict {
        Some(
            "您填写时，别人已经改过这一条。下面保留了您填的内容，并标出对方改成了什么；核对后再保存。",
        )
    } else if any_fault || !form.faults.is_empty() {
        Some("没有保存：有内容需要更正，请看标红的地方。")
    } else {
        None
    };
    let faults = form.faults.join("；");
    let hint = (kind == Kind::Assignments && form.key.is_none())
        .then_some("科技特派员和团队须填一个，且只填一个");
    let done = if verb == "handover" {
        "确认移交"
    } else {
        "保存"
    };
    let fields = form
        .fields
        .into_iter()
        .map(|field| view! { <FormField field /> })
        .collect_view();
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line" href=back.clone()>
                    "‹ 返回"
                </a>
                <h1>{title}</h1>
            </div>
        </header>
        {trouble
            .map(|text| {
                view! {
                    <Notice tone=Tone::Bad text>
                        {faults}
                    </Notice>
                }
            })}
        <form class="card form register-form" method="post" action=action>
            <input type="hidden" name="version" value=form.version.to_string() />
            {hint.map(|text| view! { <p class="hint">{text}</p> })}
            {fields}
            <div class="row">
                <button class="button primary">{done}</button>
                <a class="button quiet" href=back>
                    "取消"
                </a>
            </div>
        </form>
    }
}
