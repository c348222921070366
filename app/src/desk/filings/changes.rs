//! 更正: figure by figure, what came, went and changed.

use super::words;
use crate::view::Erase;
use domain::{
    filings::{Correction, ItemChange},
    statistics::catalogue::Listed,
};
use leptos::prelude::*;

/// How many things of one kind are named; the rest is counted.
const NAMED: usize = 30;

pub(super) fn changes(corrections: &[Correction]) -> AnyView {
    let items = corrections
        .iter()
        .map(|correction| {
            let listless = [&correction.added, &correction.gone, &correction.changed]
                .iter()
                .all(|changes| changes.is_empty());
            view! {
                <li class="correction">
                    <h3>
                        {correction.name.clone()} " "
                        <span class="figure">{words::correction(correction)}</span>
                    </h3>
                    {listless.then(|| view! { <p class="small">"由所计记录变化重新计算。"</p> })}
                    {group("新计入", &correction.added)}
                    {group("不再计入", &correction.gone)}
                    {group("内容有改动", &correction.changed)}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="corrections">{items}</ul> }.erased()
}

fn group(name: &'static str, changes: &[ItemChange]) -> Option<AnyView> {
    if changes.is_empty() {
        return None;
    }
    let more = changes.len().saturating_sub(NAMED);
    let named = changes.iter().take(NAMED).map(item).collect_view();
    Some(
        view! {
            <p class="small">
                {format!("{name} {} 项：", changes.len())} {named}
                {(more > 0).then(|| format!(" 另有 {more} 项。"))}
            </p>
        }
        .erased(),
    )
}

fn item(change: &ItemChange) -> AnyView {
    let name = words::named(&change.name, &change.id);
    let href = item_address(change.kind, &change.id);
    let note = (!change.note.is_empty()).then(|| format!("（{}）", change.note));
    view! {
        <a href=href rel="external" translate="no">
            {name}
        </a>
        {note}
        " "
    }
    .erased()
}

/// The page of something that a filing counts.
pub(super) fn item_address(kind: Listed, id: &str) -> String {
    match kind {
        Listed::Records => format!("/desk/records/{id}"),
        Listed::Villages => format!("/desk/villages/{id}"),
        Listed::People => format!("/desk/registers/commissioners/{id}"),
        Listed::Teams => format!("/desk/registers/teams/{id}"),
        Listed::Entries => format!("/desk/ledgers/{id}"),
        Listed::Townships => format!("/desk/coverage?area={id}"),
        Listed::Industries => format!("/desk/registers/industries/{id}"),
    }
}
