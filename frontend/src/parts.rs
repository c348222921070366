//! The parts of the field root's wasm: what stands here is cut out of the module and fetched when
//! it is first called.
//!
//! `wasm_split` makes of each function an import of the module and an export of its part;
//! `xtask/src/wasm.rs` does the cutting.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what wasm_split writes around a function fails with its type"
)]

use std::{pin::pin, time::Duration};

use app::{
    device::{Pending, PhotoFault, Taking},
    parts::{Care, Coming, Forms, Lists, Missing, Page, Parts},
    recording::Aside,
};
use gloo_timers::future::sleep;
use leptos::prelude::{AnyView, Callable, Callback};
use send_wrapper::SendWrapper;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::File;

use crate::{
    photos::{self, LONGEST_SECONDS},
    tasks::{seconds, within},
};

/// The parts beside this module's file.
pub(crate) struct Fetched;

impl Parts for Fetched {
    fn view(&self, page: Page) -> Coming {
        Box::pin(SendWrapper::new(async move {
            let view = match page {
                Page::Gate(page) => Ok(page.view()),
                Page::Lists(page) => lists(page).await,
                Page::Forms(page) => forms(page).await,
                Page::Care(page) => care(page).await,
            };
            view.map_err(|_| Missing)
        }))
    }

    fn fetch_asides(&self) -> Pending<Result<(), Missing>> {
        Box::pin(async { fetch_asides().await.map_err(|_| Missing) })
    }

    fn aside(&self, aside: Aside) -> Coming {
        Box::pin(SendWrapper::new(async move {
            asides(aside).await.map_err(|_| Missing)
        }))
    }
}

/// Fetches the part of the page at this path: a page that the server rendered wakes at once then.
/// A part that does not come is fetched again by the page, which says so if it fails again.
pub(crate) async fn prepare(path: &str) {
    let fetched = match Page::at(path) {
        Some(Page::Lists(_)) => fetch_lists().await,
        Some(Page::Forms(_)) => fetch_forms().await,
        Some(Page::Care(_)) => fetch_care().await,
        Some(Page::Gate(_)) | None => Ok(()),
    };
    drop(fetched);
}

/// Fetches every part: a page may be opened first when the network is gone. A service worker keeps
/// them as well; not every browser has one.
pub(crate) async fn fetch_rest() {
    sleep(AFTER_THE_PAGE).await;
    for fetched in [
        fetch_forms().await,
        fetch_asides().await,
        fetch_lists().await,
        fetch_care().await,
    ] {
        // The page that needs it asks again.
        drop(fetched);
    }
}

/// What the open page itself reads goes first.
const AFTER_THE_PAGE: Duration = Duration::from_secs(3);

#[wasm_split(lists, fallible, preload(fetch_lists))]
fn lists(page: Lists) -> Result<AnyView, SplitLoaderError> {
    Ok(page.view())
}

#[wasm_split(forms, fallible, preload(fetch_forms))]
fn forms(page: Forms) -> Result<AnyView, SplitLoaderError> {
    Ok(page.view())
}

/// What few look at in a form.
#[wasm_split(asides, fallible, preload(fetch_asides))]
fn asides(aside: Aside) -> Result<AnyView, SplitLoaderError> {
    Ok(aside.view())
}

/// Takes photos in for a form.
pub(crate) async fn take_photos(files: Vec<File>, most: usize, tell: Callback<Taking>) {
    let work = photo_work(files, most, tell);
    match within(pin!(seconds(LONGEST_SECONDS)), work).await {
        Some(Ok(work)) => work.await,
        // The form may be gone by now.
        _ => _ = tell.try_run(Taking::Failed(1, PhotoFault::Unavailable)),
    }
}

/// With the form: a picture taken in a valley may be nowhere else, and must not wait for a network.
#[wasm_split(forms, fallible)]
fn photo_work(
    files: Vec<File>,
    most: usize,
    tell: Callback<Taking>,
) -> Result<Pending<()>, SplitLoaderError> {
    Ok(Box::pin(photos::take_in(files, most, tell)))
}

#[wasm_split(care, fallible, preload(fetch_care))]
fn care(page: Care) -> Result<AnyView, SplitLoaderError> {
    Ok(page.view())
}
