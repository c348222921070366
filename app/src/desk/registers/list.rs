//! `/desk/registers/:register`: search, narrow, page; `/desk/registers` opens the first one.

use super::{read::Desk, words};
use crate::{
    components::{Empty, Pill, Shape},
    desk::{
        links::link,
        parts::{Column, Exports, Pager, PlaceSelect, Places, PrintButton, SmallScript, columns},
        plain::{asked_for, once_read, segment},
        words::{count, dated},
    },
    view::Erase,
};
use chrono::NaiveDate;
use domain::{
    codes::Coded,
    registers::{Entry, Kind, Listed, Query},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn RegistersPage() -> impl IntoView {
    view! { <RegisterPage /> }
}

#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let query = Query {
        area: asked_for("area"),
        text: asked_for("text"),
        show: asked_for("show"),
        after: asked_for("after"),
    };
    let (name, asked) = (segment("register"), query.clone());
    let today = crate::server::store().clock().today();
    let reading = async move { Desk::open()?.list(name, asked).await };
    view! {
        <Title text="名册 · 科特派" />
        {once_read(
            reading,
            move |(listed, places)| view! { <Whole listed places query today /> }.erased(),
        )}
        <SmallScript />
    }
}

#[component]
fn Whole(listed: Listed, places: Places, query: Query, today: NaiveDate) -> impl IntoView {
    let kind = listed.kind;
    let here = words::register(kind);
    let tabs = listed.registers.iter().map(|other| {
        let current = (*other == kind).then_some("page");
        view! {
            <a class="filter-chip" href=words::register(*other) aria-current=current>
                {other.label()}
            </a>
        }
    });
    let place: String = places
        .path
        .iter()
        .map(|place| place.name.as_str())
        .collect();
    let number = format!(
        "{} 条",
        count(i64::try_from(listed.total).unwrap_or_default())
    );
    let printed = format!("打印于 {}", crate::words::date(today));
    let with_places = !matches!(kind, Kind::Units | Kind::Industries);
    view! {
        <header class="desk-head">
            <div class="grow">
                <h1>{format!("名册 · {}", kind.label())}</h1>
                <p class="print-only small">
                    <span translate="no">{place}</span>
                    " "
                    {number}
                    " "
                    {printed}
                </p>
            </div>
            <div class="row no-print">
                {listed
                    .may_import
                    .then(|| {
                        view! {
                            <a class="button" href=link("/desk/imports", &[("kind", kind.code())])>
                                "导入"
                            </a>
                        }
                    })}
                {listed
                    .may_add
                    .then(|| {
                        view! {
                            <a class="button primary" href=format!("{here}/new")>
                                "新增"
                            </a>
                        }
                    })} <PrintButton plain=true />
            </div>
            <Exports
                path=format!("registers/{}/list", kind.code())
                parts=vec![
                    ("area", query.area.clone()),
                    ("text", query.text.clone()),
                    ("show", query.show.clone()),
                ]
            />
        </header>
        <nav class="filter-chips lists no-print" aria-label="名册">
            {tabs.collect_view()}
        </nav>
        <form method="get" action=here class="filters no-print">
            <label class="choose">
                <span>"名称或拼音首字母"</span>
                <input class="input" type="search" name="text" value=query.text.clone() />
            </label>
            {with_places.then(|| view! { <PlaceSelect places chosen=query.area.clone() /> })}
            <input type="hidden" name="show" value=query.show.clone() />
            <button class="button">"查询"</button>
        </form>
        <Parts kind query=query.clone() />
        <Found listed query />
    }
}

fn address(kind: Kind, query: &Query, show: &str, after: &str) -> String {
    let parts = [
        ("area", query.area.as_str()),
        ("text", &query.text),
        ("show", show),
        ("after", after),
    ];
    link(&words::register(kind), &parts)
}

/// The parts of the register that can be shown alone.
#[component]
fn Parts(kind: Kind, query: Query) -> impl IntoView {
    let chips = kind.shows().iter().map(|show| {
        let all = query.show.is_empty() && show.code() == "all";
        let current = (all || query.show == show.code()).then_some("true");
        view! {
            <a
                class="filter-chip"
                href=address(kind, &query, show.code(), "")
                aria-current=current
            >
                {kind.show_label(*show)}
            </a>
        }
    });
    (!kind.shows().is_empty()).then(|| {
        view! {
            <nav class="filter-chips no-print" aria-label="范围">
                {chips.collect_view()}
            </nav>
        }
    })
}

#[component]
fn Found(listed: Listed, query: Query) -> impl IntoView {
    let kind = listed.kind;
    if listed.entries.is_empty() {
        let text = "没有符合条件的，换个名称或范围再试。";
        return view! { <Empty shape=Shape::Search text /> }.erased();
    }
    let first = (!query.after.is_empty()).then(|| address(kind, &query, &query.show, ""));
    let next = listed.next.as_deref();
    let next = next.map(|after| address(kind, &query, &query.show, after));
    let total = i64::try_from(listed.total).unwrap_or_default();
    // The first heading is the title's, which is no cell.
    let title = listed.headers.first().cloned();
    let texts = listed.entries.iter().map(|entry| entry.cells.as_slice());
    let others = listed.headers.iter().skip(1).map(String::as_str);
    let columns = columns(others, texts);
    let rows = listed
        .entries
        .iter()
        .map(|entry| row(kind, &columns, entry));
    view! {
        <p class="small no-print">{format!("共 {} 条", count(total))}</p>
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>
                        <th class="start">{title}</th>
                        {columns.iter().map(Column::head).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <Pager first next />
    }
    .erased()
}

fn row(kind: Kind, columns: &[Column], entry: &Entry) -> impl IntoView + use<> {
    let cells = columns
        .iter()
        .zip(&entry.cells)
        .map(|(column, text)| column.cell(&dated(text)));
    view! {
        <tr>
            <th class="start" scope="row">
                <a href=words::card(kind, &entry.key) translate=words::title_as_written(kind)>
                    {entry.title.clone()}
                </a>
                <Marks entry=entry.clone() />
            </th>
            {cells.collect_view()}
        </tr>
    }
}

/// What should be looked at, beside the name.
#[component]
fn Marks(entry: Entry) -> impl IntoView {
    let marks = entry.marks.into_iter().map(words::mark);
    let pills = words::term(entry.term)
        .into_iter()
        .chain(marks)
        .map(|(tone, text)| view! { <Pill text tone /> })
        .collect_view();
    view! { <div class="marks">{pills}</div> }
}
