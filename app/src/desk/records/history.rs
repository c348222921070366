//! What became of a record, version by version, and what changed since it was returned.

use super::{
    api::history,
    changes::{Change, since_return},
};
use crate::{components::loaded, desk::words, json::data, view::Erase, words as said};
use domain::{
    codes::Status,
    reading::{RecordView, VersionView},
};
use leptos::prelude::*;

/// Loads and shows a record's history; changes since a return come first.
#[component]
pub(crate) fn HistoryOf(record: RecordView) -> impl IntoView {
    let id = record.id;
    let version = record.version;
    let versions = data(move || (id, version), |(id, _)| history(id));
    loaded(versions, move |versions| {
        let changes = since_return(&record, &versions);
        view! {
            <Changes changes />
            <Thread versions />
        }
        .erased()
    })
}

#[component]
fn Changes(changes: Vec<Change>) -> impl IntoView {
    (!changes.is_empty()).then(|| {
        view! {
            <section class="changes" aria-label="退回后的修改">
                <h3>"退回后改了这些"</h3>
                <dl>
                    {changes
                        .into_iter()
                        .map(|change| {
                            let written = said::as_written(change.label);
                            let of = |text: &str| written.filter(|_| !text.is_empty());
                            let (before, after) = (of(&change.before), of(&change.after));
                            view! {
                                <dt>{change.label}</dt>
                                <dd>
                                    <del translate=before>{or_none(change.before)}</del>
                                    <ins translate=after>{or_none(change.after)}</ins>
                                </dd>
                            }
                        })
                        .collect_view()}
                </dl>
            </section>
        }
    })
}

fn or_none(text: String) -> String {
    if text.is_empty() {
        "（无）".to_owned()
    } else {
        text
    }
}

#[component]
fn Thread(versions: Vec<VersionView>) -> impl IntoView {
    let steps = versions.into_iter().rev().map(|version| {
        let class = match version.status {
            Status::Approved | Status::Locked => "good",
            Status::Returned | Status::Voided => "bad",
            _ => "",
        };
        let fields: Vec<_> = version
            .review_fields
            .iter()
            .map(|name| words::record_field(name))
            .collect();
        view! {
            <li class=class>
                <p>
                    <b>{said::action(&version.action)}</b>
                    " "
                    <span>{version.by}</span>
                    " "
                    <small class="figure">
                        {format!("{} · 第 {} 版", said::instant(version.at), version.version)}
                    </small>
                </p>
                {version.opinion.map(|opinion| view! { <p class="quote" translate="no">{opinion}</p> })}
                {(!fields.is_empty()).then(|| view! { <p class="small">{format!("请改：{}", fields.join("、"))}</p> })}
            </li>
        }
    });
    view! {
        <section class="history" aria-label="办理过程">
            <h3>"办理过程"</h3>
            <ol class="thread">{steps.collect_view()}</ol>
        </section>
    }
}
