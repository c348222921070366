//! Long work in pieces, between which the browser answers to its person.

use std::time::Duration;

use app::view;
use gloo_timers::future::sleep;

/// Goes on in a task of its own: what was touched meanwhile is answered first.
pub(crate) async fn next_task() {
    sleep(Duration::ZERO).await;
}

/// Wakes what sleeps in the page, piece by piece.
pub(crate) async fn wake_the_rest() {
    while view::sleeps() {
        next_task().await;
        view::wake_next();
    }
}
