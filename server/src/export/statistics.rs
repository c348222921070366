//! The annual figures as a table: indicators down, the area and the areas directly below across.

use super::{Cell, Format, Head, Sheet, Written, from_rows};
use chrono::{DateTime, Utc};
use domain::{
    areas::AreaCode,
    calendar,
    statistics::{AnnualStatistics, Figure, IndicatorFigure},
};
use std::io;

/// The figures of an area and year.
pub fn annual(figures: &AnnualStatistics, format: Format) -> io::Result<Written> {
    let rows = figures
        .indicators
        .iter()
        .map(|indicator| row(figures, indicator));
    from_rows(format, &sheet(figures), rows)
}

fn sheet(figures: &AnnualStatistics) -> Sheet {
    let fixed = [
        ("指标代码", 9),
        ("指标", 30),
        ("单位", 8),
        ("审核通过", 10),
        ("待审核增加", 10),
    ];
    let mut heads: Vec<Head> = fixed
        .map(|(text, width)| Head {
            text: text.to_owned(),
            width,
        })
        .into();
    if corrected(figures) {
        heads.push(Head {
            text: "更正后".to_owned(),
            width: 10,
        });
    }
    heads.extend(figures.rows.iter().map(|row| Head {
        text: area_title(&row.area.name, row.area.code),
        width: 14,
    }));
    let (area, year) = (&figures.area, figures.year);
    Sheet {
        tab: "年度统计",
        title: "科技特派员工作年度统计".to_owned(),
        told: [
            format!(
                "{}　{year} 年{}",
                area_title(&area.name, area.code),
                frozen(figures)
            ),
            format!("计量单位见“单位”列　　{}", made_at(figures.generated_at)),
        ],
        heads,
        steady: 2,
    }
}

fn row(figures: &AnnualStatistics, indicator: &IndicatorFigure) -> Vec<Cell> {
    let mut cells = vec![
        Cell::text(indicator.code.as_str()),
        Cell::text(&indicator.name_zh),
        Cell::text(&indicator.unit),
        number(indicator.value),
        number(indicator.pending),
    ];
    if corrected(figures) {
        cells.push(number(indicator.corrected));
    }
    cells.extend(
        figures
            .rows
            .iter()
            .map(|row| number(row.values.get(&indicator.code).copied().flatten())),
    );
    cells
}

/// Whether a filed year has figures that differ today.
fn corrected(figures: &AnnualStatistics) -> bool {
    figures.corrections() > 0
}

/// Which filing the figures are of.
fn frozen(figures: &AnnualStatistics) -> String {
    figures.frozen.as_ref().map_or_else(String::new, |freeze| {
        let on = calendar::shanghai_date(freeze.at);
        format!(
            "　第 {} 次上报（{on}），校验码 {}",
            freeze.number, freeze.hash
        )
    })
}

/// When a file was made.
pub(crate) fn made_at(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&calendar::shanghai());
    format!("导出时间：{}", local.format("%Y-%m-%d %H:%M"))
}

/// An area with its code, as a title names it.
pub(crate) fn area_title(name: &str, code: AreaCode) -> String {
    format!("{name}（{code}）")
}

/// A figure as a number.
pub(super) fn number(figure: Option<Figure>) -> Cell {
    match figure {
        None => Cell::Empty,
        Some(Figure::Count(count)) => Cell::Count(count),
        Some(Figure::Decimal(tenths)) => Cell::Decimal(tenths),
        Some(Figure::Hundredths(hundredths)) => Cell::Hundredths(hundredths),
    }
}
