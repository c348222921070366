//! The SQL text, compiled once per database: `super` is `crate::sqlite` or `crate::postgres`.

use super::{Db, Pools, Tx};

pub(crate) mod audit;
pub(crate) mod dictionaries;
