//! The commissioner's root.

use std::{sync::Arc, time::Duration};

use app::{components::awake, device::Device, parts::Parts, rescue::PhoneRescue, routes::FieldApp};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    account,
    local::PhoneData,
    memory::LocalStorage,
    outbox::PhoneOutbox,
    parts::{self, Fetched},
    phone,
    photos::PhonePhotos,
    positions::PhonePositions,
    pull, start,
    tasks::wake_the_rest,
    work, worker,
};

/// Takes over the page that the server rendered.
#[wasm_bindgen]
pub async fn hydrate() {
    start::panics_to_console();
    parts::prepare(&path()).await;
    leptos::mount::hydrate_body(root);
    wake_the_rest().await;
    start::mark_ready();
}

/// Builds the page from nothing: no server has rendered it. `frontend/offline/start.js` calls this.
#[wasm_bindgen]
pub async fn start_offline() {
    start::panics_to_console();
    parts::prepare(&path()).await;
    leptos::mount::mount_to_body(root);
    start::mark_ready();
}

fn path() -> String {
    // A document always has an address; without one the page fetches its part itself.
    let path = web_sys::window().map(|window| window.location().pathname());
    path.and_then(Result::ok).unwrap_or_default()
}

fn root() -> impl IntoView {
    let (outbox, news) = (PhoneOutbox::new(), pull::News::new());
    provide_device(outbox, news);
    let new_build = phone::provide();
    provide_context::<Arc<dyn Parts>>(Arc::new(Fetched));
    let awake = awake();
    Effect::new(move |_| {
        if awake.get() {
            work_behind_pages(outbox, news, new_build);
        }
    });
    FieldApp()
}

/// Makes this phone available to the pages of the root.
fn provide_device(outbox: PhoneOutbox, news: pull::News) {
    provide_context(Device {
        outbox: Arc::new(outbox),
        photos: Arc::new(PhonePhotos),
        positions: Arc::new(PhonePositions),
        memory: Arc::new(LocalStorage),
        local: Arc::new(PhoneData::new(news)),
    });
    provide_context::<Arc<dyn PhoneRescue>>(Arc::new(outbox));
}

/// How long the first visit keeps the network for its page where no worker gets ready.
const LONGEST: Duration = Duration::from_secs(8);

/// Begins what changes the pages by itself.
fn work_behind_pages(outbox: PhoneOutbox, news: pull::News, new_build: RwSignal<bool>) {
    worker::register(new_build);
    spawn_local(async {
        worker::kept_files(LONGEST).await;
        parts::fetch_rest().await;
    });
    spawn_local(async move {
        let me = account::settled().await.map(|account| account.account_id);
        if let Some(me) = me {
            outbox.begin().await;
            pull::tell(news);
            // Whatever is asked for meanwhile, by a page or to be sent, brings the part at once.
            if pull::pulled_at(me).await.is_none() {
                worker::kept_files(LONGEST).await;
            }
            pull::soon();
            work::come().await;
            if let Some(work) = work::here().await {
                work.change_hands(me).await;
                outbox.look_again().await;
            }
        }
    });
}
