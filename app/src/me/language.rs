//! The language of the pages, chosen by the person and kept with the account.

use domain::codes::{Coded, Language};
use leptos::prelude::*;

use crate::{
    components::{NotPosted, Post},
    view::{Erase, view},
};

/// Both languages by their own names, so that either finds its way back.
#[component]
pub(crate) fn LanguageChoice() -> impl IntoView {
    let choices = Language::ALL.iter().map(|language| {
        view! {
            <button class="button quiet" name="language" value=language.code() lang=language.code()>
                {language.label()}
            </button>
        }
    });
    let post = Post::new();
    view! {
        <form
            class="row"
            method="post"
            action="/language"
            translate="no"
            aria-label="语言 Language"
            on:submit=move |event| post.hold(&event)
        >
            {choices.collect_view()}
        </form>
        <NotPosted post />
    }
    .erased()
}
