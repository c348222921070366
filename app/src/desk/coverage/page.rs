//! `/desk/coverage`.

use super::{
    api::{Board, read_board},
    children::Parts,
    tiles::Tiles,
    villages::{SHOWS, VillageTable, belongs, known},
};
use crate::{
    components::{Empty, Shape, loaded},
    desk::{
        links::{self, Covered},
        parts::{Choose, Crumbs, Exports, SendButton, YearSelect, asked, asked_year},
    },
    json::data,
    view::Erase,
    words as said,
};
use chrono::Datelike;
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::{Coded, DesignationKind},
    coverage::{AreaName, Coverage, VillageCoverage},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

#[component]
pub(crate) fn CoveragePage() -> impl IntoView {
    let (area, year, show) = (asked("area"), asked_year(), asked("show"));
    let designation = asked("designation");
    let read = data(
        move || (area.get().parse().ok(), year.get(), designation.get()),
        |(area, year, designation)| read_board(area, year, designation),
    );
    let shown = move |read: Board| {
        let page = move || {
            let coverage = read.coverage.clone();
            let (newest, own) = (read.today.year(), read.own);
            view! { <Whole coverage newest own show=known(&show.get()) /> }.erased()
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
    let covered = covered(&coverage);
    let kinds = DesignationKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), kind.label().to_owned()))
        .collect();
    let due = coverage.totals.due > 0;
    let elsewhere = if coverage.area.level < AreaLevel::County {
        "（县里另有规定的从其规定）"
    } else {
        ""
    };
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
                <Choose
                    name="designation"
                    label="认定"
                    bare=true
                    all="全部认定"
                    options=kinds
                    chosen=covered.designation.to_owned()
                />
                <SendButton />
            </Form>
            {due
                .then(|| {
                    view! {
                        <div class="row wrap no-print">
                            <a class="button" rel="external" href=covered.list("uncovered")>
                                "打印空白村清单"
                            </a>
                            <a class="button" rel="external" href=covered.reminder(show)>
                                "复制提醒文字"
                            </a>
                        </div>
                    }
                })}
            <Exports path="coverage".to_owned() parts=covered.parts(show) />
        </header>
        <Tiles coverage=coverage.clone() show />
        <Parts here=area covered parts=coverage.children.clone() />
        <Villages coverage=coverage.clone() show />
        <p class="small">
            {format!("达标标准：{}{elsewhere}。三项覆盖率各自独立计算。", coverage.rule.name)}
        </p>
    }
}

#[component]
fn Villages(coverage: Coverage, show: &'static str) -> impl IntoView {
    let covered = covered(&coverage);
    let (area, year, as_of) = (coverage.area, coverage.year, coverage.as_of);
    if coverage.totals.due == 0 {
        return view! { <Empty shape=Shape::Village text="本年度没有应覆盖的村。" /> }.erased();
    }
    if area.level <= AreaLevel::City {
        return ().erased();
    }
    let chips = SHOWS
        .map(|(name, word)| {
            let number = under(&coverage.villages, name).count();
            view! {
                <a
                    class="filter-chip"
                    href=covered.board(name)
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

/// What the board is about, for its links.
pub(super) fn covered(coverage: &Coverage) -> Covered {
    Covered {
        area: coverage.area.code,
        year: coverage.year,
        designation: coverage.designation.map_or("", Coded::code),
    }
}

fn under<'a>(
    villages: &'a [VillageCoverage],
    show: &'a str,
) -> impl Iterator<Item = &'a VillageCoverage> {
    villages
        .iter()
        .filter(move |village| belongs(village, show))
}
