//! 我: who is signed in, password, sign-out.

use domain::{codes::Coded, reading::SessionUser};
use leptos::prelude::*;

use crate::{
    components::loaded,
    frame::{Frame, PageHead, Tab},
    session::api::read_session,
};

#[component]
pub fn MePage() -> impl IntoView {
    let user = Resource::new(|| (), |()| read_session());
    view! {
        <Frame title="我" tab=Tab::Me narrow=true>
            <PageHead title="我" />
            {loaded(user, |user| view! { <Card user /> }.into_any())}
        </Frame>
    }
    .into_any()
}

#[component]
fn Card(user: SessionUser) -> impl IntoView {
    view! {
        <div class="stack">
            <section class="card">
                <h2>{user.name}</h2>
                <p>
                    <small>{user.role.label()}</small>
                </p>
            </section>
            <section class="card">
                <ul class="lines">
                    <li>
                        <a class="row-link" href="/records">
                            <span class="grow">"我的记录"</span>
                        </a>
                    </li>
                    <li>
                        <a class="row-link" href="/phone">
                            <span class="grow">"本机存储"</span>
                        </a>
                    </li>
                    <li>
                        <a class="row-link" href="/password">
                            <span class="grow">"修改密码"</span>
                        </a>
                    </li>
                </ul>
            </section>
            <form method="post" action="/sign-out">
                <button class="button wide" type="submit">
                    "退出登录"
                </button>
            </form>
            <p>
                <small>"共用手机时，用完请退出登录。"</small>
            </p>
        </div>
    }
    .into_any()
}
