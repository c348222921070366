//! 修改: the form of a record that exists, whichever kind it is. What this phone holds of it comes
//! first: it is newer than what the server has.

use domain::{codes::RecordKind, reading::FormChoices, sync::entry::Entry};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{Notice, Tone, loaded},
    device::{Source, device, source},
    error::AppError,
    frame::{Frame, PageHead, Tab},
    json::data,
    records::api::RecordSheet,
    trainings::TrainingForm,
    view::Erase,
    visits::VisitForm,
};

#[component]
pub fn EditPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id").unwrap_or_default());
    let source = source();
    let data = data(id, move |id| both(source, id));
    let held = held(Signal::derive(id));
    view! {
        <Frame title="修改记录" tab=Tab::Records narrow=true>
            {loaded(
                data,
                move |(sheet, choices)| {
                    view! {
                        {move || match held.get() {
                            Some(entry) => view! { <Held entry choices=choices.clone() /> }.erased(),
                            None => view! { <Edit sheet=sheet.clone() choices=choices.clone() /> }.erased(),
                        }}
                    }
                        .erased()
                },
            )}
        </Frame>
    }
    .erased()
}

/// The record's entry as it is when the page opens: the form's own writing does not open it anew.
fn held(id: Signal<String>) -> RwSignal<Option<Entry>> {
    let held = RwSignal::new(None);
    let device = StoredValue::new(device());
    Effect::new(move |done: Option<bool>| {
        let outbox = device.get_value().map(|device| device.outbox);
        let Some(outbox) = outbox.filter(|outbox| outbox.is_open().get()) else {
            return false;
        };
        if done != Some(true) {
            let wanted = id.get_untracked();
            held.set(outbox.entries().with_untracked(|entries| {
                entries
                    .iter()
                    .find(|entry| entry.record_id.to_string() == wanted)
                    .cloned()
            }));
        }
        true
    });
    held
}

/// A record that only this phone knows has choices and no sheet.
async fn both(source: Source, id: String) -> Result<(Option<RecordSheet>, FormChoices), AppError> {
    let sheet = match source.record(id).await {
        Ok(sheet) => Some(sheet),
        Err(AppError::NotFound | AppError::Unreachable | AppError::Unavailable) => None,
        Err(error) => return Err(error),
    };
    Ok((sheet, source.choices().await?))
}

#[component]
fn Held(entry: Entry, choices: FormChoices) -> impl IntoView {
    match entry.kind {
        RecordKind::Visit => view! { <VisitForm choices entry /> }.erased(),
        RecordKind::Training => view! { <TrainingForm choices entry /> }.erased(),
    }
}

#[component]
fn Edit(sheet: Option<RecordSheet>, choices: FormChoices) -> impl IntoView {
    let Some(RecordSheet { record, .. }) = sheet else {
        return view! {
            <PageHead title="修改记录" back="/records" />
            <Notice tone=Tone::Soon text="没有找到这条记录：可能已送达或已删除，或现在没有网络。" />
        }
        .erased();
    };
    if !record.editable {
        return view! {
            <PageHead title="修改记录" back="/records" />
            <Notice tone=Tone::Soon text="这条记录现在不能修改。" />
        }
        .erased();
    }
    match record.kind {
        RecordKind::Visit => view! { <VisitForm choices record /> }.erased(),
        RecordKind::Training => view! { <TrainingForm choices record /> }.erased(),
    }
}
