//! The board's figures: what is due, three rates, and the gap between them.

use crate::desk::{
    links::Covered,
    parts::Bar,
    words::{self, count, percent},
};
use domain::{
    areas::AreaLevel,
    coverage::{Coverage, Tenths},
};
use leptos::prelude::*;

#[component]
pub(super) fn Tiles(coverage: Coverage, covered: Covered, show: &'static str) -> impl IntoView {
    let (totals, rates) = (coverage.totals, coverage.rates);
    let with_villages = coverage.area.level > AreaLevel::City;
    let gap = |name, number, filter, note, tone| {
        let to = if show == filter { "" } else { filter };
        Gap {
            name,
            number,
            note,
            tone: if number > 0 { tone } else { "" },
            // A city's villages are too many for its board: they stand on a page of their own.
            href: if with_villages {
                covered.board(to)
            } else {
                covered.list(filter)
            },
            chosen: show == filter,
        }
        .tile()
    };
    let due = words::due_villages(coverage.year);
    view! {
        <section class="tiles" aria-label="覆盖情况">
            <div class="tile card">
                <span class="tile-name">"应覆盖"</span>
                <b class="figure">{listed(covered.list(""), totals.due)} <small>"个村"</small></b>
                <small>{due}</small>
            </div>
            {rate("结对覆盖", covered.list("assigned"), totals.assigned, rates.assigned, "有结对人员或团队")}
            {rate("服务覆盖", covered.list("served"), totals.served, rates.served, "本年度至少实地服务一次")}
            {rate("达标覆盖", covered.list("regular"), totals.regular, rates.regular, "服务频次达到要求")}
            {gap("空白村", totals.uncovered, "uncovered", "本年度没有实地服务", "bad")}
            {gap("已结对未服务", totals.assigned_not_served, "assigned_not_served", "先催结对人员到村", "bad")}
            {gap("超期未访", totals.overdue, "overdue", "超过 90 天或从未服务", "soon")}
            {gap("服务未结对", totals.served_not_assigned, "served_not_assigned", "可补办结对", "soon")}
        </section>
    }
}

/// A number of villages that asks for something to be done, and the way to their names.
struct Gap {
    name: &'static str,
    number: i64,
    note: &'static str,
    tone: &'static str,
    href: String,
    chosen: bool,
}

impl Gap {
    fn tile(self) -> impl IntoView + use<> {
        view! {
            <a
                class=format!("tile card {}", self.tone)
                href=self.href
                aria-current=self.chosen.then_some("true")
            >
                <span class="tile-name">{self.name}</span>
                <b class="figure">{count(self.number)} <small>"个村"</small></b>
                <small>{self.note}</small>
            </a>
        }
    }
}

fn rate(
    name: &'static str,
    list: String,
    part: i64,
    rate: Option<Tenths>,
    note: &'static str,
) -> impl IntoView + use<> {
    view! {
        <div class="tile card">
            <span class="tile-name">{name}</span>
            <b class="figure">{percent(rate)} <small>{listed(list, part)} " 个村"</small></b>
            <Bar rate />
            <small>{note}</small>
        </div>
    }
}

/// A number that opens the list of what it counts.
fn listed(list: String, number: i64) -> impl IntoView {
    view! {
        <a href=list>{count(number)}</a>
    }
}
