//! 登录.

use leptos::prelude::*;

use super::{Gate, LoginInput, PasswordInput, asked};

use crate::{
    components::{NotPosted, Notice, Post, Tone},
    view::{Erase, view},
};

#[component]
pub fn SignInPage() -> impl IntoView {
    let post = Post::new();
    view! {
        <Gate title="登录">
            // Shown by `kept_form.js` where it is so.
            <div id="form-kept" hidden>
                <Notice
                    tone=Tone::Soon
                    text="刚才填写的内容还在，用同一个账号登录后会回到原来的表单。"
                />
            </div>
            <form class="form" method="post" action="/sign-in" on:submit=move |event| post.hold(&event)>
                <input type="hidden" name="next" value=asked("next") />
                <LoginInput />
                <PasswordInput name="password" label="密码" autocomplete="current-password" />
                <button class="button primary wide" type="submit">
                    "登录"
                </button>
                <NotPosted post />
            </form>
            <p>
                "第一次使用？ "
                <a href="/first-sign-in">"用一次性验证码设置密码"</a>
            </p>
        </Gate>
    }
    .erased()
}
