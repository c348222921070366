//! A village's own page, made on the server.

mod changes;
mod facts;
mod page;
mod plan;

pub(crate) use changes::Changes;
pub(crate) use page::{VillagePage, outcome};
