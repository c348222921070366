//! 退出登录: what is unsent is locked away first, so that the next person on this phone can neither
//! read nor send it, and comes back when its owner signs in again.

use domain::sync::entry::Entry;
use leptos::{html, prelude::*, task::spawn_local};

use crate::{
    components::{Confirm, Notice, Tone},
    device::device,
    view::Erase,
};

#[component]
pub(super) fn SignOut() -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let (open, trouble) = (RwSignal::new(false), RwSignal::new(None::<&'static str>));
    let device = StoredValue::new(device());
    let unsent = move || {
        device.with_value(|device| {
            device.as_ref().is_some_and(|device| {
                let waits = |entry: &Entry| entry.is_unsent() || entry.draft.is_some();
                let entries = device.outbox.entries();
                entries.with_untracked(|entries| entries.iter().any(waits))
            })
        })
    };
    let leave = Callback::new(move |()| {
        let Some(device) = device.get_value() else {
            return;
        };
        spawn_local(async move {
            match device.outbox.lock_away().await {
                Ok(_) => {
                    if let Some(form) = form.get_untracked() {
                        // Goes past the question below.
                        drop(form.submit());
                    }
                }
                Err(_) => trouble.set(Some(
                    "没有退出：待发的记录暂时锁不上。请先在有信号的地方发送，或存成救援文件后再退出。",
                )),
            }
        });
    });
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if unsent() {
            open.set(true);
        } else {
            leave.run(());
        }
    };
    view! {
        <form method="post" action="/sign-out" node_ref=form on:submit=ask>
            <button class="button wide" type="submit">
                "退出登录"
            </button>
        </form>
        {move || trouble.get().map(|text| view! { <Notice tone=Tone::Bad text /> })}
        <Confirm
            open
            title="还有没发送的记录"
            text="退出后，这些记录加密保存在这台手机里，别人看不到也发不出；您下次在这台手机上登录后会继续发送。"
            action="退出登录"
            yes=leave
        />
        <p>
            <small>"共用手机时，用完请退出登录。"</small>
        </p>
    }
    .erased()
}
