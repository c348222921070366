//! `/desk/villages/:code`: the village, who is assigned, and what was done there this year.

use super::{
    api::{Village, read_village},
    facts::{About, Assigned, Standing},
};
use crate::{
    components::{Empty, Photos, Shape, StatusPill, loaded},
    desk::{
        links,
        parts::{Crumbs, SendButton, YearSelect, asked_year},
        records::{record_title, summary},
    },
    json::data,
    view::Erase,
};
use chrono::{Datelike, NaiveDate};
use domain::{
    coverage::AreaName,
    reading::{PhotoState, RecordView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_params_map};

#[component]
pub(crate) fn VillagePage() -> impl IntoView {
    let params = use_params_map();
    let code = move || params.with(|params| params.get("code").unwrap_or_default());
    let year = asked_year();
    let read = data(
        move || (code(), year.get()),
        |(code, year)| read_village(code, year),
    );
    view! {
        <Title text="村 · 科特派" />
        {loaded(read, move |read| view! { <Whole read /> }.erased())}
    }
}

#[component]
fn Whole(read: Village) -> impl IntoView {
    let Village { today, own, card } = read;
    let (area, year) = (card.area.clone(), card.year);
    let here = format!("/desk/villages/{}", area.code);
    view! {
        <header class="desk-head">
            <div class="grow">
                <Crumbs
                    ancestors=card.ancestors.clone()
                    here=area.clone()
                    own
                    href=|area: &AreaName, year| links::coverage(area.code, year, "")
                    year
                />
                <h1>{format!("{} · {year} 年", area.name)}</h1>
            </div>
            <Form method="GET" action=here attr:class="filters no-print">
                <YearSelect year newest=today.year() />
                <SendButton />
                <a class="button" href=format!("/desk/registers/villages/{}", area.code) rel="external">
                    "村卡"
                </a>
            </Form>
        </header>
        <div class="village">
            <div class="stack">
                <Standing coverage=card.coverage.clone() as_of=card.as_of />
                <Assigned assignments=card.assignments.clone() />
                <About card=card.clone() />
            </div>
            <Timeline records=card.records year today />
        </div>
    }
}

#[component]
fn Timeline(records: Vec<RecordView>, year: i32, today: NaiveDate) -> impl IntoView {
    let none = records.is_empty();
    let lines = records
        .into_iter()
        .map(|record| {
            let pictured = record.photos_that_are(PhotoState::Picture) > 0;
            view! {
                <li>
                    <a class="row-link" href=format!("/desk/records/{}", record.id)>
                        <span class="grow">
                            <b>{record_title(&record)}</b>
                            <small>{summary(&record, today)}</small>
                        </span>
                        <StatusPill status=record.status />
                    </a>
                    {pictured.then(|| view! { <Photos record /> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card stack tight">
            <h2>{format!("{year} 年记录")}</h2>
            {none.then(|| view! { <Empty shape=Shape::Records text="这一年还没有记录。" /> })}
            <ol class="lines">{lines}</ol>
        </section>
    }
}
