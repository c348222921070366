//! `/desk/statistics/:code`: what one figure counts.

use super::{
    api::{Annual, CountedList, read_annual, read_behind},
    counted::parts_table,
    lists::{entry_table, part_table, people_table, team_table},
};
use crate::{
    components::{Empty, Shape, loaded},
    desk::{
        coverage::VillageTable,
        links::{self, link},
        parts::{Crumbs, Exports, Pager, PrintHere, asked, asked_divisions, asked_year},
        records::{Amount, Amounts, RecordTable},
        words,
    },
    json::data,
    view::Erase,
};
use domain::{
    calendar,
    coverage::AreaName,
    divisions::Divisions,
    reading::{Behind, RecordView},
    statistics::{
        IndicatorFigure,
        catalogue::IndicatorCode,
        counted::{added, of_record},
        forms::Shown,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

#[component]
pub(crate) fn BehindPage() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let (area, year, after) = (asked("area"), asked_year(), asked("after"));
    let divisions = asked_divisions();
    let figures = data(
        move || (area.get().parse().ok(), year.get(), divisions.get()),
        |(area, year, divisions)| read_annual(area, year, divisions, Shown::All),
    );
    let list = data(
        move || {
            let area = area.get().parse().ok();
            (code.get(), area, year.get(), divisions.get(), after.get())
        },
        |(code, area, year, divisions, after)| read_behind(code, area, year, divisions, after),
    );
    let head = move |read| view! { <Head read code=code.get_untracked() /> }.erased();
    let rows = move |list| {
        let from_first = after.get_untracked().is_empty();
        view! { <Listed list from_first divisions=divisions.get_untracked() /> }.erased()
    };
    view! {
        <Title text="指标明细 · 科特派" />
        {loaded(figures, head)}
        {loaded(list, rows)}
    }
}

/// The figure and how it is counted.
#[component]
fn Head(read: Annual, code: String) -> impl IntoView {
    let (own, statistics) = (read.own, read.statistics);
    let (area, year) = (statistics.area.clone(), statistics.year);
    let filed = statistics.frozen.as_ref().map(|freeze| {
        let href = links::filed_items(freeze.filing_id, &code);
        view! {
            <p class="small">
                "本年度已上报：这是上报的数，下面是现在的记录。" " "
                <a href=href rel="external">
                    "看上报时的清单"
                </a>
            </p>
        }
        .erased()
    });
    let divisions = links::divisions(statistics.divisions);
    let back = links::statistics(area.code, year);
    let back = link(&back, &[("divisions", divisions)]);
    let figure = statistics
        .indicators
        .into_iter()
        .find(|figure| figure.code.as_str() == code);
    let exports = figure.is_some().then(|| {
        view! {
            <PrintHere />
            <Exports
                path=format!("statistics/annual/{code}/records")
                parts=vec![
                    ("area", area.code.to_string()),
                    ("year", year.to_string()),
                    ("divisions", divisions.to_owned()),
                ]
            />
        }
    });
    view! {
        <header class="desk-head">
            <div class="grow">
                <Crumbs
                    ancestors=statistics.ancestors
                    here=area.clone()
                    own
                    href=|area: &AreaName, year| links::statistics(area.code, year)
                    year
                />
                {match figure {
                    Some(figure) => view! { <Told figure year /> }.erased(),
                    None => view! { <h1>"没有这个指标"</h1> }.erased(),
                }} {filed}
            </div>
            {exports}
            <a class="button no-print" href=back>
                "回到统计表"
            </a>
        </header>
    }
}

#[component]
fn Told(figure: IndicatorFigure, year: i32) -> impl IntoView {
    let pending = figure
        .pending
        .filter(|pending| !pending.is_zero())
        .map(|pending| format!("待审 {}", words::pending(Some(pending))));
    view! {
        <h1>{format!("{} · {year} 年", figure.name_zh)}</h1>
        <p class="told">
            <b class="figure">{words::figure(figure.value.map(|value| value.of(figure.code)))}</b>
            " "
            {figure.unit}
            " "
            {pending.map(|text| view! { <small class="pending">{text}</small> })}
        </p>
        <p class="small">{figure.definition}</p>
    }
}

#[component]
fn Listed(list: CountedList, from_first: bool, divisions: Divisions) -> impl IntoView {
    let CountedList { list, parts } = list;
    let parts = (!parts.is_empty()).then(|| parts_table(parts, list.code, list.year));
    let here = links::behind(list.code.as_str(), list.area.code, list.year);
    let here = link(&here, &[("divisions", links::divisions(divisions))]);
    let next = list
        .next
        .as_deref()
        .map(|after| link(&here, &[("after", after)]));
    let first = (!from_first).then_some(here);
    let (year_end, year) = (calendar::year_bounds(list.year).1, list.year);
    let shown = match list {
        Behind {
            records: Some(records),
            code,
            ..
        } if !records.is_empty() => {
            let amounts = amounts(code, &records);
            view! { <RecordTable records today=year_end amounts /> }.erased()
        }
        Behind {
            villages: Some(villages),
            ..
        } if !villages.is_empty() => {
            view! { <VillageTable villages year as_of=year_end /> }.erased()
        }
        Behind {
            people: Some(people),
            ..
        } if !people.is_empty() => people_table(people),
        Behind {
            teams: Some(teams), ..
        } if !teams.is_empty() => team_table(teams),
        Behind {
            entries: Some(entries),
            code,
            ..
        } if !entries.is_empty() => entry_table(entries, code),
        Behind {
            townships: Some(parts),
            ..
        }
        | Behind {
            industries: Some(parts),
            ..
        } if !parts.is_empty() => part_table(parts),
        _ => view! { <Empty shape=Shape::Search text="没有计入的内容。" /> }.erased(),
    };
    view! {
        {parts}
        {shown}
        <Pager first next />
    }
}

/// What each record adds to the figure; nothing beside the list of what it counts once.
fn amounts(code: IndicatorCode, records: &[RecordView]) -> Amounts {
    let Some(added) = added(code).first().copied() else {
        return Amounts::Hidden;
    };
    let of = |record| Amount {
        number: words::figure(Some(of_record(code, record))),
        unit: added.unit,
    };
    Amounts::Added(added.name, records.iter().map(of).collect())
}
