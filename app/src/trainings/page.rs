//! 记一次培训.

use leptos::prelude::*;

use super::TrainingForm;
use crate::{
    components::loaded,
    frame::{Frame, Tab},
    workbench::api::read_choices,
};

#[component]
pub fn NewTrainingPage() -> impl IntoView {
    let data = Resource::new(|| (), |()| read_choices());
    view! {
        <Frame title="记一次培训" tab=Tab::Workbench narrow=true>
            {loaded(data, |choices| view! { <TrainingForm choices /> }.into_any())}
        </Frame>
    }
    .into_any()
}
