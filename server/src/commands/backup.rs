//! `ketepai backup`.

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
};

use clap::Args;
use store::backup::{self, Summary};
use tempfile::NamedTempFile;

use super::{Database, Failure};

/// Of missing attachments so many are named: with a wrong --data-dir it is all of them.
const TOLD: usize = 20;

#[derive(Debug, Args)]
pub(super) struct Backup {
    #[command(flatten)]
    database: Database,
    /// The folder of attachments.
    #[arg(long, env = "KETEPAI_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
    /// The file to write; one that is there is replaced when the new one is complete.
    file: PathBuf,
}

impl Backup {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let cannot = |error: &dyn std::fmt::Display| {
            Failure::failed(format!("cannot write {}: {error}", self.file.display()))
        };
        let unfinished = Unfinished::beside(&self.file).map_err(|error| cannot(&error))?;
        let store = self.database.attach().await?;
        let out = unfinished.writer().map_err(|error| cannot(&error))?;
        let attachments = self.data_dir.join("attachments");
        let done = backup::write(&store, &attachments, out, &super::say).await;
        store.close().await;
        let (_, summary) = done?;
        unfinished.finish().map_err(|error| cannot(&error))?;
        self.tell(&summary)
    }

    fn tell(&self, summary: &Summary) -> Result<(), Failure> {
        println!(
            "{}: {} rows, {} attachments, {} bytes",
            self.file.display(),
            summary.row_count,
            summary.attachment_count,
            summary.byte_count
        );
        for hash in &summary.damaged_attachments {
            eprintln!("attachment {hash} is damaged or cannot be read, and is not in the backup");
        }
        for hash in summary.missing_attachments.iter().take(TOLD) {
            eprintln!(
                "attachment {hash} is missing in {} and in the backup",
                self.data_dir.join("attachments").display()
            );
        }
        let (damaged, missing) = (
            summary.damaged_attachments.len(),
            summary.missing_attachments.len(),
        );
        if damaged + missing == 0 {
            return Ok(());
        }
        Err(Failure::failed(format!(
            "the backup is written, but {damaged} damaged and {missing} missing attachments are not in it"
        )))
    }
}

/// The file under a name of its own until it is complete. It is its owner's alone: it holds
/// everybody's records and the keys that sign receipts.
struct Unfinished<'a> {
    temporary: NamedTempFile,
    name: &'a Path,
    folder: &'a Path,
}

impl<'a> Unfinished<'a> {
    fn beside(name: &'a Path) -> std::io::Result<Self> {
        let folder = match name.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let temporary = tempfile::Builder::new()
            .prefix(".ketepai-backup-")
            .tempfile_in(folder)?;
        Ok(Self {
            temporary,
            name,
            folder,
        })
    }

    fn writer(&self) -> std::io::Result<BufWriter<File>> {
        let file = self.temporary.as_file().try_clone()?;
        Ok(BufWriter::with_capacity(1 << 20, file))
    }

    /// First all bytes reach the disk, then the name.
    fn finish(self) -> std::io::Result<()> {
        self.temporary.as_file().sync_all()?;
        self.temporary.persist(self.name)?;
        File::open(self.folder)?.sync_all()
    }
}
