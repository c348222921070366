//! 工作台: returned records first, the two things people come to do, the year, the villages.

pub mod api;
mod page;
mod villages;
mod year;

pub use page::WorkbenchPage;
pub use villages::VillageLines;
