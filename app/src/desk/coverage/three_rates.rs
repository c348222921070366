//! The three rates in a small place.

use crate::desk::{
    parts::Bar,
    words::{count, percent},
};
use domain::coverage::{Rates, Tenths, Totals};
use leptos::prelude::*;

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
