//! 本机存储: what this phone keeps, how much room there is, and what to do when it does not.

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use super::{
    Care, Findings, Phone, Space, Worker,
    install::{OutOfWeChat, ToHomeScreen},
    phone,
    words::{Ability, abilities, size},
};
use crate::{
    components::{Notice, Pill, Tone, Waiting, awake},
    frame::{Frame, PageHead, Tab},
    view::{Erase, view},
};

#[component]
pub fn PhonePage() -> impl IntoView {
    let findings = RwSignal::new(None::<Findings>);
    let awake = awake();
    Effect::new(move |_| {
        if let Some(phone) = phone().filter(|_| awake.get()) {
            look(phone.care, findings);
        }
    });
    view! {
        <Frame title="本机存储" tab=Tab::Me narrow=true>
            <PageHead title="本机存储" back="/me" />
            <div class="stack">
                {move || match findings.get().zip(phone()) {
                    Some((findings, phone)) => view! { <Found phone findings /> }.erased(),
                    None => Waiting().erased(),
                }}
                <Rescue />
                {move || findings.get().map(|findings| view! { <Version name=findings.build /> })}
            </div>
        </Frame>
    }
    .erased()
}

/// Asks the browser, and again as long as the application is being fetched.
fn look(care: Arc<dyn Care>, findings: RwSignal<Option<Findings>>) {
    spawn_local(async move {
        let found = care.look().await;
        let preparing = found.worker == Worker::Preparing;
        // It comes back when the page has been left meanwhile.
        let left = findings.try_set(Some(found)).is_some();
        if preparing && !left {
            set_timeout(move || look(care, findings), Duration::from_secs(2));
        }
    });
}

#[component]
fn Found(phone: Phone, findings: Findings) -> impl IntoView {
    let in_wechat = phone.in_wechat;
    let persisted = RwSignal::new(findings.persisted);
    let (worker, database) = (findings.worker, findings.database);
    let lines = move || {
        abilities(database, worker, persisted.get())
            .map(|ability| view! { <Line ability /> })
            .collect_view()
    };
    view! {
        {in_wechat.then(|| view! { <OutOfWeChat /> })}
        <section class="card">
            <h2>"本机能做什么"</h2>
            <ul class="lines">{lines}</ul>
            <Persist phone=phone.clone() persisted />
        </section>
        {findings.space.map(|space| view! { <Room space /> })}
        {(!in_wechat).then(|| view! { <ToHomeScreen phone findings /> })}
    }
    .erased()
}

#[component]
fn Line(ability: Ability) -> impl IntoView {
    view! {
        <li class="ability">
            <div class="row apart">
                <b>{ability.name}</b>
                <Pill text=ability.state tone=ability.tone />
            </div>
            <p>
                <small>{ability.meaning}</small>
            </p>
        </li>
    }
    .erased()
}

/// The button that asks the browser for its promise, until it gives it.
#[component]
fn Persist(phone: Phone, persisted: RwSignal<Option<bool>>) -> impl IntoView {
    let (asked, set_asked) = signal(false);
    let care = StoredValue::new(phone.care);
    let ask = move |_| {
        let asking = care.with_value(|care| care.ask_to_persist());
        spawn_local(async move {
            persisted.set(asking.await);
            set_asked.set(true);
        });
    };
    let refused = "浏览器这次没有答应。添加到桌面、多用几天后再试；在那之前请有信号就发送。";
    view! {
        <Show when=move || persisted.get() == Some(false)>
            <div class="stack">
                <p>
                    <button class="button" type="button" on:click=ask>
                        "请浏览器不要清理"
                    </button>
                </p>
                <Show when=move || asked.get()>
                    <Notice tone=Tone::Soon text=refused />
                </Show>
            </div>
        </Show>
    }
    .erased()
}

#[component]
fn Room(space: Space) -> impl IntoView {
    let text = format!("已用 {}，还可以存 {}", size(space.used), size(space.free()));
    let scarce = space.is_scarce().then(|| {
        view! {
            <Notice
                tone=Tone::Soon
                text="可用空间很小。可能是手机快满了，请清理；也可能开了无痕模式，一关窗口内容就没了，请换普通窗口。文字总能保存，照片可能存不下。"
            />
        }
    });
    view! {
        <section class="card stack tight">
            <h2>"空间"</h2>
            <meter
                class="room"
                aria-label="已用空间"
                min="0"
                max=space.quota.to_string()
                value=space.used.to_string()
            ></meter>
            <p>{text}</p>
            {scarce}
        </section>
    }
    .erased()
}

#[component]
fn Rescue() -> impl IntoView {
    view! {
        <section class="card">
            <a class="row-link" href="/rescue.html" rel="external">
                <span class="grow">
                    <b>"救援文件"</b>
                    <small>"一直发不出去或应用打不开时，把没送达的记录导出成一个文件"</small>
                </span>
            </a>
            <a class="row-link" href="/rescue">
                <span class="grow">
                    <b>"导入救援文件"</b>
                    <small>"把另一台手机导出的记录放到这台手机上发送"</small>
                </span>
            </a>
        </section>
    }
    .erased()
}

#[component]
fn Version(name: String) -> impl IntoView {
    view! {
        <p>
            <small>{format!("版本 {} · {name}", env!("CARGO_PKG_VERSION"))}</small>
        </p>
    }
    .erased()
}
