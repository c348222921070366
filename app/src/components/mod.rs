//! Parts of pages that more than one feature uses. They take plain values and know no feature.

pub mod chips;
pub mod confirm;
pub mod faults;
pub mod fold;
pub mod icons;
pub mod inputs;
pub mod loaded;
pub mod notice;
pub mod photos;
mod piece;
pub mod post;
pub mod steppers;
pub mod text_area;

pub use chips::{CheckChips, Choice, RadioChip, RadioChips, choices};
pub use confirm::Confirm;
pub use faults::{FaultLine, Faults};
pub use fold::Fold;
pub use icons::{Icon, Shape};
pub use inputs::TextInput;
pub use loaded::{Failure, Waiting, awaited, loaded, loaded_whole};
pub use notice::{Empty, Notice, Opinion, Pill, Progress, StatusPill, Tone};
pub use photos::Photos;
pub use piece::Piece;
pub use post::{NotPosted, Post};
pub use steppers::{CountField, DaysStepper};
pub use text_area::TextArea;

use leptos::prelude::*;

use crate::view::once_awake;

/// Whether the page has woken up: false on the server and until all of it is awake. What a page begins by
/// itself and shows inside its frame waits for it.
#[must_use]
pub fn awake() -> ReadSignal<bool> {
    let (awake, set_awake) = signal(false);
    Effect::new(move |_| {
        once_awake(move || {
            // Nobody waits for it on a page that was left meanwhile.
            let _ = set_awake.try_set(true);
        });
    });
    awake
}
