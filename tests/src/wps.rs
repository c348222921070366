//! Lists as offices keep them in WPS: a title over merged cells, a running number, the head in two
//! rows, one unit merged over all its people.

#![expect(clippy::expect_used, reason = "a test may panic")]

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// What is said of a person beside the unit: 姓名, 性别, 手机号码, 职称, 级别, 服务产业, 服务县, 任期开始.
pub type Said<'a> = [&'a str; 8];

const HEADS: [&str; 8] = [
    "姓名",
    "性别",
    "手机号码",
    "职称",
    "级别",
    "服务产业",
    "服务县",
    "任期开始",
];

/// The first row of people, as Excel numbers it.
pub const FIRST_ROW: u32 = 4;

/// A workbook with these people of one unit.
///
/// # Panics
/// When it cannot be written, which a list of people never brings about.
#[must_use]
pub fn people(title: &str, unit: &str, people: &[Said<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let written = write(book.add_worksheet(), title, unit, people);
    written
        .and_then(|()| book.save_to_buffer())
        .expect("a list of people can be written")
}

fn write(
    sheet: &mut Worksheet,
    title: &str,
    unit: &str,
    people: &[Said<'_>],
) -> Result<(), XlsxError> {
    let (bold, plain) = (Format::new().set_bold(), Format::new());
    sheet.merge_range(0, 0, 0, 9, title, &bold)?;
    sheet.merge_range(1, 0, 2, 0, "序号", &bold)?;
    sheet.merge_range(1, 1, 2, 1, "派出单位", &bold)?;
    sheet.merge_range(1, 2, 1, 9, "人员情况", &bold)?;
    for (column, head) in (2..).zip(HEADS) {
        sheet.write(2, column, head)?;
    }
    let first = FIRST_ROW - 1;
    for (row, (number, said)) in (first..).zip((1..).zip(people)) {
        sheet.write(row, 0, number)?;
        for (column, text) in (2..).zip(said) {
            sheet.write(row, column, *text)?;
        }
    }
    let last = first + u32::try_from(people.len()).unwrap_or(1).max(1) - 1;
    if last > first {
        sheet.merge_range(first, 1, last, 1, unit, &plain)?;
    } else {
        sheet.write(first, 1, unit)?;
    }
    Ok(())
}
