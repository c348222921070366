//! 记一次服务.

use domain::reading::FormChoices;
use leptos::prelude::*;

use super::VisitForm;
use crate::{
    components::loaded,
    device::{Source, source},
    error::AppError,
    frame::{Frame, Tab},
    json::data,
    moves,
    records::api::RecordSheet,
    view::{Erase, view},
};

#[component]
pub fn NewVisitPage() -> impl IntoView {
    let query = moves::query();
    let village = query.with_untracked(|query| query.get("village").unwrap_or_default());
    let after = query.with_untracked(|query| query.get("after"));
    let source = source();
    let data = data(move || after.clone(), move |after| both(source, after));
    view! {
        <Frame title="记一次服务" tab=Tab::Workbench narrow=true>
            {loaded(
                data,
                move |(choices, before)| {
                    let village = village.clone();
                    match before {
                        Some(sheet) => view! { <VisitForm choices after=sheet.record village /> }.erased(),
                        None => view! { <VisitForm choices village /> }.erased(),
                    }
                },
            )}
        </Frame>
    }
    .erased()
}

async fn both(
    source: Source,
    after: Option<String>,
) -> Result<(FormChoices, Option<RecordSheet>), AppError> {
    let choices = source.choices().await?;
    let before = match after {
        Some(id) => source.record(id).await.ok(),
        None => None,
    };
    Ok((choices, before))
}
