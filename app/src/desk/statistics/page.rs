//! `/desk/statistics`.

use super::{
    api::{Annual, read_annual},
    table::StatisticsTable,
};
use crate::{
    components::loaded,
    desk::{
        links::{self, link},
        parts::{
            ByAreas, Crumbs, Exports, PrintHere, SendButton, YearSelect, asked, asked_divisions,
            asked_year,
        },
        words::{self, count},
    },
    json::data,
    view::Erase,
    words as said,
};
use chrono::Datelike;
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::Coded,
    coverage::AreaName,
    divisions::Divisions,
    statistics::{AnnualStatistics, Figure, catalogue::IndicatorCode, forms::Shown},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

#[component]
pub(crate) fn StatisticsPage() -> impl IntoView {
    let (area, year, divisions) = (asked("area"), asked_year(), asked_divisions());
    let form = asked("form");
    let read = data(
        move || {
            let shown = Shown::from_code(&form.get()).unwrap_or(Shown::Area);
            (area.get().parse().ok(), year.get(), divisions.get(), shown)
        },
        |(area, year, divisions, shown)| read_annual(area, year, divisions, shown),
    );
    view! {
        <Title text="年度统计 · 科特派" />
        {loaded(read, move |read| view! { <Whole read /> }.erased())}
    }
}

#[component]
fn Whole(read: Annual) -> impl IntoView {
    let Annual {
        today,
        own,
        statistics,
        changed,
        in_form,
        keeps_form,
    } = read;
    let has_form = statistics.form.is_some();
    let shown = if in_form { Shown::Area } else { Shown::All };
    let (area, year) = (statistics.area.clone(), statistics.year);
    let divisions = statistics.divisions;
    let of_counties = area.level == AreaLevel::City && statistics.frozen.is_none();
    let by = |divisions| {
        let here = links::statistics(area.code, year);
        let to = link(&here, &[("divisions", links::divisions(divisions))]);
        (to, divisions)
    };
    let choices = [Divisions::Then, Divisions::Now].map(by);
    let made = format!(
        "{}，生成于 {}",
        area.name,
        said::instant(statistics.generated_at)
    );
    view! {
        <header class="desk-head">
            <div class="grow">
                <Crumbs
                    ancestors=statistics.ancestors.clone()
                    here=area.clone()
                    own
                    href=|area: &AreaName, year| links::statistics(area.code, year)
                    year
                />
                <h1>{format!("科技特派员工作年度统计 · {year} 年")}</h1>
                <p class="print-only small">{made}</p>
            </div>
            <Form method="GET" action="/desk/statistics" attr:class="filters no-print">
                <input type="hidden" name="area" value=area.code.to_string() />
                {(has_form && !in_form)
                    .then(|| view! { <input type="hidden" name="form" value="all" /> })}
                <YearSelect year newest=today.year() />
                <SendButton />
            </Form>
            <a
                class="button no-print"
                href=link(
                    "/desk/charts",
                    &[
                        ("area", area.code.as_str()),
                        ("year", &year.to_string()),
                        ("divisions", links::divisions(divisions)),
                    ],
                )
                rel="external"
            >
                "图表"
            </a>
            <PrintHere />
            <Exports
                path="statistics/annual".to_owned()
                parts=vec![
                    ("area", area.code.to_string()),
                    ("year", year.to_string()),
                    ("divisions", links::divisions(divisions).to_owned()),
                    ("form", shown.code().to_owned()),
                ]
            />
        </header>
        {changed.then(|| view! { <ByAreas choices chosen=divisions /> })}
        <FrozenNotice statistics=statistics.clone() />
        <PendingNotice statistics=statistics.clone() />
        <FormLinks area=area.code year in_form has_form keeps_form />
        <StatisticsTable statistics grouped=!in_form />
        {of_counties
            .then(|| {
                view! {
                    <p class="small no-print">
                        "各县（市、区）一栏是现在的数；各县已上报的数见"
                        <a href="/desk/filings" rel="external">
                            "年度上报"
                        </a>
                        "。"
                    </p>
                }
            })}
        <p class="signature print-only">
            <span>"填报单位（盖章）："</span>
            <span>"负责人："</span>
            <span>"填表人："</span>
            <span>"日期："</span>
        </p>
        <p class="small no-print">
            "点数字看计入的记录，点指标看口径。只计审核通过的记录，按服务日期归年度；联合服务计一次；去重指标逐级重算，不由下级相加。"
        </p>
    }
}

/// The way between all indicators and the area's form, and to where the form is chosen.
#[component]
fn FormLinks(
    area: AreaCode,
    year: i32,
    in_form: bool,
    has_form: bool,
    keeps_form: bool,
) -> impl IntoView {
    let (to, word) = if in_form {
        (Shown::All, "全部指标")
    } else {
        (Shown::Area, "本地表式")
    };
    let year = year.to_string();
    let parts = [
        ("area", area.as_str()),
        ("year", &year),
        ("form", to.code()),
    ];
    let other = has_form.then(|| link("/desk/statistics", &parts));
    let chosen = keeps_form.then(|| link("/desk/settings/form", &[("area", area.as_str())]));
    (has_form || keeps_form).then(|| {
        view! {
            <p class="row small no-print">
                {other.map(|href| view! { <a href=href>{word}</a> })}
                {chosen
                    .map(|href| {
                        view! {
                            <a href=href rel="external">
                                "选择指标"
                            </a>
                        }
                    })}
            </p>
        }
    })
}

/// When the figures were frozen, and the way to what has changed since.
#[component]
fn FrozenNotice(statistics: AnnualStatistics) -> impl IntoView {
    let corrections = statistics.corrections();
    statistics.frozen.map(|freeze| {
        let (number, at) = (freeze.number, said::instant(freeze.at));
        let told = if corrections == 0 {
            format!("本年度已上报（第 {number} 次，{at}），表内为上报数；之后没有数值变化。")
        } else {
            format!(
                "本年度已上报（第 {number} 次，{at}），表内为上报数；之后有 {corrections} 项数值有变化。"
            )
        };
        view! {
            <div class="notice strip" role="status">
                <p>{told}</p>
                <a
                    class="button slim no-print"
                    href=format!("/desk/filings/{}", freeze.filing_id)
                    rel="external"
                >
                    "看上报和更正"
                </a>
            </div>
        }
    })
}

/// How many records wait, and what they would change.
#[component]
fn PendingNotice(statistics: AnnualStatistics) -> impl IntoView {
    let number = statistics.pending_records;
    // Records that wait no longer change a filed year.
    (number > 0 && statistics.frozen.is_none()).then(|| {
        let visits = visits_after(&statistics)
            .map(|after| format!("，全部通过后服务次数为 {}", words::figure(Some(after))))
            .unwrap_or_default();
        let href = link("/desk/reviews", &[("area", statistics.area.code.as_str())]);
        view! {
            <div class="notice soon strip no-print" role="status">
                <p>{format!("还有 {} 条记录待审{visits}。", count(number))}</p>
                <a class="button slim" href=href>
                    "去审核"
                </a>
            </div>
        }
    })
}

/// B01 once everything pending is approved; none when that changes nothing.
fn visits_after(statistics: &AnnualStatistics) -> Option<Figure> {
    let figure = statistics
        .indicators
        .iter()
        .find(|figure| figure.code == IndicatorCode::B01)?;
    match (figure.value?, figure.pending?) {
        (_, Figure::Count(0)) => None,
        (Figure::Count(now), Figure::Count(more)) => Some(Figure::Count(now + more)),
        _ => None,
    }
}
