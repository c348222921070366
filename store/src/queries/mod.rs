//! The SQL text, compiled once per database: `super` is `crate::sqlite` or `crate::postgres`.

use super::{Conn, Db, Pools, Tx};

pub(crate) mod accounts;
pub(crate) mod answered;
pub(crate) mod areas;
pub(crate) mod audit;
pub(crate) mod behind;
pub(crate) mod coverage;
pub(crate) mod device_keys;
pub(crate) mod dictionaries;
pub(crate) mod due_villages;
pub(crate) mod effects;
pub(crate) mod epochs;
pub(crate) mod feeds;
pub(crate) mod imports;
pub(crate) mod ingest;
pub(crate) mod my_villages;
pub(crate) mod places;
pub(crate) mod pull;
pub(crate) mod receipts;
pub(crate) mod record_rows;
pub(crate) mod records;
pub(crate) mod reference;
pub(crate) mod registers;
pub(crate) mod renamed;
pub(crate) mod reviews;
pub(crate) mod rollups;
pub(crate) mod rows;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod statistics;
pub(crate) mod submissions;
pub(crate) mod sync;
pub(crate) mod workbench;
