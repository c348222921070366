//! The registers (名册): one list, one card and one form for every kind.
//!
//! What is shown, asked and offered comes as data from the store, so a register needs no code of its
//! own here. Forms are plain posts to their own address: a refused one comes back with what was
//! typed. The pages carry no script.

mod card;
mod code;
mod field;
mod form;
mod list;
mod opinions;
mod read;
mod words;

pub(crate) use card::CardPage;
pub(crate) use code::CodePage;
pub(crate) use field::FormField;
pub(crate) use form::{EditPage, HandoverPage, NewPage};
pub(crate) use list::{RegisterPage, RegistersPage};
pub use read::Returned;
pub(crate) use words::{deed, instant};
