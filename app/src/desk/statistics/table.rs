//! The table: indicators down, the area and its parts across.

use crate::{
    desk::{
        links::{self, link},
        words,
    },
    view::Erase,
};
use domain::{
    areas::AreaCode,
    coverage::AreaName,
    divisions::ToldYear,
    filings::kept_under,
    ids::FilingId,
    statistics::{
        AnnualStatistics, AreaRow, Figure, IndicatorFigure,
        catalogue::{Group, IndicatorCode},
    },
};
use leptos::prelude::*;

#[component]
pub(super) fn StatisticsTable(statistics: AnnualStatistics, grouped: bool) -> impl IntoView {
    let AnnualStatistics {
        year,
        area,
        indicators,
        rows,
        frozen,
        divisions,
        ..
    } = statistics;
    let told = ToldYear { year, divisions };
    let filing = frozen.map(|freeze| freeze.filing_id);
    // An area without any figure makes the table wide and says nothing.
    let (rows, blank): (Vec<_>, Vec<_>) = rows.into_iter().partition(AreaRow::has_figures);
    let blank: Vec<_> = blank.into_iter().map(|row| row.area.name).collect();
    let columns = (rows.len() + 4).to_string();
    let heads = rows.iter().map(|row| head(&row.area, told)).collect_view();
    // What is a person's alone is shown with the person.
    let of_area = || {
        indicators
            .iter()
            .filter(|figure| !figure.code.is_personal())
    };
    let written = |figure: &IndicatorFigure| {
        let own = own(figure, area.code, told, filing);
        line(figure, own, &rows, told)
    };
    let in_order = (!grouped).then(|| {
        let lines = of_area().map(written);
        view! { <tbody>{lines.collect_view()}</tbody> }
    });
    let groups = Group::ALL.into_iter().filter(|_| grouped);
    let groups = groups
        .map(|group| {
            let lines = of_area().filter(|figure| figure.code.group() == group);
            body(group, lines.map(written).collect(), columns.clone())
        })
        .collect_view();
    view! {
        <div class="card sheet">
            <div class="scroll tall" tabindex="0" role="region" aria-label="年度统计表">
                <table class="grid first-stays statistics">
                    <thead>
                        <tr>
                            <th class="start" scope="col">
                                "指标"
                            </th>
                            <th class="start" scope="col">
                                "单位"
                            </th>
                            <th scope="col">{area.name.clone()}</th>
                            <th scope="col">"待审"</th>
                            {heads}
                        </tr>
                    </thead>
                    {in_order}
                    {groups}
                </table>
            </div>
        </div>
        {left_out(&blank)}
    }
}

fn left_out(blank: &[String]) -> Option<AnyView> {
    let text = format!("没有数据、未列出的：{}。", blank.join("、"));
    (!blank.is_empty()).then(|| view! { <p class="small">{text}</p> }.erased())
}

fn body(group: Group, lines: Vec<AnyView>, columns: String) -> AnyView {
    view! {
        <tbody>
            <tr class="group">
                <th class="start" scope="rowgroup" colspan=columns>
                    <span>{group.name_zh()}</span>
                </th>
            </tr>
            {lines}
        </tbody>
    }
    .erased()
}

/// An address that keeps the areas the figures are told by.
fn kept(href: &str, told: ToldYear) -> String {
    link(href, &[("divisions", links::divisions(told.divisions))])
}

fn head(area: &AreaName, told: ToldYear) -> impl IntoView + use<> {
    view! {
        <th scope="col">
            <a href=kept(&links::statistics(area.code, told.year), told)>{area.name.clone()}</a>
        </th>
    }
}

fn line(figure: &IndicatorFigure, own: AnyView, rows: &[AreaRow], told: ToldYear) -> AnyView {
    let code = figure.code;
    let children = rows
        .iter()
        .map(|row| {
            let value = row.values.get(&code).copied().flatten();
            view! { <td>{opening(value, code, row.area.code, told)}</td> }
        })
        .collect_view();
    view! {
        <tr>
            <th class="start" class:part=code.is_part() scope="row">
                <details class="definition">
                    <summary>{figure.name_zh.clone()}</summary>
                    <p>{figure.definition.clone()}</p>
                </details>
            </th>
            <td class="start unit">{figure.unit.clone()}</td>
            <td class="own">
                {own}
                {figure
                    .corrected
                    .map(|now| {
                        view! { <small class="corrected">{format!("更正后 {}", words::figure(Some(now)))}</small> }
                    })}
            </td>
            <td class="pending">{words::pending(figure.pending)}</td>
            {children}
        </tr>
    }
    .erased()
}

/// The area's own figure; of a filed year it leads to what was filed.
fn own(
    figure: &IndicatorFigure,
    area: AreaCode,
    told: ToldYear,
    filing: Option<FilingId>,
) -> AnyView {
    let opens = filing.filter(|_| figure.value.is_some_and(|value| !value.is_zero()));
    match opens.zip(kept_under(figure.code)) {
        Some((filing, _)) => {
            let text = words::figure(figure.value.map(|value| value.of(figure.code)));
            let href = links::filed_items(filing, figure.code.as_str());
            view! {
                <a href=href rel="external">
                    {text}
                </a>
            }
            .erased()
        }
        None => opening(figure.value, figure.code, area, told),
    }
}

/// A figure as the way to what it counts; nothing and zero lead nowhere.
fn opening(value: Option<Figure>, code: IndicatorCode, area: AreaCode, told: ToldYear) -> AnyView {
    let text = words::figure(value.map(|value| value.of(code)));
    if value.is_none_or(Figure::is_zero) {
        view! { <span class="zero">{text}</span> }.erased()
    } else {
        let href = kept(&links::behind(code.as_str(), area, told.year), told);
        view! { <a href=href>{text}</a> }.erased()
    }
}
