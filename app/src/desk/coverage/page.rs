//! `/desk/coverage`.

use super::{
    asked::Asked,
    children::Parts,
    map::Map,
    shows::{SHOWS, belongs, known},
    tiles::Tiles,
    villages::VillageTable,
    years::Years,
};
use crate::{
    components::{Empty, Shape},
    desk::{
        links::{self, Covered},
        parts::{ByAreas, Choose, Crumbs, Exports, PrintButton, SmallScript},
        plain::once_read,
        villages::{Changes, outcome},
    },
    error::AppError,
    server::seen,
    view::Erase,
    words as said,
};
use chrono::NaiveDate;
use domain::{
    access::{Action, Standing, may},
    areas::{AreaCode, AreaLevel},
    codes::{Coded, DesignationKind},
    coverage::{AreaName, Coverage, VillageCoverage},
    divisions::{AreaEvent, Divisions},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A board, and what its address said.
struct Board {
    coverage: Coverage,
    covered: Covered,
    show: &'static str,
    /// The years that can be chosen.
    years: Vec<i32>,
    /// The person's own area.
    own: Option<AreaCode>,
    /// Whether areas of then and of now differ.
    changed: bool,
    /// What became of a township, for who may enter it.
    story: Option<(Vec<AreaEvent>, NaiveDate)>,
}

async fn read(asked: Asked) -> Result<Board, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let today = store.clock().today();
    let covered = asked.covered(&actor, today)?;
    let (area, year) = (covered.area, covered.year);
    let designation = DesignationKind::from_code(covered.designation);
    let told = (year, covered.divisions);
    let coverage = store::coverage::board(&store, &actor, area, told, designation).await;
    let changed = store::divisions::changed_since(&store, area, year).await;
    let years = store::coverage::years(&store, &actor, area).await;
    let keeps = may(
        actor.role,
        Action::EditRegisters,
        Standing::to_area(&actor, &area),
    );
    let story = if keeps && area.level() == AreaLevel::Township {
        let story = store::divisions::story(&store, area).await;
        Some((story.map_err(seen)?, today))
    } else {
        None
    };
    Ok(Board {
        coverage: coverage.map_err(seen)?,
        covered,
        show: known(&asked.show),
        years: years.map_err(seen)?,
        own: actor.area_code,
        changed: changed.map_err(seen)?,
        story,
    })
}

#[component]
pub(crate) fn CoveragePage() -> impl IntoView {
    view! {
        <Title text="覆盖 · 科特派" />
        {outcome()}
        {once_read(read(Asked::of_address()), |board| view! { <Whole board /> }.erased())}
        <SmallScript />
    }
}

#[component]
fn Whole(board: Board) -> impl IntoView {
    let Board {
        coverage,
        covered,
        show,
        ..
    } = board;
    let (area, year) = (coverage.area.clone(), coverage.year);
    let elsewhere = if coverage.area.level < AreaLevel::County {
        "（县里另有规定的从其规定）"
    } else {
        ""
    };
    view! {
        <header class="desk-head">
            <div class="grow">
                <Crumbs
                    ancestors=coverage.ancestors.clone()
                    here=area.clone()
                    own=board.own
                    href=|area: &AreaName, year| links::coverage(area.code, year, "")
                    year
                />
                <h1>{format!("村级服务覆盖 · {year} 年")}</h1>
                <p class="small">{format!("截至 {}", said::date(coverage.as_of))}</p>
            </div>
            <Filters covered show />
            {(coverage.totals.due > 0).then(|| view! { <Papers covered show /> })}
            <Exports path="coverage".to_owned() parts=covered.parts(show) />
        </header>
        <Years years=board.years covered show />
        {board.changed.then(|| by_areas(covered, show))}
        <Tiles coverage=coverage.clone() covered show />
        <Map coverage=coverage.clone() covered />
        <Parts here=area covered parts=coverage.children.clone() />
        <Villages coverage=coverage.clone() covered show />
        {board
            .story
            .map(|(changes, today)| {
                view! { <Changes village=covered.area changes today may_enter=true /> }
            })}
        <p class="small">
            {format!("达标标准：{}{elsewhere}。三项覆盖率各自独立计算。", coverage.rule.name)}
        </p>
    }
}

/// The same figures by the areas of then and of now.
fn by_areas(covered: Covered, show: &'static str) -> AnyView {
    let choice = |divisions: Divisions| {
        let to = Covered {
            divisions,
            ..covered
        };
        (to.board(show), divisions)
    };
    let choices = [Divisions::Then, Divisions::Now].map(choice);
    view! { <ByAreas choices chosen=covered.divisions /> }.erased()
}

/// Which villages are due.
#[component]
fn Filters(covered: Covered, show: &'static str) -> impl IntoView {
    let kinds = DesignationKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), kind.label().to_owned()))
        .collect();
    view! {
        <form method="get" action="/desk/coverage" class="filters no-print">
            <input type="hidden" name="area" value=covered.area.to_string() />
            <input type="hidden" name="year" value=covered.year.to_string() />
            <input type="hidden" name="show" value=show />
            <input type="hidden" name="rate" value=covered.rate />
            <input type="hidden" name="divisions" value=links::divisions(covered.divisions) />
            <Choose
                name="designation"
                label="认定"
                bare=true
                all="全部认定"
                options=kinds
                chosen=covered.designation.to_owned()
            />
            <button class="button slim">"查看"</button>
        </form>
    }
}

/// What can be printed or sent on.
#[component]
fn Papers(covered: Covered, show: &'static str) -> impl IntoView {
    view! {
        <div class="row wrap no-print">
            <PrintButton />
            <a class="button" href=covered.list("uncovered")>
                "打印空白村清单"
            </a>
            <a class="button" href=covered.reminder(show)>
                "复制提醒文字"
            </a>
        </div>
    }
}

#[component]
fn Villages(coverage: Coverage, covered: Covered, show: &'static str) -> impl IntoView {
    let (area, year, as_of) = (coverage.area, coverage.year, coverage.as_of);
    if coverage.totals.due == 0 {
        return view! { <Empty shape=Shape::Village text="本年度没有应覆盖的村。" /> }.erased();
    }
    if area.level <= AreaLevel::City {
        return ().erased();
    }
    let chips = SHOWS
        .map(|(name, word)| {
            let number = under(&coverage.villages, name).count();
            view! {
                <a
                    class="filter-chip"
                    href=covered.board(name)
                    aria-current=(name == show).then_some("true")
                >
                    {word}
                    " "
                    <span class="figure">{number}</span>
                </a>
            }
        })
        .collect_view();
    let villages: Vec<_> = under(&coverage.villages, show).cloned().collect();
    view! {
        <section class="stack tight" aria-label="村名单">
            <div class="row apart wrap headed">
                <h2>"优先走访村"</h2>
                <nav class="filter-chips no-print" aria-label="筛选村">
                    {chips}
                </nav>
            </div>
            <VillageTable villages year as_of />
        </section>
    }
    .erased()
}

fn under<'a>(
    villages: &'a [VillageCoverage],
    show: &'a str,
) -> impl Iterator<Item = &'a VillageCoverage> {
    villages
        .iter()
        .filter(move |village| belongs(village, show))
}
