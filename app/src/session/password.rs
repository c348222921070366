//! The first sign-in with a one-time code, and 修改密码.

use leptos::prelude::*;

use super::{Gate, LoginInput, Outcome, PasswordInput, asked};
use crate::{
    components::{NotPosted, Post},
    frame::{Frame, PageHead, Tab},
    view::{Erase, view},
    words,
};

const RULE: &str = "至少 8 个字符";

#[component]
pub fn FirstSignInPage() -> impl IntoView {
    let post = Post::new();
    view! {
        <Gate title="第一次登录">
            <p>"请输入县科技局发给您的一次性验证码，并设置自己的密码。验证码 14 天内有效，只能用一次。"</p>
            <form class="form" method="post" action="/first-sign-in" on:submit=move |event| post.hold(&event)>
                <LoginInput />
                <div class="field">
                    <label for="code">"一次性验证码"</label>
                    <input
                        class="input"
                        id="code"
                        name="code"
                        value=asked("code")
                        required
                        maxlength="64"
                        autocomplete="one-time-code"
                        autocapitalize="characters"
                        spellcheck="false"
                    />
                </div>
                <PasswordInput name="new_password" label="新密码" hint=RULE autocomplete="new-password" />
                <button class="button primary wide" type="submit">
                    "设置密码并登录"
                </button>
                <NotPosted post />
            </form>
            <p>
                <a href="/sign-in">"已有密码，去登录"</a>
            </p>
        </Gate>
    }
    .erased()
}

#[component]
pub fn PasswordPage() -> impl IntoView {
    let post = Post::new();
    view! {
        <Frame title="修改密码" tab=Tab::Me narrow=true>
            <PageHead title="修改密码" back="/me" />
            <Outcome words=words::password_failure />
            <p>"修改后，其他手机和电脑上的登录都会退出。"</p>
            <form class="form" method="post" action="/password" on:submit=move |event| post.hold(&event)>
                <PasswordInput name="password" label="现在的密码" autocomplete="current-password" />
                <PasswordInput name="new_password" label="新密码" hint=RULE autocomplete="new-password" />
                <button class="button primary" type="submit">
                    "修改密码"
                </button>
                <NotPosted post />
            </form>
        </Frame>
    }
    .erased()
}
