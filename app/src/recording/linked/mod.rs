//! 关联台账: what a visit or training says for the ledgers, folded away under one line of its form.
//!
//! It is part of the record (`linked`, see `domain::ledgers::linked`) and goes with it through the outbox.

mod fields;
mod input;
mod said;

pub use domain::ledgers::linked::FIELD;
pub(crate) use fields::Entries;
pub use fields::LinkedFields;
pub use input::LinkedInput;
pub(crate) use said::said;
