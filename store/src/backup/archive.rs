//! The backup file: a tar archive of a header, tables, attachments and a manifest, sealed.
//!
//! The last entry, `seal`, is the SHA-256 of every byte before it, and its own bytes are fixed by that
//! sum. So a reader knows from the file alone that no byte of it is missing, added or changed.

use super::BackupError;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{BufReader, Read, Seek, Write},
};

const BLOCK: usize = 512;
/// A header, the sum in a block of its own, and the two empty blocks that end an archive.
const SEAL_BYTES: usize = 4 * BLOCK;
/// No entry is larger: tables come in pieces, and an attachment is far smaller.
pub(crate) const MAX_ENTRY: usize = 64 << 20;

/// Writes entries one after the other.
#[derive(Debug)]
pub(crate) struct Writer<W> {
    out: W,
    sum: Sha256,
    made_at: u64,
    byte_count: u64,
}

impl<W: Write> Writer<W> {
    /// `made_at` in seconds since 1970, as the entries' own time.
    pub(crate) fn new(out: W, made_at: u64) -> Self {
        Self {
            out,
            sum: Sha256::new(),
            made_at,
            byte_count: 0,
        }
    }

    pub(crate) fn entry(&mut self, path: &str, bytes: &[u8]) -> std::io::Result<()> {
        let block = entry_bytes(path, bytes, self.made_at)?;
        self.write(&block)
    }

    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.sum.update(bytes);
        self.byte_count += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Seals the archive; the writer below, and how many bytes it was given.
    pub(crate) fn seal(mut self) -> std::io::Result<(W, u64)> {
        let sum = self.sum.clone().finalize();
        self.write(&seal(&sum)?)?;
        self.out.flush()?;
        Ok((self.out, self.byte_count))
    }
}

fn entry_bytes(path: &str, bytes: &[u8], made_at: u64) -> std::io::Result<Vec<u8>> {
    let mut header = tar::Header::new_ustar();
    header.set_path(path)?;
    header.set_size(bytes.len() as u64);
    header.set_mode(0o600);
    header.set_mtime(made_at);
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(bytes);
    out.resize(out.len().next_multiple_of(BLOCK), 0);
    Ok(out)
}

/// The archive's last bytes. Nothing in them is free: they depend on the sum alone.
fn seal(sum: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut bytes = entry_bytes("seal", super::hex(sum).as_bytes(), 0)?;
    bytes.resize(SEAL_BYTES, 0);
    Ok(bytes)
}

/// One entry.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// Reads the entries of an archive whose seal holds.
#[derive(Debug)]
pub(crate) struct Reader {
    file: BufReader<File>,
    left: u64,
}

impl Reader {
    /// Reads the whole file once and refuses it unless the seal holds.
    pub(crate) fn open(file: File) -> Result<Self, BackupError> {
        let mut file = BufReader::with_capacity(1 << 20, file);
        let length = file.get_ref().metadata()?.len();
        let sealed = length
            .checked_sub(SEAL_BYTES as u64)
            .ok_or(BackupError::Damaged)?;
        let mut sum = Sha256::new();
        std::io::copy(&mut (&mut file).take(sealed), &mut sum)?;
        let mut end = Vec::with_capacity(SEAL_BYTES);
        file.read_to_end(&mut end)?;
        if end != seal(&sum.finalize())? {
            return Err(BackupError::Damaged);
        }
        file.rewind()?;
        Ok(Self { file, left: sealed })
    }

    /// The next entry; none after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>, BackupError> {
        if self.left == 0 {
            return Ok(None);
        }
        let block = self.take(BLOCK)?;
        let header = tar::Header::from_byte_slice(&block);
        let path = String::from_utf8(header.path_bytes().into_owned());
        let size = usize::try_from(header.entry_size()?).unwrap_or(usize::MAX);
        if size > MAX_ENTRY {
            return Err(BackupError::Damaged);
        }
        let mut bytes = self.take(size.next_multiple_of(BLOCK))?;
        bytes.truncate(size);
        Ok(Some(Entry {
            path: path.map_err(|_| BackupError::Damaged)?,
            bytes,
        }))
    }

    fn take(&mut self, count: usize) -> Result<Vec<u8>, BackupError> {
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or(BackupError::Damaged)?;
        let mut bytes = vec![0; count];
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), 1_772_330_400);
        writer.entry("header.json", b"{}").unwrap();
        writer.entry("tables/areas/1", &[7; 1000]).unwrap();
        writer.seal().unwrap().0
    }

    fn open(bytes: &[u8]) -> Result<Reader, BackupError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        Reader::open(file)
    }

    #[test]
    fn what_is_written_is_read() {
        let mut reader = open(&archive()).unwrap();
        let first = reader.next().unwrap().unwrap();
        assert_eq!(
            (first.path.as_str(), &first.bytes[..]),
            ("header.json", &b"{}"[..])
        );
        let second = reader.next().unwrap().unwrap();
        assert_eq!(
            (second.path.as_str(), second.bytes.len()),
            ("tables/areas/1", 1000)
        );
        assert!(reader.next().unwrap().is_none());
    }

    #[test]
    fn no_byte_may_be_altered_and_none_may_be_missing_or_added() {
        let whole = archive();
        for at in 0..whole.len() {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            assert!(open(&altered).is_err(), "altered at {at}");
        }
        for length in (0..whole.len()).step_by(97) {
            assert!(open(&whole[..length]).is_err(), "cut at {length}");
        }
        let longer = [&whole[..], &[0]].concat();
        assert!(open(&longer).is_err());
    }

    #[test]
    fn other_programs_read_it_as_a_tar_archive() {
        let whole = archive();
        let mut tar = tar::Archive::new(&whole[..]);
        let names: Vec<String> = tar
            .entries()
            .unwrap()
            .map(|entry| entry.unwrap().path().unwrap().display().to_string())
            .collect();
        assert_eq!(names, ["header.json", "tables/areas/1", "seal"]);
    }
}
