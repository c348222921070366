//! A form of the desk whose session ended while it was filled in: what was typed comes back after the
//! sign-in. It stays in the browser's tab and never with the server, which could not tell whose it is.

use leptos::{nonce::use_nonce, prelude::*};

use crate::{
    components::{Notice, Tone},
    view::{Erase, view},
};

/// Keeps and gives back. Stands in the head: the pages below are taken over by their own script.
#[component]
pub(crate) fn KeptForm() -> impl IntoView {
    view! { <script nonce=use_nonce() inner_html=include_str!("kept_form.js")></script> }
}

/// What stands before a form that was given back.
#[component]
pub(crate) fn FormAgain() -> impl IntoView {
    let text = "登录过期了，刚才没有保存。下面是您填过的内容，请核对后再提交；选过的文件要重新选。";
    view! {
        <template id="form-again">
            <Notice tone=Tone::Soon text />
        </template>
    }
    .erased()
}
