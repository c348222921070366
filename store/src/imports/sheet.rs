//! From bytes to rows of text: CSV in any encoding that offices use, or the first sheet of an XLSX.

use super::RowError;
use calamine::{DataRef, Dimensions, Reader, Xlsx};
use domain::spreadsheets::unguarded;
use std::{
    io::{Cursor, Read},
    path::Path,
};
use zip::ZipArchive;

/// The most a file may hold once inflated.
const MAX_BYTES: u64 = 64 << 20;
const MAX_PARTS: usize = 2000;
const MAX_ROWS: usize = 200_000;
const MAX_COLUMNS: usize = 200;
/// Of all rows together, empty ones between others among them.
const MAX_CELLS: usize = 4_000_000;
/// The most bytes of text in all cells: one text may stand in many of them.
const MAX_TEXT: usize = 128 << 20;

/// One row of text with its number as Excel shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) number: usize,
    pub(crate) cells: Vec<String>,
}

type Rows = std::result::Result<Vec<Row>, Vec<RowError>>;

/// Why a file is no list: a stable code, and the same in words.
type Refusal = (&'static str, &'static str);

const MACROS: Refusal = ("macro_file", "不接收带宏的文件，请另存为 .xlsx 或 CSV");
const OLD_FORMAT: Refusal = (
    "old_format",
    "这是旧版 .xls 或加密的文件，请另存为 .xlsx 或 CSV",
);
const BROKEN: Refusal = ("broken_file", "文件已损坏，不是有效的 .xlsx");
const TOO_BIG: Refusal = ("too_big", "文件展开后超过 64 MB");
const TOO_MANY: Refusal = ("too_many_cells", "行数或列数过多");
const TOO_MANY_CELLS: Refusal = ("too_many_cells", "单元格过多，最多 400 万个");
const NOT_CSV: Refusal = ("broken_file", "不是有效的 CSV");
const ENCODING: Refusal = (
    "unknown_encoding",
    "文字编码无法识别，请另存为 UTF-8 的 CSV 或 .xlsx",
);

/// The fault of a file that cannot be read at all.
pub(crate) fn unreadable(message: &str) -> RowError {
    RowError {
        row: 0,
        column: String::new(),
        value: String::new(),
        code: "unreadable",
        message: message.to_owned(),
        suggestion: None,
    }
}

/// Reads a file by what it holds, not by its name alone.
pub(crate) fn read(file_name: &str, bytes: Vec<u8>) -> Rows {
    let extension = Path::new(file_name).extension().unwrap_or_default();
    if ["xlsm", "xlsb"]
        .iter()
        .any(|macros| extension.eq_ignore_ascii_case(macros))
    {
        return Err(vec![refused(MACROS)]);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(vec![refused(OLD_FORMAT)]);
    }
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        measure(&bytes, MAX_BYTES).and_then(|()| xlsx(bytes))
    } else {
        csv(&bytes)
    };
    rows.map_err(|refusal| vec![refused(refusal)])
}

fn refused((code, message): Refusal) -> RowError {
    RowError {
        code,
        ..unreadable(message)
    }
}

/// Inflates every part of an XLSX once, counting only, so that a small file cannot fill the memory.
fn measure(bytes: &[u8], most: u64) -> std::result::Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
    if archive.len() > MAX_PARTS {
        return Err(TOO_BIG);
    }
    let mut left = most;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| BROKEN)?;
        if part
            .name()
            .map_err(|_| BROKEN)?
            .to_lowercase()
            .contains("vbaproject")
        {
            return Err(MACROS);
        }
        if part.size() > left {
            return Err(TOO_BIG);
        }
        let counted = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        left = left
            .checked_sub(counted.map_err(|_| BROKEN)?)
            .ok_or(TOO_BIG)?;
    }
    Ok(())
}

/// What the rows of a file may still take of the memory.
struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    const WHOLE: Self = Self {
        cells: MAX_CELLS,
        text: MAX_TEXT,
    };

    fn take(&mut self, cells: usize, text: usize) -> std::result::Result<(), Refusal> {
        self.cells = self.cells.checked_sub(cells).ok_or(TOO_MANY_CELLS)?;
        self.text = self.text.checked_sub(text).ok_or(TOO_BIG)?;
        Ok(())
    }

    /// Writes a cell of a row, which grows to it.
    fn put(
        &mut self,
        cells: &mut Vec<String>,
        column: usize,
        text: &str,
    ) -> std::result::Result<(), Refusal> {
        self.take((column + 1).saturating_sub(cells.len()), text.len())?;
        cells.resize(cells.len().max(column + 1), String::new());
        text.clone_into(&mut cells[column]);
        Ok(())
    }
}

fn xlsx(bytes: Vec<u8>) -> std::result::Result<Vec<Row>, Refusal> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
    for name in book.sheet_names() {
        let mut room = Room::WHOLE;
        let mut rows = sheet(&mut book, &name, &mut room)?;
        if !rows.is_empty() {
            let merged = book.merge_cells_by_sheet_name(&name).map_err(|_| BROKEN)?;
            fill_down(&mut rows, merged, &mut room)?;
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// Reads cell by cell: a lone cell in the last corner must not make a grid of billions.
fn sheet(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
    room: &mut Room,
) -> std::result::Result<Vec<Row>, Refusal> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| BROKEN)?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| BROKEN)? {
        let text = text_of(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        let (number, column) = (
            cell.get_position().0 as usize + 1,
            cell.get_position().1 as usize,
        );
        if column >= MAX_COLUMNS || rows.len() >= MAX_ROWS {
            return Err(TOO_MANY);
        }
        if rows.last().is_none_or(|row| row.number != number) {
            rows.push(Row {
                number,
                cells: Vec::new(),
            });
        }
        if let Some(row) = rows.last_mut() {
            room.put(&mut row.cells, column, &text)?;
        }
    }
    Ok(rows)
}

/// A cell merged over several rows says the same of each of them; a file keeps it in the first alone.
fn fill_down(
    rows: &mut [Row],
    mut merged: Vec<Dimensions>,
    room: &mut Room,
) -> std::result::Result<(), Refusal> {
    merged.retain(|one| one.start.1 == one.end.1 && one.start.0 < one.end.0);
    merged.sort_unstable_by_key(|one| (one.start.1, one.start.0));
    // In a sound file no cell is merged twice; in another nothing is filled twice.
    let mut filled: Option<(u32, u32)> = None;
    for one in merged {
        let column = one.start.1;
        if filled.is_some_and(|(same, until)| same == column && one.start.0 <= until) {
            continue;
        }
        filled = Some((column, one.end.0));
        fill(rows, one, room)?;
    }
    Ok(())
}

fn fill(rows: &mut [Row], merged: Dimensions, room: &mut Room) -> std::result::Result<(), Refusal> {
    let column = merged.start.1 as usize;
    let first = merged.start.0 as usize + 1;
    let Ok(at) = rows.binary_search_by_key(&first, |row| row.number) else {
        return Ok(());
    };
    let Some(text) = rows[at].cells.get(column).cloned() else {
        return Ok(());
    };
    let last = merged.end.0 as usize + 1;
    for row in rows[at..]
        .iter_mut()
        .skip(1)
        .take_while(|row| row.number <= last)
    {
        room.put(&mut row.cells, column, &text)?;
    }
    Ok(())
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        // Shortest form: 13900001000 stays without a fraction.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "是".to_owned(),
        DataRef::Bool(false) => "否".to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::Error(_) => "#错误".to_owned(),
    }
}

fn csv(bytes: &[u8]) -> std::result::Result<Vec<Row>, Refusal> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(TOO_BIG);
    }
    let text = decode(bytes)?;
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let delimiter = if first.contains('\t') && !first.contains(',') {
        b'\t'
    } else {
        b','
    };
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let (mut rows, mut room) = (Vec::new(), Room::WHOLE);
    let mut lines = Lines::of(text.as_bytes());
    for record in records.records() {
        let record = record.map_err(|_| NOT_CSV)?;
        if record.len() > MAX_COLUMNS || rows.len() >= MAX_ROWS {
            return Err(TOO_MANY);
        }
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            room.take(record.len(), record.as_slice().len())?;
            rows.push(Row {
                number: lines.until(record.position().map_or(0, csv::Position::byte)),
                cells: record
                    .iter()
                    .map(|cell| unguarded(cell).to_owned())
                    .collect(),
            });
        }
    }
    Ok(rows)
}

/// Counts the lines of a text as an editor shows them. A record's own place may lie before the line
/// end of the one above, or before blank lines, and the reader's count with it.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    number: usize,
}

impl<'a> Lines<'a> {
    const fn of(text: &'a [u8]) -> Self {
        let (at, number) = (0, 1);
        Self { text, at, number }
    }

    /// The line of the record that begins at this byte, or after the line ends that stand there.
    fn until(&mut self, byte: u64) -> usize {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(sign) = self.text.get(self.at) {
            let ends = matches!(sign, b'\r' | b'\n');
            if self.at >= byte && !ends {
                break;
            }
            let is_pair = *sign == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.number += usize::from(ends && !is_pair);
            self.at += 1;
        }
        self.number
    }
}

/// UTF-8 and UTF-16 by their mark, plain UTF-8, else GB18030.
fn decode(bytes: &[u8]) -> std::result::Result<String, Refusal> {
    if bytes.contains(&0) && encoding_rs::Encoding::for_bom(bytes).is_none() {
        return Err(ENCODING);
    }
    let encoding = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::GB18030,
    };
    let (text, _, faulty) = encoding.decode(bytes);
    if faulty {
        Err(ENCODING)
    } else {
        Ok(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::{ZipWriter, write::SimpleFileOptions};

    /// An archive whose one part holds this many zeros.
    fn archive(name: &str, size: usize) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(&vec![0; size]).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn what_swells_is_refused_before_it_is_read() {
        let bytes = archive("xl/worksheets/sheet1.xml", 100_000);
        assert!(bytes.len() < 1000);
        assert!(measure(&bytes, 100_000).is_ok());
        assert_eq!(measure(&bytes, 99_999), Err(TOO_BIG));
    }

    #[test]
    fn a_directory_that_lies_about_a_size_is_not_believed() {
        let mut bytes = archive("xl/worksheets/sheet1.xml", 100_000);
        // The size stands in the local header and in the directory; both are made to say 10.
        let told = 100_000_u32.to_le_bytes();
        let places: Vec<usize> = (0..bytes.len() - 3)
            .filter(|at| bytes[*at..at + 4] == told)
            .collect();
        assert!(!places.is_empty());
        for at in places {
            bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        assert!(measure(&bytes, 1000).is_err());
    }

    #[test]
    fn a_row_is_numbered_as_its_line_whatever_ends_the_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let lines = ["村,需求", "甲,水", "", "乙,\"土", "肥\"", "丙,苗"];
            let rows = csv(lines.join(end).as_bytes()).unwrap();
            let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers, [1, 2, 4, 6], "{end:?}");
            assert_eq!(rows[2].cells, ["乙".to_owned(), format!("土{end}肥")]);
        }
    }

    #[test]
    fn more_cells_than_the_memory_should_hold_are_refused() {
        let row = format!("x{}\n", ",".repeat(MAX_COLUMNS - 1));
        let list = row.repeat(MAX_CELLS / MAX_COLUMNS);
        assert_eq!(csv(list.as_bytes()).unwrap().len(), MAX_CELLS / MAX_COLUMNS);
        let longer = list + &row;
        assert_eq!(csv(longer.as_bytes()), Err(TOO_MANY_CELLS));
    }

    #[test]
    fn a_cell_merged_over_many_rows_takes_the_room_of_each() {
        let filled = |mut room: Room| {
            let mut rows: Vec<Row> = (1..=4)
                .map(|number| Row {
                    number,
                    cells: vec![String::new()],
                })
                .collect();
            rows[0].cells = vec![String::new(), "水稻".to_owned()];
            let merged = Dimensions::new((0, 1), (3, 1));
            fill_down(&mut rows, vec![merged], &mut room).map(|()| rows[3].cells[1].clone())
        };
        let (cells, text) = (3, 3 * "水稻".len());
        assert_eq!(filled(Room { cells, text }), Ok("水稻".to_owned()));
        let fewer = cells - 1;
        let none = Room { cells: fewer, text };
        assert_eq!(filled(none), Err(TOO_MANY_CELLS));
        let text = text - 1;
        assert_eq!(filled(Room { cells, text }), Err(TOO_BIG));
    }

    #[test]
    fn a_workbook_with_macros_is_refused() {
        let bytes = archive("xl/vbaProject.bin", 10);
        assert_eq!(measure(&bytes, MAX_BYTES), Err(MACROS));
    }
}
