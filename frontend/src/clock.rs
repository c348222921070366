//! Whether this phone's clock is right, by what the server's answers say.

use std::cell::Cell;

use leptos::prelude::{RwSignal, Set};

thread_local! {
    /// Whether the server's last answer said so.
    static RIGHT: Cell<bool> = const { Cell::new(false) };
    static SHOWN_IN: Cell<Option<RwSignal<i64>>> = const { Cell::new(None) };
}

/// Minutes by which the phone is ahead go into this signal from now on; none when it is about right.
pub(crate) fn show_in(ahead: RwSignal<i64>) {
    SHOWN_IN.set(Some(ahead));
}

/// Whether an answer of the server's has told this page that the phone's clock is about right.
pub(crate) fn is_right() -> bool {
    RIGHT.get()
}

/// Compares the clock with the `Date` of an answer that was on its way for a moment at most.
pub(crate) fn compare(date: &str) {
    const MINUTE: f64 = 60_000.0;
    /// A phone that was set by hand is minutes off at most.
    const WRONG: f64 = 30.0;
    let ahead = (js_sys::Date::now() - js_sys::Date::parse(date)) / MINUTE;
    RIGHT.set(ahead.abs() <= WRONG);
    // Text that is no date gives no number, and no number is wrong.
    let ahead = if ahead.abs() > WRONG { ahead } else { 0.0 };
    if let Some(shown) = SHOWN_IN.get() {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "minutes, of centuries at most"
        )]
        shown.set(ahead as i64);
    }
}
