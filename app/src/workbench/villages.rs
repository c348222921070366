//! The villages of a person by days since the last approved on-site visit.

use chrono::NaiveDate;
use domain::reading::MyVillage;
use leptos::prelude::*;

use crate::{
    components::{Empty, Pill, Shape},
    view::{Erase, view},
    words,
};

/// One line a village; a tap begins a visit there.
#[component]
pub fn VillageLines(villages: Vec<MyVillage>, today: NaiveDate) -> impl IntoView {
    if villages.is_empty() {
        return view! {
            <Empty
                shape=Shape::Village
                text="还没有结对的村。结对由县科技局登记；现在也可以记录服务，在“其他…”里找到村。"
            />
        }
        .erased();
    }
    view! {
        <ul class="lines">
            {villages
                .into_iter()
                .map(|village| view! { <VillageLine village today /> })
                .collect_view()}
        </ul>
    }
    .erased()
}

#[component]
fn VillageLine(village: MyVillage, today: NaiveDate) -> impl IntoView {
    let (tone, state) = words::village_state(&village);
    let mut about = village.industries.clone();
    about.push(format!("今年 {} 次", village.visits_this_year));
    if village.pending > 0 {
        about.push(format!("待审 {} 次", village.pending));
    }
    let last = village
        .last_visited_on
        .map(|on| format!("上次 {}", words::day_near(on, today)));
    about.extend(last);
    view! {
        <li>
            <a class="row-link" href=format!("/visits/new?village={}", village.code)>
                <span class="grow">
                    <b>{village.township} " " {village.name}</b>
                    <small>{about.join(" · ")}</small>
                </span>
                <Pill text=state tone=tone />
            </a>
        </li>
    }
    .erased()
}
