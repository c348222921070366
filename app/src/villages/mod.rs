//! 村: the villages a person is assigned to, with what there is to know before going.

use domain::reading::{MyVillage, Workbench};
use leptos::prelude::*;

use crate::{
    components::{Empty, Pill, Shape, loaded},
    device::source,
    frame::{Frame, PageHead, Tab},
    json::data,
    view::{Erase, view},
    words,
};

#[component]
pub fn VillagesPage() -> impl IntoView {
    let source = source();
    let data = data(move || source.changes(), move |_| source.workbench());
    view! {
        <Frame title="我的村" tab=Tab::Villages>
            <PageHead title="我的村" />
            {loaded(data, |bench| view! { <Villages bench /> }.erased())}
        </Frame>
    }
    .erased()
}

#[component]
fn Villages(bench: Workbench) -> impl IntoView {
    if bench.villages.is_empty() {
        return view! { <Empty shape=Shape::Village text="还没有结对的村，结对由县科技局登记。" /> }.erased();
    }
    view! {
        <ul class="village-cards">
            {bench
                .villages
                .into_iter()
                .map(|village| view! { <VillageCard village /> })
                .collect_view()}
        </ul>
    }
    .erased()
}

#[component]
fn VillageCard(village: MyVillage) -> impl IntoView {
    let (tone, state) = words::village_state(&village);
    let since = words::date(village.assigned_since);
    let assigned = village.team_name.map_or_else(
        || format!("{since}起，本人"),
        |team| format!("{since}起，{team}"),
    );
    let last = village
        .last_visited_on
        .map_or_else(|| "没有记录".to_owned(), words::date);
    let mut year = format!("{} 次", village.visits_this_year);
    if let Some(planned) = village.planned {
        year = format!("{year}，计划 {planned} 次");
    }
    if village.pending > 0 {
        year = format!("{year}，待审 {} 次", village.pending);
    }
    let industries = if village.industries.is_empty() {
        "未登记".to_owned()
    } else {
        village.industries.join("、")
    };
    view! {
        <li class="card stack tight">
            <div class="row apart">
                <h2>{village.township} " " {village.name}</h2>
                <Pill text=state tone=tone />
            </div>
            <dl class="facts">
                <dt>"产业"</dt>
                <dd>{industries}</dd>
                <dt>"结对"</dt>
                <dd>{assigned}</dd>
                <dt>"今年服务"</dt>
                <dd class="figure">{year}</dd>
                <dt>"上次服务"</dt>
                <dd class="figure">{last}</dd>
            </dl>
            {(!village.due).then(|| view! { <small>"不在今年应覆盖的村内"</small> })}
            <div class="row wrap">
                <a class="button" href=format!("/visits/new?village={}", village.code)>
                    "记一次服务"
                </a>
            </div>
        </li>
    }
    .erased()
}
