//! A village's own page, made on the server.

mod facts;
mod page;
mod plan;

pub(crate) use page::VillagePage;
