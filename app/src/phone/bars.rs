//! What stands above every page of the field root: a new build that waits, a clock that is wrong,
//! and the advice to leave WeChat.

use leptos::prelude::*;

use super::{Phone, phone, words};
use crate::view::{Erase, view};

/// Empty on the server and in the first render.
#[component]
pub fn Bars() -> impl IntoView {
    let awake = crate::components::awake();
    move || {
        let phone = awake.get().then(phone).flatten()?;
        Some(view! {
            <NewBuild phone=phone.clone() />
            <WrongClock phone=phone.clone() />
            <LeaveWeChat phone />
        })
    }
}

#[component]
fn NewBuild(phone: Phone) -> impl IntoView {
    let (taking, set_taking) = signal(false);
    let care = StoredValue::new(phone.care);
    view! {
        <Show when=move || phone.new_build.get()>
            <div class="bar" role="status">
                <p>"有新版本。已保存的内容不受影响。"</p>
                <button
                    class="button"
                    type="button"
                    disabled=taking
                    on:click=move |_| {
                        set_taking.set(true);
                        care.with_value(|care| care.take_new_build());
                    }
                >
                    {move || if taking.get() { "正在更新…" } else { "点此更新" }}
                </button>
            </div>
        </Show>
    }
    .erased()
}

/// Days are what the forms offer first, so a wrong day is soon written down.
#[component]
fn WrongClock(phone: Phone) -> impl IntoView {
    let ahead = phone.clock_ahead;
    view! {
        <Show when=move || ahead.get() != 0>
            <div class="bar soon" role="status">
                <p>{move || words::wrong_clock(ahead.get())}</p>
            </div>
        </Show>
    }
    .erased()
}

#[component]
fn LeaveWeChat(phone: Phone) -> impl IntoView {
    let (shown, set_shown) = signal(phone.in_wechat);
    view! {
        <Show when=move || shown.get()>
            <div class="bar soon" role="status">
                <p>
                    "微信里留不住记录，请在浏览器打开。" <a href="/phone">"怎么做"</a>
                </p>
                <button class="button quiet" type="button" on:click=move |_| set_shown.set(false)>
                    "知道了"
                </button>
            </div>
        </Show>
    }
    .erased()
}
