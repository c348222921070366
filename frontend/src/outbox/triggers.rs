//! When the outbox sends: after a save and by hand (see `mod`), and here when the network comes back,
//! the page comes into view, or a wait is over.

use std::{cell::RefCell, time::Duration};

use domain::sync::plan::Occasion;
use leptos::{
    prelude::{set_interval, set_timeout},
    task::spawn_local,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::BroadcastChannel;

use super::PhoneOutbox;

/// A network says that it is back before it is: once more a moment later.
const AGAIN: Duration = Duration::from_secs(3);

/// How often waits are looked at; each entry's own wait carries the jitter.
const TICK: Duration = Duration::from_secs(10);

const CHANNEL: &str = "ketepai-outbox";

thread_local! {
    static OTHER_TABS: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Listens for as long as the page lives.
pub(super) fn set(outbox: PhoneOutbox) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let now = Closure::<dyn FnMut()>::new(move || {
        outbox.send_soon(Occasion::Now);
        let again = move || {
            outbox.send_soon(Occasion::Now);
            crate::pull::soon();
        };
        set_timeout(again, AGAIN);
    });
    let seen = Closure::<dyn FnMut()>::new(move || {
        if is_hidden() {
            return;
        }
        spawn_local(async move {
            outbox.read().await;
            outbox.send_soon(Occasion::Look);
            crate::pull::if_stale().await;
        });
    });
    let call = now.as_ref().unchecked_ref();
    let look = seen.as_ref().unchecked_ref();
    // A browser that knows one of these events not has the others.
    drop(window.add_event_listener_with_callback("online", call));
    drop(window.add_event_listener_with_callback("pageshow", look));
    if let Some(document) = window.document() {
        drop(document.add_event_listener_with_callback("visibilitychange", look));
    }
    now.forget();
    seen.forget();
    set_interval(move || outbox.send_soon(Occasion::Time), TICK);
    listen_to_other_tabs(outbox);
}

fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.hidden())
}

fn listen_to_other_tabs(outbox: PhoneOutbox) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
        return;
    };
    let changed = Closure::<dyn FnMut()>::new(move || {
        spawn_local(async move { outbox.read().await });
    });
    channel.set_onmessage(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
    OTHER_TABS.set(Some(channel));
}

/// The disk changed: other tabs read it again.
pub(super) fn tell_other_tabs() {
    OTHER_TABS.with_borrow(|channel| {
        if let Some(channel) = channel {
            drop(channel.post_message(&"changed".into()));
        }
    });
}
