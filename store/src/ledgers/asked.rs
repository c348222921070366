//! The form of an entry or a step: what is asked, what is offered, and what was typed when it comes back.

use super::told::{Names, text};
use domain::{
    ledgers::{Entry, Fills, Form, Input as Asked, Kind, Known, steps::Step},
    registers::{Field, Input},
};
use uuid::Uuid;

/// The form of a new entry.
pub(crate) fn blank(kind: Kind, known: &Known) -> Form {
    let entry = Entry {
        kind,
        status: domain::ledgers::steps::Status::first(kind),
        values: domain::ledgers::Values::new(),
    };
    let fields = kind.declared().fields;
    Form {
        id: None,
        ..form((&entry, Uuid::nil(), 0), fields, known)
    }
}

/// The form of an entry that exists.
pub(crate) fn of_entry(entry: (&Entry, Uuid, i64), known: &Known) -> Form {
    form(entry, entry.0.kind.declared().fields, known)
}

/// The form of a step. It begins empty but for what the entry knows already.
pub(crate) fn of_step(entry: (&Entry, Uuid, i64), step: Step, known: &Known) -> Form {
    Form {
        step: Some(step),
        ..form(entry, step.fields(), known)
    }
}

fn form(
    (entry, id, version): (&Entry, Uuid, i64),
    fields: &[domain::ledgers::Field],
    known: &Known,
) -> Form {
    let names = Names::of(known);
    Form {
        kind: entry.kind,
        id: Some(id),
        new_id: None,
        step: None,
        title: entry.text_that(Fills::Name).unwrap_or_default().to_owned(),
        version,
        fields: fields
            .iter()
            .map(|field| Field {
                column: field.column.to_owned(),
                label: field.label.to_owned(),
                input: input(field.input, known),
                value: value(field, entry, &names),
                required: field.required,
                fault: None,
                theirs: None,
            })
            .collect(),
        faults: Vec::new(),
        conflict: false,
    }
}

/// Choices go by their codes, all else by the words a person would type.
fn value(field: &domain::ledgers::Field, entry: &Entry, names: &Names) -> String {
    match field.input {
        Asked::One(_) | Asked::Industry => {
            let code = entry.values.get(field.column);
            code.cloned().unwrap_or_default()
        }
        _ => text(field, entry, names),
    }
}

fn input(asked: Asked, known: &Known) -> Input {
    match asked {
        Asked::Line | Asked::Money | Asked::Area | Asked::PhoneTail => Input::Line,
        Asked::Long => Input::Long,
        Asked::Past | Asked::Day => Input::Date,
        Asked::Year | Asked::Count => Input::Number,
        Asked::One(choices) => {
            let own = |(code, label): &(&str, &str)| ((*code).to_owned(), (*label).to_owned());
            Input::One(choices.iter().map(own).collect())
        }
        Asked::Industry => Input::One(known.industries.clone()),
        Asked::Place(highest) => {
            let fitting = known
                .places
                .iter()
                .filter(|place| place.code.level() >= highest);
            Input::Offered(fitting.map(|place| place.name.clone()).collect())
        }
        Asked::Holder => {
            let holders = known.holders.iter();
            Input::Offered(holders.map(|holder| holder.name.clone()).collect())
        }
    }
}

/// Puts what was typed back into the form.
pub(crate) fn keep_typed(form: &mut Form, typed: &[(String, String)]) {
    for field in &mut form.fields {
        if let Some((_, text)) = typed.iter().find(|(column, _)| *column == field.column) {
            field.value.clone_from(text);
        }
    }
}

/// Shows what somebody else wrote meanwhile beside what was typed; the form goes on from there.
pub(crate) fn meet(form: &mut Form, typed: &[(String, String)]) {
    form.conflict = true;
    for field in &mut form.fields {
        let mine = typed.iter().find(|(column, _)| *column == field.column);
        let mine = mine.map(|(_, text)| text.replace("\r\n", "\n"));
        if let Some(mine) = mine.filter(|mine| *mine != field.value) {
            field.theirs = Some(std::mem::replace(&mut field.value, mine));
        }
    }
}
