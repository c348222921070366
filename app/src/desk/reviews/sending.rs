//! Sending a decision: how often that was answered, and why it was not.

use crate::{
    components::{Notice, Tone},
    error::AppError,
    view::Erase,
    words,
};
use leptos::prelude::*;

/// How often this was answered. Where nobody was signed in any more nothing was done: the page is not
/// read anew, and what is typed in it stays.
pub(crate) fn answered<I>(action: Action<I, Result<(), AppError>>) -> Memo<usize>
where
    I: Send + Sync + 'static,
{
    let (times, value) = (action.version(), action.value());
    Memo::new(move |before: Option<&usize>| {
        let times = times.get();
        let signed_out = value.with(|value| matches!(value, Some(Err(AppError::SignedOut))));
        if signed_out {
            before.copied().unwrap_or_default()
        } else {
            times
        }
    })
}

/// Why the call itself failed. One signs in beside this page, which keeps what is typed in it.
#[component]
pub(super) fn NotSent(error: AppError) -> impl IntoView {
    if error != AppError::SignedOut {
        return view! { <Notice tone=Tone::Bad text=words::failure(&error) /> }.erased();
    }
    view! {
        <Notice tone=Tone::Bad text="登录已过期，请在新窗口登录后再点一次。">
            <p>
                <a href="/sign-in" target="_blank" rel="external">
                    "在新窗口登录"
                </a>
            </p>
        </Notice>
    }
    .erased()
}
