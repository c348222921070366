//! 退出登录: with the server first, so that nobody comes upon an open session; then what is unsent is
//! locked away, so that the next person on this phone can neither read nor send it, and comes back when
//! its owner signs in again. Without a network nothing is touched; nor while a text is in the page alone,
//! where nothing can lock it away.

use domain::sync::entry::Entry;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{Confirm, Notice, Tone},
    device::{Device, NotOut, device},
    outbox::any_goes_with_page,
    view::{Erase, view},
};

#[component]
pub(super) fn SignOut() -> impl IntoView {
    let (open, trouble) = (RwSignal::new(false), RwSignal::new(None::<NotOut>));
    let busy = RwSignal::new(false);
    let device = StoredValue::new(device());
    let leave = Callback::new(move |()| {
        let Some(device) = device.get_value() else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            match device.outbox.sign_out().await {
                Ok(()) => {
                    // Refused only while the page is being left anyway.
                    let _ = window().location().assign("/sign-in");
                }
                Err(why) => trouble.set(Some(why)),
            }
            busy.set(false);
        });
    });
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(device) = device.get_value().filter(|_| !busy.get_untracked()) else {
            return;
        };
        trouble.set(None);
        if is_any_in_page(&device) {
            trouble.set(Some(NotOut::InPage));
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let there = device.local.is_server_there().await;
            busy.set(false);
            if !there {
                trouble.set(Some(NotOut::NoNetwork));
            } else if has_unsent(&device) {
                open.set(true);
            } else {
                // The page may be gone by now.
                leave.try_run(());
            }
        });
    };
    view! {
        <form method="post" action="/sign-out" on:submit=ask>
            <button class="button wide" type="submit" aria-busy=move || busy.get().to_string()>
                "退出登录"
            </button>
        </form>
        {move || trouble.get().map(|why| view! { <Notice tone=Tone::Bad text=why.words() /> })}
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

fn is_any_in_page(device: &Device) -> bool {
    let in_page = device.outbox.in_page().get_untracked();
    let entries = device.outbox.entries();
    entries.with_untracked(|entries| any_goes_with_page(entries, &in_page))
}

fn has_unsent(device: &Device) -> bool {
    let waits = |entry: &Entry| entry.is_unsent() || entry.draft.is_some();
    let entries = device.outbox.entries();
    entries.with_untracked(|entries| entries.iter().any(waits))
}
