//! A workbook of one sheet, made to be printed, signed and stamped.
//!
//! The sheet keeps one row in memory; those before are on disk already, so rows go in order.

use super::{Cell, Sheet};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use domain::calendar;
use rust_xlsxwriter::{
    ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::{
    fs::File,
    io::{self, Seek},
};

/// Where the heads of the columns stand, below the title and what it says of itself.
const HEAD_ROW: u32 = 3;

/// Beyond so many columns a page as wide as all of them would be too small to read.
const COLUMNS_ON_A_PAGE: usize = 16;

const A4: u8 = 9;

/// Of 1 to 9. A long list waits for it: it is there sooner than at the library's own level, in a file a third
/// larger.
const COMPRESSION: u8 = 2;

const SIGNATURES: &str = "填报单位（盖章）：　　　　　　　　负责人：　　　　　　填表人：　　　　　　日期：　　　　年　　月　　日";

pub(super) struct WorkbookFile {
    workbook: Workbook,
    formats: Formats,
    last_column: u16,
    row: u32,
}

struct Formats {
    text: Format,
    count: Format,
    decimal: Format,
    hundredths: Format,
    millionths: Format,
    date: Format,
    instant: Format,
}

impl Formats {
    fn new() -> Self {
        let ruled = Format::new()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        Self {
            text: ruled.clone().set_text_wrap(),
            count: ruled.clone().set_num_format("0"),
            decimal: ruled.clone().set_num_format("0.0"),
            hundredths: ruled.clone().set_num_format("0.00"),
            millionths: ruled.clone().set_num_format("0.00####"),
            date: ruled.clone().set_num_format("yyyy-mm-dd"),
            instant: ruled.set_num_format("yyyy-mm-dd hh:mm"),
        }
    }
}

impl WorkbookFile {
    pub(super) fn begin(sheet: &Sheet) -> io::Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_zip_compression_level(COMPRESSION);
        let page = workbook.add_worksheet_with_constant_memory();
        page.and_then(|page| set_up(page, sheet))
            .map_err(io::Error::other)?;
        Ok(Self {
            workbook,
            formats: Formats::new(),
            last_column: last_column(sheet),
            row: HEAD_ROW,
        })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.row += 1;
        self.write(cells).map_err(io::Error::other)
    }

    fn write(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let (row, formats) = (self.row, &self.formats);
        let page = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => page.write_blank(row, column, &formats.text)?,
                // Text is written as text: a workbook knows it from a formula.
                Cell::Text(text) => {
                    page.write_string_with_format(row, column, held(text), &formats.text)?
                }
                Cell::Count(number) => {
                    #[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^53")]
                    let number = *number as f64;
                    page.write_number_with_format(row, column, number, &formats.count)?
                }
                Cell::Decimal(tenths) => {
                    #[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^53")]
                    let number = tenths.0 as f64 / 10.0;
                    page.write_number_with_format(row, column, number, &formats.decimal)?
                }
                Cell::Hundredths(hundredths) => {
                    #[expect(clippy::cast_precision_loss, reason = "figures stay far below 2^53")]
                    let number = hundredths.0 as f64 / 100.0;
                    page.write_number_with_format(row, column, number, &formats.hundredths)?
                }
                Cell::Millionths(number) => {
                    #[expect(clippy::cast_precision_loss, reason = "sums stay far below 2^53 fen")]
                    let number = *number as f64 / 1e6;
                    page.write_number_with_format(row, column, number, &formats.millionths)?
                }
                Cell::Date(on) => {
                    page.write_datetime_with_format(row, column, day(*on)?, &formats.date)?
                }
                Cell::Instant(at) => {
                    let local = at.with_timezone(&calendar::shanghai()).naive_local();
                    page.write_datetime_with_format(row, column, minute(local)?, &formats.instant)?
                }
            };
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<File> {
        let mut file = tempfile::tempfile()?;
        self.sign().map_err(io::Error::other)?;
        self.workbook
            .save_to_writer(&mut file)
            .map_err(io::Error::other)?;
        file.rewind()?;
        Ok(file)
    }

    /// The line for names and date, and room for the stamp below it.
    fn sign(&mut self) -> Result<(), XlsxError> {
        let (row, last) = (self.row + 2, self.last_column);
        let page = self.workbook.worksheet_from_index(0)?;
        let line = Format::new().set_align(FormatAlign::VerticalCenter);
        page.set_row_height(row, 30)?;
        page.merge_range(row, 0, row, last, SIGNATURES, &line)?;
        let stamp = Format::new()
            .set_align(FormatAlign::Right)
            .set_align(FormatAlign::Bottom)
            .set_font_color("#808080");
        page.set_row_height(row + 1, 90)?;
        page.merge_range(row + 1, 0, row + 1, last, "（盖章处）　　　　", &stamp)?;
        Ok(())
    }
}

/// Title, heads, widths, and how it is printed.
fn set_up(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let title = Format::new()
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    page.set_name(sheet.tab)?;
    for (column, heading) in (0..).zip(&sheet.heads) {
        page.set_column_width(column, f64::from(heading.width))?;
    }
    page.set_row_height(0, 26)?;
    page.merge_range(0, 0, 0, last_column(sheet), &sheet.title, &title)?;
    for (row, told) in (1..).zip(&sheet.told) {
        page.write_string(row, 0, told)?;
    }
    for (column, heading) in (0..).zip(&sheet.heads) {
        page.write_string_with_format(HEAD_ROW, column, &heading.text, &head)?;
    }
    page.set_freeze_panes(HEAD_ROW + 1, sheet.steady)?;
    page.set_paper_size(A4);
    page.set_landscape();
    page.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    page.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    page.set_footer("&C第 &P 页，共 &N 页");
    if sheet.heads.len() <= COLUMNS_ON_A_PAGE {
        page.set_print_fit_to_pages(1, 0);
    } else if let Some(last) = sheet.steady.checked_sub(1) {
        page.set_repeat_columns(0, last)?;
    }
    Ok(())
}

fn last_column(sheet: &Sheet) -> u16 {
    u16::try_from(sheet.heads.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

fn day(on: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(on.year()).unwrap_or_default();
    let part = |part: u32| u8::try_from(part).unwrap_or_default();
    ExcelDateTime::from_ymd(year, part(on.month()), part(on.day()))
}

fn minute(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let hour = u16::try_from(at.hour()).unwrap_or_default();
    day(at.date())?.and_hms(hour, u8::try_from(at.minute()).unwrap_or_default(), 0)
}
/// As much of a text as a cell can hold: one row too long must not keep the file from everybody.
fn held(text: &str) -> &str {
    const MOST: usize = 32_767;
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MOST
    });
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::held;

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_between_characters() {
        assert_eq!(held("塅上村"), "塅上村");
        let long = "𠮷".repeat(20_000);
        assert_eq!(held(&long), "𠮷".repeat(16_383));
    }
}
