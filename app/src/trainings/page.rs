//! 记一次培训.

use leptos::prelude::*;

use super::TrainingForm;
use crate::{
    components::loaded,
    device::source,
    frame::{Frame, Tab},
    json::data,
    view::{Erase, view},
};

#[component]
pub fn NewTrainingPage() -> impl IntoView {
    let source = source();
    let data = data(|| (), move |()| source.choices());
    view! {
        <Frame title="记一次培训" tab=Tab::Workbench narrow=true>
            {loaded(data, |choices| view! { <TrainingForm choices /> }.erased())}
        </Frame>
    }
    .erased()
}
