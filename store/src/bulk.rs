//! Records by the ten thousand, for benches and demonstrations of size. Not a way for real records:
//! those come by [`crate::sync`] or from a ledger by [`crate::imports`].

use crate::{Result, Store, backend::both};
use domain::{ids::CommissionerId, records::Record};

/// A complete record and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub author: CommissionerId,
    pub record: Record,
}

/// Writes new records as received the day after their service and approved now, in one transaction,
/// audited as one act. Figures know of them after [`crate::statistics::rebuild`].
pub async fn write(store: &Store, records: &[Written]) -> Result<()> {
    both!(store, bulk::write(records))
}
