//! The registers (名册): one list, one card and one form for every kind.
//!
//! What is shown, asked and offered comes as data from the store, so a register needs no code of its
//! own here. Forms are plain posts to their own address: a refused one comes back with what was
//! typed. The browser adds nothing.

pub mod api;
mod card;
mod field;
mod form;
mod list;
mod words;

#[cfg(feature = "ssr")]
pub use api::Returned;
pub(crate) use card::CardPage;
pub(crate) use form::{EditPage, NewPage};
pub(crate) use list::{RegisterPage, RegistersPage};
