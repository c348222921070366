//! 修改: the form of a record that exists, whichever kind it is. What this phone holds of it comes
//! first: it is newer than what the server has.

use domain::{
    codes::{RecordKind, Status},
    reading::{FormChoices, RecordView},
    sync::entry::{Entry, Trouble},
};
use leptos::prelude::*;

use crate::{
    components::{Notice, Tone, loaded},
    device::{Outbox, Source, device, source},
    error::AppError,
    frame::{Frame, PageHead, Tab},
    json::data,
    moves,
    outbox::as_record,
    records::api::RecordSheet,
    trainings::TrainingForm,
    view::{Erase, view},
    visits::VisitForm,
};

#[component]
pub fn EditPage() -> impl IntoView {
    let id = moves::id();
    let source = source();
    let outbox = StoredValue::new(device().map(|device| device.outbox));
    let data = data(
        move || id.get(),
        move |id| {
            let anew = outbox.with_value(|outbox| is_new(outbox.as_deref(), &id));
            both(source, id, anew)
        },
    );
    let held = held(id);
    view! {
        <Frame title="修改记录" tab=Tab::Records narrow=true>
            {loaded(
                data,
                move |(choices, sheet)| {
                    view! {
                        {move || match held.get() {
                            Some(entry) => {
                                view! { <Held entry sheet=sheet.clone() choices=choices.clone() /> }.erased()
                            }
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

/// The record's entry as it is when the page opens: the form's own writing does not open it anew. What was
/// given up is passed by: the server's text stands in its place.
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
                    .find(|entry| entry.record_id.to_string() == wanted && entry.is_written())
                    .cloned()
            }));
        }
        true
    });
    held
}

/// Whether this phone holds the record and the server never had it: it is not asked then.
fn is_new(outbox: Option<&dyn Outbox>, id: &str) -> bool {
    outbox.is_some_and(|outbox| {
        outbox.entries().with_untracked(|entries| {
            let own = entries
                .iter()
                .find(|entry| entry.record_id.to_string() == id);
            own.is_some_and(|entry| entry.base.version == 0 && entry.going().is_none())
        })
    })
}

/// As the page of a new visit has them, for one copy of what waits for them. A record that only this phone
/// knows has choices and no sheet.
async fn both(
    source: Source,
    id: String,
    anew: bool,
) -> Result<(FormChoices, Option<RecordSheet>), AppError> {
    if anew {
        return Ok((source.choices().await?, None));
    }
    let sheet = match source.record(id).await {
        Ok(sheet) => Some(sheet),
        Err(AppError::NotFound | AppError::Unreachable | AppError::Unavailable) => None,
        Err(error) => return Err(error),
    };
    Ok((source.choices().await?, sheet))
}

#[component]
fn Held(entry: Entry, sheet: Option<RecordSheet>, choices: FormChoices) -> impl IntoView {
    let record = sheet.map(|sheet| as_asked(sheet.record, &entry));
    match entry.kind {
        RecordKind::Visit => view! { <VisitForm choices record entry /> }.erased(),
        RecordKind::Training => view! { <TrainingForm choices record entry /> }.erased(),
    }
}

/// The record with its opinion and marks as long as they are the last return's, and without them after.
fn as_asked(mut record: RecordView, entry: &Entry) -> RecordView {
    if !is_still_returned(&record, entry) {
        record.review_opinion = None;
        record.review_fields = Vec::new();
    }
    record
}

/// Whether the last return asks for something: until the person has submitted the record again and the
/// server did not refuse that.
fn is_still_returned(record: &RecordView, entry: &Entry) -> bool {
    let submitted = as_record(entry).status == Status::Submitted;
    let refused = matches!(entry.trouble, Some(Trouble::Rejected { .. }));
    record.status == Status::Returned && (!submitted || refused)
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
        RecordKind::Visit => view! { <VisitForm choices record=Some(record) /> }.erased(),
        RecordKind::Training => view! { <TrainingForm choices record=Some(record) /> }.erased(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sync::{
        Op,
        entry::{Base, Outgoing},
    };

    #[test]
    fn what_a_return_asks_for_stays_until_the_record_is_submitted_again() {
        let record = "019120c3-2b02-78e0-b6d2-e5b409823097".parse().unwrap();
        let account = "0191420c-13f8-76b9-81bc-b81287c8c038".parse().unwrap();
        let now = "2026-03-05T02:00:00Z".parse().unwrap();
        let kind = RecordKind::Visit;
        let mut entry = Entry::new(record, kind, account, None, Base::default(), now);
        let returned = RecordView {
            status: Status::Returned,
            ..as_record(&entry)
        };
        let asks = |entry: &Entry| is_still_returned(&returned, entry);
        assert!(asks(&entry));
        for (op, still) in [(Op::Save, true), (Op::Submit, false)] {
            entry.outgoing = Some(Outgoing {
                op,
                record: serde_json::Map::new(),
                queued_at: now,
            });
            assert_eq!(asks(&entry), still, "{op:?}");
        }
        entry.trouble = Some(Trouble::Rejected { fields: Vec::new() });
        assert!(asks(&entry));
    }
}
