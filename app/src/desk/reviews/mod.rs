//! Review: the queue, the record beside it, and decisions one by one or many at once.

mod api;
mod decision;
mod flash;
mod focus;
mod keys;
mod many;
mod offered;
mod page;
mod queue;
mod sending;
mod writing;

pub(crate) use api::{Decide, Waiting, read_queue};
pub(crate) use decision::DecisionForms;
pub(crate) use flash::Flash;
pub(crate) use focus::RECORD_NAME;
#[cfg(feature = "ssr")]
pub(crate) use offered::waiting_for;
pub(crate) use page::ReviewsPage;
pub(crate) use sending::answered;
