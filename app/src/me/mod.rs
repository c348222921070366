//! 我: who is signed in, this phone, password, sign-out.

mod sign_out;

use domain::{codes::Coded, reading::SessionUser};
use leptos::prelude::*;

use crate::{
    components::loaded,
    frame::{Frame, PageHead, Tab},
    session::api::read_session,
};
use sign_out::SignOut;

#[component]
pub fn MePage() -> impl IntoView {
    let user = Resource::new(|| (), |()| read_session());
    view! {
        <Frame title="我" tab=Tab::Me narrow=true>
            <PageHead title="我" />
            {loaded(user, |user| view! { <Card user /> }.into_any())}
            <Links />
            <SignOut />
        </Frame>
    }
    .into_any()
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
    .into_any()
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
    .into_any()
}
