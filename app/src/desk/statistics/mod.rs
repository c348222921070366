//! The annual statistics, and the list behind each figure.

pub mod api;
mod behind;
mod lists;
mod page;
mod table;

pub(crate) use behind::BehindPage;
pub(crate) use page::StatisticsPage;
