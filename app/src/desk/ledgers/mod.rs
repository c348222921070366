//! The ledgers (台账): one list, one card and one form for every kind.
//!
//! What is shown and asked is declared in `domain::ledgers`, so a ledger needs no code of its own here. Forms
//! are plain posts to their own address, and the pages carry no script.

mod card;
mod files;
mod form;
mod link;
mod list;
mod read;
mod words;

pub(crate) use card::CardPage;
pub(crate) use form::{EditPage, NewPage, StepPage};
pub(crate) use link::LinkPage;
pub use link::MadeLink;
pub(crate) use list::{LedgerPage, LedgersPage};
pub use read::Returned;
pub(crate) use words::deed;
