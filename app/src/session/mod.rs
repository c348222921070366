//! Signing in and out, the first sign-in, and the person's own password. The forms are plain
//! HTML and answer without wasm; the server sends people back with a stable error code.

pub mod api;
mod password;
mod sign_in;

pub use password::{FirstSignInPage, PasswordPage};
pub use sign_in::SignInPage;

use leptos::prelude::*;

use crate::{
    components::{Icon, Notice, Shape, Tone},
    error::AppError,
    moves::{self, PageTitle},
    view::{Content, Erase, view},
    words,
};

/// One card in the middle, with the name of the product above.
#[component]
fn Gate(title: &'static str, children: Content) -> impl IntoView {
    view! {
        <PageTitle text=format!("{title} · 科特派") />
        <div class="gate">
            <main id="main" tabindex="-1" class="stack loose">
                <header class="brand-mark">
                    <Icon shape=Shape::Leaf />
                    <h1>{title}</h1>
                    <p>
                        <small>"科特派 · 科技特派员服务记录"</small>
                    </p>
                </header>
                <Outcome words=words::failure />
                {children.show()}
            </main>
        </div>
    }
    .erased()
}

/// What the server said about the last attempt.
#[component]
fn Outcome(words: fn(&AppError) -> &'static str) -> impl IntoView {
    let query = moves::query();
    move || {
        let query = query.read();
        if let Some(code) = query.get("error") {
            let error = AppError::from_code(&code);
            Some(view! { <Notice tone=Tone::Bad text=words(&error) /> })
        } else if query.get("changed").is_some() {
            Some(view! { <Notice tone=Tone::Good text="密码已修改，其他设备上的登录已退出。" /> })
        } else {
            None
        }
    }
}

/// A part of the query as it was when the page was opened.
fn asked(name: &'static str) -> Option<String> {
    moves::query().with_untracked(|query| query.get(name))
}

/// A password field; the letters can be shown, since nobody types well in the field.
#[component]
fn PasswordInput(
    name: &'static str,
    label: &'static str,
    #[prop(optional)] hint: &'static str,
    autocomplete: &'static str,
) -> impl IntoView {
    let seen = RwSignal::new(false);
    let awake = crate::components::awake();
    view! {
        <div class="field">
            <label for=name>{label} " " <span class="hint">{hint}</span></label>
            <div class="with-button">
                <input
                    class="input"
                    id=name
                    name=name
                    type=move || if seen.get() { "text" } else { "password" }
                    required
                    maxlength="128"
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                />
                <button
                    class="button quiet"
                    type="button"
                    hidden=move || !awake.get()
                    on:click=move |_| seen.update(|seen| *seen = !*seen)
                >
                    {move || if seen.get() { "隐藏" } else { "显示" }} <span class="unseen">{label}</span>
                </button>
            </div>
        </div>
    }
    .erased()
}

/// The login, kept as typed when the server sends the person back.
#[component]
fn LoginInput() -> impl IntoView {
    view! {
        <div class="field">
            <label for="login">"账号 " <span class="hint">"多为本人手机号"</span></label>
            <input
                class="input"
                id="login"
                name="login"
                value=asked("login")
                required
                maxlength="64"
                autocomplete="username"
                autocapitalize="off"
                spellcheck="false"
            />
        </div>
    }
    .erased()
}
