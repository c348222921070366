//! The due villages, most urgent first.

use crate::{
    components::{Empty, Pill, Shape},
    desk::{
        links,
        words::{self, count},
    },
    view::Erase,
    words as said,
};
use chrono::NaiveDate;
use domain::coverage::{VillageCoverage, VillageState};
use leptos::prelude::*;

#[component]
pub(crate) fn VillageTable(
    villages: Vec<VillageCoverage>,
    year: i32,
    as_of: NaiveDate,
) -> impl IntoView {
    if villages.is_empty() {
        return view! { <Empty shape=Shape::Village text="没有这样的村。" /> }.erased();
    }
    let rows = villages
        .iter()
        .map(|village| row(village, year, as_of))
        .collect_view();
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>
                        <th class="start">"村"</th>
                        <th class="start">"状态"</th>
                        <th class="start">"结对"</th>
                        <th class="start">"产业"</th>
                        <th>"本年服务"</th>
                        <th>"待审"</th>
                        <th>"距上次"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(village: &VillageCoverage, year: i32, as_of: NaiveDate) -> impl IntoView + use<> {
    let (tone, state) = words::village_state(village.state);
    let assigned = if village.assigned.is_empty() {
        "未结对".to_owned()
    } else {
        words::assigned(village)
    };
    let pending = match village.pending {
        0 => "–".to_owned(),
        number => format!("+{}", count(number)),
    };
    view! {
        <tr>
            <th class="start" scope="row">
                <a href=links::village(village.code, year) rel="external">
                    {format!("{} {}", village.township, village.name)}
                </a>
            </th>
            <td class="start" data-label="状态">
                <Pill text=state tone />
            </td>
            <td class="start kept" data-label="结对">
                {assigned}
            </td>
            <td class="start kept" data-label="产业">
                {listed(&village.industries)}
            </td>
            <td class="whole" data-label="本年服务">{done(village)}</td>
            <td class="pending" data-label="待审">
                {pending}
            </td>
            <td class="kept" data-label="距上次">{since(village, as_of)}</td>
        </tr>
    }
}

/// Names in a row; none leave the cell empty.
pub(super) fn listed(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join("、"))
}

/// Visits of the year, and by the village's own plan of how many.
pub(super) fn done(village: &VillageCoverage) -> String {
    let done = count(village.visits);
    match village.planned {
        Some(planned) => format!("{done}/{planned} 次"),
        None => format!("{done} 次"),
    }
}

/// Days since the last visit; for an uncovered village its date too, which lies in another year.
pub(super) fn since(village: &VillageCoverage, as_of: NaiveDate) -> String {
    match (village.days_since, village.last_visited_on) {
        (Some(days), Some(on)) if village.state == VillageState::Uncovered => {
            format!("{days} 天（{}）", said::day_near(on, as_of))
        }
        (Some(days), _) => format!("{days} 天"),
        _ => "从未".to_owned(),
    }
}
