//! `/desk/accounts/new`.

use super::{
    fields,
    outcome::outcome,
    read::{Choices, offered},
};
use crate::{
    desk::plain::{asked_for, once_read_below},
    view::Erase,
};
use domain::codes::{Coded, Role};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn NewAccountPage() -> impl IntoView {
    view! {
        <Title text="新建账号 · 科特派" />
        <p class="back-line">
            <a href="/desk/accounts">"‹ 全部账号"</a>
        </p>
        <h1>"新建账号"</h1>
        {outcome()}
        {once_read_below(offered(), |choices| form(&choices))}
    }
}

fn form(choices: &Choices) -> AnyView {
    view! {
        <form class="form card" method="post" action="/desk/accounts/new">
            <div class="field">
                <label for="login">
                    "账号 " <span class="hint">"多为本人手机号"</span>
                </label>
                <input
                    class="input"
                    id="login"
                    name="login"
                    value=asked_for("login")
                    aria-invalid=fields::refused("login")
                    required
                    maxlength="64"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                />
            </div>
            <div class="field">
                <label for="name">"姓名"</label>
                <input
                    class="input"
                    id="name"
                    name="name"
                    value=asked_for("name")
                    aria-invalid=fields::refused("name")
                    required
                    maxlength="40"
                    autocomplete="off"
                />
            </div>
            {fields::post(choices, Role::from_code(&asked_for("role")), &asked_for("area"))}
            <p class="small">
                "建好后会显示一次性验证码，14 天内有效。科技特派员的账号随名册导入建立，不在这里新建。"
            </p>
            <button class="button primary" type="submit">
                "建立账号"
            </button>
        </form>
    }
    .erased()
}
