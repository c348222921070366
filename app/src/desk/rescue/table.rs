//! The records of a rescue file, a line each, with what became of them.

use super::{page::Told, words};
use crate::{
    components::Pill,
    outbox::{as_record, title},
    view::Erase,
    words as said,
};
use domain::{
    codes::Coded,
    ids::AccountId,
    sync::{
        entry::Entry,
        rescue::{Brought, LeftOut, office_change},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// Why an entry is left out; the importer has no say in it.
fn left_out(entry: &Entry) -> Option<LeftOut> {
    office_change(entry, AccountId(Uuid::nil())).err()
}

/// How many of them the office can bring in.
pub(super) fn sendable(entries: &[Entry]) -> usize {
    let sendable = entries.iter().filter(|entry| left_out(entry).is_none());
    sendable.count()
}

#[component]
pub(super) fn Table(entries: Vec<Entry>, author: String, told: Told) -> impl IntoView {
    let rows = entries
        .into_iter()
        .map(|entry| row(&entry, author.clone(), told))
        .collect_view();
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>
                        <th class="start">"日期"</th>
                        <th class="start">"记录"</th>
                        <th class="start">"类别"</th>
                        <th class="start">"填报人"</th>
                        <th>"照片"</th>
                        <th class="start">"结果"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(entry: &Entry, author: String, told: Told) -> impl IntoView + use<> {
    let id = entry.record_id;
    let name = title(entry);
    let on_server = move || {
        told.with(|told| {
            let brought = told.get(&id);
            brought.is_some_and(|brought| !matches!(brought, Brought::Refused(_)))
        })
    };
    let record = move || {
        let name = name.clone();
        if on_server() {
            view! { <a href=format!("/desk/records/{id}")>{name}</a> }.erased()
        } else {
            view! { <span>{name}</span> }.erased()
        }
    };
    let why = left_out(entry);
    let photos = entry.photos().len();
    view! {
        <tr>
            <td class="start figure" data-label="日期">
                {as_record(entry).occurred_on.map(said::date)}
            </td>
            <th class="start" scope="row">
                {record}
            </th>
            <td class="start" data-label="类别">{entry.kind.label()}</td>
            <td class="start" data-label="填报人">{author}</td>
            <td class="figure" data-label="照片">{(photos > 0).then_some(photos)}</td>
            <td class="start" data-label="结果">
                {move || result(why, told.with(|told| told.get(&id).cloned()))}
            </td>
        </tr>
    }
}

fn result(left_out: Option<LeftOut>, brought: Option<Brought>) -> AnyView {
    if let Some(why) = left_out {
        return view! {
            <Pill text="不导入" />
            " "
            <small>{words::left_out(why)}</small>
        }
        .erased();
    }
    let (text, tone, what_to_do) = match &brought {
        None => ("待导入", "", None),
        Some(brought) => words::brought(brought),
    };
    view! {
        <Pill text tone />
        " "
        {what_to_do.map(|text| view! { <small>{text}</small> })}
    }
    .erased()
}
