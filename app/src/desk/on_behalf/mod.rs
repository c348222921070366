//! 代录: the form in which an office enters a paper log for a commissioner of its area. A plain post
//! to its own address, which answers with the record, or with the form and what is wrong with it.

mod fields;
mod linked;
mod page;
mod record;

pub(crate) use page::OnBehalfPage;
pub use record::{Refused, Typed, change};
