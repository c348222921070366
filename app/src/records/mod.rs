//! 我的记录: the list, one record with its thread, and what its author may do with it.

mod actions;
pub mod api;
pub(crate) mod facts;
mod list;
mod page;
mod thread;

pub use list::RecordsPage;
pub use page::RecordPage;
