//! `/desk/unit`: the unit's people and their year.

use super::{read, words};
use crate::{
    components::{Empty, Shape},
    desk::{
        parts::{Exports, PrintButton, SendButton, SmallScript, YearSelect},
        plain::once_read,
    },
    view::Erase,
};
use chrono::Datelike;
use domain::units::{UnitPerson, UnitYear};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn UnitPage() -> impl IntoView {
    let reading = read::people(read::asked_year());
    view! {
        <Title text="本单位 · 科特派" />
        {once_read(reading, |unit| view! { <Whole unit /> }.erased())}
        <SmallScript />
    }
}

#[component]
fn Whole(unit: UnitYear) -> impl IntoView {
    let year = unit.year;
    let given = unit.people.iter().filter(|one| one.opinion.is_some());
    let told = format!(
        "本年在聘 {} 人，已出具意见 {} 人。只计已审核通过的记录，待审核的写在括号里。",
        unit.people.len(),
        given.count()
    );
    let rows = unit.people.iter().map(|person| row(person, year));
    view! {
        <header class="desk-head">
            <div class="grow">
                <h1>
                    <span translate="no">{unit.unit_name.clone()}</span>
                    {format!(" {year} 年派出人员")}
                </h1>
            </div>
            <form method="get" action="/desk/unit" class="filters no-print">
                <YearSelect year newest=unit.today.year() />
                <SendButton />
            </form>
            <PrintButton plain=true />
            <Exports path="unit/people".to_owned() parts=vec![("year", year.to_string())] />
        </header>
        <p class="small">{told}</p>
        {if unit.people.is_empty() {
            let text = "这一年没有本单位派出的科技特派员。";
            view! { <Empty shape=Shape::Person text /> }.erased()
        } else {
            view! {
                <div class="card sheet">
                    <table class="grid stacks">
                        <thead>
                            <tr>
                                <th class="start">"姓名"</th>
                                <th class="start">"所属区域"</th>
                                <th class="start">"聘期"</th>
                                <th>"到村服务"</th>
                                <th>"科技服务天数"</th>
                                <th>"培训"</th>
                                <th class="start">"最近到村"</th>
                                <th class="start">"单位意见"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            }
                .erased()
        }}
    }
}

fn row(person: &UnitPerson, year: i32) -> impl IntoView + use<> {
    let id = person.id;
    let progress = person.progress;
    let visits = counted(progress.visits, progress.pending_visits, "次");
    let trainings = counted(progress.trainings, progress.pending_trainings, "次");
    let visits_wait = progress.pending_visits != 0;
    let trainings_wait = progress.pending_trainings != 0;
    view! {
        <tr>
            <th class="start" scope="row">
                <a href=words::person(id, "", year, "")>{person.name.clone()}</a>
            </th>
            <td class="start kept" data-label="所属区域">{person.area_name.clone()}</td>
            <td class="start whole long" data-label="聘期">{words::term(person.term_from, person.term_to)}</td>
            <td class="kept" class:long=visits_wait data-label="到村服务">
                <a href=words::person(id, "", year, "visits")>{visits}</a>
            </td>
            <td class="whole" data-label="科技服务天数">
                <a href=words::person(id, "", year, "visits")>{format!("{} 天", progress.days)}</a>
            </td>
            <td class="kept" class:long=trainings_wait data-label="培训">
                <a href=words::person(id, "", year, "trainings")>{trainings}</a>
            </td>
            <td class="start whole long" data-label="最近到村">{words::day(person.last_visited_on)}</td>
            <td class="start" data-label="单位意见">
                <words::Standing opinion=person.opinion.clone() />
            </td>
        </tr>
    }
}

fn counted(number: i64, pending: i64, unit: &str) -> String {
    if pending > 0 {
        format!("{number} {unit}（待审 {pending}）")
    } else {
        format!("{number} {unit}")
    }
}
