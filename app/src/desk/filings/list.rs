//! `/desk/filings`.

use super::{
    read::{Desk, address},
    words,
};
use crate::{
    components::{Notice, Tone},
    desk::{
        links::link,
        parts::{Line, YearSelect, lines},
        plain::{asked_for, once_read},
    },
    view::Erase,
};
use domain::{
    areas::AreaLevel,
    filings::{Obstacle, YearLine},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Of the person's own area.
const YEARS: [&str; 6] = ["年度", "状态", "次数", "上报", "审定或退回", "退回原因"];

/// Of the areas below, in one year.
const AREAS: [&str; 6] = ["区域", "状态", "次数", "上报", "审定或退回", "退回原因"];

#[component]
pub(crate) fn FilingsPage() -> impl IntoView {
    let year = asked_for("year");
    let reading = async move { Desk::open()?.list(year).await };
    view! {
        <Title text="年度上报 · 科特派" />
        {once_read(
            reading,
            |(year, newest, lines)| view! { <Whole year newest lines /> }.erased(),
        )}
    }
}

#[component]
fn Whole(year: i32, newest: i32, lines: Vec<YearLine>) -> impl IntoView {
    let due = lines
        .iter()
        .find(|line| line.year == year && line.may_file)
        .map(|line| {
            let text = format!("上报 {} {} 年", line.area.name, line.year);
            view! {
                <a class="button primary" href=filing_of(line)>
                    {text}
                </a>
            }
        });
    let level = lines.first().map(|line| line.area.level);
    let missed = lines
        .iter()
        .find(|line| line.year == year && Some(line.area.level) == level)
        .filter(|line| is_open(line) && line.above_stands)
        .map(|line| {
            let text = words::obstacle(&Obstacle::AboveStands, line.area.level, year);
            view! { <Notice tone=Tone::Plain text /> }
        });
    let (own, below): (Vec<_>, Vec<_>) = lines
        .iter()
        .partition(|line| Some(line.area.level) == level);
    let rows = own
        .into_iter()
        .map(|line| row(line, format!("{} 年", line.year)));
    let rows = rows.collect();
    let below = (!below.is_empty()).then(|| {
        let heading = match level {
            Some(AreaLevel::City) => "各县（市、区）",
            _ => "各乡镇",
        };
        let rows = below
            .into_iter()
            .map(|line| row(line, line.area.name.clone()));
        view! {
            <h2>{format!("{heading} · {year} 年")}</h2>
            {self::lines(&AREAS, rows.collect())}
        }
    });
    view! {
        <header class="desk-head">
            <div class="grow">
                <h1>"年度上报"</h1>
                <p class="small">
                    "上报后数字和所依据的记录冻结；以后的改动不改已上报的数，作为更正列出。乡镇由县级、县级由市级审定或退回，全市在各县审定后上报。"
                </p>
            </div>
            <form method="get" action="/desk/filings" class="filters no-print">
                <YearSelect year newest />
                <button class="button">"查看"</button>
            </form>
            <div class="row no-print">
                <a class="button" href="/desk/filings/compare">
                    "两年对比"
                </a>
                {due}
            </div>
        </header>
        {missed}
        {self::lines(&YEARS, rows)}
        {below}
    }
}

fn filing_of(line: &YearLine) -> String {
    let year = line.year.to_string();
    let parts = [("area", line.area.code.as_str()), ("year", &year)];
    link("/desk/filings/new", &parts)
}

/// Whether nothing of the year stands: it was never filed, or came back.
fn is_open(line: &YearLine) -> bool {
    let newest = line.newest.as_ref();
    newest.is_none_or(|filing| !filing.state.stands())
}

/// Where a year stands; one that can be filed says so, and its first cell leads to the form that files it.
fn standing(line: &YearLine) -> String {
    let state = words::state(line.newest.as_ref()).1;
    if is_open(line) && line.above_stands {
        let above = words::above_stands(line.area.level);
        return match line.newest {
            Some(_) => format!("{state}，{above}"),
            None => above.to_owned(),
        };
    }
    if line.newest.is_none() && line.may_file {
        format!("{state}（可上报）")
    } else {
        state.to_owned()
    }
}

fn row(line: &YearLine, head: String) -> Line {
    let newest = line.newest.as_ref();
    let opens = newest.map(address);
    let told = |part: fn(&domain::filings::Filing) -> String| newest.map(part).unwrap_or_default();
    Line {
        href: opens.or_else(|| line.may_file.then(|| filing_of(line))),
        cells: vec![
            head,
            standing(line),
            told(words::number),
            told(words::filed),
            newest.and_then(words::decided).unwrap_or_default(),
            told(|filing| filing.reason.clone().unwrap_or_default()),
        ],
    }
}
