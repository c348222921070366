//! Lets go of photos that nobody needs: first the rows, then the bytes that no row speaks for. Of a folder
//! that is another database's no row speaks for anything, so nothing is taken from it.

use anyhow::bail;
use futures::{StreamExt, TryStreamExt};
use store::{
    Store,
    attachments::{self, Expired},
};

use crate::attachments::Attachments;

/// How many hashes are looked up at once.
const AT_ONCE: usize = 500;

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    pub expired: Expired,
    /// Files deleted, among them those of uploads that broke off before their row.
    pub file_count: u64,
}

/// One sweep. Broken off, the next one goes on.
pub async fn sweep(store: &Store, kept: &Attachments) -> anyhow::Result<Swept> {
    if !is_ours(store, kept).await? {
        bail!(
            "the folder of attachments is not known to be this database's, and nothing is deleted from it; if it is, delete the file .database in it"
        );
    }
    let mut swept = Swept {
        expired: attachments::expire(store).await?,
        file_count: 0,
    };
    let day_ago = domain::attachments::unclaimed_before(store.clock().now());
    swept.file_count += kept.delete_half_written(day_ago).await?;
    let mut hashes = kept.hashes().try_chunks(AT_ONCE).boxed();
    while let Some(chunk) = hashes.try_next().await? {
        let needed = attachments::needed(store, &chunk).await?;
        for hash in chunk.iter().filter(|hash| !needed.contains(*hash)) {
            if let Some(done) = attachments::unless_needed(store, hash, kept.delete(hash)).await? {
                done?;
                swept.file_count += 1;
            }
        }
    }
    Ok(swept)
}

/// Whether the folder belongs to the database. It is taken for its own when it is empty, or when the
/// database speaks for one of the files.
async fn is_ours(store: &Store, kept: &Attachments) -> anyhow::Result<bool> {
    let id = attachments::database_id(store).await?.to_string();
    if let Some(owner) = kept.owner()? {
        return Ok(owner == id);
    }
    let mut is_empty = true;
    let mut hashes = kept.hashes().try_chunks(AT_ONCE).boxed();
    while let Some(chunk) = hashes.try_next().await? {
        if !attachments::needed(store, &chunk).await?.is_empty() {
            kept.belong_to(&id)?;
            return Ok(true);
        }
        is_empty = false;
    }
    if is_empty {
        kept.belong_to(&id)?;
    }
    Ok(is_empty)
}
