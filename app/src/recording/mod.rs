//! What the visit and the training form share: the place, the dates, sending, and what follows.

mod asides;
pub mod dates;
mod edit;
mod industries;
mod last_choices;
pub(crate) mod linked;
pub mod photos;
pub mod place;
pub mod position;
mod saved;
mod sending;

pub use asides::Aside;
pub(crate) use asides::{Kind, aside};
pub use edit::EditPage;
pub use industries::{industry_choices, likely_industry};
pub use last_choices::LastChoices;
pub(crate) use last_choices::texts;
pub use saved::Saved;
pub use sending::{About, FormFoot, SendNotice, Sending, State};

use domain::{
    codes::RecordKind,
    reading::{PersonName, RecordView},
    sync::entry::Entry,
};
use serde_json::{Map, Value};

use crate::components::Choice;

/// What a form is called, and where it leads back to. What the server does not know yet is still a new
/// record, also when its form is opened again.
pub(crate) fn heading(
    kind: RecordKind,
    record: Option<&RecordView>,
    entry: Option<&Entry>,
) -> (&'static str, String) {
    let known = entry.filter(|entry| entry.base.version > 0);
    let known = record
        .map(|record| record.id)
        .or(known.map(|entry| entry.record_id));
    let title = match (kind, known) {
        (RecordKind::Visit, None) => "记一次服务",
        (RecordKind::Visit, Some(_)) => "修改服务记录",
        (RecordKind::Training, None) => "记一次培训",
        (RecordKind::Training, Some(_)) => "修改培训记录",
    };
    let back = match (known, entry) {
        (Some(id), _) => format!("/records/{id}"),
        (None, Some(_)) => "/outbox".to_owned(),
        (None, None) => "/".to_owned(),
    };
    (title, back)
}

/// For somebody whose name only the teams could tell.
pub(crate) const OUTSIDE_TEAMS: &str = "不在我团队的人";

/// The choices, and whoever is chosen besides, so that each can be seen and taken off: with the name
/// that the record knows.
pub(crate) fn with_chosen(
    mut choices: Vec<Choice>,
    chosen: &[String],
    people: &[PersonName],
) -> Vec<Choice> {
    for id in chosen {
        if !choices.iter().any(|choice| choice.code == *id) {
            let known = people.iter().find(|person| person.id.to_string() == *id);
            let name = known.map_or(OUTSIDE_TEAMS, |person| &person.name);
            choices.push(Choice::new(id, name));
        }
    }
    choices
}

/// Puts a field into a record; nothing typed takes the field out.
pub fn put(record: &mut Map<String, Value>, name: &str, value: Value) {
    let blank = match &value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    };
    if blank {
        record.remove(name);
    } else {
        record.insert(name.to_owned(), value);
    }
}

/// A typed count as a record's field: blank stays away, what is no number goes as typed, so that
/// the rule names it.
#[must_use]
pub fn count(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() {
        return Value::Null;
    }
    let digits: String = text.chars().map(half_width).collect();
    digits
        .parse::<i64>()
        .map_or_else(|_| Value::from(text), Value::from)
}

/// Input methods often leave digits in their full width.
fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xff10 + 0x30).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{
        ids::{AccountId, CommissionerId, RecordId},
        sync::entry::Base,
    };
    use uuid::Uuid;

    use crate::outbox::as_record;

    #[test]
    fn a_count_is_read_as_people_type_it() {
        assert_eq!(count(" 8 "), Value::from(8));
        assert_eq!(count("\u{ff11}\u{ff12}"), Value::from(12));
        assert_eq!(count(""), Value::Null);
        assert_eq!(count("八"), Value::from("八"));
    }

    #[test]
    fn what_the_server_never_had_is_a_new_record_and_leads_back_to_the_outbox() {
        let entry_of = |version| {
            let base = Base {
                version,
                record: None,
            };
            let (id, account) = (RecordId(Uuid::nil()), AccountId(Uuid::nil()));
            let at = DateTime::UNIX_EPOCH;
            Entry::new(id, RecordKind::Visit, account, None, base, at)
        };
        let of = |record, entry| heading(RecordKind::Visit, record, entry);
        assert_eq!(of(None, None), ("记一次服务", "/".to_owned()));
        let begun = entry_of(0);
        let expected = ("记一次服务", "/outbox".to_owned());
        assert_eq!(of(None, Some(&begun)), expected);
        let known = entry_of(2);
        let back = format!("/records/{}", known.record_id);
        let expected = ("修改服务记录", back);
        assert_eq!(of(None, Some(&known)), expected);
        let record = as_record(&known);
        assert_eq!(of(Some(&record), None), expected);
    }

    #[test]
    fn whoever_is_chosen_has_a_chip_whatever_the_teams() {
        let [mate, former, unknown] = [1, 2, 3].map(|n| CommissionerId(Uuid::from_u128(n)));
        let named = |id: CommissionerId, name: &str| PersonName {
            id,
            name: name.to_owned(),
            absent: false,
        };
        let offered = vec![Choice::new(mate.to_string(), "钱卫东")];
        let chosen = [mate, former, unknown].map(|id| id.to_string());
        let people = [named(mate, "钱卫东"), named(former, "孙小兰")];
        let all = with_chosen(offered, &chosen, &people);
        let labels: Vec<_> = all.iter().map(|choice| choice.label.as_str()).collect();
        assert_eq!(labels, ["钱卫东", "孙小兰", OUTSIDE_TEAMS]);
        let codes: Vec<_> = all.iter().map(|choice| choice.code.clone()).collect();
        assert_eq!(codes, chosen);
    }

    #[test]
    fn what_is_blank_leaves_the_record() {
        let mut record = Map::new();
        put(&mut record, "place", Value::from("果园"));
        put(&mut record, "place", Value::from(""));
        assert!(record.is_empty());
    }
}
