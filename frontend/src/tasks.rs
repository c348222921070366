//! Long work in pieces, between which the browser answers to its person.

use std::{
    pin::{Pin, pin},
    time::Duration,
};

use app::view;
use futures::future::{Either, select};
use gloo_timers::future::sleep;

/// Goes on in a task of its own: what was touched meanwhile is answered first.
pub(crate) async fn next_task() {
    sleep(Duration::ZERO).await;
}

/// So many seconds of the page's own: one that was frozen, its screen off, does not wake to find them over.
pub(crate) async fn seconds(count: u32) {
    for _ in 0..count {
        sleep(Duration::from_secs(1)).await;
    }
}

/// What comes of some work, unless the time is over first.
pub(crate) async fn within<T>(
    time: Pin<&mut impl Future<Output = ()>>,
    work: impl Future<Output = T>,
) -> Option<T> {
    match select(pin!(work), time).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// Wakes what sleeps in the page, piece by piece.
pub(crate) async fn wake_the_rest() {
    while view::sleeps() {
        next_task().await;
        view::wake_next();
    }
}
