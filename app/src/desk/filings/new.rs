//! `/desk/filings/new`: what is filed, what is in the way, and the form that files it.

use super::{read::Desk, sheet::sheet, words};
use crate::{
    components::{Notice, Tone},
    desk::{
        links::{self, link},
        plain::{asked_for, once_read},
        words as told,
    },
    view::Erase,
};
use domain::{
    areas::AreaLevel,
    filings::{Caution, Obstacle, Readiness},
    ids::FilingId,
    statistics::{AnnualStatistics, IndicatorFigure},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn NewFilingPage() -> impl IntoView {
    let (area, year) = (asked_for("area"), asked_for("year"));
    let reading = async move { Desk::open()?.readiness(area, year).await };
    view! {
        <Title text="年度上报 · 科特派" />
        {once_read(
            reading,
            |(readiness, figures, refused)| {
                view! { <Whole readiness figures refused /> }.erased()
            },
        )}
    }
}

#[component]
fn Whole(readiness: Readiness, figures: AnnualStatistics, refused: bool) -> impl IntoView {
    let (area, year) = (readiness.area.clone(), readiness.year);
    let filed = figures.frozen.as_ref().map(|freeze| freeze.filing_id);
    let obstacles = readiness
        .obstacles
        .iter()
        .map(|one| obstacle(one, &readiness, filed))
        .collect_view();
    let open = readiness.obstacles.is_empty();
    let year_text = year.to_string();
    let parts = [("area", area.code.as_str()), ("year", year_text.as_str())];
    let quality = link("/desk/quality", &parts);
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line" href="/desk/filings">
                    "‹ 年度上报"
                </a>
                <h1>{format!("上报 {year} 年 · {}", area.name)}</h1>
            </div>
            <div class="row">
                <a class="button" href=quality>
                    "看数据质量"
                </a>
                <a class="button" href=links::statistics(area.code, year) rel="external">
                    "看统计表"
                </a>
            </div>
        </header>
        {refused
            .then(|| {
                view! { <Notice tone=Tone::Bad text="没有上报：请看下面，逐项确认后再报。" /> }
            })}
        {obstacles}
        {open.then(|| view! { <FileForm readiness /> })}
        <section class="card sheet">{sheet(figures, "要上报的数", table)}</section>
    }
}

/// What is in the way; a year that stands is no fault, and leads to what was filed.
fn obstacle(obstacle: &Obstacle, readiness: &Readiness, filed: Option<FilingId>) -> AnyView {
    let text = words::obstacle(obstacle, readiness.area.level, readiness.year);
    match filed.filter(|_| *obstacle == Obstacle::Stands) {
        Some(filing) => view! {
            <Notice tone=Tone::Plain text>
                <a class="button" href=format!("/desk/filings/{filing}")>
                    "看已上报的数"
                </a>
            </Notice>
        }
        .erased(),
        None => view! { <Notice tone=Tone::Bad text /> }.erased(),
    }
}

/// What would be filed, and what would not yet.
fn table(lines: &[IndicatorFigure], name: String) -> AnyView {
    let rows = lines
        .iter()
        .map(|figure| {
            view! {
                <tr>
                    <th class="start" class:part=figure.code.is_part() scope="row">
                        {figure.name_zh.clone()}
                    </th>
                    <td class="start unit">{figure.unit.clone()}</td>
                    <td class="own">{told::figure(figure.value)}</td>
                    <td class="pending">{told::pending(figure.pending)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
            <div class="scroll" tabindex="0" role="region" aria-label=name>
            <table class="grid statistics">
                <thead>
                    <tr>
                        <th class="start">"指标"</th>
                        <th class="start">"单位"</th>
                        <th>"上报数"</th>
                        <th>"待审"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            </div>
    }
    .erased()
}

#[component]
fn FileForm(readiness: Readiness) -> impl IntoView {
    let (area, year) = (readiness.area.code, readiness.year.to_string());
    let action = link(
        "/desk/filings/new",
        &[("area", area.as_str()), ("year", &year)],
    );
    let ticks = readiness.cautions.iter().map(tick).collect_view();
    let which = format!("这是第 {} 次上报。", readiness.next_number);
    let kept = if readiness.area.level == AreaLevel::Township {
        "上报后，下表的数字、所计的每条记录和校验码一起保存，由县级审定；以后的改动不改已上报的数，作为更正列出。"
    } else {
        "上报后，下表的数字、所计的每条记录和校验码一起保存，记录锁定；需要更正的，由审核人退回更正，已上报的数不变。"
    };
    view! {
        <form class="card form filing-form" method="post" action=action>
            <input type="hidden" name="area" value=area.to_string() />
            <input type="hidden" name="year" value=year />
            <p>
                {which}
                {kept}
            </p>
            {ticks}
            <div class="row">
                <button class="button primary">"确认上报"</button>
                <a class="button quiet" href="/desk/filings">
                    "取消"
                </a>
            </div>
        </form>
    }
}

/// What has to be ticked: the browser asks for it, and so does the server.
fn tick(caution: &Caution) -> AnyView {
    view! {
        <label class="tick-line">
            <input type="checkbox" name="tick" value=caution.tick() required />
            <span>{words::caution(caution)}</span>
        </label>
    }
    .erased()
}
