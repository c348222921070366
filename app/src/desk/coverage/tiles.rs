//! The board's figures: what is due, three rates, and the gap between them.

use crate::desk::{
    links,
    parts::Bar,
    words::{self, count, percent},
};
use domain::coverage::{Coverage, Rates, Tenths, Totals};
use leptos::prelude::*;

#[component]
pub(super) fn Tiles(coverage: Coverage, show: &'static str) -> impl IntoView {
    let (totals, rates) = (coverage.totals, coverage.rates);
    let gap = |name, number, filter, note, tone| {
        let to = if show == filter { "" } else { filter };
        Gap {
            name,
            number,
            note,
            tone: if number > 0 { tone } else { "" },
            href: links::coverage(coverage.area.code, coverage.year, to),
            chosen: show == filter,
        }
        .tile()
    };
    let due = words::due_villages(coverage.year);
    view! {
        <section class="tiles" aria-label="覆盖情况">
            <div class="tile card">
                <span class="tile-name">"应覆盖"</span>
                <b class="figure">{count(totals.due)} <small>"个村"</small></b>
                <small>{due}</small>
            </div>
            {rate("结对覆盖", totals.assigned, rates.assigned, "有结对人员或团队")}
            {rate("服务覆盖", totals.served, rates.served, "本年度至少实地服务一次")}
            {rate("达标覆盖", totals.regular, rates.regular, "服务频次达到要求")}
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
                data-noscroll="true"
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
    part: i64,
    rate: Option<Tenths>,
    note: &'static str,
) -> impl IntoView + use<> {
    view! {
        <div class="tile card">
            <span class="tile-name">{name}</span>
            <b class="figure">{percent(rate)} <small>{format!("{} 个村", count(part))}</small></b>
            <Bar rate />
            <small>{note}</small>
        </div>
    }
}

/// The three rates as three bars, for small places.
#[component]
pub(crate) fn ThreeRates(totals: Totals, rates: Rates) -> impl IntoView {
    let line = |name: &'static str, part: i64, rate: Option<Tenths>| {
        view! {
            <div>
                <span>{name}</span>
                <Bar rate />
                <b class="figure">{percent(rate)}</b>
                <small class="figure">{format!("{}/{}", count(part), count(totals.due))}</small>
            </div>
        }
    };
    view! {
        <div class="three">
            {line("结对", totals.assigned, rates.assigned)}
            {line("服务", totals.served, rates.served)}
            {line("达标", totals.regular, rates.regular)}
        </div>
    }
}
