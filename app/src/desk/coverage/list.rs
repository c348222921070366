//! `/desk/coverage/list`: villages as a sheet to print, sign and hand on, whatever the area.

use super::{
    asked::Asked,
    shows::known_list,
    villages::{done, listed, since},
};
use crate::{
    components::{Empty, Shape},
    desk::{
        links::{self, Covered},
        parts::{Exports, PrintButton, SmallScript},
        plain::once_read,
        words,
    },
    error::AppError,
    view::Erase,
    words as said,
};
use chrono::NaiveDate;
use domain::{
    areas::AreaLevel,
    codes::{Coded, DesignationKind},
    coverage::{VillageCoverage, VillageFilter},
};
use leptos::prelude::*;
use leptos_meta::Title;
use store::{areas, coverage};

/// Due villages of one kind, and what stands above them.
pub(super) struct VillageList {
    pub(super) covered: Covered,
    pub(super) show: &'static str,
    /// The whole area by name.
    pub(super) place: String,
    pub(super) level: AreaLevel,
    pub(super) as_of: NaiveDate,
    /// How many are due at all.
    pub(super) due: usize,
    /// Each with the county it lies in.
    pub(super) villages: Vec<(String, VillageCoverage)>,
}

impl VillageList {
    /// What the address asks for; without an area the person's own, without a year this one.
    pub(super) async fn read(asked: Asked) -> Result<Self, AppError> {
        let (actor, store) = (crate::server::actor()?, crate::server::store());
        let today = store.clock().today();
        let covered = asked.covered(&actor, today)?;
        let (area, year) = (covered.area, (covered.year, covered.divisions));
        let designation = DesignationKind::from_code(covered.designation);
        let show = known_list(&asked.show);
        let found = coverage::due_villages(&store, &actor, area, year, designation).await;
        let found = found.map_err(crate::server::seen)?;
        let due = found.len();
        let filter = VillageFilter::from_code(show);
        let found: Vec<_> = found
            .into_iter()
            .filter(|village| filter.is_none_or(|filter| filter.holds(village)))
            .collect();
        let mut codes: Vec<_> = found
            .iter()
            .filter_map(|village| village.code.at(AreaLevel::County))
            .collect();
        codes.dedup();
        let counties = areas::names(&store, &codes).await;
        let counties = counties.map_err(crate::server::seen)?;
        let county = |village: &VillageCoverage| {
            let county = village.code.at(AreaLevel::County);
            county.and_then(|code| counties.get(&code).cloned())
        };
        let place = areas::full_name(&store, area).await;
        Ok(Self {
            covered,
            show,
            place: place.map_err(crate::server::seen)?,
            level: area.level(),
            as_of: domain::calendar::as_of(covered.year, today),
            due,
            villages: found
                .into_iter()
                .map(|village| (county(&village).unwrap_or_default(), village))
                .collect(),
        })
    }

    /// 空白村, or the whole of what is due.
    pub(super) fn kind(&self) -> &'static str {
        VillageFilter::from_code(self.show).map_or("应覆盖村", Coded::label)
    }
}

#[component]
pub(crate) fn ListPage() -> impl IntoView {
    let reading = VillageList::read(Asked::of_address());
    view! {
        <Title text="村清单 · 科特派" />
        {once_read(reading, |list| view! { <Sheet list /> }.erased())}
        <SmallScript />
    }
}

#[component]
fn Sheet(list: VillageList) -> impl IntoView {
    let covered = list.covered;
    let title = format!("{} {} 年{}清单", list.place, covered.year, list.kind());
    let told = told(&list);
    let with_county = list.level < AreaLevel::County;
    let rows = list
        .villages
        .iter()
        .zip(1..)
        .map(|((county, village), number)| {
            let county = with_county.then(|| county.clone());
            row(county, village, number, covered.year, list.as_of)
        })
        .collect_view();
    view! {
        <div class="row apart wrap no-print">
            <a class="back-line" href=covered.board(list.show)>
                "‹ 回到覆盖"
            </a>
            <div class="row wrap">
                <PrintButton />
                <a class="button" href=covered.reminder(list.show)>
                    "提醒文字"
                </a>
            </div>
        </div>
        <nav class="filter-chips no-print" aria-label="清单">
            {kinds(covered, list.show)}
        </nav>
        <Exports path="coverage".to_owned() parts=covered.parts(list.show) />
        <article class="card paper broad">
            <h1>{title}</h1>
            <p class="small">{told}</p>
            {if list.villages.is_empty() {
                view! { <Empty shape=Shape::Village text="没有这样的村。" /> }.erased()
            } else {
                view! {
                    <div class="scroll" tabindex="0">
                        <table class="grid ruled stacks">
                            <thead>
                                <tr>
                                    <th>"序号"</th>
                                    {with_county.then(|| view! { <th class="start">"县（市、区）"</th> })}
                                    <th class="start">"乡镇"</th>
                                    <th class="start">"村"</th>
                                    <th class="start">"认定"</th>
                                    <th class="start">"结对人员（团队）"</th>
                                    <th class="start">"主导产业"</th>
                                    <th>"本年服务"</th>
                                    <th>"距上次服务"</th>
                                    <th class="start to-fill">"计划走访日期"</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                    .erased()
            }}
            <p class="signature">
                <span>"填报单位（盖章）："</span>
                <span>"负责人："</span>
                <span>"填表人："</span>
                <span>"日期："</span>
            </p>
        </article>
    }
}

/// How many, of how many, at which day.
fn told(list: &VillageList) -> String {
    let number = list.villages.len();
    let unassigned = list
        .villages
        .iter()
        .filter(|(_, village)| village.assigned.is_empty())
        .count();
    let due = match DesignationKind::from_code(list.covered.designation) {
        Some(kind) => kind.label(),
        None => words::due_villages(list.covered.year),
    };
    let which = if list.show.is_empty() {
        String::new()
    } else {
        format!("，其中{} {number} 个", list.kind())
    };
    format!(
        "截至 {}，应覆盖{due} {} 个{which}（未结对 {unassigned} 个）。",
        said::date(list.as_of),
        list.due,
    )
}

/// The other lists of the same area.
fn kinds(covered: Covered, show: &'static str) -> impl IntoView {
    std::iter::once(("", "应覆盖村"))
        .chain(
            VillageFilter::ALL
                .iter()
                .map(|filter| (filter.code(), filter.label())),
        )
        .map(|(code, word)| {
            view! {
                <a
                    class="filter-chip"
                    href=covered.list(code)
                    aria-current=(code == show).then_some("page")
                >
                    {word}
                </a>
            }
        })
        .collect_view()
}

fn row(
    county: Option<String>,
    village: &VillageCoverage,
    number: usize,
    year: i32,
    as_of: NaiveDate,
) -> impl IntoView + use<> {
    view! {
        <tr>
            <td data-label="序号">{number}</td>
            {county.map(|county| view! { <td data-label="县（市、区）" class="start place">{county}</td> })}
            <td data-label="乡镇" class="start place">{village.township.clone()}</td>
            <th class="start" scope="row">
                <a href=links::village(village.code, year)>{village.name.clone()}</a>
            </th>
            <td data-label="认定" class="start kept">{words::designation(&village.designation)}</td>
            <td data-label="结对" class="start kept">{words::assigned(village)}</td>
            <td data-label="产业" class="start kept">{listed(&village.industries)}</td>
            <td data-label="本年服务" class="whole">{done(village)}</td>
            <td data-label="距上次服务" class="kept">{since(village, as_of)}</td>
            <td></td>
        </tr>
    }
}
