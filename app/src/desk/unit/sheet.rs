//! `/desk/unit/people/:id/sheet`: the opinion as a sheet to print, stamp and hand in.

use super::{read, words};
use crate::{
    desk::{
        parts::{PrintButton, SmallScript},
        plain::{once_read, segment},
    },
    view::Erase,
    words as said,
};
use domain::units::{UnitPerson, UnitYear};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn SheetPage() -> impl IntoView {
    let reading = read::person(segment("id"), read::asked_year());
    view! {
        <Title text="派出单位意见表 · 科特派" />
        {once_read(reading, |(unit, person)| view! { <Sheet unit person /> }.erased())}
        <SmallScript />
    }
}

#[component]
fn Sheet(unit: UnitYear, person: UnitPerson) -> impl IntoView {
    let year = unit.year;
    let progress = person.progress;
    let facts = [
        ("姓名", person.name.clone()),
        ("派出单位", unit.unit_name.clone()),
        ("服务区域", person.area_name.clone()),
        ("聘期", words::term(person.term_from, person.term_to)),
        ("到村服务", format!("{} 次", progress.visits)),
        ("科技服务天数", format!("{} 天", progress.days)),
        (
            "举办培训",
            format!("{} 次，{} 人次", progress.trainings, progress.attendances),
        ),
        ("最近到村", words::day(person.last_visited_on)),
    ];
    let rows = facts.chunks(2).map(|pair| {
        let cells = pair.iter().map(|(label, text)| {
            view! {
                <th scope="row">{*label}</th>
                <td class="start" translate=said::as_written(label)>
                    {text.clone()}
                </td>
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let opinion = person.opinion;
    let text = opinion.as_ref().map(|opinion| opinion.text.clone());
    let given_on = opinion.map(|opinion| said::date(opinion.given_on));
    view! {
        <div class="row apart wrap no-print">
            <a class="back-line" href=words::person(person.id, "", year, "")>
                "‹ 返回"
            </a>
            <PrintButton />
        </div>
        <article class="card paper">
            <h1>{format!("科技特派员 {year} 年度派出单位意见表")}</h1>
            <div class="scroll" tabindex="0" role="region" aria-label="意见表">
                <table class="grid ruled to-sign">
                    <tbody>
                        {rows.collect_view()} <tr>
                            <th scope="row">"派出单位意见"</th>
                            <td class="start" colspan="3">
                                <div class="stamped">
                                    <p translate="no">{text}</p>
                                    <p class="signature">
                                        <span>"负责人（签字）："</span>
                                        <span>"单位（盖章）："</span>
                                        <span>{format!("日期：{}", given_on.unwrap_or_default())}</span>
                                    </p>
                                </div>
                            </td>
                        </tr> <tr>
                            <th scope="row">"县科技局受理"</th>
                            <td class="start" colspan="3">
                                <div class="stamped">
                                    <p class="signature">
                                        <span>"经办人（签字）："</span>
                                        <span>"单位（盖章）："</span>
                                        <span>"日期："</span>
                                    </p>
                                </div>
                            </td>
                        </tr>
                    </tbody>
                </table>
            </div>
            <p class="small">{format!("数字按已审核通过的记录计算，截至 {}。", said::date(unit.today))}</p>
        </article>
    }
}
