//! The figures of a year as its area's form shows them. A filed year keeps the form it was filed with,
//! beside its figures: that is what was stamped. A year that is open is shown in the form of today.

use crate::view::Erase;
use domain::statistics::{AnnualStatistics, IndicatorFigure};
use leptos::prelude::*;

/// The form's lines as a table with this name, and below it, folded, all else that was counted. On
/// paper stand the form's lines alone.
pub(super) fn sheet(
    figures: AnnualStatistics,
    name: &str,
    table: impl Fn(&[IndicatorFigure], String) -> AnyView,
) -> AnyView {
    let [lines, others] = figures.sheet();
    let rest = (!others.is_empty()).then(|| {
        view! {
            <details class="fold no-print">
                <summary>{format!("其余指标（{} 项）", others.len())}</summary>
                {table(&others, format!("{name}（其余指标）"))}
            </details>
        }
    });
    view! {
        {table(&lines, name.to_owned())}
        {rest}
    }
    .erased()
}
