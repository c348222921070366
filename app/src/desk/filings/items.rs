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
        statistics::parts_table,
        words as told,
    },
    view::Erase,
    words as said,
};
use domain::{
    filings::{FiledItem, FiledList},
    statistics::{
        Figure, Hundredths,
        catalogue::Listed,
        counted::{Added, CountedPart, added},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

const RECORD_HEADS: [&str; 4] = ["编号", "服务日期", "地点", "填报人"];
const HEADS: [&str; 1] = ["名称"];

#[component]
pub(crate) fn FiledItemsPage() -> impl IntoView {
    let (id, code, after) = (segment("id"), asked_for("code"), asked_for("after"));
    let from_first = after.is_empty();
    let reading = async move { Desk::open()?.items(id, code, after).await };
    view! {
        <Title text="上报数明细 · 科特派" />
        {once_read(
            reading,
            move |(list, parts)| view! { <Whole list parts from_first /> }.erased(),
        )}
        <SmallScript />
    }
}

#[component]
fn Whole(list: FiledList, parts: Vec<CountedPart>, from_first: bool) -> impl IntoView {
    let filing = list.filing.clone();
    let here = address(&filing);
    let back = format!(
        "‹ {} {} 年第 {} 次上报",
        filing.area.name, filing.year, filing.number
    );
    let of = format!(
        "{} {} 年，{}",
        filing.area.name,
        filing.year,
        words::number(&filing)
    );
    let code = list.code.as_str();
    let own = links::filed_items(filing.id, code);
    let next = list
        .next
        .as_deref()
        .map(|after| link(&own, &[("after", after)]));
    let total = told::count(list.total);
    let counted = if is_of_records(&list) {
        format!("共 {total} 条记录，按上报时保存的清单；以后的改动写在“现状”里。")
    } else {
        format!("共 {total} 项，按上报时保存的清单。")
    };
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href=here.clone()>
                    {back}
                </a>
                <h1>{format!("{} · 上报数明细", list.name)}</h1>
                <p class="print-only small">{of}</p>
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
        {(!parts.is_empty()).then(|| parts_table(parts, list.code, filing.year))}
        {table(&list)}
        <Pager first=(!from_first).then_some(own) next />
    }
}

fn table(list: &FiledList) -> AnyView {
    let of_records = is_of_records(list);
    let shown = added(list.code);
    let noted = of_records || list.items.iter().any(|item| !item.note.is_empty());
    let heads = if of_records {
        RECORD_HEADS.as_slice()
    } else {
        HEADS.as_slice()
    };
    let heads = heads.iter().copied();
    let heads = heads.chain(shown.iter().map(|added| added.name));
    let heads: Vec<_> = heads.chain(noted.then_some("现状")).collect();
    let line = |item: &FiledItem| {
        let mut cells = if of_records {
            record(item)
        } else {
            named(item)
        };
        let numbers = [item.number.or(Some(Figure::Count(1))), item.beside];
        let numbers = shown.iter().zip(numbers.into_iter().flatten());
        cells.extend(numbers.map(|(added, number)| amount(number, *added)));
        cells.extend(noted.then(|| item.note.clone()));
        Line {
            href: Some(item_address(item.counted.kind, &item.counted.id)),
            cells,
        }
    };
    lines(&heads, list.items.iter().map(line).collect())
}

/// A number with its unit; money and land have two digits.
fn amount(number: Figure, added: Added) -> String {
    let number = match added.unit {
        "万元" | "亩" => Figure::Hundredths(Hundredths(number.in_hundredths())),
        _ => number,
    };
    format!("{} {}", told::figure(Some(number)), added.unit)
}

fn is_of_records(list: &FiledList) -> bool {
    list.items
        .iter()
        .any(|item| item.counted.kind == Listed::Records)
}

fn record(item: &FiledItem) -> Vec<String> {
    let record = item.record.as_ref();
    let on = record.map(|record| said::date(record.occurred_on));
    let place = record.map(|record| record.place.clone());
    let author = record.map(|record| record.author.clone());
    vec![
        item.counted.name.clone(),
        on.unwrap_or_default(),
        place.unwrap_or_default(),
        author.unwrap_or_default(),
    ]
}

fn named(item: &FiledItem) -> Vec<String> {
    vec![words::named(&item.counted.name, &item.counted.id)]
}
