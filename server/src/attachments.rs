//! Where the bytes of photos and scans lie: under their hash, in a folder of the data folder.

use std::{fmt, io, path::Path, sync::Arc};

use axum::body::Bytes;
use domain::fields::is_sha256;
use futures::{Stream, StreamExt};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem};

pub use object_store::Error;

/// The bytes by their hash. Cheap to clone.
#[derive(Clone)]
pub struct Attachments(Arc<dyn ObjectStore>);

impl fmt::Debug for Attachments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachments({})", self.0)
    }
}

impl Attachments {
    /// Keeps them in the folder `attachments` of the data folder, which is made when missing.
    pub fn in_folder(data_dir: &Path) -> io::Result<Self> {
        let folder = data_dir.join("attachments");
        std::fs::create_dir_all(&folder)?;
        // On disk before it is answered: the phone deletes its own copy then.
        let local = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self(Arc::new(local)))
    }

    /// Writes them under a name of their own first and moves them into place once they are on disk.
    pub async fn put(&self, sha256: &str, bytes: Bytes) -> Result<(), Error> {
        let payload = PutPayload::from_bytes(bytes);
        self.0.put(&path(sha256), payload).await.map(|_| ())
    }

    /// Whether that many bytes lie there.
    pub async fn holds(&self, sha256: &str, byte_count: usize) -> Result<bool, Error> {
        match self.0.head(&path(sha256)).await {
            Ok(found) => Ok(found.size == byte_count as u64),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The bytes.
    pub async fn get(&self, sha256: &str) -> Result<Bytes, Error> {
        self.0.get(&path(sha256)).await?.bytes().await
    }

    /// Deletes them; done already is done.
    pub async fn delete(&self, sha256: &str) -> Result<(), Error> {
        match self.0.delete(&path(sha256)).await {
            Err(Error::NotFound { .. }) => Ok(()),
            done => done,
        }
    }

    /// The hashes of all that lies there. Files of other names are not ours.
    pub fn hashes(&self) -> impl Stream<Item = Result<String, Error>> + use<> {
        self.0.list(None).filter_map(|found| async {
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
}

/// `ab/cd/abcd…`: no folder grows too long to list.
fn path(sha256: &str) -> object_store::path::Path {
    object_store::path::Path::from_iter([&sha256[..2], &sha256[2..4], sha256])
}
