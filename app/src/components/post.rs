//! Forms that the browser posts by itself, so that they work without the script. Where it runs, the
//! server is asked first whether it is there: without it the browser would show a page of its own, and
//! what was typed would be gone.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{Notice, Tone};
use crate::{
    device::{Device, device},
    view::view,
};

/// One such form: `hold` hears its submit, [`NotPosted`] stands beside its button.
#[derive(Debug, Clone, Copy)]
pub struct Post {
    device: StoredValue<Option<Device>>,
    asking: StoredValue<bool>,
    /// The server has answered: the next submit is the form's own.
    goes: StoredValue<bool>,
    no_way: RwSignal<bool>,
}

impl Post {
    /// Called while the page is set up. At the desk, which keeps nothing, nothing is held.
    #[must_use]
    pub fn new() -> Self {
        Self {
            device: StoredValue::new(device()),
            asking: StoredValue::new(false),
            goes: StoredValue::new(false),
            no_way: RwSignal::new(false),
        }
    }

    /// Stops the submit until the server has answered, then presses the same button again.
    pub fn hold(self, event: &SubmitEvent) {
        // An old browser names no button: its form goes as it did without the script.
        let (Some(device), Some(button)) = (self.device.get_value(), event.submitter()) else {
            return;
        };
        if self.goes.get_value() {
            return;
        }
        event.prevent_default();
        if self.asking.get_value() {
            return;
        }
        self.asking.set_value(true);
        spawn_local(async move {
            let there = device.local.is_server_there().await;
            if self.no_way.try_set(!there).is_some() {
                // The page was left meanwhile.
                return;
            }
            self.asking.set_value(false);
            if there {
                self.goes.set_value(true);
                button.click();
                self.goes.set_value(false);
            }
        });
    }
}

impl Default for Post {
    fn default() -> Self {
        Self::new()
    }
}

/// That the form was not posted, and is kept.
#[component]
pub fn NotPosted(post: Post) -> impl IntoView {
    move || {
        let text = "现在没有网络，没有提交。请等有信号时再点一次。";
        post.no_way
            .get()
            .then(|| view! { <Notice tone=Tone::Bad text /> })
    }
}
