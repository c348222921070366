//! 审计: who did what, to which thing, when. The page carries no script.

mod page;
mod read;
pub mod words;

pub(crate) use page::AuditPage;
