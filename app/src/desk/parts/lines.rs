//! A list of plain text as a table; as cards on a phone.

use crate::{desk::words::is_day, view::Erase};
use leptos::prelude::*;

/// One row: its first cell is its head, and may lead on.
pub(crate) struct Line {
    pub(crate) href: Option<String>,
    pub(crate) cells: Vec<String>,
}

/// The table of a list.
pub(crate) fn lines(heads: &[&'static str], lines: Vec<Line>) -> AnyView {
    let rows = lines
        .into_iter()
        .map(|line| row(heads, line))
        .collect_view();
    let heads = heads
        .iter()
        .map(|head| view! { <th class="start">{*head}</th> })
        .collect_view();
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(heads: &[&'static str], line: Line) -> AnyView {
    let mut cells = line.cells.into_iter();
    let first = cells.next().unwrap_or_default();
    let first = match line.href {
        Some(href) => view! { <a href=href>{first}</a> }.erased(),
        None => first.erased(),
    };
    let rest = cells
        .zip(heads.iter().skip(1))
        .map(|(text, head)| {
            let day = is_day(&text);
            view! {
                <td class="start" class:day=day data-label=*head>
                    {text}
                </td>
            }
        })
        .collect_view();
    view! {
        <tr>
            <th class="start" scope="row">
                {first}
            </th>
            {rest}
        </tr>
    }
    .erased()
}
