//! `/desk/charts`.

use super::bars::{Series, figure};
use crate::{
    desk::{
        links::{self, link},
        parts::{Crumbs, PrintButton, SmallScript, ToldBy, YearSelect},
        plain::{asked_for, once_read},
        words::count,
    },
    error::AppError,
    server::seen,
    view::Erase,
};
use chrono::Datelike;
use domain::{
    areas::AreaCode,
    calendar,
    charts::{Months, YearCharts},
    codes::Coded,
    coverage::AreaName,
    divisions::Divisions,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The charts, the person's own area, and this year.
struct Found {
    charts: YearCharts,
    told: ToldBy,
    own: Option<AreaCode>,
    newest: i32,
}

async fn found(area: String, year: String, divisions: String) -> Result<Found, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let newest = store.clock().today().year();
    let area = area.parse().ok().or(actor.area_code);
    let area = area.ok_or(AppError::Forbidden)?;
    let year = calendar::asked_year(&year).unwrap_or(newest);
    let told = (year, Divisions::from_code(&divisions).unwrap_or_default());
    let charts = store::charts::of_year(&store, &actor, area, told).await;
    Ok(Found {
        charts: charts.map_err(seen)?,
        told: ToldBy::read(area, told).await?,
        own: actor.area_code,
        newest,
    })
}

#[component]
pub(crate) fn ChartsPage() -> impl IntoView {
    let reading = found(asked_for("area"), asked_for("year"), asked_for("divisions"));
    view! {
        <Title text="图表 · 科特派" />
        {once_read(reading, |found| view! { <Whole found /> }.erased())}
        <SmallScript />
    }
}

fn address(area: &AreaName, year: i32) -> String {
    let year = year.to_string();
    let parts = [("area", area.code.as_str()), ("year", &year)];
    link("/desk/charts", &parts)
}

#[component]
fn Whole(found: Found) -> impl IntoView {
    let (charts, told) = (found.charts, found.told);
    let (area, year) = (charts.area.clone(), charts.year);
    view! {
        <header class="desk-head">
            <div class="grow">
                <Crumbs
                    ancestors=charts.ancestors.clone()
                    here=area.clone()
                    own=found.own
                    href=address
                    year
                />
                <h1>{format!("图表 · {year} 年")}</h1>
                <p class="small">"按现有记录绘制；已上报年度之后的更正也在图中。"</p>
            </div>
            <form method="get" action="/desk/charts" class="filters no-print">
                <input type="hidden" name="area" value=area.code.to_string() />
                <input type="hidden" name="divisions" value=links::divisions(told.divisions) />
                <YearSelect year newest=found.newest />
                <button class="button">"查看"</button>
            </form>
            <div class="row no-print">
                <PrintButton />
                <a class="button" href=told.page("/desk/statistics") rel="external">
                    "看统计表"
                </a>
            </div>
        </header>
        {told.switch("/desk/charts")}
        <div class="charts">
            {visits(&charts)} {coverage(&charts)} {trainings(&charts)} {industries(&charts)}
        </div>
    }
}

fn months() -> Vec<String> {
    (1..=12).map(|month| format!("{month} 月")).collect()
}

/// This year's months so far, and all of the last.
fn two_years(charts: &YearCharts, [now, before]: &[Months; 2]) -> Vec<Series> {
    vec![
        Series {
            name: format!("{} 年", charts.year),
            values: now[..charts.begun].to_vec(),
        },
        Series {
            name: format!("{} 年", charts.year - 1),
            values: before.to_vec(),
        },
    ]
}

fn visits(charts: &YearCharts) -> AnyView {
    let sums = charts.visits.map(|months| count(months.iter().sum()));
    let told = format!("全年 {} 次，上年 {} 次。", sums[0], sums[1]);
    let series = two_years(charts, &charts.visits);
    figure(
        "visits",
        "各月实地服务次数".to_owned(),
        told,
        months(),
        series,
        false,
    )
}

fn trainings(charts: &YearCharts) -> AnyView {
    let sums = charts.trainings.map(|months| count(months.iter().sum()));
    let told = format!("全年 {} 期，上年 {} 期。", sums[0], sums[1]);
    let series = two_years(charts, &charts.trainings);
    figure(
        "trainings",
        "各月培训期数".to_owned(),
        told,
        months(),
        series,
        false,
    )
}

fn coverage(charts: &YearCharts) -> AnyView {
    let served = charts
        .begun
        .checked_sub(1)
        .map_or(0, |last| charts.served[last]);
    let told = format!(
        "应覆盖 {} 村，已服务 {} 村。",
        count(charts.due),
        count(served)
    );
    let series = vec![Series {
        name: "服务覆盖村数".to_owned(),
        values: charts.served[..charts.begun].to_vec(),
    }];
    figure(
        "coverage",
        "截至各月的服务覆盖村数".to_owned(),
        told,
        months(),
        series,
        false,
    )
}

fn industries(charts: &YearCharts) -> AnyView {
    let (labels, values) = charts.industries.iter().cloned().unzip();
    let told = format!(
        "记录涉及 {} 个产业；一条记录有两个产业的，各计一次。",
        charts.industries.len()
    );
    let series = vec![Series {
        name: "记录".to_owned(),
        values,
    }];
    figure(
        "industries",
        "各产业的记录数".to_owned(),
        told,
        labels,
        series,
        true,
    )
}
