//! An entry in words: what codes, areas and amounts are called.

use domain::{
    codes::Coded,
    ledgers::{Entry, Field, Input, Known, hundredths_text, steps::Step, yuan_text},
    registers::{Changed, Fact},
};
use std::collections::HashMap;

/// What areas and industries are called.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// By code.
    pub(crate) areas: HashMap<String, String>,
    pub(crate) industries: HashMap<String, String>,
}

impl Names {
    /// What a form calls them.
    pub(crate) fn of(known: &Known) -> Self {
        let places = known.places.iter();
        Self {
            areas: places
                .map(|place| (place.code.to_string(), place.name.clone()))
                .collect(),
            industries: known.industries.iter().cloned().collect(),
        }
    }
}

/// A field's value in words; empty when there is none.
pub(crate) fn text(field: &Field, entry: &Entry, names: &Names) -> String {
    let Some(value) = entry.values.get(field.column) else {
        return String::new();
    };
    let number = || value.parse::<i64>().unwrap_or_default();
    let named = |names: &HashMap<String, String>| names.get(value).unwrap_or(value).clone();
    match field.input {
        Input::One(choices) => choices
            .iter()
            .find(|(code, _)| code == value)
            .map_or_else(|| value.clone(), |(_, label)| (*label).to_owned()),
        Input::Money => yuan_text(number()),
        Input::Area => hundredths_text(number()),
        Input::Place(_) => named(&names.areas),
        Input::Industry => named(&names.industries),
        Input::Line
        | Input::Long
        | Input::Past
        | Input::Day
        | Input::Year
        | Input::Count
        | Input::PhoneTail
        | Input::Holder => value.clone(),
    }
}

/// All fields of an entry, in the order they were asked; each column once.
pub(crate) fn fields(entry: &Entry) -> Vec<&'static Field> {
    let steps = Step::ALL.iter().flat_map(|step| step.fields());
    let mut fields: Vec<&Field> = Vec::new();
    for field in entry.kind.declared().fields.iter().chain(steps) {
        if !fields.iter().any(|known| known.column == field.column) {
            fields.push(field);
        }
    }
    fields
}

/// What is known of an entry.
pub(crate) fn facts(entry: &Entry, names: &Names) -> Vec<Fact> {
    fields(entry)
        .into_iter()
        .map(|field| Fact {
            label: field.label.to_owned(),
            text: text(field, entry, names),
        })
        .filter(|fact| !fact.text.is_empty())
        .collect()
}

/// What a change made of an entry, as the audit log keeps it.
pub(crate) fn changes(before: Option<&Entry>, after: &Entry, names: &Names) -> Vec<Changed> {
    let was = |field| before.map_or_else(String::new, |entry| text(field, entry, names));
    let mut changes: Vec<_> = fields(after)
        .into_iter()
        .map(|field| Changed {
            label: field.label.to_owned(),
            before: was(field),
            after: text(field, after, names),
        })
        .filter(|change| change.before != change.after)
        .collect();
    if let Some(before) = before.filter(|before| before.status != after.status) {
        changes.push(Changed {
            label: "状态".to_owned(),
            before: before.status.label().to_owned(),
            after: after.status.label().to_owned(),
        });
    }
    changes
}
