//! The annual figures as a table: CSV for other programs, a workbook for people.

use domain::{
    areas::AreaCode,
    statistics::{AnnualStatistics, Figure},
};
use rust_xlsxwriter::{Format as CellFormat, FormatAlign, Workbook, XlsxError};

/// How figures leave the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
    Csv,
    Xlsx,
}

impl Format {
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Digits and letters alone, so that it is safe in a header.
pub fn file_name(figures: &AnnualStatistics, format: Format) -> String {
    let (year, code) = (figures.year, figures.area.code);
    format!("annual-{year}-{code}.{}", format.extension())
}

#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Number(Figure),
    Empty,
}

/// A byte-order mark, without which Excel takes UTF-8 for GBK.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One row per indicator: code, name, unit, value, pending, then each area directly below.
fn table(figures: &AnnualStatistics) -> (Vec<String>, Vec<Vec<Cell>>) {
    let mut header: Vec<String> = ["指标代码", "指标", "单位", "审核通过", "待审核增加"]
        .map(str::to_owned)
        .into();
    header.extend(
        figures
            .rows
            .iter()
            .map(|row| area_title(&row.area.name, row.area.code)),
    );
    let rows = figures
        .indicators
        .iter()
        .map(|indicator| {
            let mut cells = vec![
                Cell::Text(indicator.code.as_str().to_owned()),
                Cell::Text(indicator.name_zh.clone()),
                Cell::Text(indicator.unit.clone()),
                number(indicator.value),
                number(indicator.pending),
            ];
            cells.extend(
                figures
                    .rows
                    .iter()
                    .map(|row| number(row.values.get(&indicator.code).copied().flatten())),
            );
            cells
        })
        .collect();
    (header, rows)
}

fn area_title(name: &str, code: AreaCode) -> String {
    format!("{name}（{code}）")
}

fn number(figure: Option<Figure>) -> Cell {
    figure.map_or(Cell::Empty, Cell::Number)
}

/// Comma-separated values in UTF-8 with BOM, lines ended by CR LF, quoted as RFC 4180 asks.
pub fn csv(figures: &AnnualStatistics) -> Result<Vec<u8>, csv::Error> {
    let (header, rows) = table(figures);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BOM.to_vec());
    writer.write_record(header.iter().map(|text| guarded(text)))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text),
            Cell::Number(figure) => figure.to_string(),
            Cell::Empty => String::new(),
        }))?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// A text that a spreadsheet would take for a formula gets an apostrophe in front.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Where the table's header stands, below the title and what it says of itself.
const HEADER_ROW: u32 = 3;

/// A workbook of one sheet: title, area and year, units, and a header that stays in view.
pub fn xlsx(figures: &AnnualStatistics) -> Result<Vec<u8>, XlsxError> {
    let (header, rows) = table(figures);
    let title = CellFormat::new().set_bold().set_font_size(16);
    let bold = CellFormat::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center);
    let decimal = CellFormat::new().set_num_format("0.0");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("年度统计")?;
    sheet.write_with_format(0, 0, "科技特派员工作年度统计", &title)?;
    let (area, year) = (&figures.area, figures.year);
    sheet.write(
        1,
        0,
        format!("{}　{year} 年", area_title(&area.name, area.code)),
    )?;
    let made_on = domain::calendar::shanghai_date(figures.generated_at);
    sheet.write(2, 0, format!("单位见“单位”列。生成日期 {made_on}"))?;
    for (column, text) in (0..).zip(&header) {
        sheet.write_with_format(HEADER_ROW, column, text, &bold)?;
    }
    for (row, cells) in (HEADER_ROW + 1..).zip(&rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                // Text is written as text: a workbook knows it from a formula.
                Cell::Text(text) => sheet.write(row, column, text)?,
                Cell::Number(Figure::Count(count)) =>
                {
                    #[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^53")]
                    sheet.write(row, column, *count as f64)?
                }
                Cell::Number(figure @ Figure::Decimal(_)) => {
                    #[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^53")]
                    let number = figure.in_tenths() as f64 / 10.0;
                    sheet.write_with_format(row, column, number, &decimal)?
                }
                Cell::Empty => continue,
            };
        }
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 2)?;
    sheet.set_column_width(1, 28)?;
    for column in (3..).take(header.len().saturating_sub(3)) {
        sheet.set_column_width(column, 14)?;
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_looks_like_a_formula_is_guarded() {
        for text in ["=1+1", "+86", "-x", "@a", "\t=1", "\r="] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(guarded("小江镇，𠮷㐂塅"), "小江镇，𠮷㐂塅");
    }
}
