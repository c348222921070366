//! `/desk/records/:id`.

use super::{
    HistoryOf, RecordCard,
    api::{Asked, Opened, open_record},
    list::asked_list,
    version_shown,
};
use crate::{
    components::loaded_whole,
    desk::{
        parts::asked,
        reviews::{Decide, DecisionForms, Flash, answered},
    },
    json::data,
    view::Erase,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// One record with its decisions, its history and what changed.
#[component]
pub(crate) fn RecordPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let decide = ServerAction::<Decide>::new();
    let decided = answered(*decide);
    let record = data(move || (id.get(), decided.get()), |(id, _)| open_record(id));
    let done = asked("done");
    let list = asked_list();
    let back = move || list.with(|list| list.carried("/desk/records"));
    view! {
        <Title text="记录 · 科特派" />
        <p class="back-line no-print">
            <a href=back>"‹ 全部记录"</a>
        </p>
        <Flash done />
        {loaded_whole(
            record,
            move |opened| {
                let subject = version_shown(&opened.record);
                view! { <Whole opened list=list.get_untracked() decide /> }.erased_for(subject)
            },
        )}
    }
}

#[component]
fn Whole(opened: Opened, list: Asked, decide: ServerAction<Decide>) -> impl IntoView {
    let Opened {
        today,
        actor,
        township_step: step,
        record,
    } = opened;
    let here = list.carried(&format!("/desk/records/{}", record.id));
    view! {
        <article class="card record">
            <RecordCard record=record.clone() alone=true />
            <HistoryOf record=record.clone() />
            <DecisionForms record actor today step decide next=here.clone() back=here />
        </article>
    }
}
