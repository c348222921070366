//! 我的记录: filters are links, so they can be kept, shared and gone back to.

use chrono::Datelike;
use domain::{
    calendar,
    codes::{Coded, RecordKind, Status},
    ids::CommissionerId,
    reading::RecordView,
};
use leptos::prelude::*;

use super::api::{MyFilter, MyRecords};
use crate::{
    components::{Empty, Shape, StatusPill, loaded},
    device::source,
    frame::{Frame, PageHead, Tab},
    json::data,
    moves,
    outbox::{OnPhone, holds_any},
    view::{Erase, view},
    words,
};

#[component]
pub fn RecordsPage() -> impl IntoView {
    let query = moves::query();
    let filter = Memo::new(move |_| {
        let query = query.read();
        MyFilter {
            kind: query
                .get("kind")
                .and_then(|code| RecordKind::from_code(&code)),
            status: query
                .get("status")
                .and_then(|code| Status::from_code(&code)),
            year: query
                .get("year")
                .and_then(|year| calendar::asked_year(&year)),
            with_others: query.get("with").is_some(),
            after: query.get("after"),
        }
    });
    let source = source();
    let data = data(
        move || (filter.get(), source.changes()),
        move |(filter, _)| source.records(filter),
    );
    view! {
        <Frame title="我的记录" tab=Tab::Records>
            <PageHead title="我的记录" />
            {loaded(data, move |found| view! { <Found found filter=filter.get_untracked() /> }.erased())}
        </Frame>
    }
    .erased()
}

#[component]
fn Found(found: MyRecords, filter: MyFilter) -> impl IntoView {
    let MyRecords { me, today, page } = found;
    let next = page.next.map(|next| {
        address(&MyFilter {
            after: Some(next),
            ..filter.clone()
        })
    });
    let lines = page
        .records
        .into_iter()
        .map(|record| view! { <Line record me /> })
        .collect::<Vec<_>>();
    let none = lines.is_empty();
    let plain = filter == MyFilter::default();
    let any_on_phone = holds_any(filter.clone());
    let on_phone = filter.after.is_none().then(|| {
        let filter = filter.clone();
        view! { <OnPhone filter /> }
    });
    let nothing = move || {
        let text = match plain {
            _ if any_on_phone.get() => "还没有送达的记录。",
            true => "还没有记录。从工作台记第一次服务吧。",
            false => "没有符合条件的记录。",
        };
        none.then(|| view! { <Empty shape=Shape::Records text /> })
    };
    view! {
        <Filters filter this_year=today.year() />
        {on_phone}
        <section class="card">
            <ul class="lines">{lines}</ul>
            {nothing}
        </section>
        {next
            .map(|href| {
                view! {
                    <a class="button" href=href>
                        "更早的记录"
                    </a>
                }
            })}
    }
    .erased()
}

#[component]
fn Filters(filter: MyFilter, this_year: i32) -> impl IntoView {
    let base = MyFilter {
        after: None,
        ..filter
    };
    let status = |status: Option<Status>, label: &'static str| {
        link(
            label.to_owned(),
            base.status == status,
            &MyFilter {
                status,
                ..base.clone()
            },
        )
    };
    let kind = |kind: RecordKind| {
        let chosen = base.kind == Some(kind);
        let toggled = (!chosen).then_some(kind);
        link(
            kind.label().to_owned(),
            chosen,
            &MyFilter {
                kind: toggled,
                ..base.clone()
            },
        )
    };
    let year = |year: i32| {
        let chosen = base.year == Some(year);
        let toggled = (!chosen).then_some(year);
        link(
            format!("{year} 年"),
            chosen,
            &MyFilter {
                year: toggled,
                ..base.clone()
            },
        )
    };
    let others = link(
        "含同去的".to_owned(),
        base.with_others,
        &MyFilter {
            with_others: !base.with_others,
            ..base.clone()
        },
    );
    view! {
        <nav class="stack tight" aria-label="筛选">
            <div class="filter-line">
                {status(None, "全部")} {status(Some(Status::Draft), "草稿")}
                {status(Some(Status::Submitted), "待审核")} {status(Some(Status::Returned), "退回")}
                {status(Some(Status::Approved), "已通过")}
            </div>
            <div class="filter-line">
                {kind(RecordKind::Visit)} {kind(RecordKind::Training)} {year(this_year)}
                {year(this_year - 1)} {others}
            </div>
        </nav>
    }
    .erased()
}

fn link(label: String, chosen: bool, to: &MyFilter) -> AnyView {
    view! {
        <a class="filter" href=address(to) aria-current=chosen.then_some("true")>
            {label}
        </a>
    }
    .erased()
}

/// The list's address with these filters.
fn address(filter: &MyFilter) -> String {
    let parts: Vec<String> = [
        filter
            .status
            .map(|status| format!("status={}", status.code())),
        filter.kind.map(|kind| format!("kind={}", kind.code())),
        filter.year.map(|year| format!("year={year}")),
        filter.with_others.then(|| "with=others".to_owned()),
        filter.after.as_ref().map(|after| format!("after={after}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "/records".to_owned()
    } else {
        format!("/records?{}", parts.join("&"))
    }
}

#[component]
fn Line(record: RecordView, me: Option<CommissionerId>) -> impl IntoView {
    let place = if record.area_name.is_empty() {
        "还没有选村".to_owned()
    } else {
        record.area_name.clone()
    };
    let title = match record.kind {
        RecordKind::Visit => place.clone(),
        RecordKind::Training => Some(record.text("title"))
            .filter(|title| !title.is_empty())
            .unwrap_or("培训")
            .to_owned(),
    };
    let written = (!record.text("title").is_empty()).then_some("no");
    let on = record.occurred_on.map(words::date).unwrap_or_default();
    let mut about = vec![record.kind.label().to_owned(), on];
    if record.kind == RecordKind::Training {
        about.push(place);
    }
    about.extend(record.industry_names.first().cloned());
    if me.is_some_and(|me| me != record.author_id) {
        about.push(format!("{}填写", record.author_name));
    }
    view! {
        <li>
            <a class="row-link" href=format!("/records/{}", record.id)>
                <span class="grow">
                    <b translate=written>{title}</b>
                    <small class="figure">{about.join(" · ")}</small>
                </span>
                <StatusPill status=record.status />
            </a>
        </li>
    }
    .erased()
}
