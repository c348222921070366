//! The people, teams and ledgers' entries behind a figure.

use crate::{
    desk::{
        parts::{Column, columns},
        words,
    },
    view::Erase,
    words as said,
};
use chrono::NaiveDate;
use domain::{
    codes::Coded,
    reading::{ListedEntry, ListedPart, ListedPerson, ListedTeam},
    statistics::{Figure, Hundredths, catalogue::IndicatorCode, counted::added},
};
use leptos::prelude::*;

pub(super) fn people_table(people: Vec<ListedPerson>) -> AnyView {
    let rows = people.into_iter().map(|person| {
        [
            person.name,
            person.unit,
            person.area_name,
            term(person.term_from, person.term_to),
        ]
    });
    table(["姓名", "派出单位", "所属区域", "聘期"], rows.collect())
}

pub(super) fn team_table(teams: Vec<ListedTeam>) -> AnyView {
    let rows = teams.into_iter().map(|team| {
        [
            team.name,
            team.industry,
            team.area_name,
            term(team.started_on, team.ended_on),
        ]
    });
    table(["名称", "服务产业", "所属区域", "起止"], rows.collect())
}

/// Townships or industries, with what covers each.
pub(super) fn part_table(parts: Vec<ListedPart>) -> AnyView {
    let rows = parts.into_iter().map(|part| {
        let through: Vec<_> = part.through.iter().map(|what| what.label()).collect();
        let covered = if part.covered {
            "已覆盖"
        } else {
            "未覆盖"
        };
        [part.name, covered.to_owned(), through.join("、")]
    });
    table(["名称", "覆盖", "覆盖方式"], rows.collect())
}

pub(super) fn entry_table(entries: Vec<ListedEntry>, code: IndicatorCode) -> AnyView {
    let shown = added(code);
    let row = |entry: ListedEntry| {
        let when = match entry.year() {
            Some(year) => format!("{year} 年"),
            None => said::date(entry.occurred_on),
        };
        let numbers = [Some(entry.number), entry.beside];
        let numbers = shown.iter().zip(numbers.into_iter().flatten());
        let numbers = numbers
            .map(|(added, number)| {
                let text = words::figure(Some(in_digits(number, added.unit)));
                view! { <td data-label=added.name>{text} " " {added.unit}</td> }
            })
            .collect_view();
        view! {
            <tr>
                <th class="start" scope="row">
                    <a
                        href=format!("/desk/ledgers/{}/{}", entry.ledger, entry.id)
                        rel="external"
                        translate="no"
                    >
                        {entry.title}
                    </a>
                </th>
                <td class="start" data-label="类别">
                    {Some(entry.sub_kind).filter(|kind| !kind.is_empty())}
                </td>
                <td class="start kept" data-label="地点">
                    {entry.area_name}
                </td>
                <td class="start whole" data-label="日期">
                    {when}
                </td>
                <td class="start" data-label="状态">
                    {entry.status}
                </td>
                {numbers}
            </tr>
        }
    };
    let heads = ["名称", "类别", "地点", "日期", "状态"];
    let numbers = shown.iter().map(|added| view! { <th>{added.name}</th> });
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>
                        {heads.map(|head| view! { <th class="start">{head}</th> }).collect_view()}
                        {numbers.collect_view()}
                    </tr>
                </thead>
                <tbody>{entries.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .erased()
}

/// A number in its unit: money and land have two digits, also once JSON has lost the last of them.
fn in_digits(number: Figure, unit: &str) -> Figure {
    match unit {
        "万元" | "亩" => Figure::Hundredths(Hundredths(number.in_hundredths())),
        _ => number,
    }
}

fn term(from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => format!("{} 至 {}", said::date(from), said::date(to)),
        None => format!("{}起", said::date(from)),
    }
}

/// The first cell of a row is its head.
fn table<const N: usize>(heads: [&'static str; N], rows: Vec<[String; N]>) -> AnyView {
    let columns = columns(heads, rows.iter().map(<[String; N]>::as_slice));
    let row = |cells: &[String; N]| {
        let name = cells.first().cloned();
        let others = columns.iter().zip(cells).skip(1);
        let others = others.map(|(column, cell)| column.cell(cell));
        view! {
            <tr>
                <th class="start" scope="row">
                    {name}
                </th>
                {others.collect_view()}
            </tr>
        }
    };
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>{columns.iter().map(Column::head).collect_view()}</tr>
                </thead>
                <tbody>{rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .erased()
}
