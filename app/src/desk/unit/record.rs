//! `/desk/unit/records/:id`: a record as the unit reads it. Nothing can be done with it here, and a
//! contact's phone stays masked.

use super::read;
use crate::{
    components::{Photos, StatusPill},
    desk::{
        links::link,
        plain::{asked_for, once_read, segment},
        records::{facts, record_title, title_as_written},
    },
    view::Erase,
    words as said,
};
use chrono::Datelike;
use domain::{ids::CommissionerId, reading::RecordView};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn RecordPage() -> impl IntoView {
    let from = asked_for("from");
    view! {
        <Title text="记录 · 科特派" />
        {once_read(
            read::record(segment("id")),
            move |record| view! { <Whole record from /> }.erased(),
        )}
    }
}

#[component]
fn Whole(record: RecordView, from: String) -> impl IntoView {
    let facts = facts(&record).into_iter().map(|fact| {
        view! {
            <dt>{fact.label}</dt>
            <dd translate=said::as_written(fact.label)>{fact.text}</dd>
        }
    });
    let facts = facts.collect_view();
    let year = record.occurred_on.map(|on| on.year().to_string());
    // The unit's own person whose list led here; the author may be another unit's.
    let page = match from.parse::<CommissionerId>() {
        Ok(person) => format!("/desk/unit/people/{person}"),
        Err(_) => "/desk/unit".to_owned(),
    };
    let back = link(&page, &[("year", &year.unwrap_or_default())]);
    let opinion = record.review_opinion.clone();
    view! {
        <p class="back-line no-print">
            <a href=back>"‹ 返回"</a>
        </p>
        <article class="card record">
            <header class="record-head">
                <div class="grow">
                    <small class="figure">{record.number.clone()}</small>
                    <h1 translate=title_as_written(&record)>{record_title(&record)}</h1>
                </div>
                <StatusPill status=record.status />
            </header>
            <dl class="facts">{facts}</dl>
            {opinion.map(|opinion| view! { <p>"审核意见：" <span translate="no">{opinion}</span></p> })}
            <Photos record />
        </article>
    }
}
