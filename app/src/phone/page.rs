//! 本机存储: what this phone keeps, how much room there is, and what to do when it does not.

use leptos::{prelude::*, task::spawn_local};

use super::{
    Findings, Phone, Space,
    install::{OutOfWeChat, ToHomeScreen},
    phone,
    words::{Ability, abilities, size},
};
use crate::{
    components::{Notice, Pill, Tone, Waiting},
    frame::{Frame, PageHead, Tab},
};

#[component]
pub fn PhonePage() -> impl IntoView {
    let findings = RwSignal::new(None::<Findings>);
    Effect::new(move |_| look(findings));
    view! {
        <Frame title="本机存储" tab=Tab::Me narrow=true>
            <PageHead title="本机存储" back="/me" />
            <div class="stack">
                {move || match findings.get().zip(phone()) {
                    Some((findings, phone)) => view! { <Found phone findings /> }.into_any(),
                    None => Waiting().into_any(),
                }}
                <Rescue />
                {move || findings.get().map(|findings| view! { <Version name=findings.build /> })}
            </div>
        </Frame>
    }
    .into_any()
}

/// Asks the browser, now and after each thing that may change its answer.
fn look(findings: RwSignal<Option<Findings>>) {
    if let Some(phone) = phone() {
        let looking = phone.care.look();
        spawn_local(async move { findings.set(Some(looking.await)) });
    }
}

#[component]
fn Found(phone: Phone, findings: Findings) -> impl IntoView {
    let in_wechat = phone.in_wechat;
    view! {
        {in_wechat.then(|| view! { <OutOfWeChat /> })}
        <section class="card">
            <h2>"这台手机能做什么"</h2>
            <ul class="lines">{abilities(&findings).map(|ability| view! { <Line ability /> }).collect_view()}</ul>
            <Persist phone=phone.clone() persisted=findings.persisted />
        </section>
        {findings.space.map(|space| view! { <Room space /> })}
        {(!in_wechat).then(|| view! { <ToHomeScreen phone findings /> })}
    }
    .into_any()
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
    .into_any()
}

/// The button that asks the browser for its promise, until it gives it.
#[component]
fn Persist(phone: Phone, persisted: Option<bool>) -> impl IntoView {
    let answer = RwSignal::new(None::<Option<bool>>);
    let care = StoredValue::new(phone.care);
    let ask = move |_| {
        let asked = care.with_value(|care| care.ask_to_persist());
        spawn_local(async move { answer.set(Some(asked.await)) });
    };
    view! {
        <Show when=move || persisted == Some(false) && answer.get() != Some(Some(true))>
            <p>
                <button class="button" type="button" on:click=ask>
                    "请浏览器不要清理"
                </button>
            </p>
        </Show>
        {move || match answer.get()? {
            Some(true) => Some(view! { <Notice tone=Tone::Good text="浏览器答应了。" /> }),
            _ => {
                Some(
                    view! {
                        <Notice
                            tone=Tone::Soon
                            text="浏览器这次没有答应。添加到桌面、多用几天后再试；在那之前请有信号就发送。"
                        />
                    },
                )
            }
        }}
    }
    .into_any()
}

#[component]
fn Room(space: Space) -> impl IntoView {
    let text = format!(
        "已用 {}，还可以存 {}",
        size(space.used),
        size(space.free())
    );
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
    .into_any()
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
        </section>
    }
    .into_any()
}

#[component]
fn Version(name: String) -> impl IntoView {
    view! {
        <p>
            <small>{format!("版本 {} · {name}", env!("CARGO_PKG_VERSION"))}</small>
        </p>
    }
    .into_any()
}
