//! Records as the desk reads them: the list, one record, its facts, history and changes.

pub mod api;
mod card;
mod changes;
mod facts;
mod history;
mod list;
mod page;

pub(crate) use card::{RecordCard, version_shown};
#[cfg(feature = "ssr")]
pub(crate) use facts::facts;
pub(crate) use facts::{record_title, summary, title_as_written};
pub(crate) use history::HistoryOf;
pub(crate) use list::{Amount, Amounts, RecordTable, RecordsPage};
pub(crate) use page::RecordPage;
