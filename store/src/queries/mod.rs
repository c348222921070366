//! The SQL text, compiled once per database: `super` is `crate::sqlite` or `crate::postgres`.

use super::{Conn, Db, MIGRATOR, Pools, Tx, schema};

pub(crate) mod accounts;
pub(crate) mod answered;
pub(crate) mod areas;
pub(crate) mod audit;
mod audit_check;
pub(crate) mod behind;
pub(crate) mod check;
pub(crate) mod coverage;
pub(crate) mod dictionaries;
pub(crate) mod due_villages;
pub(crate) mod epoch;
pub(crate) mod export;
pub(crate) mod imports;
pub(crate) mod ingest;
pub(crate) mod load;
pub(crate) mod places;
pub(crate) mod receipts;
pub(crate) mod record_rows;
pub(crate) mod records;
pub(crate) mod registers;
pub(crate) mod reviews;
mod rollup_check;
pub(crate) mod rollup_sums;
pub(crate) mod rollups;
pub(crate) mod rows;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod statistics;
pub(crate) mod submissions;
pub(crate) mod sync;
pub(crate) mod workbench;
