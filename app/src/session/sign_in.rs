//! 登录.

use leptos::prelude::*;

use super::{Gate, LoginInput, PasswordInput, asked};

use crate::view::Erase;

#[component]
pub fn SignInPage() -> impl IntoView {
    view! {
        <Gate title="登录">
            <form class="form" method="post" action="/sign-in">
                <input type="hidden" name="next" value=asked("next") />
                <LoginInput />
                <PasswordInput name="password" label="密码" autocomplete="current-password" />
                <button class="button primary wide" type="submit">
                    "登录"
                </button>
            </form>
            <p>
                "第一次使用？ "
                <a href="/first-sign-in">"用一次性验证码设置密码"</a>
            </p>
        </Gate>
    }
    .erased()
}
