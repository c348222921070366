//! 派出单位意见 on a commissioner's card; the county takes one to the files, or gives it back.

use super::words;
use crate::{desk::unit::Standing, view::Erase, words as said};
use domain::{registers::Card, units::UnitOpinion};
use leptos::prelude::*;

#[component]
pub(super) fn Opinions(card: Card, opinions: Vec<UnitOpinion>) -> impl IntoView {
    let none = opinions.is_empty();
    let may_close = card.may_edit;
    let action = format!("{}/opinion", words::card(card.kind, &card.key));
    let given = opinions.into_iter().map(|opinion| {
        let closing =
            may_close.then(|| view! { <Closing opinion=opinion.clone() action=action.clone() /> });
        let by = format!("{} {}", opinion.given_by, said::date(opinion.given_on));
        let closed = opinion.closed.as_ref();
        let closed =
            closed.map(|closed| format!("，{} 于 {} 受理", closed.by, words::instant(closed.at)));
        view! {
            <li class="stack tight">
                <div class="row apart wrap">
                    <b>{format!("{} 年", opinion.year)}</b>
                    <Standing opinion=Some(opinion.clone()) />
                </div>
                <p class="quote" translate="no">{opinion.text}</p>
                <p class="small">
                    <span translate="no">{opinion.unit_name}</span>
                    {format!(" {by}{}", closed.unwrap_or_default())}
                </p>
                {closing}
            </li>
        }
    });
    let given = given.collect_view();
    view! {
        <section class="card stack tight">
            <h2>"派出单位意见"</h2>
            {none.then(|| view! { <p class="small">"派出单位还没有出具意见。"</p> })}
            <ul class="stack">{given}</ul>
        </section>
    }
}

#[component]
fn Closing(opinion: UnitOpinion, action: String) -> impl IntoView {
    let closed = opinion.closed.is_some();
    let (act, verb) = if closed {
        ("reopen", "退回修改")
    } else {
        ("close", "受理")
    };
    view! {
        <form class="no-print" method="post" action=action>
            <input type="hidden" name="year" value=opinion.year.to_string() />
            <input type="hidden" name="version" value=opinion.version.to_string() />
            <button class="button" class:primary=!closed name="act" value=act>
                {verb}
            </button>
        </form>
    }
    .erased()
}
