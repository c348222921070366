//! The service worker as the page sees it: its registration, new builds, and their taking over.
//! What it does stands in `frontend/worker/sw.js`.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    time::Duration,
};

use app::phone::Worker;
use gloo_timers::future::sleep;
use leptos::{
    prelude::{RwSignal, Set, set_interval},
    task::spawn_local,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, ServiceWorkerUpdateViaCache,
};

use crate::tasks::within;

const HOUR: Duration = Duration::from_hours(1);

/// A phone is looked at often; a new build comes seldom.
const BETWEEN_CHECKS_MS: f64 = 10.0 * 60.0 * 1000.0;

thread_local! {
    static REGISTRATION: RefCell<Option<ServiceWorkerRegistration>> = const { RefCell::new(None) };
    static REFUSED: Cell<bool> = const { Cell::new(false) };
    static CHECKED_AT: Cell<f64> = const { Cell::new(0.0) };
}

/// Registers the worker once the page has loaded: its files must not compete with the page's own.
pub(crate) fn register(new_build: RwSignal<bool>) {
    let Some(container) = container() else { return };
    let begin = move || {
        let container = container.clone();
        spawn_local(async move {
            match registered(&container).await {
                Some(registration) => watch(registration, new_build),
                None => REFUSED.set(true),
            }
        });
    };
    if document().is_some_and(|document| document.ready_state() == "complete") {
        begin();
    } else {
        listen("load", begin);
    }
}

/// Waits on the first visit until the worker has kept this build's files, at most so long: what is fetched
/// from then on is not in the page's way. At once where a worker is in charge already.
pub(crate) async fn kept_files(longest: Duration) {
    let container = container();
    if container
        .as_ref()
        .is_some_and(|container| container.controller().is_some())
    {
        return;
    }
    match container.and_then(|container| container.ready().ok()) {
        Some(ready) => drop(within(pin!(sleep(longest)), JsFuture::from(ready)).await),
        None => sleep(longest).await,
    }
}

/// None where the browser has no workers, or not on this address: then everything else still works.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let found = js_sys::Reflect::get(&navigator, &JsValue::from_str("serviceWorker")).ok()?;
    found.dyn_into().ok()
}

async fn registered(container: &ServiceWorkerContainer) -> Option<ServiceWorkerRegistration> {
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let promise = container.register_with_options("/sw.js", &options);
    // An extension that blocks workers may answer with nothing at all.
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// Tells of a build that waits, and asks for one hourly and whenever the page is looked at again.
fn watch(registration: ServiceWorkerRegistration, new_build: RwSignal<bool>) {
    CHECKED_AT.set(js_sys::Date::now());
    new_build.set(waits(&registration));
    let seen = registration.clone();
    on(&registration, "updatefound", move || {
        let Some(installing) = seen.installing() else {
            return;
        };
        let registration = seen.clone();
        on(&installing, "statechange", move || {
            new_build.set(waits(&registration));
        });
    });
    set_interval(check, HOUR);
    if let Some(document) = document() {
        on(&document, "visibilitychange", check);
    }
    REGISTRATION.set(Some(registration));
}

/// Whether a new build waits for the person's word. The very first one waits for nobody: it passes through
/// the same state on its way, with none at work yet.
fn waits(registration: &ServiceWorkerRegistration) -> bool {
    registration.waiting().is_some() && registration.active().is_some()
}

fn check() {
    let visible = document().is_some_and(|document| !document.hidden());
    let now = js_sys::Date::now();
    if !visible || now - CHECKED_AT.get() < BETWEEN_CHECKS_MS {
        return;
    }
    CHECKED_AT.set(now);
    if let Some(registration) = registration()
        && let Ok(update) = registration.update()
    {
        // Without a network there is nothing new.
        spawn_local(async move { drop(JsFuture::from(update).await) });
    }
}

/// The waiting build takes over; then the page loads once more, and no other page does.
pub(crate) fn take_new_build() {
    let Some(waiting) = registration().and_then(|registration| registration.waiting()) else {
        // Another tab was first: the new build is there already.
        reload();
        return;
    };
    let taking = waiting.clone();
    on(&waiting, "statechange", move || {
        if taking.state() == ServiceWorkerState::Activated {
            reload();
        }
    });
    tell(&waiting, "take-over");
}

fn tell(worker: &ServiceWorker, word: &str) {
    // Fails only for what cannot be copied; a word can.
    drop(worker.post_message(&JsValue::from_str(word)));
}

fn reload() {
    if let Some(window) = web_sys::window() {
        // Refused only while the page is being left anyway.
        drop(window.location().reload());
    }
}

/// How far the worker is.
pub(crate) fn state() -> Worker {
    match registration() {
        Some(registration) if registration.active().is_some() => Worker::Ready,
        Some(registration) if registration.installing().is_some() => Worker::Preparing,
        // It was there and is gone: its files did not arrive.
        Some(_) => Worker::Refused,
        None if container().is_none() => Worker::Missing,
        None if REFUSED.get() => Worker::Refused,
        None => Worker::Preparing,
    }
}

fn registration() -> Option<ServiceWorkerRegistration> {
    REGISTRATION.with_borrow(Clone::clone)
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Listens to the window as long as the page lives.
pub(crate) fn listen(event: &str, act: impl Fn() + 'static) {
    if let Some(window) = web_sys::window() {
        on(&window, event, act);
    }
}

/// Listens as long as the page lives.
fn on(target: &web_sys::EventTarget, event: &str, act: impl Fn() + 'static) {
    let act = Closure::<dyn Fn()>::new(act).into_js_value();
    // Fails only for what is no function.
    drop(target.add_event_listener_with_callback(event, act.unchecked_ref()));
}
