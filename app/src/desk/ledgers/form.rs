//! `/desk/ledgers/:ledger/new`, `…/:key/edit` and `…/:key/steps/:step`: plain posts to the page's own address,
//! which answers with the card, or with the form and what is wrong with it.

use super::{read::Desk, words};
use crate::{
    components::{Notice, Tone},
    desk::{
        plain::{once_read, segment},
        registers::FormField,
    },
    view::Erase,
    words as said,
};
use domain::{
    codes::Coded,
    fields::{FieldCode, FieldError},
    ledgers::{Form, Input as Declared, Kind, name_key, steps::Step},
    registers::{Field, Input},
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
    let (name, key) = (segment("ledger"), segment("key"));
    let reading = async move { Desk::open()?.form(name, key).await };
    view! {
        <Title text="台账 · 科特派" />
        {once_read(reading, |form| view! { <Whole form /> }.erased())}
    }
}

#[component]
pub(crate) fn StepPage() -> impl IntoView {
    let (name, key, step) = (segment("ledger"), segment("key"), segment("step"));
    let reading = async move { Desk::open()?.step(name, key, step).await };
    view! {
        <Title text="台账 · 科特派" />
        {once_read(reading, |form| view! { <Whole form /> }.erased())}
    }
}

/// Where the form leads back to, and where it is posted.
fn addresses(form: &Form) -> (String, String) {
    let ledger = words::ledger(form.kind);
    match (form.id, form.step) {
        (None, _) if form.kind == Kind::Reply => (ledger.clone(), format!("{ledger}/link")),
        (None, _) => (ledger.clone(), format!("{ledger}/new")),
        (Some(id), None) => (format!("{ledger}/{id}"), format!("{ledger}/{id}/edit")),
        (Some(id), Some(step)) => (
            format!("{ledger}/{id}"),
            format!("{ledger}/{id}/steps/{}", step.code()),
        ),
    }
}

/// What is wrong with a field, in words that fit a ledger.
fn fault(error: &FieldError) -> String {
    let text = match error.code {
        FieldCode::OutOfRange => "数字不对，或超出了范围。",
        FieldCode::UnknownArea => "没有这个地方，请从提示里选本辖区的村或乡镇。",
        FieldCode::AreaLevel => "范围太大了，请选到村或乡镇。",
        FieldCode::Ambiguous => "有几位同名的，请从提示里选带单位的那一位。",
        FieldCode::UnknownPerson => "没有找到这个人或团队，请从提示里选。",
        FieldCode::UnknownCode => "请从列出的里面选。",
        FieldCode::BeforeStart => "不能早于前面的日期。",
        FieldCode::Duplicate => "台账里已经有了，请打开原有的那一条修改。",
        FieldCode::NotAPhone => "请填手机号的后四位，没有手机的填 0000。",
        FieldCode::NotAllowedNow => "这一条的状态已变，请返回后再处理。",
        _ => return said::field(error),
    };
    text.to_owned()
}

/// What the form is for, and the word on its button.
fn headline(form: &Form) -> (String, &'static str) {
    match (form.id, form.step) {
        (None, _) if form.kind == Kind::Reply => ("生成评价链接".to_owned(), "生成链接"),
        (None, _) => (format!("新增 · {}", form.kind.label()), "保存"),
        (Some(_), None) => (format!("修改 · {}", form.title), "保存"),
        (Some(_), Some(step)) => {
            let done = if step == Step::Progress {
                "保存"
            } else {
                step.label()
            };
            (format!("{} · {}", step.label(), form.title), done)
        }
    }
}

/// Which places a short name may mean, where it is that of several.
fn several_places(kind: Kind, field: &Field, error: &FieldError) -> Option<String> {
    let declared = kind.declared().field(&field.column)?;
    let (Declared::Place(_), FieldCode::Ambiguous) = (declared.input, error.code) else {
        return None;
    };
    let Input::Offered(places) = &field.input else {
        return None;
    };
    let typed = name_key(&field.value);
    let meant = places.iter().filter(|place| {
        let name = name_key(place);
        let township = name.find(&typed).and_then(|at| name.get(..at));
        township.is_some_and(|township| places.iter().any(|place| name_key(place) == township))
    });
    let meant: Vec<_> = meant.map(String::as_str).collect();
    if meant.is_empty() {
        // Typed with more before it than the township: all that can be said is what to do.
        return Some("有几个地方叫这个名字，请写明乡镇。".to_owned());
    }
    Some(format!(
        "有几个地方叫这个名字：{}。请写明乡镇。",
        meant.join("、")
    ))
}

#[component]
pub(super) fn Whole(form: Form) -> impl IntoView {
    let (back, action) = addresses(&form);
    let (title, done) = headline(&form);
    let trouble = if form.conflict {
        Some(
            "您填写时，别人已经改过这一条。下面保留了您填的内容，并标出对方改成了什么；核对后再保存。",
        )
    } else if form.faults.is_empty() {
        None
    } else {
        Some("没有保存：有内容需要更正，请看标红的地方。")
    };
    let elsewhere: Vec<_> = form
        .faults
        .iter()
        .filter(|error| error.path.is_empty())
        .map(fault)
        .collect();
    let faults = &form.faults;
    let fields = form.fields.iter().cloned().map(|mut field| {
        let wrong = faults.iter().find(|error| error.path == field.column);
        field.fault = wrong
            .map(|error| several_places(form.kind, &field, error).unwrap_or_else(|| fault(error)));
        view! { <FormField field /> }
    });
    let fields = fields.collect_view();
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
                        {elsewhere.join("；")}
                    </Notice>
                }
            })}
        <form class="card form register-form" method="post" action=action>
            <input type="hidden" name="version" value=form.version.to_string() />
            {form
                .new_id
                .map(|id| view! { <input type="hidden" name="new_id" value=id.to_string() /> })}
            {fields}
            <div class="row">
                <button class="button primary">{done}</button>
                <a class="button quiet" href=back>
                    "返回"
                </a>
            </div>
        </form>
    }
}
