//! Finding the header among a sheet's rows, and the columns it names.

use super::{
    Kind, RowError,
    cells::{date, tidy},
    columns::{Columns, is_derived, is_running_number},
    own::OwnFile,
    sheet::{Row, unreadable},
    templates::headers,
};
use chrono::NaiveDate;

/// Titles, units of measure and merged cells may stand above the header, but not more than this.
const ROWS_ABOVE: usize = 20;

/// How the lines below our own lists begin.
const SIGNATURES: [&str; 2] = ["填报单位（盖章）", "（盖章处）"];

/// Rows of text under columns that are known.
#[derive(Debug)]
pub(crate) struct Table {
    /// Identifier, position and the file's own header of each column.
    columns: Vec<(&'static str, usize, String)>,
    /// Headers of columns that were not read, because what they say is derived or the system's own.
    pub(crate) derived: Vec<String>,
    /// Whether the list of records wrote it.
    pub(crate) is_own: bool,
    /// What is to be said of rows that are not read.
    pub(crate) left_out: Option<RowError>,
    pub(crate) rows: Vec<Row>,
}

impl Table {
    /// One row of columns that are known already: a form that was filled in.
    pub(crate) fn of_form(kind: Kind, cells: &[(&'static str, String)]) -> Self {
        let columns = cells.iter().enumerate();
        Self {
            columns: columns
                .map(|(at, (name, _))| (*name, at, kind.header(name).to_owned()))
                .collect(),
            derived: Vec::new(),
            is_own: false,
            left_out: None,
            rows: vec![Row {
                number: 1,
                cells: cells.iter().map(|(_, text)| text.clone()).collect(),
            }],
        }
    }

    /// Finds the header and judges its columns: unknown, double and missing ones are faults.
    pub(crate) fn find(kind: Kind, mut rows: Vec<Row>) -> Result<Self, Vec<RowError>> {
        let known = |row: &Row| {
            row.cells
                .iter()
                .filter(|cell| kind.column(cell).is_some())
                .count()
        };
        let header = (0..rows.len().min(ROWS_ABOVE))
            .rev()
            .max_by_key(|at| known(&rows[*at]))
            .filter(|at| known(&rows[*at]) > 1);
        let Some(at) = header else {
            let mut fault = unreadable(&format!(
                "没有找到表头，应有这些列：{}",
                headers(kind).join("、")
            ));
            fault.code = "missing_header";
            return Err(vec![fault]);
        };
        let rows_below = rows.split_off(at + 1);
        let header = rows.swap_remove(at);
        let mut table = Self {
            columns: Vec::new(),
            derived: Vec::new(),
            is_own: false,
            left_out: None,
            rows: rows_below,
        };
        let own = OwnFile::of(kind, &header);
        let mut faults = table.read_header(kind, own, &header);
        table.drop_repeated_headers(&header);
        table.drop_signatures();
        if let Some(own) = own {
            table.is_own = true;
            table.left_out = own.sort(&mut table.rows);
        }
        for missing in kind.needed_columns().iter().filter(|name| !table.has(name)) {
            faults.push(fault(
                &header,
                kind.header(missing),
                "missing_column",
                "缺少这一列",
            ));
        }
        if faults.is_empty() {
            Ok(table)
        } else {
            Err(faults)
        }
    }

    fn read_header(&mut self, kind: Kind, own: Option<OwnFile>, header: &Row) -> Vec<RowError> {
        let mut faults = Vec::new();
        let width = self
            .rows
            .iter()
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0);
        for at in 0..width.max(header.cells.len()) {
            let text = header.cells.get(at).map_or("", |cell| tidy(cell));
            if let Some(own) = own {
                if OwnFile::sorts_by(text) {
                    continue;
                }
                if own.passes_over(text) {
                    self.derived.push(text.to_owned());
                    continue;
                }
            }
            match kind.column(text) {
                Some(name) if self.has(name) => {
                    faults.push(fault(header, text, "duplicate_column", "这一列出现了两次"));
                }
                Some(name) => self.columns.push((name, at, text.to_owned())),
                None if is_derived(kind, text) => self.derived.push(text.to_owned()),
                None if is_running_number(text) || (text.is_empty() && self.is_blank(at)) => {}
                None => {
                    let mut unknown = fault(header, text, "unknown_column", "不认识的列");
                    unknown.suggestion = Some(format!("可用的列：{}", headers(kind).join("、")));
                    faults.push(unknown);
                }
            }
        }
        faults
    }

    /// Lists printed on several pages repeat their header.
    fn drop_repeated_headers(&mut self, header: &Row) {
        self.rows.retain(|row| row.cells != header.cells);
    }

    /// A workbook of ours ends with a line to be signed and room for the stamp.
    fn drop_signatures(&mut self) {
        self.rows.retain(|row| {
            let mut told = row.cells.iter().map(|cell| tidy(cell));
            let first = told.next().unwrap_or_default();
            let signed = SIGNATURES.iter().any(|begin| first.starts_with(begin));
            !signed || told.any(|cell| !cell.is_empty())
        });
    }

    /// The first and the last day of what our own list of records wrote; none for any other file.
    pub(crate) fn own_days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let days = self.rows.iter().filter(|_| self.is_own);
        let days = days.filter_map(|row| date(self.cell(row, "ended_on")));
        days.fold(None, |found, day| {
            let (first, last) = found.unwrap_or((day, day));
            Some((day.min(first), day.max(last)))
        })
    }

    fn is_blank(&self, at: usize) -> bool {
        self.rows
            .iter()
            .all(|row| row.cells.get(at).is_none_or(|cell| tidy(cell).is_empty()))
    }

    /// Whether the file has this column.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|(column, ..)| *column == name)
    }

    /// The file's own header of this column.
    pub(crate) fn header(&self, name: &str) -> &str {
        let column = self.columns.iter().find(|(column, ..)| *column == name);
        column.map_or("", |(.., header)| header)
    }

    /// A cell's text, tidied; empty when the file lacks the column.
    pub(crate) fn cell<'a>(&self, row: &'a Row, name: &str) -> &'a str {
        let column = self.columns.iter().find(|(column, ..)| *column == name);
        column
            .and_then(|(_, at, _)| row.cells.get(*at))
            .map_or("", |cell| tidy(cell))
    }
}

fn fault(header: &Row, column: &str, code: &'static str, message: &str) -> RowError {
    RowError {
        row: header.number,
        column: column.to_owned(),
        value: String::new(),
        code,
        message: message.to_owned(),
        suggestion: None,
    }
}
