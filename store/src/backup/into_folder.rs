//! The folder a backup is restored into: everything is made in a folder inside it and moved into
//! place at the end, so that a restore that fails or is killed leaves no half of anything.

use super::BackupError;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const WORK: &str = ".restoring";
const DATABASE: &str = "ketepai.db";
const ATTACHMENTS: &str = "attachments";

/// The folder while it is being filled. Dropped before [`Staging::finish`], it clears up.
#[derive(Debug)]
pub(super) struct Staging {
    into: PathBuf,
    made_folder: bool,
    placed_attachments: bool,
    finished: bool,
}

impl Staging {
    /// Refuses a folder that holds anything but what a killed restore left.
    pub(super) fn make(into: &Path) -> Result<Self, BackupError> {
        let made_folder = !into.exists();
        if !made_folder {
            for entry in fs::read_dir(into)? {
                if entry?.file_name() != WORK {
                    return Err(BackupError::FolderNotEmpty(into.to_owned()));
                }
            }
        }
        let staging = Self {
            into: into.to_owned(),
            made_folder,
            placed_attachments: false,
            finished: false,
        };
        remove(&staging.work())?;
        fs::create_dir_all(staging.attachments())?;
        Ok(staging)
    }

    fn work(&self) -> PathBuf {
        self.into.join(WORK)
    }

    pub(super) fn attachments(&self) -> PathBuf {
        self.work().join(ATTACHMENTS)
    }

    pub(super) fn database_url(&self) -> String {
        format!("sqlite://{}", self.work().join(DATABASE).display())
    }

    /// Gives the attachments their place. Before the database's last word: if this fails, nothing holds.
    pub(super) fn place_attachments(&mut self) -> io::Result<()> {
        fs::rename(self.attachments(), self.into.join(ATTACHMENTS))?;
        self.placed_attachments = true;
        Ok(())
    }

    /// Gives the SQLite file its place, the last step of all.
    pub(super) fn finish(mut self, with_database: bool) -> io::Result<()> {
        if with_database {
            fs::rename(self.work().join(DATABASE), self.into.join(DATABASE))?;
        }
        self.finished = true;
        fs::File::open(&self.into)?.sync_all()
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next restore, or by hand.
        let _ = remove(&self.work());
        if self.finished {
            return;
        }
        if self.placed_attachments {
            let _ = remove(&self.into.join(ATTACHMENTS));
        }
        if self.made_folder {
            let _ = fs::remove_dir(&self.into);
        }
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
