//! 空白村清单: a sheet to print, sign and hand to the townships.

use super::villages::{belongs, since};
use crate::{
    desk::{links, words},
    words as said,
};
use chrono::NaiveDate;
use domain::coverage::{Coverage, VillageCoverage};
use leptos::prelude::*;

#[component]
pub(super) fn UncoveredSheet(coverage: Coverage) -> impl IntoView {
    let (year, as_of) = (coverage.year, coverage.as_of);
    let villages: Vec<_> = coverage
        .villages
        .iter()
        .filter(|village| belongs(village, "uncovered"))
        .collect();
    let unassigned = villages
        .iter()
        .filter(|village| village.assigned.is_empty())
        .count();
    let told = format!(
        "截至 {}，应覆盖{} {} 个，其中本年度没有实地服务的 {} 个（未结对 {unassigned} 个）。",
        said::date(as_of),
        words::due_villages(year),
        coverage.totals.due,
        villages.len(),
    );
    let rows = villages
        .iter()
        .zip(1..)
        .map(|(village, number)| row(village, number, as_of))
        .collect_view();
    view! {
        <div class="row apart wrap no-print">
            <a href=links::coverage(coverage.area.code, year, "")>"‹ 回到覆盖"</a>
            <button type="button" class="button primary" on:click=move |_| print()>
                "打印"
            </button>
        </div>
        <article class="card paper">
            <h1>{format!("{} {year} 年空白村清单", coverage.area.name)}</h1>
            <p class="small">{told}</p>
            <div class="scroll" tabindex="0">
                <table class="grid ruled">
                    <thead>
                        <tr>
                            <th>"序号"</th>
                            <th class="start">"乡镇"</th>
                            <th class="start">"村"</th>
                            <th class="start">"认定"</th>
                            <th class="start">"结对人员（团队）"</th>
                            <th class="start">"主导产业"</th>
                            <th>"距上次服务"</th>
                            <th class="start">"计划走访日期"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="signature">
                <span>"填表人："</span>
                <span>"负责人："</span>
                <span>"日期："</span>
            </p>
        </article>
    }
}

fn print() {
    // A browser that cannot print has said so itself.
    drop(window().print());
}

fn row(village: &VillageCoverage, number: i32, as_of: NaiveDate) -> impl IntoView + use<> {
    view! {
        <tr>
            <td>{number}</td>
            <td class="start">{village.township.clone()}</td>
            <th class="start" scope="row">
                {village.name.clone()}
            </th>
            <td class="start">{words::designation(&village.designation)}</td>
            <td class="start">{village.assigned.join("、")}</td>
            <td class="start">{village.industries.join("、")}</td>
            <td>{since(village, as_of)}</td>
            <td></td>
        </tr>
    }
}
