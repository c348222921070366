//! Photos and scans: who sent which bytes, who may see them, and how long they are kept.
//!
//! The bytes themselves lie elsewhere, under their hash; here is what the database knows of them.
//! An upload belongs to the account that made it, so the same hash may stand under several.

use crate::{Result, Store, backend::both, tries::Tries};
use domain::{access::Actor, attachments::ContentType};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A file by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    pub content_type: ContentType,
    pub byte_count: i64,
}

/// Whether an account has sent a file before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It has: the bytes should lie there.
    Known,
    New,
}

/// What a sweep let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expired {
    /// Uploads that no record names.
    pub upload_count: u64,
    /// Photo references of discarded records and of records voided two years ago.
    pub reference_count: u64,
}

/// Whether this account may send this file now; asked before its bytes are kept.
///
/// [`crate::StoreError::Forbidden`] for who writes no records, and for a PDF of who is no office;
/// [`crate::Problem::UploadQuota`] when too much waits for its record already.
pub async fn admit(store: &Store, actor: &Actor, file: &Attachment) -> Result<Admission> {
    both!(store, attachments::admit(actor, file))
}

/// Writes down that this account sent the file, whose bytes are safe by now; every record it writes
/// that names the hash may use them from here on. Refuses as [`admit`] does. Audited when new.
pub async fn record(store: &Store, actor: &Actor, file: &Attachment) -> Result<Admission> {
    let mut tries = Tries::default();
    loop {
        match both!(store, attachments::record(actor, file)) {
            Err(error) if tries.again(&error).await => {}
            done => return done,
        }
    }
}

/// A file the actor may see: sent by this account, or used by a record it may read, in the version
/// it reads. [`crate::StoreError::NotFound`] otherwise.
pub async fn find(store: &Store, actor: &Actor, sha256: &str) -> Result<Attachment> {
    both!(store, attachments::find(actor, sha256))
}

/// Lets go what nobody needs: uploads of more than a day ago that no record of their account names and no
/// record shows, photos of discarded records, and of records voided two years ago. Audited when there were any.
pub async fn expire(store: &Store) -> Result<Expired> {
    let mut tries = Tries::default();
    loop {
        match both!(store, attachments::expire()) {
            Err(error) if tries.again(&error).await => {}
            done => return done,
        }
    }
}

/// An id that no other database has: one restored from a backup of this has its own.
pub async fn database_id(store: &Store) -> Result<Uuid> {
    both!(store, epochs::id())
}

/// Which of these hashes somebody still needs.
pub async fn needed(store: &Store, hashes: &[String]) -> Result<BTreeSet<String>> {
    both!(store, attachments::needed(hashes))
}

/// Runs `delete` unless somebody needs the hash, and lets no upload of it be written down meanwhile.
/// None when it was not run.
pub async fn unless_needed<T: Send>(
    store: &Store,
    sha256: &str,
    delete: impl Future<Output = T> + Send,
) -> Result<Option<T>> {
    both!(store, attachments::unless_needed(sha256, delete))
}
