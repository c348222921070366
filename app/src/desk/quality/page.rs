//! `/desk/quality`: how much each check found; `/desk/quality/:check`: what.

use super::read::{Read, findings, overview};
use crate::{
    components::{Empty, Shape},
    desk::{
        links::{self, link},
        parts::{Crumbs, Exports, Line, PrintButton, SmallScript, YearSelect, lines},
        plain::{asked_for, once_read, segment},
        words::count,
    },
    view::Erase,
    words as said,
};
use domain::{
    codes::Coded,
    coverage::AreaName,
    quality::{QualityCheck, QualityFinding, QualityOverview, QualitySheet},
    statistics::catalogue::Listed,
};
use leptos::prelude::*;
use leptos_meta::Title;

const HEADS: [&str; 3] = ["检查项", "数量", "说明"];
const FINDINGS: [&str; 5] = ["对象", "日期", "地点", "填报人", "说明"];

/// The longest list on a page; a file holds all.
const MOST: usize = 300;

#[component]
pub(crate) fn QualityPage() -> impl IntoView {
    let reading = overview(address_says());
    view! {
        <Title text="数据质量 · 科特派" />
        {once_read(reading, |read| view! { <Whole read /> }.erased())}
        <SmallScript />
    }
}

#[component]
pub(crate) fn CheckPage() -> impl IntoView {
    let check = QualityCheck::from_code(&segment("check"));
    let address = address_says();
    let reading = async move {
        let check = check.ok_or_else(|| crate::server::seen(store::StoreError::NotFound))?;
        Ok((check, findings(address, check).await?))
    };
    view! {
        <Title text="数据质量 · 科特派" />
        {once_read(reading, |(check, read)| view! { <Findings check read /> }.erased())}
        <SmallScript />
    }
}

fn address_says() -> [String; 3] {
    ["area", "year", "divisions"].map(asked_for)
}

fn address(area: &AreaName, year: i32) -> String {
    let year = year.to_string();
    let parts = [("area", area.code.as_str()), ("year", &year)];
    link("/desk/quality", &parts)
}

fn of_check(check: QualityCheck) -> String {
    format!("/desk/quality/{}", check.code())
}

#[component]
fn Whole(read: Read<QualityOverview>) -> impl IntoView {
    let (sheet, told) = (read.shown, read.told);
    let rows = sheet.counts.iter().map(|(check, number)| {
        let number = i64::try_from(*number).unwrap_or(i64::MAX);
        Line {
            href: (number > 0).then(|| told.page(&of_check(*check))),
            cells: vec![
                check.label().to_owned(),
                count(number),
                check.told().to_owned(),
            ],
        }
    });
    let rows = rows.collect();
    view! {
        <header class="desk-head">
            <div class="grow">
                <Crumbs
                    ancestors=sheet.ancestors.clone()
                    here=sheet.area.clone()
                    own=read.own
                    href=address
                    year=sheet.year
                />
                <h1>{format!("数据质量 · {} 年", sheet.year)}</h1>
                <p class="small">
                    "只看计入统计的记录。列出的不一定有错，上报前请看一看。"
                </p>
            </div>
            <form method="get" action="/desk/quality" class="filters no-print">
                <input type="hidden" name="area" value=sheet.area.code.to_string() />
                <input type="hidden" name="divisions" value=links::divisions(told.divisions) />
                <YearSelect year=sheet.year newest=read.newest />
                <button class="button">"查看"</button>
            </form>
            <PrintButton plain=true />
            <Exports path="quality".to_owned() parts=told.parts() />
        </header>
        {told.switch("/desk/quality")}
        {lines(&HEADS, rows)}
    }
}

#[component]
fn Findings(check: QualityCheck, read: Read<QualitySheet>) -> impl IntoView {
    let (sheet, told) = (read.shown, read.told);
    let all: Vec<&QualityFinding> = sheet.of(check).collect();
    let more = all.len().saturating_sub(MOST);
    let rows: Vec<Line> = all.iter().take(MOST).map(|finding| line(finding)).collect();
    let none = rows.is_empty();
    let mut exported = told.parts();
    exported.push(("check", check.code().to_owned()));
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href=told.page("/desk/quality")>
                    "‹ 数据质量"
                </a>
                <h1>{format!("{} · {} {} 年", check.label(), sheet.area.name, sheet.year)}</h1>
                <p class="small">{check.told()}</p>
            </div>
            <PrintButton plain=true />
            <Exports path="quality".to_owned() parts=exported />
        </header>
        {told.switch(&of_check(check))}
        {if none {
            view! { <Empty shape=Shape::Search text="没有发现。" /> }.erased()
        } else {
            lines(&FINDINGS, rows)
        }}
        {(more > 0)
            .then(|| {
                view! { <p class="small">{format!("另有 {more} 项，请看导出的文件。")}</p> }
            })}
    }
}

fn line(finding: &QualityFinding) -> Line {
    let href = match finding.kind {
        Listed::Records => format!("/desk/records/{}", finding.id),
        Listed::Villages => format!("/desk/villages/{}", finding.id),
        Listed::People => format!("/desk/registers/commissioners/{}", finding.id),
        Listed::Teams => format!("/desk/registers/teams/{}", finding.id),
        Listed::Entries => format!("/desk/ledgers/{}", finding.id),
        Listed::Townships => format!("/desk/coverage?area={}", finding.id),
        Listed::Industries => format!("/desk/registers/industries/{}", finding.id),
    };
    Line {
        href: Some(href),
        cells: vec![
            finding.name.clone(),
            finding.on.map(said::date).unwrap_or_default(),
            finding.place.clone(),
            finding.person.clone(),
            finding.note.clone(),
        ],
    }
}
