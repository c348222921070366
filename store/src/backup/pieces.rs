//! What the entries of a backup are: header, pieces of tables, attachments, manifest.

use super::{
    BackupError, Progress,
    archive::{MAX_ENTRY, Reader, Writer},
    hex,
    schema::Table,
};
use crate::attachment_files::{AttachmentFiles, name_of};
use chrono::{DateTime, Utc};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    io::{Read, Write},
};

const FORMAT: &str = "ketepai-backup";
const FORMAT_VERSION: u32 = 1;
/// Rows are compressed in pieces of about this size, so that memory stays the same for any table.
const PIECE_BYTES: usize = 4 << 20;
const HEADER: &str = "header.json";
const MANIFEST: &str = "manifest.json";
/// How many attachments go by between two lines of progress.
const ATTACHMENTS_PER_LINE: u64 = 1000;

/// A migration that the backed-up database had seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Migrated {
    pub(crate) version: i64,
    pub(crate) description: String,
}

/// The first entry.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    format: String,
    format_version: u32,
    made_at: DateTime<Utc>,
    made_by: String,
    pub(crate) migrations: Vec<Migrated>,
    /// In the order in which they follow, with the columns of their rows.
    pub(crate) tables: Vec<Table>,
}

impl Header {
    pub(crate) fn read(reader: &mut Reader) -> Result<Self, BackupError> {
        let entry = reader.next()?.filter(|entry| entry.path == HEADER);
        let header: Self = serde_json::from_slice(&entry.ok_or(BackupError::Damaged)?.bytes)?;
        if header.format != FORMAT {
            return Err(BackupError::Damaged);
        }
        if header.format_version > FORMAT_VERSION {
            return Err(BackupError::Newer);
        }
        Ok(header)
    }
}

/// The last entry before the seal.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Rows of each table.
    pub(crate) rows: BTreeMap<String, u64>,
    pub(crate) attachment_count: u64,
    pub(crate) attachment_bytes: u64,
    /// SHA-256 of each piece of a table; an attachment's is its name.
    pub(crate) pieces: BTreeMap<String, String>,
}

impl Manifest {
    pub(crate) fn row_count(&self) -> u64 {
        self.rows.values().sum()
    }

    fn add_piece(&mut self, path: &str, bytes: &[u8]) {
        self.pieces
            .insert(path.to_owned(), hex(&Sha256::digest(bytes)));
    }

    fn add_attachment(&mut self, bytes: &[u8]) {
        self.attachment_count += 1;
        self.attachment_bytes += bytes.len() as u64;
    }
}

/// A backup that is being written.
pub(crate) struct Outgoing<'a, W> {
    archive: Writer<W>,
    made_at: DateTime<Utc>,
    manifest: Manifest,
    progress: Progress<'a>,
}

impl<'a, W: Write> Outgoing<'a, W> {
    pub(crate) fn new(archive: Writer<W>, made_at: DateTime<Utc>, progress: Progress<'a>) -> Self {
        Self {
            archive,
            made_at,
            manifest: Manifest::default(),
            progress,
        }
    }

    pub(crate) fn header(
        &mut self,
        migrations: Vec<Migrated>,
        tables: &[Table],
    ) -> Result<(), BackupError> {
        let header = Header {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            made_at: self.made_at,
            made_by: env!("CARGO_PKG_VERSION").to_owned(),
            migrations,
            tables: tables.to_vec(),
        };
        Ok(self.archive.entry(HEADER, &serde_json::to_vec(&header)?)?)
    }

    /// Begins a table.
    pub(crate) fn table<'b>(&'b mut self, name: &'b str) -> Rows<'a, 'b, W> {
        Rows {
            out: self,
            table: name,
            piece_count: 0,
            row_count: 0,
            piece: Piece::default(),
        }
    }

    pub(crate) fn attachment(&mut self, hash: &str, bytes: &[u8]) -> Result<(), BackupError> {
        self.archive.entry(&attachment_path(hash), bytes)?;
        self.manifest.add_attachment(bytes);
        let count = self.manifest.attachment_count;
        if count.is_multiple_of(ATTACHMENTS_PER_LINE) {
            (self.progress)(&format!("{count} attachments"));
        }
        Ok(())
    }

    /// Writes manifest and seal.
    pub(crate) fn finish(mut self) -> Result<(Manifest, W, u64), BackupError> {
        let manifest = serde_json::to_vec(&self.manifest)?;
        self.archive.entry(MANIFEST, &manifest)?;
        let (out, byte_count) = self.archive.seal()?;
        Ok((self.manifest, out, byte_count))
    }
}

fn attachment_path(hash: &str) -> String {
    format!("attachments/{}/{}/{hash}", &hash[..2], &hash[2..4])
}

/// Rows waiting for their piece.
struct Piece {
    packed: GzEncoder<Vec<u8>>,
    byte_count: usize,
}

impl Default for Piece {
    fn default() -> Self {
        Self {
            packed: GzEncoder::new(Vec::new(), Compression::default()),
            byte_count: 0,
        }
    }
}

/// A table that is being written.
pub(crate) struct Rows<'a, 'b, W> {
    out: &'b mut Outgoing<'a, W>,
    table: &'b str,
    piece_count: u32,
    row_count: u64,
    piece: Piece,
}

impl<W: Write> Rows<'_, '_, W> {
    pub(crate) fn row(&mut self, values: &[Value]) -> Result<(), BackupError> {
        let mut line = serde_json::to_vec(values)?;
        line.push(b'\n');
        self.piece.packed.write_all(&line)?;
        self.piece.byte_count += line.len();
        self.row_count += 1;
        if self.piece.byte_count >= PIECE_BYTES {
            self.close_piece()?;
        }
        Ok(())
    }

    fn close_piece(&mut self) -> Result<(), BackupError> {
        let packed = std::mem::take(&mut self.piece).packed.finish()?;
        self.piece_count += 1;
        let path = format!("tables/{}/{:06}.ndjson.gz", self.table, self.piece_count);
        self.out.archive.entry(&path, &packed)?;
        self.out.manifest.add_piece(&path, &packed);
        (self.out.progress)(&format!("{}: {} rows", self.table, self.row_count));
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<(), BackupError> {
        if self.piece.byte_count > 0 {
            self.close_piece()?;
        }
        let rows = &mut self.out.manifest.rows;
        rows.insert(self.table.to_owned(), self.row_count);
        Ok(())
    }
}

/// A backup that is being restored.
pub(crate) struct Incoming<'a> {
    reader: Reader,
    pub(crate) header: Header,
    files: AttachmentFiles,
    manifest: Manifest,
    progress: Progress<'a>,
}

/// Some rows of one table, in the header's order of columns.
#[derive(Debug)]
pub(crate) struct TableRows {
    pub(crate) table: String,
    pub(crate) rows: Vec<Vec<Value>>,
}

impl<'a> Incoming<'a> {
    pub(crate) fn new(
        reader: Reader,
        header: Header,
        files: AttachmentFiles,
        progress: Progress<'a>,
    ) -> Self {
        Self {
            reader,
            header,
            files,
            manifest: Manifest::default(),
            progress,
        }
    }

    /// The next rows; none when all tables and attachments have been read and their counts are right.
    /// Attachments on the way are put into their folder.
    pub(crate) fn next(&mut self) -> Result<Option<TableRows>, BackupError> {
        while let Some(entry) = self.reader.next()? {
            if entry.path == MANIFEST {
                return self.compare(&entry.bytes);
            }
            if let Some(table) = table_of(&entry.path) {
                let table = table.to_owned();
                return self.rows(&entry.path, table, &entry.bytes).map(Some);
            }
            self.attachment(&entry.path, &entry.bytes)?;
        }
        Err(BackupError::Damaged)
    }

    fn rows(&mut self, path: &str, table: String, packed: &[u8]) -> Result<TableRows, BackupError> {
        self.manifest.add_piece(path, packed);
        let mut text = String::new();
        let mut unpacked = GzDecoder::new(packed).take(MAX_ENTRY as u64);
        unpacked.read_to_string(&mut text)?;
        let rows: Vec<Vec<Value>> = text
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?;
        let count = self.manifest.rows.entry(table.clone()).or_default();
        *count += rows.len() as u64;
        (self.progress)(&format!("{table}: {count} rows"));
        Ok(TableRows { table, rows })
    }

    fn attachment(&mut self, path: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let hash = name_of(bytes);
        if path != attachment_path(&hash) {
            return Err(BackupError::Damaged);
        }
        self.files.put(&hash, bytes)?;
        self.manifest.add_attachment(bytes);
        let count = self.manifest.attachment_count;
        if count.is_multiple_of(ATTACHMENTS_PER_LINE) {
            (self.progress)(&format!("{count} attachments"));
        }
        Ok(())
    }

    fn compare(&mut self, manifest: &[u8]) -> Result<Option<TableRows>, BackupError> {
        let said: Manifest = serde_json::from_slice(manifest)?;
        // A table without rows has no piece to count.
        for table in said.rows.keys() {
            self.manifest.rows.entry(table.clone()).or_default();
        }
        if said == self.manifest {
            Ok(None)
        } else {
            Err(BackupError::Damaged)
        }
    }

    /// What was read, when [`Incoming::next`] has said that it is all there.
    pub(crate) fn take_manifest(&mut self) -> Manifest {
        std::mem::take(&mut self.manifest)
    }
}

/// The table of `tables/NAME/NNNNNN.ndjson.gz`.
fn table_of(path: &str) -> Option<&str> {
    path.strip_prefix("tables/")?.split('/').next()
}
