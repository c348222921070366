//! The folder of attachments: `ab/cd/<sha256>`, each file named by its own content.

use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The folder, present or not.
#[derive(Debug, Clone)]
pub(crate) struct AttachmentFiles(PathBuf);

impl AttachmentFiles {
    pub(crate) fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// Where the bytes of a hash lie. None when the text is no hash, and so no part of a path.
    pub(crate) fn path(&self, hash: &str) -> Option<PathBuf> {
        is_hash(hash).then(|| self.0.join(&hash[..2]).join(&hash[2..4]).join(hash))
    }

    pub(crate) fn holds(&self, hash: &str) -> bool {
        self.path(hash).is_some_and(|path| path.is_file())
    }

    /// Calls back with each attachment's hash and path, in order. What is named otherwise is no
    /// attachment: files that are just being written have other names.
    pub(crate) fn each<E: From<io::Error>>(
        &self,
        mut call: impl FnMut(&str, &Path) -> Result<(), E>,
    ) -> Result<(), E> {
        for outer in entries(&self.0)? {
            for inner in entries(&outer)? {
                for file in entries(&inner)? {
                    let name = file.file_name().and_then(|name| name.to_str());
                    let hash = name.filter(|name| self.path(name).as_ref() == Some(&file));
                    if let Some(hash) = hash {
                        call(hash, &file)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Puts bytes where they belong.
    pub(crate) fn put(&self, hash: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(hash).ok_or(io::ErrorKind::InvalidInput)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)
    }
}

/// What a folder holds, by name; nothing when it is none or has gone meanwhile.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = match fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?,
        Err(error) if is_absent(&error) => Vec::new(),
        Err(error) => return Err(error),
    };
    found.sort();
    Ok(found)
}

/// Whether a file or folder is not there, which the next moment may change.
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// 64 hexadecimal digits in lower case.
fn is_hash(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The name that these bytes should have.
pub(crate) fn name_of(bytes: &[u8]) -> String {
    crate::backup::hex(&Sha256::digest(bytes))
}

/// The name that a file's bytes should have.
pub(crate) fn name_of_file(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut sum = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut bytes)?;
        if count == 0 {
            return Ok(crate::backup::hex(&sum.finalize()));
        }
        sum.update(&bytes[..count]);
    }
}
