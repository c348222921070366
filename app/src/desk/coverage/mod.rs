//! The coverage board: three rates of an area, the gap between them, and the villages behind. All its
//! pages are made on the server; the table of villages and the rates stand on other pages too.

pub mod api;
#[cfg(feature = "ssr")]
mod asked;
#[cfg(feature = "ssr")]
mod children;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod map;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod reminder;
#[cfg(feature = "ssr")]
mod shows;
mod three_rates;
#[cfg(feature = "ssr")]
mod tiles;
mod villages;
#[cfg(feature = "ssr")]
mod years;

#[cfg(feature = "ssr")]
pub(crate) use list::ListPage;
#[cfg(feature = "ssr")]
pub(crate) use page::CoveragePage;
#[cfg(feature = "ssr")]
pub(crate) use reminder::ReminderPage;
pub(crate) use three_rates::ThreeRates;
pub(crate) use villages::VillageTable;
