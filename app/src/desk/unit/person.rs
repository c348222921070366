//! `/desk/unit/people/:id`: one person's year: figures, each with its records, and the opinion.

use super::{
    read::{self, Show},
    words,
};
use crate::{
    components::{Empty, Notice, Shape, StatusPill, Tone},
    desk::{
        links::link,
        parts::{Exports, Pager},
        plain::{asked_for, once_read, segment},
        records::{record_title, summary, title_as_written},
    },
    view::Erase,
    words as said,
};
use chrono::NaiveDate;
use domain::{
    ids::CommissionerId,
    reading::{RecordPage, RecordView},
    units::{UnitPerson, UnitYear},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn PersonPage() -> impl IntoView {
    let show = Show::of(&asked_for("show"));
    let after = asked_for("after");
    let first = after.is_empty();
    let saved = !asked_for("saved").is_empty();
    let reading = read::person_with_records(segment("id"), read::asked_year(), show, after);
    view! {
        <Title text="派出人员 · 科特派" />
        {saved.then(|| view! { <Notice tone=Tone::Good text="意见已保存。" /> })}
        {once_read(
            reading,
            move |(unit, person, page)| {
                view! { <Whole unit person page show first /> }.erased()
            },
        )}
    }
}

#[component]
fn Whole(
    unit: UnitYear,
    person: UnitPerson,
    page: RecordPage,
    show: Show,
    first: bool,
) -> impl IntoView {
    let year = unit.year;
    let id = person.id;
    let here = |after: &str| {
        let address = words::person(id, "", year, show.code());
        link(&address, &[("after", after)])
    };
    let back = (!first).then(|| here(""));
    let next = page.next.as_deref().map(here);
    let none = page.records.is_empty();
    let rows = page
        .records
        .iter()
        .map(|record| line(record, person.id, unit.today));
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href=link("/desk/unit", &[("year", &year.to_string())])>
                    "‹ 全部人员"
                </a>
                <h1>
                    <span translate="no">{person.name.clone()}</span>
                    {format!(" {year} 年")}
                </h1>
                <p class="small">
                    {format!(
                        "{}，聘期 {}",
                        person.area_name,
                        words::term(person.term_from, person.term_to),
                    )}
                </p>
            </div>
        </header>
        <Figures person=person.clone() year show />
        <Opinion person=person.clone() year />
        <section class="card stack tight">
            <header class="row apart wrap">
                <h2>{heading(show)}</h2>
                <Exports path="records".to_owned() parts=parts(&person, year, show) />
            </header>
            {none
                .then(|| {
                    let text = "这一年没有这样的记录。";
                    view! { <Empty shape=Shape::Records text /> }
                })}
            <ul class="lines">{rows.collect_view()}</ul>
            <Pager first=back next />
        </section>
    }
}

/// The figures, each leading to the records it counts.
#[component]
fn Figures(person: UnitPerson, year: i32, show: Show) -> impl IntoView {
    let progress = person.progress;
    let tile = |name: &'static str, value: String, pending: String, to: Show| {
        let current = (show == to && to != Show::All).then_some("true");
        view! {
            <a
                class="card tile"
                href=words::person(person.id, "", year, to.code())
                aria-current=current
            >
                <span class="tile-name">{name}</span>
                <b class:day=to == Show::All>{value}</b>
                <small class="pending">{pending}</small>
            </a>
        }
    };
    let waiting = |number: i64| match number {
        0 => String::new(),
        number => format!("另有 {number} 次待审"),
    };
    view! {
        <nav class="tiles" aria-label="本年数字">
            {tile(
                "到村服务",
                format!("{} 次", progress.visits),
                waiting(progress.pending_visits),
                Show::Visits,
            )}
            {tile("科技服务天数", format!("{} 天", progress.days), String::new(), Show::Visits)}
            {tile(
                "培训",
                format!("{} 次", progress.trainings),
                waiting(progress.pending_trainings),
                Show::Trainings,
            )}
            {tile("最近到村", words::day(person.last_visited_on), String::new(), Show::All)}
        </nav>
    }
}

#[component]
fn Opinion(person: UnitPerson, year: i32) -> impl IntoView {
    let id = person.id;
    let opinion = person.opinion;
    let (text, by) = match &opinion {
        Some(opinion) => (
            opinion.text.clone(),
            format!(
                "{} 于 {} 出具",
                opinion.given_by,
                said::date(opinion.given_on)
            ),
        ),
        None => (String::new(), "还没有出具本年度的意见。".to_owned()),
    };
    let closed = opinion
        .as_ref()
        .is_some_and(|opinion| opinion.closed.is_some());
    let verb = if opinion.is_some() {
        "修改意见"
    } else {
        "填写意见"
    };
    view! {
        <section class="card stack tight">
            <header class="row apart wrap">
                <h2>"派出单位意见"</h2>
                <words::Standing opinion=opinion.clone() />
            </header>
            {(!text.is_empty()).then(|| view! { <p class="quote" translate="no">{text}</p> })}
            <p class="small">{by}</p>
            {closed.then(|| view! { <p class="small">"县科技局已受理，不能再改；确需更正的，请县科技局退回。"</p> })}
            <div class="row wrap no-print">
                {(!closed)
                    .then(|| {
                        view! {
                            <a class="button primary" href=words::person(id, "/opinion", year, "")>
                                {verb}
                            </a>
                        }
                    })} <a class="button" href=words::person(id, "/sheet", year, "")>
                    "打印意见表"
                </a>
            </div>
        </section>
    }
}

const fn heading(show: Show) -> &'static str {
    match show {
        Show::All => "本年全部记录",
        Show::Visits => "计入的到村服务",
        Show::Trainings => "计入的培训",
    }
}

/// What narrows the same list as a file.
fn parts(person: &UnitPerson, year: i32, show: Show) -> Vec<(&'static str, String)> {
    use domain::codes::Coded;
    let filter = show.filter(person.id, year);
    let statuses: Vec<_> = filter.statuses.iter().map(|status| status.code()).collect();
    let day = |on: Option<NaiveDate>| on.map(|on| on.to_string()).unwrap_or_default();
    vec![
        ("person", person.id.to_string()),
        ("kind", filter.kind.map_or("", Coded::code).to_owned()),
        ("mode", filter.mode.map_or("", Coded::code).to_owned()),
        ("status", statuses.join(",")),
        ("from", day(filter.from)),
        ("to", day(filter.to)),
    ]
}

fn line(record: &RecordView, of: CommissionerId, today: NaiveDate) -> impl IntoView + use<> {
    let page = format!("/desk/unit/records/{}", record.id);
    let href = link(&page, &[("from", &of.to_string())]);
    view! {
        <li>
            <a class="row-link" href=href>
                <span class="grow">
                    <b translate=title_as_written(record)>{record_title(record)}</b>
                    <small>{summary(record, today)}</small>
                </span>
                <StatusPill status=record.status />
            </a>
        </li>
    }
}
