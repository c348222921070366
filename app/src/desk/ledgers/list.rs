//! `/desk/ledgers/:ledger`: look, narrow, page; `/desk/ledgers` opens the problems.

use super::{read::Desk, words};
use crate::{
    components::{Empty, Pill, Shape},
    desk::{
        links::link,
        parts::{
            Choose, Column, Exports, Pager, PlaceSelect, Places, PrintButton, SmallScript, columns,
        },
        plain::{asked_for, once_read, segment},
        words::{count, dated},
    },
    view::Erase,
};
use chrono::Datelike;
use domain::{
    codes::Coded,
    ledgers::{Input, Kind, Listed, Query, Row, View, steps::Status},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn LedgersPage() -> impl IntoView {
    view! { <LedgerPage /> }
}

#[component]
pub(crate) fn LedgerPage() -> impl IntoView {
    let query = Query {
        area: asked_for("area"),
        text: asked_for("text"),
        view: asked_for("view"),
        status: asked_for("status"),
        year: asked_for("year"),
        after: asked_for("after"),
    };
    let (name, asked) = (segment("ledger"), query.clone());
    let reading = async move { Desk::open()?.list(name, asked).await };
    view! {
        <Title text="台账 · 科特派" />
        {once_read(
            reading,
            |(listed, places, imports)| {
                view! { <Whole listed places query imports /> }.erased()
            },
        )}
        <SmallScript />
    }
}

/// The address of a list with these changes to what is asked.
fn address(kind: Kind, query: &Query, changed: &[(&str, &str)]) -> String {
    let asked = [
        ("area", query.area.as_str()),
        ("text", &query.text),
        ("view", &query.view),
        ("status", &query.status),
        ("year", &query.year),
    ];
    let value = |(name, value)| {
        let other = changed.iter().find(|(other, _)| *other == name);
        (name, other.map_or(value, |(_, other)| *other))
    };
    let mut parts: Vec<(&str, &str)> = asked.map(value).into();
    parts.extend(changed.iter().filter(|(name, _)| *name == "after"));
    link(&words::ledger(kind), &parts)
}

#[component]
fn Whole(listed: Listed, places: Places, query: Query, imports: bool) -> impl IntoView {
    let kind = listed.kind;
    let view = kind.declared().view(&query.view);
    let several = kind.declared().views.len() > 1;
    let title = if several {
        view.label.to_owned()
    } else {
        format!("台账 · {}", kind.label())
    };
    let add = listed.may_add.then(|| {
        let (verb, text) = match kind {
            Kind::Reply => ("link", "生成评价链接"),
            _ => ("new", "新增"),
        };
        view! {
            <a class="button primary" href=format!("{}/{verb}", words::ledger(kind))>
                {text}
            </a>
        }
    });
    let place: String = places
        .path
        .iter()
        .map(|place| place.name.as_str())
        .collect();
    let year = (!query.year.is_empty()).then(|| format!("{} 年", query.year));
    let number = format!("{} 条", count(listed.total));
    let printed = format!("打印于 {}", crate::words::date(listed.today));
    let import = imports.then(|| {
        view! {
            <a class="button" href=format!("/desk/imports?kind={}", kind.code())>
                "导入"
            </a>
        }
    });
    view! {
        <header class="desk-head">
            <div class="grow">
                <h1>{title}</h1>
                <p class="print-only small">
                    <span translate="no">{place}</span>
                    " "
                    {year}
                    " "
                    {number}
                    " "
                    {printed}
                </p>
            </div>
            <div class="row no-print">{import} {add} <PrintButton plain=true /></div>
            <Exports
                path=format!("ledgers/{}/list", kind.code())
                parts=vec![
                    ("area", query.area.clone()),
                    ("text", query.text.clone()),
                    ("view", query.view.clone()),
                    ("status", query.status.clone()),
                    ("year", query.year.clone()),
                ]
            />
        </header>
        <Kinds kind />
        {several.then(|| view! { <Views kind query=query.clone() /> })}
        <Narrowed listed=listed.clone() places query=query.clone() />
        <Found listed query />
    }
}

/// All ledgers.
#[component]
fn Kinds(kind: Kind) -> impl IntoView {
    let tabs = Kind::ALL.iter().map(|other| {
        let current = (*other == kind).then_some("page");
        view! {
            <a class="filter-chip" href=words::ledger(*other) aria-current=current>
                {other.label()}
            </a>
        }
    });
    view! {
        <nav class="filter-chips lists no-print" aria-label="台账">
            {tabs.collect_view()}
        </nav>
    }
}

/// The views of a ledger that has several.
#[component]
fn Views(kind: Kind, query: Query) -> impl IntoView {
    let now = kind.declared().view(&query.view).code;
    let tabs = kind.declared().views.iter().map(|view| {
        let current = (view.code == now).then_some("true");
        let href = address(kind, &query, &[("view", view.code), ("status", "")]);
        view! {
            <a class="filter-chip" href=href aria-current=current>
                {view.label}
            </a>
        }
    });
    view! {
        <nav class="filter-chips no-print" aria-label="清单">
            {tabs.collect_view()}
        </nav>
    }
}

/// The states that entries of a view can be in.
fn states(kind: Kind, view: &View) -> Vec<(String, String)> {
    let possible = |status: &&Status| match kind {
        _ if !view.statuses.is_empty() => view.statuses.contains(status),
        Kind::Problem => !matches!(status, Status::Active | Status::Ended),
        _ => match status {
            Status::Ended => kind.declared().ends,
            Status::Proposed => matches!(kind, Kind::Introduction | Kind::Talent),
            _ => matches!(status, Status::Active | Status::Struck),
        },
    };
    let mut options = vec![(String::new(), "有效的".to_owned())];
    if kind == Kind::Problem {
        options.push(("overdue".to_owned(), "超期".to_owned()));
    }
    let all = Status::ALL.iter().filter(possible);
    options.extend(all.map(|status| (status.code().to_owned(), status.label().to_owned())));
    options
}

#[component]
fn Narrowed(listed: Listed, places: Places, query: Query) -> impl IntoView {
    let kind = listed.kind;
    let view = kind.declared().view(&query.view);
    let newest = listed.today.year();
    let years = (newest - 9..=newest).rev().map(|year| {
        let text = year.to_string();
        (text.clone(), format!("{text} 年"))
    });
    let mut options = vec![(String::new(), "全部年度".to_owned())];
    options.extend(years);
    view! {
        <form method="get" action=words::ledger(kind) class="filters no-print">
            <label class="choose">
                <span>"名称"</span>
                <input class="input" type="search" name="text" value=query.text.clone() />
            </label>
            <PlaceSelect places chosen=query.area.clone() />
            <Choose name="year" label="年度" options chosen=query.year.clone() />
            <Choose name="status" label="状态" options=states(kind, view) chosen=query.status.clone() />
            <input type="hidden" name="view" value=query.view.clone() />
            <button class="button">"查询"</button>
        </form>
    }
}

#[component]
fn Found(listed: Listed, query: Query) -> impl IntoView {
    let kind = listed.kind;
    if listed.rows.is_empty() {
        let text = "没有符合条件的，换个范围再试。";
        return view! { <Empty shape=Shape::Search text /> }.erased();
    }
    let first = (!query.after.is_empty()).then(|| address(kind, &query, &[]));
    let next = listed.next.as_deref();
    let next = next.map(|after| address(kind, &query, &[("after", after)]));
    let texts = listed.rows.iter().map(|entry| entry.cells.as_slice());
    let columns = columns(listed.headers.iter().copied(), texts);
    let names = kind.declared().view(listed.view).columns;
    let columns = columns.into_iter().zip(names);
    let columns: Vec<_> = columns
        .map(|(column, name)| {
            if is_day(kind, name) {
                column
            } else {
                column.written()
            }
        })
        .collect();
    let rows = listed
        .rows
        .iter()
        .map(|entry| row(&listed, &columns, entry));
    // More columns than an upright sheet holds.
    let sheet = if columns.len() > 6 {
        "card sheet broad"
    } else {
        "card sheet"
    };
    let over = (listed.overdue > 0).then(|| {
        view! {
            "，其中 "
            <a href=address(kind, &query, &[("status", "overdue")])>
                {format!("{} 个已超期", count(listed.overdue))}
            </a>
        }
    });
    view! {
        <p class="small no-print">{format!("共 {} 条", count(listed.total))} {over}</p>
        <div class=sheet>
            <table class="grid stacks">
                <thead>
                    <tr>{columns.iter().map(Column::head).collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <Pager first next />
    }
    .erased()
}

fn is_day(kind: Kind, column: &str) -> bool {
    let field = kind.declared().field(column);
    field.is_some_and(|field| matches!(field.input, Input::Past | Input::Day))
}

/// Nobody has been told to see to it.
const NOBODY: &str = "未指定";

fn row(listed: &Listed, columns: &[Column], entry: &Row) -> impl IntoView + use<> {
    let kind = listed.kind;
    let names = kind.declared().view(listed.view).columns;
    let cells =
        columns
            .iter()
            .zip(&entry.cells)
            .zip(names)
            .skip(1)
            .map(|((column, text), name)| {
                if kind == Kind::Problem && *name == "responsible" && text.is_empty() {
                    column.without(NOBODY)
                } else {
                    column.cell(&dated(text))
                }
            });
    let over = entry.overdue_days.map(|days| ("bad", words::overdue(days)));
    let pills = over.into_iter().chain(words::status(entry.status));
    let pills = pills.map(|(tone, text)| view! { <Pill text tone /> });
    let title = entry.cells.first().cloned().unwrap_or_default();
    view! {
        <tr>
            <th class="start" scope="row">
                <a href=words::card(kind, entry.id) translate="no">
                    {title}
                </a>
                <div class="marks">{pills.collect_view()}</div>
            </th>
            {cells.collect_view()}
        </tr>
    }
}
