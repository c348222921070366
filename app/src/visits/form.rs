//! The visit form: new, after another, or of a record that exists.

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
    fields::{Folded, MainFields},
    input::{ORDER, REMEMBERED, VisitInput},
};
use crate::{
    components::{Opinion, Tone},
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
pub fn VisitForm(
    choices: FormChoices,
    /// A record that the server holds. Beside an entry it says what the last return asks for, and names.
    #[prop(optional_no_strip)]
    record: Option<RecordView>,
    /// A record that this phone holds.
    #[prop(optional)]
    entry: Option<Entry>,
    /// A visit of the same trip, whose date and choices are taken over.
    #[prop(optional)]
    after: Option<RecordView>,
    #[prop(optional)] village: String,
) -> impl IntoView {
    let input = VisitInput::new(&choices, &village);
    let sending = Sending::new(RecordKind::Visit, choices.today, ORDER);
    let last = LastChoices::of("visit", choices.commissioner_id);
    let edits = record.is_some() || entry.is_some();
    let anew = !edits && after.is_none();
    let (title, back) = heading(RecordKind::Visit, record.as_ref(), entry.as_ref());
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
    } else if let Some(after) = after {
        input.show(&after, &choices.villages);
        input.next_village();
        input.place.code.set(village);
    }
    let own = choices.villages.clone();
    let about = Signal::derive(move || About {
        label: String::new(),
        place_name: input.place.name(&own),
    });
    sending.keep_drafts(move || input.record(), about);
    let send = move |op: Op| {
        sending.send(op, input.record(), about.get(), move |record| {
            last.keep(record, &REMEMBERED);
        });
    };
    let submit = Callback::new(move |()| send(Op::Submit));
    let again = Callback::new(move |()| {
        input.next_village();
        sending.begin_again();
        request_animation_frame(|| crate::components::faults::focus("area_code"));
    });
    let taken = move || match sending.state.get() {
        State::Submitted { id, kept } => {
            Some(view! { <Saved id kept again=("再记一个村", again) /> })
        }
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
            {(!edits).then(|| view! { <Drafts kind=RecordKind::Visit /> })}
            {opinion.map(|text| view! { <Opinion tone=Tone::Bad text /> })}
            <MainFields input choices=choices.clone() sending last=anew.then_some(last) />
            <LinkedFields
                input=input.linked
                place=input.place.code
                villages=choices.villages.clone()
                faults=sending.faults
                problems=true
            />
            <Folded input choices faults=sending.faults open_at_first=edits />
            <SendNotice sending />
            <FormFoot sending keep=Callback::new(move |()| send(Op::Save)) />
        </form>
    }
    .erased()
}
