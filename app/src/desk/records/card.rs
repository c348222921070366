//! One record with everything a reviewer looks at.

use super::{
    api::RevealPhone,
    facts::{facts, record_title},
};
use crate::{
    components::{Photos, Pill, StatusPill},
    desk::reviews::RECORD_NAME,
    view::Erase,
    words as said,
};
use domain::{
    codes::{Coded, RecordKind},
    ids::RecordId,
    reading::RecordView,
};
use leptos::prelude::*;

/// Head, warnings and facts of a record. `heading` is its rank on the page: h1 on its own page.
#[component]
pub(crate) fn RecordCard(record: RecordView, #[prop(optional)] alone: bool) -> impl IntoView {
    let title = record_title(&record);
    let heading = if alone {
        view! { <h1 id=RECORD_NAME tabindex="-1">{title}</h1> }.erased()
    } else {
        view! { <h2 id=RECORD_NAME tabindex="-1">{title}</h2> }.erased()
    };
    let phone = record
        .body
        .get("confirmation")
        .and_then(|given| given.get("phone"))
        .is_some_and(serde_json::Value::is_string);
    view! {
        <header class="record-head">
            <div class="grow">
                <small class="figure">{origin(&record)}</small>
                {heading}
            </div>
            <StatusPill status=record.status />
        </header>
        <Warnings record=record.clone() />
        <dl class="facts">
            {facts(&record)
                .into_iter()
                .map(|fact| {
                    view! {
                        <dt>{fact.label}</dt>
                        <dd translate=said::as_written(fact.label)>{fact.text}</dd>
                    }
                })
                .collect_view()} {phone.then(|| view! { <Phone id=record.id /> })}
            <Linked record=record.clone() />
        </dl>
        <Photos record />
    }
}

/// What a view of a record is the view of: this record, in this version.
pub(crate) fn version_shown(record: &RecordView) -> String {
    format!("{} {}", record.id, record.version)
}

/// Number, version and the moment it was received.
fn origin(record: &RecordView) -> String {
    let number = record.number.clone().unwrap_or_else(|| "未编号".to_owned());
    format!(
        "{number} · 第 {} 版 · {} 送达",
        record.version,
        said::instant(record.received_at)
    )
}

/// What a reviewer should notice, in words.
#[component]
fn Warnings(record: RecordView) -> impl IntoView {
    let mut pills: Vec<(&'static str, &'static str)> = Vec::new();
    if record.late {
        pills.push(("补录", "soon"));
    }
    if record.entered_by.is_some() {
        pills.push(("代录", "busy"));
    }
    if record.imported {
        pills.push(("导入", "busy"));
    }
    if record.people.iter().any(|person| person.absent) {
        pills.push(("有人表示未参加", "bad"));
    }
    pills.extend(record.flags.iter().map(|flag| (flag.label(), "soon")));
    (!pills.is_empty()).then(|| {
        view! {
            <ul class="warnings" aria-label="提示">
                {pills
                    .into_iter()
                    .map(|(text, tone)| {
                        view! {
                            <li>
                                <Pill text tone />
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
    })
}

/// The contact's phone in full, on demand; each look is kept in the audit.
#[component]
fn Phone(id: RecordId) -> impl IntoView {
    let reveal = ServerAction::<RevealPhone>::new();
    let shown = move || match reveal.value().get() {
        Some(Ok(phone)) => view! { <a href=format!("tel:{phone}")>{phone.clone()}</a> }.erased(),
        Some(Err(error)) => said::failure(&error).erased(),
        None => view! {
            <button
                type="button"
                class="button quiet slim"
                on:click=move |_| {
                    reveal.dispatch(RevealPhone { id });
                }
            >
                "显示完整号码"
            </button>
            <small>"查看会留下记录"</small>
        }
        .erased(),
    };
    view! {
        <dt>"联系电话"</dt>
        <dd class="row wrap no-print">{shown}</dd>
    }
}

/// The training a visit belongs to, or the visit of a training.
#[component]
fn Linked(record: RecordView) -> impl IntoView {
    let (label, name) = match record.kind {
        RecordKind::Visit => ("关联培训", "training_id"),
        RecordKind::Training => ("关联服务", "visit_id"),
    };
    let id = record.text(name).to_owned();
    (!id.is_empty()).then(|| {
        view! {
            <dt>{label}</dt>
            <dd>
                <a href=format!("/desk/records/{id}")>"打开记录"</a>
            </dd>
        }
    })
}
