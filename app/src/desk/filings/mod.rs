//! 年度上报: the years that were filed, one of them with what changed since, and two beside each other.
//! The pages carry no script but that of the print button.

mod changes;
mod compare;
mod items;
mod list;
mod new;
mod read;
mod sheet;
mod show;
mod words;

pub(crate) use compare::ComparePage;
pub(crate) use items::FiledItemsPage;
pub(crate) use list::FilingsPage;
pub(crate) use new::NewFilingPage;
pub use read::NotFiled;
pub(crate) use read::lines_due;
pub(crate) use show::FilingPage;
