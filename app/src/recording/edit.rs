//! 修改: the form of a record that exists, whichever kind it is.

use domain::{codes::RecordKind, reading::FormChoices};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{Notice, Tone, loaded},
    error::AppError,
    frame::{Frame, PageHead, Tab},
    records::api::{RecordSheet, read_record},
    trainings::TrainingForm,
    visits::VisitForm,
    workbench::api::read_choices,
};

#[component]
pub fn EditPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id").unwrap_or_default());
    let data = Resource::new(id, |id| async move { both(id).await });
    view! {
        <Frame title="修改记录" tab=Tab::Records narrow=true>
            {loaded(data, |(sheet, choices)| view! { <Edit sheet choices /> }.into_any())}
        </Frame>
    }
    .into_any()
}

async fn both(id: String) -> Result<(RecordSheet, FormChoices), AppError> {
    let sheet = read_record(id).await?;
    Ok((sheet, read_choices().await?))
}

#[component]
fn Edit(sheet: RecordSheet, choices: FormChoices) -> impl IntoView {
    let RecordSheet { record, .. } = sheet;
    if !record.editable {
        return view! {
            <PageHead title="修改记录" back="/records" />
            <Notice tone=Tone::Soon text="这条记录现在不能修改。" />
        }
        .into_any();
    }
    match record.kind {
        RecordKind::Visit => view! { <VisitForm choices record /> }.into_any(),
        RecordKind::Training => view! { <TrainingForm choices record /> }.into_any(),
    }
}
