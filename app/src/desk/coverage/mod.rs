//! The coverage board: three rates of an area, the gap between them, and the villages behind. The
//! lists to print and the reminder to send are pages of their own, made on the server.

pub mod api;
mod children;
#[cfg(feature = "ssr")]
mod list;
mod page;
#[cfg(feature = "ssr")]
mod reminder;
mod tiles;
mod villages;

#[cfg(feature = "ssr")]
pub(crate) use list::ListPage;
pub(crate) use page::CoveragePage;
#[cfg(feature = "ssr")]
pub(crate) use reminder::ReminderPage;
pub(crate) use tiles::ThreeRates;
pub(crate) use villages::VillageTable;
