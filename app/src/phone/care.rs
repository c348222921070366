//! The seam to the browser: what it can keep, and what it is asked for.

use std::sync::Arc;

use leptos::prelude::{RwSignal, use_context};

use super::Space;
use crate::device::Pending;

/// Whether the application opens without a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worker {
    Ready,
    /// Still fetching its files.
    Preparing,
    /// This browser has none, or not on this address.
    Missing,
    /// The browser or its owner said no, or the files did not arrive.
    Refused,
}

/// What a browser answered when asked what it can keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    pub worker: Worker,
    /// Something was written into a database and read back.
    pub database: bool,
    /// Whether it promised to keep our data when space gets short; none if it does not say.
    pub persisted: Option<bool>,
    pub space: Option<Space>,
    /// Opened from the home screen.
    pub standalone: bool,
    /// An iPhone or iPad, whose way to the home screen differs.
    pub apple: bool,
    /// The build that runs, as `cargo xtask` named it.
    pub build: String,
}

/// Looks after what the phone keeps.
pub trait Care: Send + Sync {
    /// Tries out what this browser can keep.
    fn look(&self) -> Pending<Findings>;

    /// Asks the browser to keep our data when space gets short; its answer, none if it has none.
    /// To be asked after the first record was saved, or by a button.
    fn ask_to_persist(&self) -> Pending<Option<bool>>;

    /// Shows the browser's own question 添加到桌面; whether the person agreed.
    fn install(&self) -> Pending<bool>;

    /// Lets the new build take over and loads the page once more. On the person's word only.
    fn take_new_build(&self);
}

/// This phone, as the pages see it.
#[derive(Clone)]
pub struct Phone {
    pub care: Arc<dyn Care>,
    /// A new build is on this phone and waits for the person's word.
    pub new_build: RwSignal<bool>,
    /// The browser offers to add us to the home screen.
    pub installable: RwSignal<bool>,
    /// The page is shown inside WeChat, which keeps nothing reliably.
    pub in_wechat: bool,
    /// Minutes by which the phone's clock is ahead of the server's, less than 0 if it is behind; 0
    /// while it is about right.
    pub clock_ahead: RwSignal<i64>,
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone")
    }
}

/// The phone this page runs on; none on the server.
#[must_use]
pub fn phone() -> Option<Phone> {
    use_context::<Phone>()
}
