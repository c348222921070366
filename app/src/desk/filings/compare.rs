//! `/desk/filings/compare`: two years of an area, or two filings of one year.

use super::{
    changes::changes,
    read::{Desk, TwoYears},
    sheet::sheet,
    words,
};
use crate::{
    components::Pill,
    desk::{
        parts::{Choose, PrintButton, SmallScript},
        plain::{asked_for, once_read},
        words as told,
    },
    view::Erase,
};
use domain::statistics::{AnnualStatistics, Figure, IndicatorFigure};
use leptos::prelude::*;
use leptos_meta::Title;
use store::filings::Compared;

#[component]
pub(crate) fn ComparePage() -> impl IntoView {
    let (left, right) = (asked_for("left"), asked_for("right"));
    let (area, from, to) = (asked_for("area"), asked_for("from"), asked_for("to"));
    let shown = if left.is_empty() {
        let reading = async move { Desk::open()?.two_years(area, from, to).await };
        once_read(reading, two_years)
    } else {
        let reading = async move { Desk::open()?.two_filings(&left, &right).await };
        once_read(reading, two_filings)
    };
    view! {
        <Title text="年度对比 · 科特派" />
        {shown}
        <SmallScript />
    }
}

fn two_years(years: TwoYears) -> AnyView {
    let TwoYears {
        before,
        after,
        newest,
    } = years;
    let title = format!(
        "{} {} 年与 {} 年对比",
        after.area.name, before.year, after.year
    );
    let heads = [column(&before), column(&after)];
    let area = after.area.code;
    view! {
        {head(title)}
        <form method="get" action="/desk/filings/compare" class="filters no-print">
            <input type="hidden" name="area" value=area.to_string() />
            <Choose
                name="from"
                label="从"
                options=choices(before.year, newest)
                chosen=before.year.to_string()
            />
            <Choose
                name="to"
                label="到"
                options=choices(after.year, newest)
                chosen=after.year.to_string()
            />
            <button class="button">"对比"</button>
        </form>
        <article class="card paper">{tables(&heads, &before, after)}</article>
    }
    .erased()
}

/// Ten years back from the newest, and the chosen one.
fn choices(chosen: i32, newest: i32) -> Vec<(String, String)> {
    let newest = newest.max(chosen);
    ((newest - 9).min(chosen)..=newest)
        .rev()
        .map(|year| (year.to_string(), format!("{year} 年")))
        .collect()
}

/// A year as the head of its column: filed figures are told from live ones.
fn column(figures: &AnnualStatistics) -> String {
    if figures.frozen.is_some() {
        format!("{} 年（上报数）", figures.year)
    } else {
        format!("{} 年", figures.year)
    }
}

fn two_filings(compared: Compared) -> AnyView {
    let (before, after) = (&compared.before.filing, &compared.after.filing);
    let title = format!(
        "{} {} 年：{}与{}上报对比",
        after.area.name,
        after.year,
        words::number(before),
        words::number(after)
    );
    let heads = [words::number(before), words::number(after)];
    let count = compared.corrections.len();
    view! {
        {head(title)}
        <div class="marks">
            <Pill text=format!("{} 项不同", count) />
        </div>
        <article class="card paper">
            {tables(&heads, &compared.before.figures, compared.after.figures)}
        </article>
        <section class="card stack tight annex">{changes(&compared.corrections)}</section>
    }
    .erased()
}

fn head(title: String) -> AnyView {
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href="/desk/filings">
                    "‹ 年度上报"
                </a>
                <h1>{title}</h1>
            </div>
            <PrintButton />
        </header>
    }
    .erased()
}

/// In the form of the later one.
fn tables(heads: &[String; 2], before: &AnnualStatistics, after: AnnualStatistics) -> AnyView {
    sheet(after, "对比表", |lines, name| {
        table(heads, before, lines, name)
    })
}

fn table(
    heads: &[String; 2],
    before: &AnnualStatistics,
    lines: &[IndicatorFigure],
    name: String,
) -> AnyView {
    let rows = lines
        .iter()
        .map(|figure| {
            let earlier = before
                .indicators
                .iter()
                .find(|earlier| earlier.code == figure.code)
                .and_then(|earlier| earlier.value);
            row(figure, earlier)
        })
        .collect_view();
    let [left, right] = heads.clone();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=name>
            <table class="grid ruled">
                <thead>
                    <tr>
                        <th class="start">"指标"</th>
                        <th class="start">"单位"</th>
                        <th>{left}</th>
                        <th>{right}</th>
                        <th>"变化"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(figure: &IndicatorFigure, before: Option<Figure>) -> AnyView {
    let after = figure.value;
    view! {
        <tr>
            <th class="start" class:part=figure.code.is_part() scope="row">
                {figure.name_zh.clone()}
            </th>
            <td class="start unit">{figure.unit.clone()}</td>
            <td>{told::figure(before)}</td>
            <td class="own">{told::figure(after)}</td>
            <td>{words::difference(before, after)}</td>
        </tr>
    }
    .erased()
}
