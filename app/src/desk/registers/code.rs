//! `/desk/registers/:register/:key/codes`: a one-time code for a commissioner's account.

use super::{read::Desk, words};
use crate::{
    desk::{
        imports::{AskFirst, Codes, Issued, issued},
        plain::{once_read, segment},
    },
    view::Erase,
};
use domain::registers::Kind;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn CodePage() -> impl IntoView {
    let (name, key) = (segment("register"), segment("key"));
    let (made, back) = (issued(), words::card(Kind::Commissioners, &key));
    let reading = async move { Desk::open()?.person(&name, &key).await };
    view! {
        <Title text="一次性验证码 · 科特派" />
        {once_read(
            reading,
            |card| {
                if let Some(Issued(codes)) = made {
                    return view! { <Codes codes back /> }.erased();
                }
                let text = format!("给{}发一个一次性验证码，用来设置自己的密码。", card.title);
                view! { <AskFirst text back /> }.erased()
            },
        )}
    }
}
