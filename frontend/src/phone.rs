//! Carries out `app::phone`: what this browser is, what it keeps, and what it is asked for.

use std::{future::pending, sync::Arc};

use app::{
    device::Pending,
    phone::{Care, Findings, Phone},
};
use leptos::prelude::{RwSignal, Set, provide_context};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{clock, memory, probe, tending, worker};

/// Makes the phone available to the pages of this root; the signal tells them of a build that waits.
pub(crate) fn provide() -> RwSignal<bool> {
    let new_build = RwSignal::new(false);
    let phone = Phone {
        care: Arc::new(Browser),
        new_build,
        installable: RwSignal::new(offer().is_some()),
        in_wechat: agent().contains("MicroMessenger"),
        clock_ahead: RwSignal::new(0),
    };
    clock::show_in(phone.clock_ahead);
    let installable = phone.installable;
    worker::listen("installable", move || installable.set(true));
    worker::listen("appinstalled", move || installable.set(false));
    provide_context(phone);
    new_build
}

/// Asks the browser once, after something was worth keeping, not to clear it away.
pub(crate) async fn ask_to_persist_once() {
    if memory::first_time("persist") {
        probe::ask_to_persist().await;
    }
}

struct Browser;

impl Care for Browser {
    fn look(&self) -> Pending<Findings> {
        Box::pin(async {
            match tending::here().await {
                Some(tending) => tending.look().await,
                // The page that asks has come in the same part.
                None => pending().await,
            }
        })
    }

    fn ask_to_persist(&self) -> Pending<Option<bool>> {
        Box::pin(probe::ask_to_persist())
    }

    fn install(&self) -> Pending<bool> {
        Box::pin(async { install().await.unwrap_or(false) })
    }

    fn take_new_build(&self) {
        worker::take_new_build();
    }
}

/// What this browser is and keeps.
pub(crate) async fn look() -> Findings {
    Findings {
        database: probe::database_works().await,
        persisted: probe::persisted().await,
        space: probe::space().await,
        worker: worker::state(),
        standalone: is_standalone(),
        apple: ["iPhone", "iPad"].iter().any(|name| agent().contains(name)),
        build: build().unwrap_or_default(),
    }
}

/// The browser's offer to add us to the home screen, kept by the page's first script.
fn offer() -> Option<JsValue> {
    let offer = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("installOffer"));
    offer.ok().filter(JsValue::is_object)
}

/// Shows the offer, which is good for once.
async fn install() -> Option<bool> {
    let offer = offer()?;
    let get = |name: &str| js_sys::Reflect::get(&offer, &JsValue::from_str(name)).ok();
    let prompt: js_sys::Function = get("prompt")?.dyn_into().ok()?;
    prompt.call0(&offer).ok()?;
    let choice: js_sys::Promise = get("userChoice")?.dyn_into().ok()?;
    let choice = JsFuture::from(choice).await.ok()?;
    let outcome = js_sys::Reflect::get(&choice, &JsValue::from_str("outcome")).ok()?;
    Some(outcome.as_string()? == "accepted")
}

fn agent() -> String {
    let window = web_sys::window();
    window
        .and_then(|window| window.navigator().user_agent().ok())
        .unwrap_or_default()
}

fn is_standalone() -> bool {
    let query = web_sys::window()
        .and_then(|window| window.match_media("(display-mode: standalone)").ok()?);
    query.is_some_and(|query| query.matches())
}

/// As `cargo xtask` wrote it into the page.
fn build() -> Option<String> {
    let root = web_sys::window()?.document()?.document_element()?;
    root.get_attribute("data-build")
}
