//! An entry as a record, so that pages of records show it too.

use domain::{
    codes::{Coded, RecordKind, Status},
    ids::CommissionerId,
    reading::RecordView,
    sync::{
        Op,
        entry::{Entry, Fields},
    },
};
use serde_json::Value;
use uuid::Uuid;

/// The entry's newest text in the shape of a record. What only the server knows is empty.
#[must_use]
pub fn as_record(entry: &Entry) -> RecordView {
    shaped(entry, entry.record(), status(entry))
}

/// As [`as_record`], of what the server gets next: not of what is typed on top of it.
pub(super) fn as_going(entry: &Entry) -> RecordView {
    let Some(text) = entry.going() else {
        return as_record(entry);
    };
    let mut record = shaped(entry, Some(&text.record), status(entry));
    if entry.draft.is_some() && entry.record().map(area_code) != Some(area_code(&text.record)) {
        // The entry's name for the place is that of the text being typed.
        record.area_name = String::new();
    }
    record
}

fn area_code(record: &Fields) -> Option<&str> {
    record.get("area_code").and_then(Value::as_str)
}

fn shaped(entry: &Entry, text: Option<&Fields>, status: Status) -> RecordView {
    let mut body = text.cloned().unwrap_or_default();
    for named in ["kind", "id", "author_id"] {
        body.remove(named);
    }
    RecordView {
        id: entry.record_id,
        kind: entry.kind,
        author_id: entry.author_id.unwrap_or(CommissionerId(Uuid::nil())),
        author_name: String::new(),
        author_unit: String::new(),
        entered_by: None,
        imported: false,
        version: entry.base.version,
        status,
        number: None,
        captured_at: entry.touched_at(),
        received_at: entry.touched_at(),
        submitted_at: None,
        late: false,
        flags: Vec::new(),
        area_name: entry.place_name.clone(),
        occurred_on: occurred_on(&body),
        people: Vec::new(),
        team_name: None,
        industry_names: Vec::new(),
        reviewed_by: None,
        reviewed_at: None,
        review_opinion: None,
        review_fields: Vec::new(),
        photo_files: Vec::new(),
        editable: true,
        body,
    }
}

/// What the record will be once the server has it.
fn status(entry: &Entry) -> Status {
    match entry.going().map(|text| text.op) {
        Some(Op::Submit) if entry.draft.is_none() => Status::Submitted,
        Some(Op::Discard) => Status::Discarded,
        _ => Status::Draft,
    }
}

fn occurred_on(body: &Fields) -> Option<chrono::NaiveDate> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let day = text("ended_on").and_then(|text| text.parse().ok());
    let instant = text("ended_at").and_then(|text| text.parse().ok());
    day.or_else(|| instant.map(domain::calendar::shanghai_date))
}

/// What an entry is called in a list.
#[must_use]
pub fn title(entry: &Entry) -> String {
    let named = match entry.kind {
        RecordKind::Training if !entry.label.is_empty() => &entry.label,
        _ => &entry.place_name,
    };
    if named.is_empty() {
        format!("{}（未填完）", entry.kind.label())
    } else {
        named.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{
        ids::{AccountId, RecordId},
        sync::entry::Base,
    };
    use serde_json::json;

    fn visit(area: &str, content: &str) -> Fields {
        let value = json!({"area_code": area, "content": content});
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn what_goes_is_shown_and_not_what_is_typed_on_top_of_it() {
        let (account, at) = (AccountId(Uuid::nil()), DateTime::UNIX_EPOCH);
        let id = RecordId(Uuid::nil());
        let mut entry = Entry::new(id, RecordKind::Visit, account, None, Base::default(), at);
        entry.queue(Op::Submit, visit("360722104201", "先写的"), at);
        entry.place_name = "新田村".to_owned();
        assert_eq!(as_going(&entry).area_name, "新田村");

        entry.write(visit("360722104202", "后改的"), at);
        entry.place_name = "古陂村".to_owned();
        assert_eq!(as_record(&entry).text("content"), "后改的");
        let going = as_going(&entry);
        assert_eq!(going.text("content"), "先写的");
        assert_eq!(going.area_name, "", "the name is the other text's");
    }
}
