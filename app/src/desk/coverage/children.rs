//! The areas directly below, each with its own figures and its own board.

use crate::{
    desk::{
        links::Covered,
        parts::Bar,
        words::{self, count, percent},
    },
    view::Erase,
};
use domain::coverage::{AreaName, ChildCoverage};
use leptos::prelude::*;

#[component]
pub(super) fn Parts(
    here: AreaName,
    /// What the board above is about.
    covered: Covered,
    parts: Vec<ChildCoverage>,
) -> impl IntoView {
    let due: Vec<_> = parts
        .into_iter()
        .filter(|part| part.totals.due > 0)
        .collect();
    let name = words::below(here.level);
    (!due.is_empty()).then(|| {
        view! {
            <section class="card sheet" aria-label=format!("各{name}")>
                <div class="scroll" tabindex="0">
                    <table class="grid first-stays places">
                        <thead>
                            <tr>
                                <th class="start" scope="col">
                                    {name}
                                </th>
                                <th scope="col">"应覆盖"</th>
                                <th scope="col">"结对"</th>
                                <th scope="col">"服务"</th>
                                <th scope="col">"达标"</th>
                                <th scope="col">"结对未服务"</th>
                                <th scope="col">"服务未结对"</th>
                                <th scope="col">"空白村"</th>
                                <th scope="col">"超期"</th>
                                <th class="start rate-cell" scope="col">
                                    "服务覆盖率"
                                </th>
                            </tr>
                        </thead>
                        <tbody>{due.iter().map(|part| row(part, covered)).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn row(part: &ChildCoverage, above: Covered) -> impl IntoView + use<> {
    let totals = part.totals;
    let rate = totals.rates().served;
    let covered = Covered {
        area: part.area.code,
        ..above
    };
    let to = move |number: i64, show| {
        if number == 0 {
            view! { <span class="zero">"0"</span> }.erased()
        } else {
            view! { <a href=covered.board(show)>{count(number)}</a> }.erased()
        }
    };
    let listed = move |number: i64, show| {
        view! {
            <a href=covered.list(show)>{count(number)}</a>
        }
        .erased()
    };
    view! {
        <tr>
            <th class="start" scope="row">
                <a href=covered.board("")>{part.area.name.clone()}</a>
            </th>
            <td>{listed(totals.due, "")}</td>
            <td>{listed(totals.assigned, "assigned")}</td>
            <td>{listed(totals.served, "served")}</td>
            <td>{listed(totals.regular, "regular")}</td>
            <td>{to(totals.assigned_not_served, "assigned_not_served")}</td>
            <td>{to(totals.served_not_assigned, "served_not_assigned")}</td>
            <td>{to(totals.uncovered, "uncovered")}</td>
            <td>{to(totals.overdue, "overdue")}</td>
            <td class="start rate-cell">
                <span class="rate">
                    <Bar rate />
                    <span class="figure">{percent(rate)}</span>
                </span>
            </td>
        </tr>
    }
}
