//! An entry and its record: each may change, and neither undoes the other.

use crate::ledgers::Entry;
use std::collections::BTreeSet;

/// Takes an entry from what its record said of it (`was`) to what it says `now`, and tells what of that
/// holds from here on. Whatever somebody else has changed meanwhile stays as they left it: a field by
/// itself, and where they took the entry a step further, all that goes with the steps.
#[must_use]
pub fn follow(current: &Entry, was: &Entry, now: &Entry) -> (Entry, Entry) {
    let (mut entry, mut said) = (current.clone(), was.clone());
    let same_step = current.status == was.status;
    if same_step {
        entry.status = now.status;
        said.status = now.status;
    }
    let own = current.kind.declared().fields;
    let columns: BTreeSet<&String> = was.values.keys().chain(now.values.keys()).collect();
    for column in columns {
        let is_own = column == "holder_id" || own.iter().any(|field| field.column == column);
        let untouched = current.values.get(column) == was.values.get(column);
        if untouched && (is_own || same_step) {
            put(&mut entry, column, now);
            put(&mut said, column, now);
        }
    }
    (entry, said)
}

fn put(entry: &mut Entry, column: &str, now: &Entry) {
    match now.values.get(column) {
        Some(text) => entry.values.insert(column.to_owned(), text.clone()),
        None => entry.values.remove(column),
    };
}
