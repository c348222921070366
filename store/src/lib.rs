//! All SQL of 科特派, on two databases from one text.
//!
//! `queries/` is compiled twice, once under [`sqlite`] and once under [`postgres`]; each of those
//! modules names its `Db` and holds the few statements that truly need a dialect. What the other
//! crates call are the functions of the public modules here: one per thing a person can do. Each
//! authorises, does everything in one transaction and writes its audit row.
//!
//! No page, no HTTP and no rule lives here: rules are in `domain`.

#![expect(
    clippy::duplicate_mod,
    reason = "one SQL text is compiled once per database"
)]

pub mod accounts;
pub mod area_forms;
pub mod areas;
mod attachment_files;
pub mod attachments;
pub mod audit;
mod audit_chain;
mod backend;
pub mod backup;
pub mod bulk;
pub mod charts;
pub mod check;
mod clock;
pub mod commissioners;
pub mod coverage;
pub mod divisions;
mod error;
pub mod exports;
pub mod filings;
pub mod imports;
pub mod industries;
pub mod ledgers;
pub mod on_behalf;
mod open;
mod postgres;
pub mod quality;
pub mod records;
pub mod registers;
pub mod reviews;
pub mod satisfaction;
pub mod settings;
mod sqlite;
pub mod statistics;
pub mod sync;
mod tries;
pub mod units;
pub mod village_plans;
pub mod workbench;

pub use clock::Clock;
pub use error::{Problem, StoreError};
pub use open::{Store, is_postgres};

/// What store functions return.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
