//! What a figure counts once, however many records tell of it: as many rows as the figure says, or rows
//! that add up to it.

use crate::{
    desk::{links::link, words},
    view::Erase,
    words as said,
};
use domain::{
    calendar,
    codes::{Coded, RecordKind},
    coverage::Tenths,
    statistics::{
        Figure, Hundredths,
        catalogue::{CATALOGUE, IndicatorCode, Listed},
        counted::{CountedPart, Parts},
    },
};
use leptos::prelude::*;

/// How many rows a page shows at most.
const MOST: usize = 2_000;

/// The table of them, with their sum.
pub(crate) fn parts_table(parts: Vec<CountedPart>, code: IndicatorCode, year: i32) -> AnyView {
    let listed = Parts::of(code).and_then(Parts::listed);
    let unit = unit(code);
    let more = parts.len().saturating_sub(MOST);
    let sum = sum(&parts, code);
    let items: i64 = parts.iter().map(|part| part.items).sum();
    let with_place = parts.iter().any(|part| !part.place.is_empty());
    let rows = parts
        .into_iter()
        .take(MOST)
        .map(|part| row(part, (listed, code, unit, year), with_place))
        .collect_view();
    let first = match listed {
        Some(Listed::Villages) => "村",
        Some(Listed::People) => "姓名",
        _ => "名称",
    };
    view! {
        <div class="card sheet">
            <table class="grid stacks counted">
                <thead>
                    <tr>
                        <th class="start">{first}</th>
                        {with_place.then(|| view! { <th class="start">"地点"</th> })}
                        <th>"记录数"</th>
                        <th class="start">"最近"</th>
                        <th>"计入"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th class="start" scope="row">
                            "合计"
                        </th>
                        {with_place.then(|| view! { <td></td> })}
                        <td data-label="记录数">{words::count(items)}</td>
                        <td></td>
                        <td data-label="计入">{sum} " " {unit}</td>
                    </tr>
                </tfoot>
            </table>
        </div>
        {(more > 0)
            .then(|| {
                view! {
                    <p class="small">{format!("另有 {more} 行没有列出，到下级区域里看。")}</p>
                }
            })}
        <h2>"所计记录"</h2>
    }
    .erased()
}

/// The unit of what is counted: of a share, that of its count.
fn unit(code: IndicatorCode) -> &'static str {
    let found = CATALOGUE.iter().find(|indicator| indicator.code == code);
    match found.map_or("", |indicator| indicator.unit) {
        "%" => "个",
        unit => unit,
    }
}

fn sum(parts: &[CountedPart], code: IndicatorCode) -> String {
    let hundredths = parts.iter().map(|part| part.number.in_hundredths()).sum();
    let sum = match parts.first().map(|part| part.number) {
        Some(Figure::Count(_)) if !code.has_two_digits() => Figure::Count(hundredths / 100),
        Some(Figure::Decimal(_)) if !code.has_two_digits() => {
            Figure::Decimal(Tenths(hundredths / 10))
        }
        _ => Figure::Hundredths(Hundredths(hundredths)),
    };
    words::figure(Some(sum))
}

fn row(
    part: CountedPart,
    (listed, code, unit, year): (Option<Listed>, IndicatorCode, &'static str, i32),
    with_place: bool,
) -> AnyView {
    let number = words::figure(Some(part.number.of(code)));
    let (href, records) = match listed {
        Some(Listed::Villages) => (
            Some(format!("/desk/villages/{}", part.id)),
            Some(records_of(&part.id, year)),
        ),
        Some(Listed::People) => (
            Some(format!("/desk/registers/commissioners/{}", part.id)),
            None,
        ),
        _ => (None, None),
    };
    let items = words::count(part.items);
    let latest = if Parts::is_yearly(code) {
        format!("{year} 年")
    } else {
        said::date(part.latest_on)
    };
    view! {
        <tr>
            <th class="start" scope="row">
                {opening(href, part.name)}
            </th>
            {with_place
                .then(|| {
                    view! {
                        <td class="start" data-label="地点">
                            {part.place}
                        </td>
                    }
                })}
            <td data-label="记录数">{opening(records, items)}</td>
            <td class="start whole" data-label="最近">
                {latest}
            </td>
            <td data-label="计入">{number} " " {unit}</td>
        </tr>
    }
    .erased()
}

fn opening(href: Option<String>, text: String) -> AnyView {
    match href {
        Some(href) => view! {
            <a href=href rel="external" translate="no">
                {text}
            </a>
        }
        .erased(),
        None => text.erased(),
    }
}

/// The list of a village's visits of the year.
fn records_of(village: &str, year: i32) -> String {
    let (first, last) = calendar::year_bounds(year);
    let (first, last) = (first.to_string(), last.to_string());
    link(
        "/desk/records",
        &[
            ("area", village),
            ("kind", RecordKind::Visit.code()),
            ("from", &first),
            ("to", &last),
        ],
    )
}
