//! The people and teams behind a figure.

use crate::{view::Erase, words as said};
use chrono::NaiveDate;
use domain::reading::{ListedPerson, ListedTeam};
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

fn term(from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => format!("{} 至 {}", said::date(from), said::date(to)),
        None => format!("{}起", said::date(from)),
    }
}

fn table(heads: [&'static str; 4], rows: Vec<[String; 4]>) -> AnyView {
    let row = |[name, second, third, fourth]: [String; 4]| {
        view! {
            <tr>
                <th class="start" scope="row">
                    {name}
                </th>
                <td class="start" data-label=heads[1]>
                    {second}
                </td>
                <td class="start" data-label=heads[2]>
                    {third}
                </td>
                <td class="start" data-label=heads[3]>
                    {fourth}
                </td>
            </tr>
        }
    };
    view! {
        <div class="card sheet">
            <table class="grid stacks">
                <thead>
                    <tr>{heads.map(|head| view! { <th class="start">{head}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .erased()
}
