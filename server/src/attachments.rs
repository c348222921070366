//! Where the bytes of photos and scans lie: under their hash, in a folder of the data folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use domain::fields::is_sha256;
use futures::{Stream, StreamExt};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem};

pub use object_store::Error;

/// The file that names the database whose attachments these are.
const OWNER: &str = ".database";

/// The bytes by their hash. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Attachments {
    objects: Arc<dyn ObjectStore>,
    folder: PathBuf,
}

impl Attachments {
    /// Keeps them in the folder `attachments` of the data folder, which is made when missing.
    pub fn in_folder(data_dir: &Path) -> io::Result<Self> {
        let folder = data_dir.join("attachments");
        fs::create_dir_all(&folder)?;
        // On disk before it is answered: the phone deletes its own copy then.
        let local = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self {
            objects: Arc::new(local),
            folder,
        })
    }

    /// Writes them under a name of their own first and moves them into place once they are on disk.
    pub async fn put(&self, sha256: &str, bytes: Bytes) -> Result<(), Error> {
        let payload = PutPayload::from_bytes(bytes);
        self.objects.put(&path(sha256), payload).await.map(|_| ())
    }

    /// Whether that many bytes lie there.
    pub async fn holds(&self, sha256: &str, byte_count: usize) -> Result<bool, Error> {
        match self.objects.head(&path(sha256)).await {
            Ok(found) => Ok(found.size == byte_count as u64),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The bytes.
    pub async fn get(&self, sha256: &str) -> Result<Bytes, Error> {
        self.objects.get(&path(sha256)).await?.bytes().await
    }

    /// Deletes them; done already is done.
    pub async fn delete(&self, sha256: &str) -> Result<(), Error> {
        match self.objects.delete(&path(sha256)).await {
            Err(Error::NotFound { .. }) => Ok(()),
            done => done,
        }
    }

    /// The hashes of all that lies there. Files of other names are not ours.
    pub fn hashes(&self) -> impl Stream<Item = Result<String, Error>> + use<> {
        self.objects.list(None).filter_map(|found| async {
            match found {
                Ok(found) => found
                    .location
                    .filename()
                    .filter(|name| is_sha256(name))
                    .map(|name| Ok(name.to_owned())),
                Err(error) => Some(Err(error)),
            }
        })
    }

    /// Whose they are, once it is written down.
    pub fn owner(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.folder.join(OWNER)) {
            Ok(id) => Ok(Some(id.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes down whose they are.
    pub fn belong_to(&self, id: &str) -> io::Result<()> {
        fs::write(self.folder.join(OWNER), id)
    }

    /// Deletes what lies half written since before this instant; how many files.
    pub async fn delete_half_written(&self, before: DateTime<Utc>) -> io::Result<u64> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || delete_half_written(&folder, before))
            .await
            .map_err(io::Error::other)?
    }
}

/// The name under which a file is written first is its own with `#` and a number behind.
fn delete_half_written(folder: &Path, before: DateTime<Utc>) -> io::Result<u64> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // What was moved into place in the meantime is not half written.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() {
            count += delete_half_written(&entry.path(), before)?;
        } else if is_half_written(&entry.file_name().to_string_lossy())
            && DateTime::<Utc>::from(metadata.modified()?) < before
        {
            fs::remove_file(entry.path())?;
            count += 1;
        }
    }
    Ok(count)
}

fn is_half_written(name: &str) -> bool {
    name.split_once('#').is_some_and(|(name, number)| {
        is_sha256(name) && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// `ab/cd/abcd…`: no folder grows too long to list.
fn path(sha256: &str) -> object_store::path::Path {
    object_store::path::Path::from_iter([&sha256[..2], &sha256[2..4], sha256])
}
