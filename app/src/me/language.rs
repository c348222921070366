//! The language of the pages, chosen by the person and kept with the account.

use domain::codes::{Coded, Language};
use leptos::prelude::*;

use crate::view::Erase;

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
    view! {
        <form class="row" method="post" action="/language" translate="no" aria-label="语言 Language">
            {choices.collect_view()}
        </form>
    }
    .erased()
}
