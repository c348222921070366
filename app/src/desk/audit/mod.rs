//! 审计: who did what, to which thing, when.

pub mod api;
mod page;
#[cfg(feature = "ssr")]
pub mod words;

pub(crate) use page::AuditPage;
