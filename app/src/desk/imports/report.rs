//! What a check found, row by row, and what an import would write.

use crate::{
    components::Pill,
    desk::{parts::standing, words::dated},
};
use leptos::prelude::*;
use store::imports::{self, files};

/// Every bad row: where, what, why, and what may have been meant.
#[component]
pub(super) fn Faults(faults: Vec<files::Fault>) -> impl IntoView {
    let rows = faults.into_iter().map(|fault| {
        let row = match fault.row {
            0 => "整个文件".to_owned(),
            row => format!("第 {row} 行"),
        };
        let (column, value) = (standing(&fault.column), standing(&fault.value));
        let message = format!("{} long", standing(&fault.message));
        view! {
            <tr>
                <th class="start whole" scope="row">
                    {row}
                </th>
                <td class=column data-label="列">
                    {told(fault.column)}
                </td>
                <td class=value data-label="内容" translate="no">
                    {told(fault.value)}
                </td>
                <td class=message data-label="问题">
                    {fault.message}
                </td>
                <td class="start long" data-label="建议">
                    {fault.suggestion}
                </td>
            </tr>
        }
    });
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <caption class="unseen">"有问题的行"</caption>
                <thead>
                    <tr>
                        <th class="start">"行"</th>
                        <th class="start">"列"</th>
                        <th class="start">"内容"</th>
                        <th class="start">"问题"</th>
                        <th class="start">"建议"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A text; without one the cell is empty.
fn told(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The first things that are made or changed.
#[component]
pub(super) fn Preview(preview: Vec<imports::Preview>) -> impl IntoView {
    let full = preview.len() >= imports::PREVIEWED;
    let lines = preview.into_iter().map(|one| {
        let (text, tone) = if one.is_new {
            ("新增", "good")
        } else {
            ("修改", "soon")
        };
        let facts = one.facts.into_iter().map(|fact| {
            view! {
                <small>
                    <span>{fact.label}</span>
                    "："
                    <span>{dated(&fact.text)}</span>
                </small>
            }
        });
        let changes = one.changes.into_iter().map(|change| {
            let (before, after) = (dated(&change.before), dated(&change.after));
            view! {
                <small>
                    <span>{change.label}</span>
                    "："
                    <span>{before}</span>
                    " → "
                    <span>{after}</span>
                </small>
            }
        });
        view! {
            <li class="line">
                <Pill text tone />
                <b translate="no">{titled(&one.title)}</b>
                {facts.collect_view()}
                {changes.collect_view()}
            </li>
        }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="card stack tight">
                <h2>"内容"</h2>
                {full
                    .then(|| {
                        view! {
                            <p class="small">
                                {format!("只列出前 {} 条。", imports::PREVIEWED)}
                            </p>
                        }
                    })}
                <ul class="lines">{lines}</ul>
            </section>
        }
    })
}

/// A record's title begins with its day.
fn titled(title: &str) -> String {
    let (day, rest) = title.split_once(' ').unwrap_or((title, ""));
    format!("{} {rest}", dated(day)).trim_end().to_owned()
}
