//! 我: who is signed in, this phone, password, sign-out.

mod language;
mod sign_out;

use domain::{codes::Coded, reading::SessionUser};
use leptos::prelude::*;

use crate::{
    components::loaded,
    device::source,
    frame::{Frame, PageHead, Tab},
    json::data,
    view::{Erase, view},
};
pub(crate) use language::LanguageChoice;
use sign_out::SignOut;

#[component]
pub fn MePage() -> impl IntoView {
    let source = source();
    let user = data(|| (), move |()| source.session());
    view! {
        <Frame title="我" tab=Tab::Me narrow=true>
            <PageHead title="我" />
            {loaded(user, |user| view! { <Card user /> }.erased())}
            <Links />
            <LanguageChoice />
            <SignOut />
        </Frame>
    }
    .erased()
}

#[component]
fn Card(user: SessionUser) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{user.name}</h2>
            <p>
                <small>{user.role.label()}</small>
            </p>
        </section>
    }
    .erased()
}

#[component]
fn Links() -> impl IntoView {
    const LINKS: [(&str, &str); 4] = [
        ("/records", "我的记录"),
        ("/outbox", "待发箱"),
        ("/phone", "本机存储"),
        ("/password", "修改密码"),
    ];
    let lines = LINKS.map(|(href, label)| {
        view! {
            <li>
                <a class="row-link" href=href>
                    <span class="grow">{label}</span>
                </a>
            </li>
        }
    });
    view! {
        <section class="card">
            <ul class="lines">{lines.into_iter().collect_view()}</ul>
        </section>
    }
    .erased()
}
