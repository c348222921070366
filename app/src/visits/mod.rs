//! 服务: the form, its page, and the record it makes.

mod fields;
mod form;
mod input;
mod page;

pub(crate) use fields::Rest;
pub use form::VisitForm;
pub use page::NewVisitPage;
