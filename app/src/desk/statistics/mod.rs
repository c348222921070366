//! The annual statistics, and the list behind each figure.

pub mod api;
mod behind;
mod counted;
mod lists;
mod page;
mod table;

pub(crate) use behind::BehindPage;
#[cfg(feature = "ssr")]
pub(crate) use counted::parts_table;
pub(crate) use page::StatisticsPage;
