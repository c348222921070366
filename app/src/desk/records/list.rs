//! The list of records with its filters.

use super::{
    api::{Asked, Listed, list_records},
    facts::{record_title, title_as_written},
};
use crate::{
    components::{Empty, Shape, StatusPill, awaited, loaded},
    desk::parts::{Choose, Exports, Pager, PlaceSelect, Places, find_places},
    error::AppError,
    json::{Data, data},
    view::Erase,
    words as said,
};
use chrono::{Datelike, NaiveDate};
use domain::{
    codes::{Coded, RecordKind, Status},
    reading::RecordView,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_query_map};

/// The list that the address asks for; on a record's page the one that led there.
pub(super) fn asked_list() -> Memo<Asked> {
    let query = use_query_map();
    Memo::new(move |_| {
        let part = |name| query.with(|query| query.get(name).unwrap_or_default());
        Asked {
            kind: part("kind"),
            status: part("status"),
            area: part("area"),
            from: part("from"),
            to: part("to"),
            author: part("author"),
            after: part("after"),
            ..Asked::default()
        }
    })
}

/// `/desk/records`.
#[component]
pub(crate) fn RecordsPage() -> impl IntoView {
    let asked = asked_list();
    let list = data(move || asked.get(), list_records);
    let around = data(
        move || asked.with(|asked| asked.area.parse().ok()),
        find_places,
    );
    view! {
        <Title text="记录 · 科特派" />
        <header class="desk-head">
            <h1 class="grow">"记录"</h1>
            {move || {
                let parts = asked.with(Asked::parts);
                view! { <Exports path="records".to_owned() parts /> }
            }}
        </header>
        <Filters asked around />
        <Transition>
            {move || {
                let asked = asked.get();
                awaited(around, move |places| {
                    let text = narrowed(&asked, &places.unwrap_or_default());
                    view! { <p class="print-only small">{text}</p> }
                })
            }}
        </Transition>
        {loaded(list, move |list| view! { <Found asked=asked.get_untracked() list /> }.erased())}
    }
}

/// What was asked for, in words, as a sheet of paper says it.
fn narrowed(asked: &Asked, places: &Places) -> String {
    let all = "全部";
    let area = places.path.last().map_or("", |area| area.name.as_str());
    let kind = RecordKind::from_code(&asked.kind).map_or(all, |kind| kind.label());
    let status = Status::from_code(&asked.status).map_or(all, |status| status.label());
    let day = |text: &str| text.parse().ok().map(said::date);
    let span = match (day(&asked.from), day(&asked.to)) {
        (Some(from), Some(to)) => format!("{from} 至 {to}"),
        (Some(from), None) => format!("{from}起"),
        (None, Some(to)) => format!("至 {to}"),
        (None, None) => all.to_owned(),
    };
    format!("区域：{area}；类别：{kind}；状态：{status}；日期：{span}。")
}

#[component]
fn Filters(asked: Memo<Asked>, around: Data<Result<Places, AppError>>) -> impl IntoView {
    view! {
        <Form method="GET" action="/desk/records" attr:class="filters no-print">
            <Transition>
                {move || {
                    awaited(around, move |places| {
                        places
                            .ok()
                            .map(|places| {
                                view! { <PlaceSelect places chosen=asked.get_untracked().area /> }
                            })
                    })
                }}
            </Transition>
            {move || {
                let asked = asked.get();
                view! {
                    <Choose
                        name="kind"
                        label="类别"
                        all="全部"
                        options=terms(RecordKind::ALL)
                        chosen=asked.kind
                    />
                    <Choose
                        name="status"
                        label="状态"
                        all="全部"
                        options=terms(&OFFERED)
                        chosen=asked.status
                    />
                    <label class="choose">
                        <span>"从"</span>
                        <input class="input" type="date" name="from" value=asked.from />
                    </label>
                    <label class="choose">
                        <span>"到"</span>
                        <input class="input" type="date" name="to" value=asked.to />
                    </label>
                }
            }}
            <button class="button">"查询"</button>
        </Form>
    }
}

/// The states a desk sees; drafts are their author's alone.
const OFFERED: [Status; 6] = [
    Status::Submitted,
    Status::Verified,
    Status::Approved,
    Status::Locked,
    Status::Returned,
    Status::Voided,
];

fn terms<T: Coded>(members: &[T]) -> Vec<(String, String)> {
    members
        .iter()
        .map(|member| (member.code().to_owned(), member.label().to_owned()))
        .collect()
}

#[component]
fn Found(asked: Asked, list: Listed) -> impl IntoView {
    if list.page.records.is_empty() {
        return view! { <Empty shape=Shape::Search text="没有符合条件的记录，换个时间或区域再试。" /> }.erased();
    }
    let page = |after: &str| {
        let asked = Asked {
            after: after.to_owned(),
            ..asked.clone()
        };
        asked.carried("/desk/records")
    };
    let first = (!asked.after.is_empty()).then(|| page(""));
    let next = list.page.next.as_deref().map(page);
    view! {
        <RecordTable records=list.page.records today=list.today from=asked />
        <Pager first next />
    }
    .erased()
}

/// A number with its unit.
#[derive(Debug, Clone)]
pub(crate) struct Amount {
    pub(crate) number: String,
    pub(crate) unit: &'static str,
}

/// What the column of quantities says.
#[derive(Debug, Clone, Default)]
pub(crate) enum Amounts {
    /// Each record's own: households of a visit, attendances of a training.
    #[default]
    Own,
    /// What each record adds to a figure, under the name of what is added.
    Added(&'static str, Vec<Amount>),
    /// There is no such column.
    Hidden,
}

/// Records as rows; as cards on a phone.
#[component]
pub(crate) fn RecordTable(
    records: Vec<RecordView>,
    today: NaiveDate,
    #[prop(optional)] amounts: Amounts,
    /// The list that a record's page leads back to.
    #[prop(optional)]
    from: Asked,
) -> impl IntoView {
    let (head, added) = match amounts {
        Amounts::Own => (Some("数量"), records.iter().map(own_amount).collect()),
        Amounts::Added(name, added) => (Some(name), added.into_iter().map(Some).collect()),
        Amounts::Hidden => (None, vec![None; records.len()]),
    };
    let rows = records.into_iter().zip(added);
    let rows = rows.map(move |(record, amount)| row(&record, today, (head, amount), &from));
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>
                        <th class="start">"日期"</th>
                        <th class="start">"记录"</th>
                        <th class="start">"填报人"</th>
                        <th class="start">"产业"</th>
                        {head.map(|head| view! { <th>{head}</th> })}
                        <th class="start">"状态"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn own_amount(record: &RecordView) -> Option<Amount> {
    let (field, unit) = match record.kind {
        RecordKind::Visit => ("households_guided", "户"),
        RecordKind::Training => ("attendances", "人次"),
    };
    let number = record.count(field)?.to_string();
    Some(Amount { number, unit })
}

fn row(
    record: &RecordView,
    today: NaiveDate,
    (head, amount): (Option<&'static str>, Option<Amount>),
    from: &Asked,
) -> impl IntoView + use<> {
    let amount = amount.map(|Amount { number, unit }| view! { {number} " " {unit} });
    // The screen is of today; a sheet of paper is looked at in another year.
    let year = record.occurred_on.map(|on| on.year());
    let year_left_out = year.filter(|year| *year == today.year());
    view! {
        <tr>
            <td class="start figure whole" data-label="日期" data-year=year_left_out.map(|year| year.to_string())>
                {record.occurred_on.map(|on| said::day_near(on, today))}
            </td>
            <th class="start" scope="row">
                <a
                    href=from.carried(&format!("/desk/records/{}", record.id))
                    translate=title_as_written(record)
                >
                    {record_title(record)}
                </a>
            </th>
            <td class="start" data-label="填报人">{record.author_name.clone()}</td>
            <td class="start kept" data-label="产业">
                {(!record.industry_names.is_empty()).then(|| record.industry_names.join("、"))}
            </td>
            {head.map(|head| view! { <td class="whole" data-label=head>{amount}</td> })}
            <td class="start" data-label="状态">
                <StatusPill status=record.status />
            </td>
        </tr>
    }
}
