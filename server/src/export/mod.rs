//! Lists and figures as files: CSV for other programs, a workbook for people.
//!
//! A list has one definition of its columns, whichever file it goes into. Both are written row by
//! row into a temporary file, so that a long list takes no more memory than a short one, and sent
//! only when complete: a half-written list would pass for a whole one.

mod answer;
mod cell;
mod csv_file;
mod file;
mod statistics;
mod workbook;

pub mod audit;
pub mod filings;
pub mod people;
pub mod quality;
pub mod records;
pub mod registers;
pub mod unit;
pub mod villages;

pub use answer::Made;
use cell::columns;
pub use cell::{Cell, Column, Head, Sheet};
pub use file::{Written, from_batches, from_rows, in_turn, streamed};
pub use statistics::annual;
pub(crate) use statistics::{area_title, made_at};

/// The kind of file a list goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
}

impl Format {
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending of a file's name, and the word in the audit log.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}
