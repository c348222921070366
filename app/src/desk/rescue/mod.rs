//! 救援文件导入 at the office: a phone's unsent records, brought in for their author.
//!
//! What is sent and what an answer means is decided in `domain::sync::rescue`.

mod page;
mod table;
mod words;

pub(crate) use page::OfficeRescuePage;

use std::sync::Arc;

use domain::{
    ids::RecordId,
    sync::{
        entry::{Entry, Silence},
        rescue::{Brought, RescueFile},
    },
};
use leptos::prelude::{Callback, use_context};

use crate::{device::Pending, rescue::Unusable};

/// Brings the records of a rescue file to the server.
pub trait OfficeRescue: Send + Sync {
    /// Reads what a file input of this id holds.
    fn open(&self, input_id: &str) -> Pending<Result<RescueFile, Unusable>>;

    /// Sends these entries of the file opened last, with their photos, and tells what became of
    /// each. The same again changes nothing.
    fn bring_in(
        &self,
        entries: Vec<Entry>,
        tell: Callback<(RecordId, Brought)>,
    ) -> Pending<Result<(), Silence>>;
}

/// The browser's; none on the server.
#[must_use]
pub(crate) fn office_rescue() -> Option<Arc<dyn OfficeRescue>> {
    use_context()
}
