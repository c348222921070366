//! A record's history: who did what, when, in which words.

use domain::reading::VersionView;
use leptos::prelude::*;

use crate::{
    view::{Erase, view},
    words,
};

#[component]
pub(super) fn Thread(history: Vec<VersionView>) -> impl IntoView {
    let entries = history.into_iter().rev().map(|version| {
        let tone = match version.action.as_str() {
            "approve" | "verify" => "good",
            "return" | "void" | "reopen" => "bad",
            _ => "",
        };
        view! {
            <li class=tone>
                <b>{words::action(&version.action)}</b>
                <small class="figure">{version.by} " · " {words::instant(version.at)}</small>
                {version
                    .opinion
                    .filter(|opinion| !opinion.is_empty())
                    .map(|opinion| view! { <blockquote class="quote" translate="no">{opinion}</blockquote> })}
            </li>
        }
    });
    view! { <ol class="thread">{entries.collect_view()}</ol> }.erased()
}
