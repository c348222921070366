//! The commissioner's root.

use std::{cell::Cell, rc::Rc, sync::Arc};

use app::{device::Device, parts::Parts, rescue::PhoneRescue, routes::FieldApp};
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
    let waits = Waits::default();
    let filled = waits.clone();
    leptos::mount::hydrate_body(move || root(&filled));
    wake_the_rest().await;
    start::mark_ready();
    begin(&waits);
}

/// Builds the page from nothing: no server has rendered it. `frontend/offline/start.js` calls this.
#[wasm_bindgen]
pub async fn start_offline() {
    start::panics_to_console();
    parts::prepare(&path()).await;
    let waits = Waits::default();
    let filled = waits.clone();
    leptos::mount::mount_to_body(move || root(&filled));
    start::mark_ready();
    begin(&waits);
}

fn path() -> String {
    // A document always has an address; without one the page fetches its part itself.
    let path = web_sys::window().map(|window| window.location().pathname());
    path.and_then(Result::ok).unwrap_or_default()
}

/// What works behind the pages. It changes what they show, so it waits until they are awake.
#[derive(Clone, Copy)]
struct Background {
    outbox: PhoneOutbox,
    news: pull::News,
    new_build: RwSignal<bool>,
}

type Waits = Rc<Cell<Option<Background>>>;

fn root(waits: &Waits) -> impl IntoView + use<> {
    let background = Background {
        outbox: PhoneOutbox::new(),
        news: pull::News::new(),
        new_build: RwSignal::new(false),
    };
    provide_device(background);
    phone::provide(background.new_build);
    provide_context::<Arc<dyn Parts>>(Arc::new(Fetched));
    waits.set(Some(background));
    FieldApp()
}

/// Makes this phone available to the pages of the root.
fn provide_device(background: Background) {
    provide_context(Device {
        outbox: Arc::new(background.outbox),
        photos: Arc::new(PhonePhotos),
        positions: Arc::new(PhonePositions),
        memory: Arc::new(LocalStorage),
        local: Arc::new(PhoneData::new(background.news)),
    });
    provide_context::<Arc<dyn PhoneRescue>>(Arc::new(background.outbox));
}

fn begin(waits: &Waits) {
    let Some(Background {
        outbox,
        news,
        new_build,
    }) = waits.take()
    else {
        return;
    };
    worker::register(new_build);
    spawn_local(parts::fetch_rest());
    spawn_local(async move {
        let me = account::settled().await.map(|account| account.account_id);
        if let Some(me) = me {
            outbox.begin().await;
            pull::begin(news);
            work::come().await;
            if let Some(work) = work::here().await {
                work.change_hands(me).await;
                outbox.look_again().await;
            }
        }
    });
}
