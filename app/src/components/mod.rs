//! Parts of pages that more than one feature uses. They take plain values and know no feature.

pub mod chips;
pub mod confirm;
pub mod faults;
pub mod icons;
pub mod inputs;
pub mod loaded;
pub mod notice;
pub mod photos;
pub mod steppers;
pub mod text_area;

pub use chips::{CheckChips, Choice, RadioChip, RadioChips, choices};
pub use confirm::Confirm;
pub use faults::{FaultLine, Faults};
pub use icons::{Icon, Shape};
pub use inputs::TextInput;
pub use loaded::{Failure, Waiting, awaited, loaded};
pub use notice::{Empty, Notice, Opinion, Pill, Progress, StatusPill, Tone};
pub use photos::Photos;
pub use steppers::{CountField, DaysStepper};
pub use text_area::TextArea;

use leptos::prelude::*;

/// Whether the page has woken up: false on the server and in the first render.
#[must_use]
pub fn awake() -> ReadSignal<bool> {
    let (awake, set_awake) = signal(false);
    Effect::new(move |_| set_awake.set(true));
    awake
}
