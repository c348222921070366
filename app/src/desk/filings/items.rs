//! `/desk/filings/:id/items?code=`: what one figure of a filing counts, as it was filed.

use super::{
    changes::item_address,
    read::{Desk, address},
    words,
};
use crate::{
    desk::{
        links::{self, link},
        parts::{Exports, Line, Pager, PrintButton, SmallScript, lines},
        plain::{asked_for, once_read, segment},
        words as told,
    },
    view::Erase,
    words as said,
};
use domain::{
    filings::{FiledItem, FiledList, added_field},
    statistics::catalogue::Listed,
};
use leptos::prelude::*;
use leptos_meta::Title;

const RECORD_HEADS: [&str; 5] = ["编号", "服务日期", "地点", "填报人", "现状"];
/// Of a figure that adds up a number of each record.
const ADDED_HEADS: [&str; 6] = ["编号", "服务日期", "地点", "填报人", "数量", "现状"];
const HEADS: [&str; 1] = ["名称"];

#[component]
pub(crate) fn FiledItemsPage() -> impl IntoView {
    let (id, code, after) = (segment("id"), asked_for("code"), asked_for("after"));
    let from_first = after.is_empty();
    let reading = async move { Desk::open()?.items(id, code, after).await };
    view! {
        <Title text="上报数明细 · 科特派" />
        {once_read(reading, move |list| view! { <Whole list from_first /> }.erased())}
        <SmallScript />
    }
}

#[component]
fn Whole(list: FiledList, from_first: bool) -> impl IntoView {
    let filing = list.filing.clone();
    let here = address(&filing);
    let back = format!(
        "‹ {} {} 年第 {} 次上报",
        filing.area.name, filing.year, filing.number
    );
    let code = list.code.as_str();
    let own = links::filed_items(filing.id, code);
    let next = list
        .next
        .as_deref()
        .map(|after| link(&own, &[("after", after)]));
    let total = told::count(list.total);
    let counted = if is_of_records(&list) {
        format!("共 {total} 项，按上报时保存的清单；以后的改动写在“现状”里。")
    } else {
        format!("共 {total} 项，按上报时保存的清单。")
    };
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line" href=here.clone()>
                    {back}
                </a>
                <h1>{format!("{} · 上报数明细", list.name)}</h1>
                <p class="told">
                    <b class="figure">{told::figure(list.value)}</b>
                    " "
                    {list.unit.clone()}
                </p>
                <p class="small">{counted}</p>
            </div>
            <Exports
                path=format!("filings/{}/items", filing.id)
                parts=vec![("code", code.to_owned())]
            />
            <div class="row wrap no-print">
                <PrintButton />
                <a
                    class="button"
                    href=links::behind(code, filing.area.code, filing.year)
                    rel="external"
                >
                    "看现有记录"
                </a>
            </div>
        </header>
        {table(&list)}
        <Pager first=(!from_first).then_some(own) next />
    }
}

fn table(list: &FiledList) -> AnyView {
    let adds = added_field(list.code).is_some();
    let rows = list.items.iter();
    if !is_of_records(list) {
        lines(&HEADS, rows.map(thing).collect())
    } else if adds {
        let rows = rows.map(|item| record(item, Some(item.number.unwrap_or_default())));
        lines(&ADDED_HEADS, rows.collect())
    } else {
        lines(&RECORD_HEADS, rows.map(|item| record(item, None)).collect())
    }
}

fn is_of_records(list: &FiledList) -> bool {
    list.items
        .iter()
        .any(|item| item.counted.kind == Listed::Records)
}

fn record(item: &FiledItem, adds: Option<i64>) -> Line {
    let record = item.record.as_ref();
    let mut cells = vec![
        item.counted.name.clone(),
        record
            .map(|record| said::date(record.occurred_on))
            .unwrap_or_default(),
        record
            .map(|record| record.place.clone())
            .unwrap_or_default(),
        record
            .map(|record| record.author.clone())
            .unwrap_or_default(),
    ];
    cells.extend(adds.map(told::count));
    cells.push(item.note.clone());
    Line {
        href: Some(item_address(item.counted.kind, &item.counted.id)),
        cells,
    }
}

fn thing(item: &FiledItem) -> Line {
    Line {
        href: Some(item_address(item.counted.kind, &item.counted.id)),
        cells: vec![words::named(&item.counted.name, &item.counted.id)],
    }
}
