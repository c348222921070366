//! 年度上报: [`file`](file::file) and [`judge`](judge::judge) write, the rest reads.

mod counted;
mod file;
mod items;
mod judge;
mod parts;
mod present;
mod prove;
mod read;
mod row;

pub(crate) use file::{file, readiness};
pub(crate) use items::items;
pub(crate) use judge::judge;
pub(crate) use parts::parts;
pub(crate) use prove::{check, text, verify};
pub(crate) use read::{compare, list, of_year, show};
pub(crate) use row::standing;
