//! Reading the audit log: offices their area's, an administrator all of it.

use crate::{Result, Store, backend::both, exports::Batches};
use domain::{
    access::Actor,
    audit::{AuditFilter, AuditLine, AuditPage},
};

/// A page of what was done in the actor's area, newest first. [`crate::StoreError::Forbidden`] for
/// who may not read it. What reviewers wrote is left out for an administrator, who reads no records.
pub async fn list(store: &Store, actor: &Actor, filter: &AuditFilter) -> Result<AuditPage> {
    both!(store, audit_list::list(actor, filter))
}

/// The whole of it, whatever the filter says of a page; from one snapshot.
pub async fn export(
    store: &Store,
    actor: &Actor,
    filter: &AuditFilter,
    out: &Batches<AuditLine>,
) -> Result<()> {
    both!(store, audit_list::export(actor, filter, out))
}
