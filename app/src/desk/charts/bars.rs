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
        lying_bars(&labels, &series, &ON_PAPER)
    } else {
        upright_bars(&labels, &series)
    };
    let on_phone = lying_bars(&labels, &series, &ON_PHONE);
    let phone_height = height_lying(labels.len(), series.len());
    let (phone_title, phone_told) = (title.clone(), told.clone());
    let [title_id, told_id] = ["title", "told"].map(|part| format!("{id}-{part}"));
    let named_by = format!("{title_id} {told_id}");
    let region = title.clone();
    let (width, height) = if lying {
        (ON_PAPER.width, height_lying(labels.len(), series.len()))
    } else {
        (760, 250)
    };
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
                    class="wide-only"
                    role="img"
                    class:lying=lying
                    viewBox=format!("0 0 {width} {height}")
                    aria-labelledby=named_by
                >
                    <title id=title_id>{title}</title>
                    <desc id=told_id>{told}</desc>
                    {picture}
                </svg>
                <svg
                    class="narrow-only"
                    role="img"
                    viewBox=format!("0 0 {} {phone_height}", ON_PHONE.width)
                    aria-label=phone_title
                >
                    <desc>{phone_told}</desc>
                    {on_phone}
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

/// Where names end and how long bars are, lying.
struct Lying {
    width: i64,
    names_end: i64,
    longest: i64,
}

const ON_PAPER: Lying = Lying {
    width: 560,
    names_end: 120,
    longest: 360,
};

/// As wide as a phone, so that nothing is cut off or too small to read.
const ON_PHONE: Lying = Lying {
    width: 330,
    names_end: 84,
    longest: 186,
};

/// Thickness of a lying bar, and of a name's bars together with the space below them.
const THICK: i64 = 22;

fn height_of_name(series: usize) -> i64 {
    THICK * i64::try_from(series).unwrap_or(1) + 8
}

fn height_lying(names: usize, series: usize) -> i64 {
    20 + height_of_name(series) * i64::try_from(names).unwrap_or_default()
}

fn lying_bars(labels: &[String], series: &[Series], at: &Lying) -> AnyView {
    let most = most(series);
    let step = height_of_name(series.len());
    let names = labels.iter().zip(0_i64..).map(|(label, row)| {
        let y = 10 + row * step + (step - 8) / 2 + 5;
        view! {
            <text class="chart-name" x=at.names_end.to_string() y=y.to_string()>
                {label.clone()}
            </text>
        }
    });
    let bars = series
        .iter()
        .enumerate()
        .zip(0_i64..)
        .flat_map(|((of, one), line)| {
            let rows = one.values.iter().take(labels.len()).zip(0_i64..);
            rows.map(move |(value, row)| {
                let (x, y) = (at.names_end + 10, 10 + row * step + line * THICK);
                let length = value * at.longest / most;
                view! {
                    {bar(class(of), (x, y, length, THICK - 2))}
                    <text class="chart-count" x=(x + 8 + length).to_string() y=(y + 15).to_string()>
                        {count(*value)}
                    </text>
                }
            })
        });
    view! {
        {names.collect_view()}
        {bars.collect_view()}
    }
    .erased()
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
