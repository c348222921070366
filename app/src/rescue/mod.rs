//! 导入救援文件 on its owner's other phone; the file itself is written by `frontend/offline/rescue.js`.
//!
//! The office's import is `desk/rescue`.

mod contents;
mod page;
pub mod words;

pub use page::RescuePage;

use std::sync::Arc;

use domain::sync::rescue::{NotRescue, RescueFile};
use leptos::prelude::use_context;

use crate::device::{Pending, Unkept};

/// Why a chosen file shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// The browser cannot read it.
    Unreadable,
    NotRescue(NotRescue),
    SignedOut,
}

/// What a file holds for the person who opened it.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Of this account alone.
    pub file: RescueFile,
    /// How much of it belongs to others.
    pub of_others: usize,
}

/// What was taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenIn {
    pub records: usize,
    /// Here already: this phone's own text stays.
    pub there: usize,
    pub photos: usize,
    /// Their bytes are not what their hash says.
    pub damaged_photos: usize,
    /// The disk is nearly full: text still fits.
    pub photos_without_room: usize,
}

/// Takes a rescue file into this phone's outbox.
pub trait PhoneRescue: Send + Sync {
    /// Reads what a file input of this id holds.
    fn open(&self, input_id: &str) -> Pending<Result<Opened, Unusable>>;

    /// Takes in what was opened last, and sends it as soon as there is a way. The same file again
    /// changes nothing.
    fn take_in(&self) -> Pending<Result<TakenIn, Unkept>>;
}

/// This phone's; none on the server.
#[must_use]
pub fn phone_rescue() -> Option<Arc<dyn PhoneRescue>> {
    use_context()
}
