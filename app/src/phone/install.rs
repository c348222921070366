//! 添加到桌面, and the way out of WeChat.

use leptos::{prelude::*, task::spawn_local};

use super::{Findings, Phone};

use crate::view::{Erase, view};

/// How to open the page where it can keep something.
#[component]
pub(super) fn OutOfWeChat() -> impl IntoView {
    view! {
        <section class="card alert stack tight">
            <h2>"请在浏览器打开"</h2>
            <p>"现在是在微信里打开的。微信会随时清掉页面存的内容，没有信号时也打不开。"</p>
            <ol class="steps">
                <li>"点右上角的“…”"</li>
                <li>"选“在浏览器打开”（苹果手机选“在默认浏览器中打开”）"</li>
                <li>"重新登录，再把科特派添加到桌面"</li>
            </ol>
            <p>
                <small>"不换也能用：有网络时照常记录和提交。"</small>
            </p>
        </section>
    }
    .erased()
}

/// The browser's own question where it has one, else the steps.
#[component]
pub(super) fn ToHomeScreen(phone: Phone, findings: Findings) -> impl IntoView {
    let installable = phone.installable;
    let care = StoredValue::new(phone.care);
    let install = move |_| {
        let asked = care.with_value(|care| care.install());
        spawn_local(async move {
            if asked.await {
                installable.set(false);
            }
        });
    };
    let body = move || {
        if findings.standalone {
            view! { <p>"已经是从桌面图标打开的。"</p> }.erased()
        } else if installable.get() {
            view! {
                <p>"桌面上会多一个图标，没有信号也能直接打开。"</p>
                <p>
                    <button class="button primary" type="button" on:click=install>
                        "添加到桌面"
                    </button>
                </p>
            }
            .erased()
        } else {
            view! {
                <p>"桌面上有图标，没有信号也能直接打开。"</p>
                <ol class="steps">{steps(findings.apple)}</ol>
            }
            .erased()
        }
    };
    view! {
        <section class="card stack tight">
            <h2>"添加到桌面"</h2>
            {body}
        </section>
    }
    .erased()
}

fn steps(apple: bool) -> AnyView {
    let steps: &[&str] = if apple {
        &[
            "用 Safari 打开本页，点下方的分享按钮",
            "选“添加到主屏幕”，再点“添加”",
        ]
    } else {
        &[
            "点浏览器的菜单（“⋮”或“≡”）",
            "选“添加到桌面”“添加到主屏幕”或“安装应用”",
            "如果没有出现图标，请在手机设置里允许浏览器创建桌面快捷方式",
        ]
    };
    steps
        .iter()
        .map(|step| view! { <li>{*step}</li> })
        .collect_view()
        .erased()
}
