//! A list of plain text as a table; as cards on a phone.

use super::cells::{Column, columns, standing};
use crate::view::Erase;
use leptos::prelude::*;

/// One row: its first cell is its head, and may lead on.
pub(crate) struct Line {
    pub(crate) href: Option<String>,
    pub(crate) cells: Vec<String>,
}

/// The table of a list.
pub(crate) fn lines(heads: &[&'static str], lines: Vec<Line>) -> AnyView {
    let texts = lines.iter().map(|line| line.cells.as_slice());
    let columns = columns(heads.iter().copied(), texts);
    let rows = lines.into_iter().map(|line| row(&columns, line));
    let rows = rows.collect_view();
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>{columns.iter().map(Column::head).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(columns: &[Column], line: Line) -> AnyView {
    let mut cells = line.cells.into_iter();
    let first = cells.next().unwrap_or_default();
    let class = standing(&first);
    let first = match line.href {
        Some(href) => view! { <a href=href>{first}</a> }.erased(),
        None => first.erased(),
    };
    let rest = cells
        .zip(columns.iter().skip(1))
        .map(|(text, column)| column.cell(&text))
        .collect_view();
    view! {
        <tr>
            <th class=class scope="row">
                {first}
            </th>
            {rest}
        </tr>
    }
    .erased()
}
