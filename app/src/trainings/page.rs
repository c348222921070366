//! 记一次培训.

use leptos::prelude::*;

use super::TrainingForm;
use crate::{
    components::loaded,
    device::source,
    frame::{Frame, Tab},
};

#[component]
pub fn NewTrainingPage() -> impl IntoView {
    let source = source();
    let data = Resource::new(|| (), move |()| source.choices());
    view! {
        <Frame title="记一次培训" tab=Tab::Workbench narrow=true>
            {loaded(data, |choices| view! { <TrainingForm choices /> }.into_any())}
        </Frame>
    }
    .into_any()
}
