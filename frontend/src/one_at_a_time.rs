//! Web Locks: of several tabs, one does the work.

use std::{cell::RefCell, collections::BTreeSet, future::Future};

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

thread_local! {
    /// Guards this tab also where the browser knows no locks.
    static HELD: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// Does the work under the lock, or nothing when this or another tab holds it.
pub(crate) async fn hold(name: &'static str, work: impl Future<Output = ()> + 'static) {
    if !HELD.with_borrow_mut(|held| held.insert(name)) {
        return;
    }
    let granted = Closure::once_into_js(move |lock: JsValue| -> Promise {
        future_to_promise(async move {
            if !lock.is_null() {
                work.await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    match request(name, granted.unchecked_ref()) {
        Some(asked) => {
            let _ = JsFuture::from(asked).await;
        }
        None => {
            // No locks here: this tab's own guard has to do.
            if let Ok(done) = granted
                .unchecked_ref::<Function>()
                .call1(&JsValue::NULL, &JsValue::TRUE)
                .and_then(JsCast::dyn_into::<Promise>)
            {
                let _ = JsFuture::from(done).await;
            }
        }
    }
    HELD.with_borrow_mut(|held| held.remove(name));
}

fn request(name: &str, granted: &Function) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).ok()?;
    request
        .call3(&locks, &name.into(), &options, granted)
        .ok()?
        .dyn_into()
        .ok()
}
