//! The village's card: how it stands, who is assigned, what it is like.

use crate::{
    components::Pill,
    desk::words::{self, count},
    view::Erase,
    words as said,
};
use chrono::NaiveDate;
use domain::{
    codes::Coded,
    coverage::VillageCoverage,
    reading::{AssignmentView, DesignationView, VillageCard},
};
use leptos::prelude::*;

#[component]
pub(super) fn Standing(coverage: Option<VillageCoverage>, as_of: NaiveDate) -> impl IntoView {
    let Some(village) = coverage else {
        return view! {
            <section class="card stack tight">
                <h2>"覆盖情况"</h2>
                <p class="small">"本年度不在应覆盖范围内。"</p>
            </section>
        }
        .erased();
    };
    let (tone, state) = words::village_state(village.state);
    let last = match (village.last_visited_on, village.days_since) {
        (Some(on), Some(days)) => format!("{}，{days} 天前", said::date(on)),
        _ => "从未".to_owned(),
    };
    let waiting = (village.pending > 0).then(|| format!("（另有 {} 次待审）", village.pending));
    view! {
        <section class="card stack tight">
            <div class="row apart">
                <h2>"覆盖情况"</h2>
                <Pill text=state tone />
            </div>
            <dl class="facts">
                <dt>"实地服务"</dt>
                <dd>{format!("{} 次", count(village.visits))} {waiting}</dd>
                {village
                    .planned
                    .map(|planned| {
                        view! {
                            <dt>"全年计划"</dt>
                            <dd>{format!("{planned} 次")}</dd>
                        }
                    })}
                <dt>"上次服务"</dt>
                <dd>{last}</dd>
            </dl>
            <p class="small">{format!("截至 {}", said::date(as_of))}</p>
        </section>
    }
    .erased()
}

#[component]
pub(super) fn Assigned(assignments: Vec<AssignmentView>) -> impl IntoView {
    let none = assignments.is_empty();
    let lines = assignments
        .into_iter()
        .map(|one| {
            view! {
                <li class="line">
                    <b>{one.name}</b>
                    {one.is_team.then(|| view! { <Pill text="团队" /> })}
                    <small>{span(one.from, one.to)}</small>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card stack tight">
            <h2>"结对"</h2>
            {none.then(|| view! { <p class="small">"还没有结对人员或团队。"</p> })}
            <ul class="lines">{lines}</ul>
        </section>
    }
}

fn span(from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => format!("{} 至 {}", said::date(from), said::date(to)),
        None => format!("{}起", said::date(from)),
    }
}

#[component]
pub(super) fn About(card: VillageCard) -> impl IntoView {
    let number = |value: Option<i64>, unit| value.map(|value| format!("{} {unit}", count(value)));
    let base = if card.has_industry_base { "有" } else { "无" };
    let facts = [
        ("户数", number(card.households, "户")),
        ("人口", number(card.population, "人")),
        (
            "主导产业",
            (!card.industries.is_empty()).then(|| card.industries.join("、")),
        ),
        ("产业基础", Some(base.to_owned())),
        ("产业现状", card.current_condition),
        ("科技需求", card.tech_demand),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(label, text)| text.map(|text| (label, text)))
        .map(|(label, text)| {
            view! {
                <dt>{label}</dt>
                <dd translate=said::as_written(label)>{text}</dd>
            }
        })
        .collect_view();
    let designations = card
        .designations
        .into_iter()
        .map(designation)
        .collect_view();
    view! {
        <section class="card stack tight">
            <h2>"村情"</h2>
            <dl class="facts">{facts}</dl>
            <ul class="lines">{designations}</ul>
        </section>
    }
}

fn designation(one: DesignationView) -> impl IntoView {
    view! {
        <li class="line">
            <b>{one.kind.label()}</b>
            <small>{span(one.valid_from, one.valid_to)}</small>
            {one.document_no.map(|number| view! { <small>{number}</small> })}
        </li>
    }
}
