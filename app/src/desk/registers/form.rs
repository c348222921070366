//! `/desk/registers/:register/new` and `/desk/registers/:register/:key/edit`: a plain post to the page's own
//! address, which answers with the card, or with the form and what is wrong with it.

use super::{api::read_form, field::FormField, words};
use crate::components::{Notice, Tone, loaded};
use domain::{codes::Coded, registers::Form};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

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
    let params = use_params_map();
    let part = move |name| params.with(|params| params.get(name).unwrap_or_default());
    let read = Resource::new(
        move || (part("register"), part("key")),
        |(kind, key)| read_form(kind, key),
    );
    view! {
        <Title text="名册 · 科特派" />
        {loaded(read, |form| view! { <Whole form /> }.into_any())}
    }
}

#[component]
fn Whole(form: Form) -> impl IntoView {
    let kind = form.kind;
    let (title, back, action) = match &form.key {
        Some(key) => {
            let card = words::card(kind, key);
            (
                format!("修改 · {}", form.title),
                card.clone(),
                format!("{card}/edit"),
            )
        }
        None => {
            let register = words::register(kind);
            let action = format!("{register}/new");
            (format!("新增 · {}", kind.label()), register, action)
        }
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
            {fields}
            <div class="row">
                <button class="button primary">"保存"</button>
                <a class="button quiet" href=back>
                    "取消"
                </a>
            </div>
        </form>
    }
}
