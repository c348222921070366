//! Writing a list into a temporary file, off the async threads.

use super::{Cell, Column, Format, Sheet, csv_file::CsvFile, workbook::WorkbookFile};
use crate::error::{ApiError, Result, note};
use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
};
use store::exports::Batches;
use tokio::sync::{Semaphore, mpsc};

/// Each holds a snapshot of the database and a processor: a few at a time, the others wait.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Batches on their way from the database to the file.
const IN_FLIGHT: usize = 2;

/// A complete file, read from its beginning.
#[derive(Debug)]
pub struct Written {
    pub file: File,
    pub bytes: u64,
    /// Rows below the heads.
    pub rows: u64,
}

enum TableFile {
    Csv(Box<CsvFile>),
    Xlsx(Box<WorkbookFile>),
}

impl TableFile {
    fn begin(format: Format, sheet: &Sheet) -> io::Result<Self> {
        Ok(match format {
            Format::Csv => Self::Csv(Box::new(CsvFile::begin(&sheet.heads)?)),
            Format::Xlsx => Self::Xlsx(Box::new(WorkbookFile::begin(sheet)?)),
        })
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        match self {
            Self::Csv(file) => file.row(cells),
            Self::Xlsx(file) => file.row(cells),
        }
    }

    fn finish(self) -> io::Result<File> {
        match self {
            Self::Csv(file) => file.finish(),
            Self::Xlsx(file) => file.finish(),
        }
    }
}

/// Writes rows as they come.
pub fn from_rows(
    format: Format,
    sheet: &Sheet,
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> io::Result<Written> {
    let mut table = TableFile::begin(format, sheet)?;
    let mut count = 0;
    for row in rows {
        table.row(&row)?;
        count += 1;
    }
    let mut file = table.finish()?;
    let bytes = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    Ok(Written {
        file,
        bytes,
        rows: count,
    })
}

/// Writes a file of what is read already, in its turn.
pub async fn in_turn(
    write: impl FnOnce() -> io::Result<Written> + Send + 'static,
) -> Result<Written> {
    let _turn = TURNS.acquire().await.map_err(failed)?;
    let written = tokio::task::spawn_blocking(write).await.map_err(failed)?;
    written.map_err(failed)
}

/// Writes a list while `read` sends its batches.
pub async fn from_batches<T, Reading>(
    format: Format,
    sheet: Sheet,
    columns: &'static [Column<T>],
    read: impl FnOnce(Batches<T>) -> Reading,
) -> Result<Written>
where
    T: Send + 'static,
    Reading: Future<Output = store::Result<()>>,
{
    let cells = move |item: T| columns.iter().map(|column| (column.cell)(&item)).collect();
    streamed(format, sheet, cells, read).await
}

/// The same for a list whose columns are known only when it is asked for.
pub async fn streamed<T, Reading>(
    format: Format,
    sheet: Sheet,
    cells: impl Fn(T) -> Vec<Cell> + Send + 'static,
    read: impl FnOnce(Batches<T>) -> Reading,
) -> Result<Written>
where
    T: Send + 'static,
    Reading: Future<Output = store::Result<()>>,
{
    let _turn = TURNS.acquire().await.map_err(failed)?;
    let (out, batches) = mpsc::channel(IN_FLIGHT);
    let writing = tokio::task::spawn_blocking(move || {
        from_rows(format, &sheet, Received(batches).flatten().map(cells))
    });
    let read = read(out).await;
    let written = writing.await.map_err(failed)?;
    read?;
    written.map_err(failed)
}

/// Batches until no more come.
struct Received<T>(mpsc::Receiver<Vec<T>>);

impl<T> Iterator for Received<T> {
    type Item = Vec<T>;

    fn next(&mut self) -> Option<Vec<T>> {
        self.0.blocking_recv()
    }
}

fn failed(error: impl std::fmt::Display) -> ApiError {
    note(&error);
    ApiError::internal()
}
