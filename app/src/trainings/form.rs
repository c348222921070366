//! The training form: new, or of a record that exists.

use domain::{
    codes::RecordKind,
    reading::{FormChoices, RecordView},
    sync::{
        Op,
        entry::{Base, Entry},
    },
};
use leptos::prelude::*;

use super::{
    fields::{People, What, Who},
    input::{ORDER, REMEMBERED, TrainingInput},
};
use crate::{
    components::{Opinion, Piece, Tone},
    frame::PageHead,
    outbox::{Drafts, as_record},
    recording::{
        About, FormFoot, LastChoices, Saved, SendNotice, Sending, State, heading,
        linked::LinkedFields,
    },
    view::{Erase, view},
};

#[component]
#[expect(
    clippy::too_many_lines,
    reason = "what a form begins with, and its parts"
)]
pub fn TrainingForm(
    choices: FormChoices,
    /// A record that the server holds. Beside an entry it says what the last return asks for, and names.
    #[prop(optional_no_strip)]
    record: Option<RecordView>,
    /// A record that this phone holds.
    #[prop(optional)]
    entry: Option<Entry>,
) -> impl IntoView {
    let input = TrainingInput::new(&choices);
    let sending = Sending::new(RecordKind::Training, choices.today, ORDER);
    let last = LastChoices::of("training", choices.commissioner_id);
    let edits = record.is_some() || entry.is_some();
    let (title, back) = heading(RecordKind::Training, record.as_ref(), entry.as_ref());
    let opinion = record
        .as_ref()
        .and_then(|record| record.review_opinion.clone());
    if let Some(record) = &record {
        sending.points_at(record);
    }
    if let Some(entry) = entry {
        // What the server refused is newer than what the return asked for.
        sending.resumes(&entry);
        let mut shown = as_record(&entry);
        shown.people = record.map(|record| record.people).unwrap_or_default();
        input.show(&shown, &choices.villages);
    } else if let Some(record) = record {
        let base = Base {
            version: record.version,
            record: Some(record.record()),
        };
        sending.continues(record.id, base);
        input.show(&record, &choices.villages);
    }
    let own = choices.villages.clone();
    let about = Signal::derive(move || About {
        label: input.texts[0].get().trim().to_owned(),
        place_name: input.place.name(&own),
    });
    sending.keep_drafts(move || input.record(), about);
    let send = move |op: Op| {
        sending.send(op, input.record(), about.get(), move |record| {
            last.keep(record, &REMEMBERED);
        });
    };
    let submit = Callback::new(move |()| send(Op::Submit));
    let what = choices.clone();
    let taken = move || match sending.state.get() {
        State::Submitted { id, kept } => Some(view! { <Saved id kept /> }),
        _ => None,
    };
    let open = move || !matches!(sending.state.get(), State::Submitted { .. });
    view! {
        {taken}
        <form
            class="form"
            novalidate
            hidden=move || !open()
            on:focusin=move |_| sending.touch()
            on:pointerdown=move |_| sending.touch()
            on:change=move |_| sending.touch()
            on:submit=move |event| {
                event.prevent_default();
                submit.run(());
            }
        >
            <PageHead title back />
            {(!edits).then(|| view! { <Drafts kind=RecordKind::Training /> })}
            {opinion
                .map(|text| view! { <Opinion tone=Tone::Bad text /> })}
            <Piece>
                <What input choices=what faults=sending.faults last=(!edits).then_some(last) />
            </Piece>
            <Piece>
                <People input sending />
            </Piece>
            <LinkedFields
                input=input.linked
                place=input.place.code
                villages=Vec::new()
                faults=sending.faults
            />
            <Who input choices faults=sending.faults />
            <SendNotice sending />
            <FormFoot sending keep=Callback::new(move |()| send(Op::Save)) />
        </form>
    }
    .erased()
}
