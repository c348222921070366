//! Comma-separated values in UTF-8 with a byte-order mark, quoted as RFC 4180 asks.

use super::{Cell, Head};
use chrono::{DateTime, Utc};
use domain::{calendar, spreadsheets::guarded};
use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufWriter, Write},
};

/// Without it Excel takes UTF-8 for GBK.
const BOM: &[u8] = b"\xEF\xBB\xBF";

pub(super) struct CsvFile(csv::Writer<BufWriter<File>>);

impl CsvFile {
    pub(super) fn begin(heads: &[Head]) -> io::Result<Self> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        file.write_all(BOM)?;
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(file);
        writer.write_record(heads.iter().map(|head| guarded(&head.text).into_owned()))?;
        Ok(Self(writer))
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        Ok(self
            .0
            .write_record(cells.iter().map(|cell| written(cell).into_owned()))?)
    }

    pub(super) fn finish(self) -> io::Result<File> {
        let file = self
            .0
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        Ok(file.into_inner()?)
    }
}

fn written(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => "".into(),
        Cell::Text(text) => guarded(text),
        Cell::Count(number) => number.to_string().into(),
        Cell::Decimal(tenths) => tenths.to_string().into(),
        Cell::Hundredths(hundredths) => hundredths.to_string().into(),
        Cell::Millionths(number) => domain::ledgers::yuan_text(*number).into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Instant(at) => local(*at).into(),
    }
}

/// `2026-03-01 10:00` in Asia/Shanghai.
fn local(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&calendar::shanghai());
    local.format("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_number_is_no_formula() {
        assert_eq!(written(&Cell::Count(-3)), "-3");
    }

    #[test]
    fn an_instant_is_told_by_the_clock_of_the_county() {
        let at = "2026-12-31T16:30:00Z".parse().unwrap();
        assert_eq!(written(&Cell::Instant(at)), "2027-01-01 00:30");
    }
}
