//! What several pages of the desk are put together from.

mod bar;
mod by_areas;
mod cells;
mod crumbs;
mod exports;
#[cfg(feature = "ssr")]
mod lines;
#[cfg(feature = "ssr")]
mod long_text;
mod pager;
mod places;
mod print_here;
mod query;
mod selects;
#[cfg(feature = "ssr")]
mod small_script;
#[cfg(feature = "ssr")]
mod told_by;

pub(crate) use bar::Bar;
pub(crate) use by_areas::ByAreas;
#[cfg(feature = "ssr")]
pub(crate) use cells::standing;
pub(crate) use cells::{Column, columns};
pub(crate) use crumbs::Crumbs;
pub(crate) use exports::Exports;
#[cfg(feature = "ssr")]
pub(crate) use lines::{Line, lines};
#[cfg(feature = "ssr")]
pub(crate) use long_text::LongText;
pub(crate) use pager::Pager;
#[cfg(feature = "ssr")]
pub(crate) use places::around as places_around;
pub(crate) use places::{PlaceSelect, Places, find_places};
pub(crate) use print_here::PrintHere;
pub(crate) use query::{asked, asked_divisions, asked_year};
pub(crate) use selects::{Choose, SendButton, YearSelect};
#[cfg(feature = "ssr")]
pub(crate) use small_script::{CopyButton, PrintButton, SmallScript};
#[cfg(feature = "ssr")]
pub(crate) use told_by::ToldBy;
