//! What the visit and the training form share: the place, the dates, sending, and what follows.

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

pub use edit::EditPage;
pub use industries::{industry_choices, likely_industry};
pub use last_choices::LastChoices;
pub(crate) use last_choices::texts;
pub use saved::Saved;
pub use sending::{About, FormFoot, SendNotice, Sending, State};

use serde_json::{Map, Value};

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

    #[test]
    fn a_count_is_read_as_people_type_it() {
        assert_eq!(count(" 8 "), Value::from(8));
        assert_eq!(count("\u{ff11}\u{ff12}"), Value::from(12));
        assert_eq!(count(""), Value::Null);
        assert_eq!(count("八"), Value::from("八"));
    }

    #[test]
    fn what_is_blank_leaves_the_record() {
        let mut record = Map::new();
        put(&mut record, "place", Value::from("果园"));
        put(&mut record, "place", Value::from(""));
        assert!(record.is_empty());
    }
}
