//! Lets go of photos that nobody needs: first the rows, then the bytes that no row speaks for.

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
