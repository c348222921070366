//! The training form: new, or of a record that exists.

use domain::{
    reading::{FormChoices, RecordView},
    sync::Op,
};
use leptos::prelude::*;

use super::{
    fields::{People, What, Who},
    input::{ORDER, REMEMBERED, TrainingInput},
};
use crate::{
    components::{Notice, Tone},
    frame::PageHead,
    recording::{FormFoot, LastChoices, Saved, SendNotice, Sending, State},
};

#[component]
pub fn TrainingForm(
    choices: FormChoices,
    /// A record that exists.
    #[prop(optional)]
    record: Option<RecordView>,
) -> impl IntoView {
    let input = TrainingInput::new(&choices);
    let sending = Sending::new("training", choices.today, ORDER);
    let last = LastChoices::of("training", choices.commissioner_id);
    let edits = record.is_some();
    let opinion = record
        .as_ref()
        .and_then(|record| record.review_opinion.clone());
    if let Some(record) = record {
        sending.continues(record.id, record.version);
        input.show(&record, &choices.villages);
    } else {
        last.recall(move |fields| input.choose(fields));
    }
    let send = move |op: Op| {
        sending.send(op, input.record(), move |record| {
            last.keep(record, &REMEMBERED);
        });
    };
    let submit = Callback::new(move |()| send(Op::Submit));
    let title = if edits {
        "修改培训记录"
    } else {
        "记一次培训"
    };
    let back = if edits { "/records" } else { "/" };
    let taken = move || match sending.state.get() {
        State::Submitted { id, number } => Some(view! { <Saved id number /> }),
        _ => None,
    };
    let open = move || !matches!(sending.state.get(), State::Submitted { .. });
    view! {
        {taken}
        <form
            class="form"
            novalidate
            hidden=move || !open()
            on:submit=move |event| {
                event.prevent_default();
                submit.run(());
            }
        >
            <PageHead title back />
            {opinion
                .map(|opinion| view! { <Notice tone=Tone::Bad text=format!("审核意见：{opinion}") /> })}
            <What input choices=choices.clone() faults=sending.faults />
            <People input faults=sending.faults />
            <Who input choices faults=sending.faults />
            <SendNotice sending resend=submit />
            <FormFoot sending keep=Callback::new(move |()| send(Op::Save)) />
        </form>
    }
    .into_any()
}
