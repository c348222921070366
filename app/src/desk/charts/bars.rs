//! Bars: upright for months, lying for names. They are told apart by filling and outline, not by
//! colour, and every number stands beside its bar.

use crate::{desk::words::count, view::Erase};
use leptos::prelude::*;

/// Numbers of one kind, such as a year's.
pub(super) struct Series {
    pub(super) name: String,
    pub(super) values: Vec<i64>,
}

/// A chart: its title, what it says in a sentence, and the same as a table.
pub(super) fn figure(
    id: &'static str,
    title: String,
    told: String,
    labels: Vec<String>,
    series: Vec<Series>,
    lying: bool,
) -> AnyView {
    let picture = if lying {
        lying_bars(&labels, &series)
    } else {
        upright_bars(&labels, &series)
    };
    let [title_id, told_id] = ["title", "told"].map(|part| format!("{id}-{part}"));
    let named_by = format!("{title_id} {told_id}");
    let region = title.clone();
    let height = if lying { 20 + 30 * labels.len() } else { 250 };
    let width = if lying { 560 } else { 760 };
    let legend = (series.len() > 1).then(|| legend(&series));
    let table = table(&labels, &series);
    view! {
        <figure class="card chart">
            <figcaption>
                <h2>{title.clone()}</h2>
                <p class="small">{told.clone()}</p>
                {legend}
            </figcaption>
            <div class="scroll" tabindex="0" role="region" aria-label=region>
                <svg
                    role="img"
                    class:lying=lying
                    viewBox=format!("0 0 {width} {height}")
                    aria-labelledby=named_by
                >
                    <title id=title_id>{title}</title>
                    <desc id=told_id>{told}</desc>
                    {picture}
                </svg>
            </div>
            <details>
                <summary>"查看数据"</summary>
                {table}
            </details>
        </figure>
    }
    .erased()
}

fn legend(series: &[Series]) -> AnyView {
    let entries = series
        .iter()
        .enumerate()
        .map(|(at, series)| {
            view! {
                <li>
                    <svg viewBox="0 0 16 12" aria-hidden="true">
                        <rect class=class(at) x="1" y="1" width="14" height="10" />
                    </svg>
                    {series.name.clone()}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="legend">{entries}</ul> }.erased()
}

/// The first series is filled, the second outlined.
const fn class(at: usize) -> &'static str {
    if at == 0 {
        "chart-bar"
    } else {
        "chart-bar before"
    }
}

fn most(series: &[Series]) -> i64 {
    let values = series.iter().flat_map(|series| &series.values);
    values.copied().max().unwrap_or_default().max(1)
}

fn upright_bars(labels: &[String], series: &[Series]) -> AnyView {
    const FLOOR: i64 = 220;
    const HIGHEST: i64 = 180;
    let most = most(series);
    let slot = 740 / i64::try_from(labels.len().max(1)).unwrap_or(1);
    let width = slot * 4 / 5 / i64::try_from(series.len().max(1)).unwrap_or(1);
    let mut shapes = Vec::new();
    for (at, label) in (0_i64..).zip(labels) {
        let left = 10 + at * slot;
        let middle = left + slot / 2;
        shapes.push(
            view! {
                <text class="chart-label" x=middle.to_string() y="240">
                    {label.clone()}
                </text>
            }
            .erased(),
        );
        for (of, one) in series.iter().enumerate() {
            let index = usize::try_from(at).unwrap_or_default();
            let Some(value) = one.values.get(index).copied() else {
                continue;
            };
            let height = value * HIGHEST / most;
            let x = left + slot / 10 + width * i64::try_from(of).unwrap_or_default();
            shapes.push(bar(class(of), (x, FLOOR - height, width - 2, height)));
            shapes.push(number((x + width / 2, FLOOR - height - 5), value));
        }
    }
    view! {
        {shapes}
        <line class="chart-floor" x1="6" y1="220" x2="754" y2="220" />
    }
    .erased()
}

fn bar(class: &'static str, (x, y, width, height): (i64, i64, i64, i64)) -> AnyView {
    view! {
        <rect
            class=class
            x=x.to_string()
            y=y.to_string()
            width=width.to_string()
            height=height.to_string()
        />
    }
    .erased()
}

fn number((x, y): (i64, i64), value: i64) -> AnyView {
    view! {
        <text class="chart-number" x=x.to_string() y=y.to_string()>
            {count(value)}
        </text>
    }
    .erased()
}

fn lying_bars(labels: &[String], series: &[Series]) -> AnyView {
    const LONGEST: i64 = 360;
    let most = most(series);
    let values = series.first().map(|series| series.values.as_slice());
    let rows = labels
        .iter()
        .zip(values.unwrap_or_default())
        .zip(0_i64..)
        .map(|((label, value), at)| {
            let y = 10 + at * 30;
            let length = value * LONGEST / most;
            view! {
                <text class="chart-name" x="120" y=(y + 16).to_string()>
                    {label.clone()}
                </text>
                {bar(class(0), (130, y, length, 22))}
                <text class="chart-count" x=(138 + length).to_string() y=(y + 16).to_string()>
                    {count(*value)}
                </text>
            }
        })
        .collect_view();
    rows.erased()
}

fn table(labels: &[String], series: &[Series]) -> AnyView {
    let heads = series
        .iter()
        .map(|series| view! { <th scope="col">{series.name.clone()}</th> })
        .collect_view();
    let rows = labels
        .iter()
        .enumerate()
        .map(|(at, label)| {
            let cells = series
                .iter()
                .map(|series| {
                    let value = series.values.get(at).map(|value| count(*value));
                    view! { <td>{value}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th class="start" scope="row">
                        {label.clone()}
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="grid">
            <thead>
                <tr>
                    <td></td>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .erased()
}
