//! The ledgers' one table.

pub(crate) mod behind;
mod desk;
mod entries;
mod known;
mod list;
pub(crate) mod tallies;
mod write;

pub(crate) use desk::{card, form, save, step, step_form};
pub(super) use entries::insert;
pub(super) use known::known;
pub(crate) use list::{list, whole};
pub(crate) use write::record_all;

use super::{Conn, Db, Pools, Tx, audit, audit_list::escaped, places, rollups, rows, statistics};
