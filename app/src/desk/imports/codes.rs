//! `/desk/imports/:id/codes`: one-time codes of the accounts that an import made, to be printed and cut.

use super::Desk;
use crate::{
    components::{Notice, Tone},
    desk::{
        parts::{PrintButton, SmallScript},
        plain::{once_read, segment},
    },
    view::Erase,
};
use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_meta::Title;
use store::imports::{OneTimeCode, files::File};

/// Codes just made, as the page that answers the post finds them with the request. They are shown
/// this once.
#[derive(Debug, Clone)]
pub struct Issued(pub Vec<OneTimeCode>);

#[component]
pub(crate) fn CodesPage() -> impl IntoView {
    let (desk, id) = (Desk::open(), segment("id"));
    let issued = issued();
    let reading = async move { desk?.file(&id).await };
    view! {
        <Title text="一次性验证码 · 科特派" />
        {once_read(
            reading,
            |file| match issued {
                Some(Issued(codes)) => {
                    let back = format!("/desk/imports/{}", file.id);
                    view! { <Codes codes back /> }.erased()
                }
                None => view! { <Ask file /> }.erased(),
            },
        )}
    }
}

/// What the answered post made.
pub(crate) fn issued() -> Option<Issued> {
    use_context::<Parts>()?.extensions.get::<Issued>().cloned()
}

#[component]
fn Ask(file: File) -> impl IntoView {
    let count = file.summary.map_or(0, |summary| summary.logins.len());
    let text = format!("这次导入新建了 {count} 个账号。还没有登录过的，各发一个一次性验证码。");
    view! { <AskFirst text back=format!("/desk/imports/{}", file.id) /> }
}

/// Codes are made on a second word: whoever comes by a link makes none.
#[component]
pub(crate) fn AskFirst(
    text: String,
    /// The page to go back to; the form is posted below it.
    back: String,
) -> impl IntoView {
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line" href=back.clone()>
                    "‹ 返回"
                </a>
                <h1>"一次性验证码"</h1>
            </div>
        </header>
        <section class="card stack tight">
            <p>{text}</p>
            <p class="small">
                "验证码只显示这一次，14 天内有效，用一次即失效。重新发放后，以前发的作废。"
            </p>
            <form method="post" action=format!("{back}/codes")>
                <button class="button primary">"发放并显示"</button>
            </form>
        </section>
    }
}

#[component]
pub(crate) fn Codes(
    codes: Vec<OneTimeCode>,
    /// The page to go back to.
    back: String,
) -> impl IntoView {
    let none = codes.is_empty();
    let rows = codes.into_iter().map(|code| {
        view! {
            <tr>
                <th class="start" scope="row">
                    {code.name}
                </th>
                <td class="start" data-label="账号">
                    {code.login}
                </td>
                <td class="start code long" data-label="一次性验证码">
                    {code.code}
                </td>
            </tr>
        }
    });
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href=back>
                    "‹ 返回"
                </a>
                <h1>"一次性验证码"</h1>
            </div>
            {(!none).then(|| view! { <PrintButton /> })}
        </header>
        {none
            .then(|| {
                view! { <Notice tone=Tone::Plain text="这些账号都已经设置过密码，不需要再发。" /> }
            })}
        <p class="small">
            "请打印后分发本人：打开登录页，点“用一次性验证码设置密码”，填账号和验证码，再设自己的密码。14 天内有效，用一次即失效。"
        </p>
        <div class="card sheet">
            <table class="grid stacks ruled codes">
                <thead>
                    <tr>
                        <th class="start">"姓名"</th>
                        <th class="start">"账号"</th>
                        <th class="start">"一次性验证码"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <SmallScript />
    }
}
