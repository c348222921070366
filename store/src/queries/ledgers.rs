//! The ledgers' one table.

pub(crate) mod behind;
mod desk;
mod entries;
mod files;
mod imported;
mod known;
mod linked;
mod links;
mod list;
mod open_problems;
pub(crate) mod tallies;
mod write;

pub(crate) use desk::{card, form, save, step, step_form};
pub(super) use entries::insert;
pub(super) use files::is_shown;
pub(crate) use files::{add_file, keeps_files, review_file};
pub(super) use imported::{load_entries, write_entries};
pub(super) use known::known;
pub(super) use linked::keep_up;
pub(crate) use list::{list, write_out};
pub(super) use open_problems::{open_problems, problems_in};
pub(crate) use write::record_all;

use super::{
    Conn, Db, Pools, Tx, audit, audit_list::escaped, divisions, places, rollups, rows, statistics,
};
