//! 派出单位: the unit's own people, their year, their records, and the yearly opinion. Made on the
//! server alone.

mod list;
mod opinion;
mod person;
mod read;
mod record;
mod sheet;
mod words;

pub(crate) use list::UnitPage;
pub(crate) use opinion::OpinionPage;
pub use opinion::RefusedOpinion;
pub(crate) use person::PersonPage;
pub(crate) use record::RecordPage;
pub(crate) use sheet::SheetPage;
pub(crate) use words::Standing;
