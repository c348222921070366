//! A filed year as rows: its sheet; its corrections, a row for each thing or for the figure alone; and
//! what one figure counts.

use super::{Cell, columns};
use domain::{
    filings::{Correction, FiledItem, ItemChange},
    statistics::{AnnualStatistics, Figure, IndicatorFigure},
};

/// One line of the list.
#[derive(Debug, Clone)]
pub struct CorrectionRow {
    code: &'static str,
    name: String,
    unit: String,
    before: Option<Figure>,
    after: Option<Figure>,
    what: &'static str,
    item: String,
    note: String,
}

columns! {
    /// The columns of a list of corrections.
    CORRECTIONS: CorrectionRow;
    "指标代码" 9 |row| Cell::text(row.code);
    "指标" 30 |row| Cell::text(&row.name);
    "单位" 8 |row| Cell::text(&row.unit);
    "上报数" 10 |row| number(row.before);
    "更正后" 10 |row| number(row.after);
    "变化" 12 |row| Cell::text(row.what);
    "记录或名称" 30 |row| Cell::text(&row.item);
    "现状" 12 |row| Cell::text(&row.note);
}

columns! {
    /// The columns of what one figure of a filing counts.
    ITEMS: FiledItem;
    "编号或名称" 26 |row| Cell::text(&row.counted.name);
    "服务日期" 12 |row| row.record.as_ref().map_or(Cell::Empty, |record| Cell::Date(record.occurred_on));
    "地点" 30 |row| Cell::text(row.record.as_ref().map_or("", |record| &record.place));
    "填报人" 12 |row| Cell::text(row.record.as_ref().map_or("", |record| &record.author));
    "数量" 9 |row| number(row.number);
    "上报时版本" 10 |row| Cell::Count(row.counted.version);
    "现状" 14 |row| Cell::text(&row.note);
}

/// A line of a filed sheet.
#[derive(Debug, Clone)]
pub struct SheetRow {
    figure: IndicatorFigure,
    place: &'static str,
}

columns! {
    /// The columns of a filed sheet.
    FIGURES: SheetRow;
    "指标代码" 9 |row| Cell::text(row.figure.code.as_str());
    "指标" 34 |row| Cell::text(&row.figure.name_zh);
    "单位" 8 |row| Cell::text(&row.figure.unit);
    "上报数" 12 |row| number(row.figure.value);
    "更正后" 12 |row| number(row.figure.corrected);
    "表式" 10 |row| Cell::text(row.place);
}

/// The lines of a filed sheet: those of the form it was filed with, then all else that was counted.
pub fn sheet(figures: AnnualStatistics) -> Vec<SheetRow> {
    let [lines, others] = figures.sheet();
    let of = |figures: Vec<IndicatorFigure>, place| {
        figures
            .into_iter()
            .map(move |figure| SheetRow { figure, place })
    };
    let lines = of(lines, "表内指标");
    lines.chain(of(others, "其余指标")).collect()
}

/// The lines of all corrections.
pub fn rows(corrections: &[Correction]) -> Vec<CorrectionRow> {
    corrections.iter().flat_map(of_one).collect()
}

fn of_one(correction: &Correction) -> Vec<CorrectionRow> {
    let groups = [
        ("新计入", &correction.added),
        ("不再计入", &correction.gone),
        ("内容有改动", &correction.changed),
    ];
    let mut rows: Vec<_> = groups
        .into_iter()
        .flat_map(|(what, changes)| changes.iter().map(move |change| (what, Some(change))))
        .map(|(what, change)| row(correction, what, change))
        .collect();
    if rows.is_empty() {
        rows.push(row(correction, "数值变化", None));
    }
    rows
}

fn row(correction: &Correction, what: &'static str, change: Option<&ItemChange>) -> CorrectionRow {
    CorrectionRow {
        code: correction.code.as_str(),
        name: correction.name.clone(),
        unit: correction.unit.clone(),
        before: correction.before,
        after: correction.after,
        what,
        item: change.map_or_else(String::new, |change| change.name.clone()),
        note: change.map_or_else(String::new, |change| change.note.clone()),
    }
}

fn number(figure: Option<Figure>) -> Cell {
    match figure {
        None => Cell::Empty,
        Some(Figure::Count(count)) => Cell::Count(count),
        Some(Figure::Decimal(tenths)) => Cell::Decimal(tenths),
        Some(Figure::Hundredths(hundredths)) => Cell::Hundredths(hundredths),
    }
}
