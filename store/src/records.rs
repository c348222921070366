//! Records as they are read: lists, one record, its history.

use crate::{Result, Store, backend::both, tries::Tries};
use domain::{
    access::Actor,
    ids::RecordId,
    reading::{RecordFilter, RecordPage, RecordView, VersionView},
};

/// A page of the records the actor may read, newest first by (date, id).
///
/// Commissioners see what names them, unit administrators their own people's, staff and coordinators
/// their area's; drafts are seen by their author alone. An area outside the actor's own gives
/// [`crate::StoreError::NotFound`].
pub async fn list(store: &Store, actor: &Actor, filter: &RecordFilter) -> Result<RecordPage> {
    both!(store, records::list(actor, filter))
}

/// One record; [`crate::StoreError::NotFound`] when it does not exist or is not the actor's to read.
pub async fn get(store: &Store, actor: &Actor, id: RecordId) -> Result<RecordView> {
    both!(store, records::get(actor, id))
}

/// All versions of a record the actor may read, oldest first. Drafts in between are the author's alone.
pub async fn history(store: &Store, actor: &Actor, id: RecordId) -> Result<Vec<VersionView>> {
    both!(store, history::versions(actor, id))
}

/// A participant says 我没参加: takes the record out of the person's figures and shows to the reviewer.
pub async fn mark_absence(store: &Store, actor: &Actor, id: RecordId) -> Result<()> {
    let mut tries = Tries::default();
    loop {
        match both!(store, records::mark_absence(actor, id)) {
            Err(error) if tries.again(&error).await => {}
            done => return done,
        }
    }
}

/// The confirming contact's phone in full. Audited.
pub async fn reveal_phone(store: &Store, actor: &Actor, id: RecordId) -> Result<String> {
    both!(store, records::reveal_phone(actor, id))
}
