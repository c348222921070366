//! A village's own page.

pub mod api;
mod facts;
mod page;

pub(crate) use page::VillagePage;
