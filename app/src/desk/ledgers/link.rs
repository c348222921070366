//! `/desk/ledgers/replies/link`: a link for somebody who was served.

use super::{form::Whole, read::Desk};
use crate::{
    desk::{
        parts::{CopyButton, SmallScript},
        plain::once_read,
    },
    view::Erase,
};
use domain::{
    codes::Coded,
    ledgers::{Form, Kind},
};
use leptos::prelude::*;
use leptos_meta::Title;
use store::satisfaction::DAYS;

/// A link that was just made, as the page that answers finds it with the request.
#[derive(Debug, Clone)]
pub struct MadeLink {
    pub address: String,
    pub about: String,
    pub place: String,
}

/// What the page shows.
#[derive(Debug, Clone)]
pub(super) enum Asking {
    Form(Form),
    Made(MadeLink),
}

#[component]
pub(crate) fn LinkPage() -> impl IntoView {
    let reading = async move { Desk::open()?.link().await };
    view! {
        <Title text="评价链接 · 科特派" />
        {once_read(
            reading,
            |asking| match asking {
                Asking::Form(form) => view! { <Whole form /> }.erased(),
                Asking::Made(link) => view! { <Made link /> }.erased(),
            },
        )}
        <SmallScript />
    }
}

/// The link, shown this once.
#[component]
fn Made(link: MadeLink) -> impl IntoView {
    let back = super::words::ledger(Kind::Reply);
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line" href=back>
                    {format!("‹ {}", Kind::Reply.label())}
                </a>
                <h1>"评价链接"</h1>
            </div>
        </header>
        <section class="card stack tight">
            <p>
                {format!(
                    "把下面的链接发给服务对象，用手机打开，点一下就能评价，不用登录。{DAYS} 天内有效，只能评价一次；这里只显示这一回。",
                )}
            </p>
            <p>
                <output id="link" class="fixed" translate="no">
                    {link.address}
                </output>
            </p>
            <div class="row">
                <CopyButton of="link" />
            </div>
            <dl class="facts">
                <dt>"服务"</dt>
                <dd translate="no">{link.about}</dd>
                <dt>"地点"</dt>
                <dd translate="no">{link.place}</dd>
            </dl>
        </section>
    }
}
