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
use domain::{
    codes::Coded,
    coverage::{VillageCoverage, VillageFilter, VillageState},
};
use leptos::prelude::*;

/// The ways to narrow the villages: what the address says, and what people call it.
pub(super) const SHOWS: [(&str, &str); 6] = [
    ("", "全部"),
    ("uncovered", "空白村"),
    ("overdue", "超期"),
    ("warning", "将超期"),
    ("assigned_not_served", "已结对未服务"),
    ("served_not_assigned", "服务未结对"),
];

/// The known filter of this name; all villages for any other.
pub(super) fn known(show: &str) -> &'static str {
    SHOWS
        .iter()
        .find(|(name, _)| *name == show)
        .map_or("", |(name, _)| name)
}

/// The known list of this name; all due villages for any other.
#[cfg(feature = "ssr")]
pub(super) fn known_list(show: &str) -> &'static str {
    VillageFilter::from_code(show).map_or("", Coded::code)
}

/// Whether a village belongs under the filter of this name.
pub(super) fn belongs(village: &VillageCoverage, show: &str) -> bool {
    VillageFilter::from_code(show).is_none_or(|filter| filter.holds(village))
}

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
        village.assigned.join("、")
    };
    let pending = match village.pending {
        0 => "–".to_owned(),
        number => format!("+{}", count(number)),
    };
    view! {
        <tr>
            <th class="start" scope="row">
                <a href=links::village(village.code, year)>
                    {format!("{} {}", village.township, village.name)}
                </a>
            </th>
            <td class="start" data-label="状态">
                <Pill text=state tone />
            </td>
            <td class="start" data-label="结对">
                {assigned}
            </td>
            <td class="start" data-label="产业">
                {village.industries.join("、")}
            </td>
            <td data-label="本年服务">{format!("{} 次", count(village.visits))}</td>
            <td class="pending" data-label="待审">
                {pending}
            </td>
            <td data-label="距上次">{since(village, as_of)}</td>
        </tr>
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

#[cfg(test)]
mod tests {
    use super::*;

    fn village(visits: i64, assigned: bool, days_since: Option<i64>) -> VillageCoverage {
        VillageCoverage {
            code: "360722104200".parse().unwrap(),
            name: "山香村".into(),
            township: "小江镇".into(),
            designation: "poverty_exited_village".into(),
            assigned: if assigned {
                vec!["赵".into()]
            } else {
                Vec::new()
            },
            industries: Vec::new(),
            visits,
            pending: 0,
            last_visited_on: None,
            days_since,
            state: VillageState::Served,
            regular: false,
        }
    }

    #[test]
    fn a_village_stands_under_every_filter_that_fits() {
        let under = |village: &VillageCoverage| -> Vec<&str> {
            let names = SHOWS.iter().map(|(name, _)| *name);
            names.filter(|name| belongs(village, name)).collect()
        };
        assert_eq!(
            under(&village(0, true, None)),
            ["", "uncovered", "overdue", "assigned_not_served"]
        );
        assert_eq!(
            under(&village(2, false, Some(61))),
            ["", "warning", "served_not_assigned"]
        );
        assert_eq!(known("everything"), "");
    }
}
