//! `/desk`: what waits, where the gaps are, and the year so far. Each leads on.

use super::{
    coverage::{
        ThreeRates,
        api::{Board, read_board},
    },
    links,
    records::{api::Asked, record_title, summary, title_as_written},
    reviews::{Waiting, read_queue},
    statistics::api::{Annual, read_annual},
    words,
};
use crate::{
    components::{Empty, Notice, Shape, Tone, awaited, loaded},
    error::AppError,
    json::{Answer, data},
    view::Erase,
    words as said,
};
use domain::{
    divisions::Divisions,
    filings::Filing,
    statistics::{IndicatorFigure, catalogue::IndicatorCode, forms::Shown},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

/// What of 年度上报 waits for the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilingsDue {
    /// The own years that came back.
    returned: Vec<Filing>,
    /// Years of the areas below that wait to be judged.
    waiting: usize,
}

domain::json_by_serde!(FilingsDue);

#[server(prefix = "/fn", endpoint = "desk/filings-due", input = GetUrl, output = Answer)]
pub async fn read_filings_due() -> Result<FilingsDue, AppError> {
    use domain::filings::FilingState;
    let own = crate::server::actor()?.area_code;
    let lines = super::filings::lines_due().await?;
    let newest = lines.into_iter().filter_map(|line| line.newest);
    let (mut returned, mut below): (Vec<_>, Vec<_>) =
        newest.partition(|filing| Some(filing.area.code) == own);
    returned.retain(|filing| filing.state == FilingState::Returned);
    below.retain(|filing| filing.state == FilingState::Filed);
    Ok(FilingsDue {
        returned,
        waiting: below.len(),
    })
}

#[component]
pub(crate) fn OverviewPage() -> impl IntoView {
    let waiting = data(|| (), |()| read_queue(Asked::default()));
    let filings = data(|| (), |()| read_filings_due());
    let covered = data(|| (), |()| read_board(None, None, String::new()));
    let year = data(
        || (),
        |()| read_annual(None, None, Divisions::Then, Shown::All),
    );
    view! {
        <Title text="总览 · 科特派" />
        <header class="desk-head">
            <h1>"总览"</h1>
        </header>
        <Transition>
            {move || awaited(filings, |due| due.ok().map(|due| view! { <Due due /> }))}
        </Transition>
        <div class="overview">
            {loaded(waiting, |list| view! { <Waits list /> }.erased())}
            {loaded(covered, |read| view! { <Covered read /> }.erased())}
            {loaded(year, |read| view! { <Year read /> }.erased())}
        </div>
    }
}

/// Years that came back, and those that wait for a word.
#[component]
fn Due(due: FilingsDue) -> impl IntoView {
    let returned = due
        .returned
        .into_iter()
        .map(|filing| {
            let text = format!(
                "{} 年年度统计被退回：{}",
                filing.year,
                filing.reason.unwrap_or_default()
            );
            view! {
                <Notice tone=Tone::Bad text>
                    <a href=format!("/desk/filings/{}", filing.id) rel="external">
                        "看上报"
                    </a>
                </Notice>
            }
        })
        .collect_view();
    let waiting = (due.waiting > 0).then(|| {
        view! {
            <Notice tone=Tone::Soon text=format!("{} 份下级的年度上报待审核。", due.waiting)>
                <a href="/desk/filings" rel="external">
                    "去看"
                </a>
            </Notice>
        }
    });
    view! {
        {returned}
        {waiting}
    }
    .erased()
}

/// The records that have waited longest.
#[component]
fn Waits(list: Waiting) -> impl IntoView {
    let Waiting { today, page, .. } = list;
    let number = page.records.len();
    if number == 0 {
        return view! {
            <section class="card">
                <h2>"待审核"</h2>
                <Empty shape=Shape::Done text="没有待审核的记录。" />
            </section>
        }
        .erased();
    }
    let more = if page.next.is_some() { "+" } else { "" };
    let lines = page
        .records
        .iter()
        .take(4)
        .map(|record| {
            view! {
                <li>
                    <a class="row-link" href=format!("/desk/reviews?id={}", record.id)>
                        <span class="grow">
                            <b translate=title_as_written(record)>{record_title(record)}</b>
                            <small>{summary(record, today)}</small>
                        </span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <div class="row apart">
                <h2>"待审核 " <span class="figure">{format!("{number}{more}")}</span> " 条"</h2>
                <a class="button primary slim" href="/desk/reviews">
                    "去审核"
                </a>
            </div>
            <ol class="lines">{lines}</ol>
        </section>
    }
    .erased()
}

#[component]
fn Covered(read: Board) -> impl IntoView {
    let coverage = read.coverage;
    let (area, year, totals) = (coverage.area.code, coverage.year, coverage.totals);
    let gap = move |name: &'static str, number: i64, show, tone: &'static str| {
        let tone = if number > 0 { tone } else { "" };
        view! {
            <a class=format!("gap {tone}") href=links::coverage(area, year, show) rel="external">
                <b class="figure">{words::count(number)}</b>
                <span>{name}</span>
            </a>
        }
    };
    view! {
        <section class="card">
            <div class="row apart">
                <h2>{format!("{} 个应覆盖村", words::count(totals.due))}</h2>
                <a class="no-print" href=links::coverage(area, year, "") rel="external">
                    "看覆盖"
                </a>
            </div>
            <ThreeRates totals rates=coverage.rates />
            <div class="gaps">
                {gap("空白村", totals.uncovered, "uncovered", "bad")}
                {gap("已结对未服务", totals.assigned_not_served, "assigned_not_served", "bad")}
                {gap("超期未访", totals.overdue, "overdue", "soon")}
                {gap("将超期", totals.warning, "warning", "soon")}
            </div>
            <p class="small">{format!("截至 {}", said::date(coverage.as_of))}</p>
        </section>
    }
}

/// The figures people ask for first.
const KEY: [IndicatorCode; 6] = [
    IndicatorCode::A01,
    IndicatorCode::B01,
    IndicatorCode::B03,
    IndicatorCode::C01,
    IndicatorCode::D01,
    IndicatorCode::D02,
];

#[component]
fn Year(read: Annual) -> impl IntoView {
    let statistics = read.statistics;
    let (area, year) = (statistics.area.code, statistics.year);
    let tile = move |figure: &IndicatorFigure| {
        let pending = figure.pending.filter(|pending| !pending.is_zero());
        view! {
            <a class="key" href=links::behind(figure.code.as_str(), area, year)>
                <span>{figure.name_zh.clone()}</span>
                <b class="figure">{words::figure(figure.value)} <small>{figure.unit.clone()}</small></b>
                {pending
                    .map(|pending| {
                        view! {
                            <small class="pending">
                                {format!("待审 {}", words::pending(Some(pending)))}
                            </small>
                        }
                    })}
            </a>
        }
    };
    let tiles = KEY
        .iter()
        .filter_map(|code| {
            statistics
                .indicators
                .iter()
                .find(|figure| figure.code == *code)
        })
        .map(tile)
        .collect_view();
    view! {
        <section class="card year-so-far">
            <div class="row apart">
                <h2>{format!("{year} 年到今天")}</h2>
                <a class="no-print" href=links::statistics(area, year)>
                    "看年度统计"
                </a>
            </div>
            <div class="keys-grid">{tiles}</div>
        </section>
    }
}
