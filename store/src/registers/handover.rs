//! Handing over: what a leaving person still holds passes to a successor.

use super::{Assignment, Holder, book::Book, things::Thing};
use crate::Clock;
use chrono::{Days, NaiveDate};
use domain::{
    ids::{AssignmentId, CommissionerId},
    registers::{Field, Form, Input, Kind},
};

/// The two questions of a handover.
pub(crate) const SUCCESSOR: &str = "successor";
pub(crate) const LAST_DAY: &str = "last_day";

/// The form of a handover. So many drafts and returned records wait to be passed on, and so many
/// more lie in another office's area.
pub(crate) fn form<'a>(
    book: &'a Book<'a>,
    person: Thing<'a>,
    version: i64,
    (records, elsewhere): (usize, usize),
) -> Form {
    let held = match person {
        Thing::Commissioner(one) => open(book, one.id),
        _ => Vec::new(),
    };
    let villages: Vec<_> = held
        .iter()
        .map(|one| book.names.area(one.village_code))
        .collect();
    let told = |label: &str, value: String| field("", label, Input::Fixed, value);
    let mut fields = vec![told("移交的村", villages.join("、"))];
    fields.push(told("移交的草稿和退回记录", format!("{records} 条")));
    if elsewhere > 0 {
        let text = format!("{elsewhere} 条，由当地科技局移交");
        fields.push(told("在外县的草稿和退回记录", text));
    }
    fields.push(field(
        SUCCESSOR,
        "接任人",
        Input::One(successors(book, person)),
        String::new(),
    ));
    let last_day = match person.days() {
        Some((_, Some(to))) => book.today.min(to),
        _ => book.today,
    };
    fields.push(field(
        LAST_DAY,
        "离任日期（最后一天）",
        Input::Date,
        last_day.to_string(),
    ));
    fields.retain(|field| !field.value.is_empty() || field.input != Input::Fixed);
    Form {
        kind: Kind::Commissioners,
        key: Some(person.key()),
        title: person.title(&book.names),
        version,
        fields,
        faults: Vec::new(),
        conflict: false,
    }
}

fn field(column: &str, label: &str, input: Input, value: String) -> Field {
    Field {
        column: column.to_owned(),
        label: label.to_owned(),
        required: input != Input::Fixed,
        input,
        value,
        fault: None,
        theirs: None,
    }
}

/// Those who serve now, by name and unit.
fn successors(book: &Book<'_>, leaving: Thing<'_>) -> Vec<(String, String)> {
    let mut all: Vec<_> = book
        .people()
        .filter(|person| {
            let thing = Thing::Commissioner(person);
            thing.key() != leaving.key() && thing.term(book.today).is_open() && book.edits(thing)
        })
        .map(|person| {
            let unit = book
                .names
                .unit(person.unit_id)
                .map(|unit| unit.name.as_str());
            let words = format!("{}（{}）", person.name, unit.unwrap_or_default());
            (person.id.to_string(), words)
        })
        .collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

/// The villages of a person that are not over and that the actor may hand on.
pub(crate) fn open<'a>(book: &'a Book<'a>, person: CommissionerId) -> Vec<&'a Assignment> {
    let held = book.held(Holder::Commissioner(person));
    held.filter(|one| one.to_on.is_none_or(|to| to >= book.today))
        .filter(|one| book.edits(Thing::Assignment(one)))
        .collect()
}

/// The ends of the old 结对 and the beginnings of the new ones. Who holds a village already is not
/// given it twice; who was to hold it later, as when a handover's day is put right, begins at once.
pub(crate) fn passed_on(
    book: &Book<'_>,
    (from, to): (CommissionerId, CommissionerId),
    last_day: NaiveDate,
    clock: &Clock,
) -> Vec<Assignment> {
    let successor = Holder::Commissioner(to);
    let mut changed = Vec::new();
    for old in open(book, from) {
        // One that would begin later is over on its first day: an end never lies before it.
        let end = last_day.max(old.from_on);
        if old.to_on.is_none_or(|to| to > end) {
            let ended = Assignment {
                to_on: Some(end),
                ..old.clone()
            };
            changed.push(ended);
            let next = end.checked_add_days(Days::new(1)).unwrap_or(end);
            let held = book.held(successor);
            let first = held
                .filter(|one| one.village_code == old.village_code)
                .filter(|one| one.to_on.is_none_or(|to| to >= next))
                .min_by_key(|one| one.from_on);
            match first {
                Some(has) if has.from_on <= next => {}
                Some(later) => changed.push(Assignment {
                    from_on: next,
                    ..later.clone()
                }),
                None => changed.push(Assignment {
                    id: AssignmentId(clock.new_id()),
                    holder: successor,
                    village_code: old.village_code,
                    from_on: next,
                    to_on: old.to_on,
                }),
            }
        }
    }
    changed
}
