//! Choose the file, see what is in it, take it in.

use leptos::{prelude::*, task::spawn_local};

use super::{Opened, TakenIn, Unusable, contents::Contents, phone_rescue, words};
use crate::{
    components::{Notice, Tone},
    device::Unkept,
    frame::{Frame, PageHead, Tab},
    view::{Erase, view},
};

const INPUT: &str = "rescue_file";

#[component]
pub fn RescuePage() -> impl IntoView {
    let rescue = StoredValue::new(phone_rescue());
    let opened = RwSignal::new(None::<Result<Opened, Unusable>>);
    let done = RwSignal::new(None::<Result<TakenIn, Unkept>>);
    let busy = RwSignal::new(false);
    let open = move |()| {
        let Some(opening) = rescue.with_value(|rescue| Some(rescue.as_ref()?.open(INPUT))) else {
            return;
        };
        done.set(None);
        busy.set(true);
        spawn_local(async move {
            opened.set(Some(opening.await));
            busy.set(false);
        });
    };
    let take_in = Callback::new(move |()| {
        let Some(taking) = rescue.with_value(|rescue| Some(rescue.as_ref()?.take_in())) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            done.set(Some(taking.await));
            busy.set(false);
        });
    });
    view! {
        <Frame title="导入救援文件" tab=Tab::Me narrow=true>
            <PageHead title="导入救援文件" back="/outbox" />
            <div class="stack">
                <p>
                    "把另一台手机导出的救援文件放到这台手机上，由这台手机发送。只能导入本人账号的记录，没有信号也能导入。"
                </p>
                <FileInput busy open=Callback::new(open) />
                {move || outcome(done.get())}
                {move || match opened.get()? {
                    Ok(opened) => Some(view! { <Contents opened busy done take_in /> }.erased()),
                    Err(why) => {
                        Some(view! { <Notice tone=Tone::Bad text=words::unusable(why) /> }.erased())
                    }
                }}
                <p>
                    <a href="/rescue.html" rel="external">
                        "从这台手机导出"
                    </a>
                </p>
            </div>
        </Frame>
    }
    .erased()
}

#[component]
fn FileInput(busy: RwSignal<bool>, open: Callback<()>) -> impl IntoView {
    // No `accept`: many phones do not know what a .json file is and would not offer it.
    view! {
        <label class="photo-input button wide" class:closed=busy>
            <input
                class="unseen"
                id=INPUT
                type="file"
                disabled=busy
                on:change=move |_| open.run(())
            />
            {move || if busy.get() { "正在读取…" } else { "选择救援文件" }}
        </label>
    }
    .erased()
}

fn outcome(done: Option<Result<TakenIn, Unkept>>) -> Option<AnyView> {
    let view = match done? {
        Ok(done) => {
            let tone = if done.damaged_photos + done.photos_without_room > 0 {
                Tone::Soon
            } else {
                Tone::Good
            };
            view! {
                <Notice tone text=words::taken_in(&done)>
                    <a class="button" href="/outbox">
                        "看待发箱"
                    </a>
                </Notice>
            }
            .erased()
        }
        Err(why) => view! { <Notice tone=Tone::Bad text=words::unkept(why) /> }.erased(),
    };
    Some(view)
}
