//! `/desk/coverage`.

use super::{
    api::{Board, read_board},
    children::Parts,
    sheet::UncoveredSheet,
    tiles::Tiles,
    villages::{SHOWS, VillageTable, belongs, known},
};
use crate::{
    components::{Empty, Shape, loaded},
    desk::{
        links::{self, link},
        parts::{Crumbs, Exports, SendButton, YearSelect, asked, asked_year},
    },
    json::data,
    view::Erase,
    words as said,
};
use chrono::Datelike;
use domain::{
    areas::{AreaCode, AreaLevel},
    coverage::{AreaName, Coverage, VillageCoverage},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

#[component]
pub(crate) fn CoveragePage() -> impl IntoView {
    let (area, year, show, sheet) = (asked("area"), asked_year(), asked("show"), asked("sheet"));
    let read = data(
        move || (area.get().parse().ok(), year.get()),
        |(area, year)| read_board(area, year),
    );
    let shown = move |read: Board| {
        let page = move || {
            let coverage = read.coverage.clone();
            if sheet.get() == "uncovered" {
                view! { <UncoveredSheet coverage /> }.erased()
            } else {
                let (newest, own) = (read.today.year(), read.own);
                view! { <Whole coverage newest own show=known(&show.get()) /> }.erased()
            }
        };
        page.erased()
    };
    view! {
        <Title text="覆盖 · 科特派" />
        {loaded(read, shown)}
    }
}

#[component]
fn Whole(
    coverage: Coverage,
    newest: i32,
    own: Option<AreaCode>,
    show: &'static str,
) -> impl IntoView {
    let (area, year) = (coverage.area.clone(), coverage.year);
    let sheet = link(
        &links::coverage(area.code, year, ""),
        &[("sheet", "uncovered")],
    );
    let printable = coverage.totals.uncovered > 0 && !coverage.villages.is_empty();
    view! {
        <header class="desk-head">
            <div class="grow">
                <Crumbs
                    ancestors=coverage.ancestors.clone()
                    here=area.clone()
                    own
                    href=|area: &AreaName, year| links::coverage(area.code, year, "")
                    year
                />
                <h1>{format!("村级服务覆盖 · {year} 年")}</h1>
                <p class="small">{format!("截至 {}", said::date(coverage.as_of))}</p>
            </div>
            <Form method="GET" action="/desk/coverage" attr:class="filters no-print">
                <input type="hidden" name="area" value=area.code.to_string() />
                <input type="hidden" name="show" value=show />
                <YearSelect year newest />
                <SendButton />
            </Form>
            {printable
                .then(|| {
                    view! {
                        <a class="button no-print" href=sheet>
                            "打印空白村清单"
                        </a>
                    }
                })}
            <Exports
                path="coverage".to_owned()
                parts=vec![
                    ("area", area.code.to_string()),
                    ("year", year.to_string()),
                    ("show", show.to_owned()),
                ]
            />
        </header>
        <Tiles coverage=coverage.clone() show />
        <Parts here=area year parts=coverage.children.clone() />
        <Villages coverage=coverage.clone() show />
        <p class="small">
            {format!("达标标准：{}。三项覆盖率各自独立计算。", coverage.rule.name)}
        </p>
    }
}

#[component]
fn Villages(coverage: Coverage, show: &'static str) -> impl IntoView {
    let (area, year, as_of) = (coverage.area, coverage.year, coverage.as_of);
    if coverage.totals.due == 0 {
        return view! { <Empty shape=Shape::Village text="本年度没有应覆盖的村。" /> }.erased();
    }
    if area.level <= AreaLevel::City {
        let hint = "村名单在县（市、区）一级：点上表中的数字。";
        return (!show.is_empty()).then(|| view! { <p>{hint}</p> }).erased();
    }
    let chips = SHOWS
        .map(|(name, word)| {
            let number = under(&coverage.villages, name).count();
            view! {
                <a
                    class="filter-chip"
                    href=links::coverage(area.code, year, name)
                    data-noscroll="true"
                    aria-current=(name == show).then_some("true")
                >
                    {word}
                    " "
                    <span class="figure">{number}</span>
                </a>
            }
        })
        .collect_view();
    let villages: Vec<_> = under(&coverage.villages, show).cloned().collect();
    view! {
        <section class="stack tight" aria-label="村名单">
            <div class="row apart wrap">
                <h2>"优先走访村"</h2>
                <nav class="filter-chips no-print" aria-label="筛选村">
                    {chips}
                </nav>
            </div>
            <VillageTable villages year as_of />
        </section>
    }
    .erased()
}

fn under<'a>(
    villages: &'a [VillageCoverage],
    show: &'a str,
) -> impl Iterator<Item = &'a VillageCoverage> {
    villages
        .iter()
        .filter(move |village| belongs(village, show))
}
