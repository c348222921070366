//! The coverage board: three rates of an area, the gap between them, and the villages behind.

pub mod api;
mod children;
mod page;
mod sheet;
mod tiles;
mod villages;

pub(crate) use page::CoveragePage;
pub(crate) use tiles::ThreeRates;
pub(crate) use villages::VillageTable;
