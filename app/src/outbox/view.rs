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
    let mut body = entry.record().cloned().unwrap_or_default();
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
        status: status(entry),
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
    let flying = entry.flight.as_ref().map(|flight| flight.outgoing.op);
    let op = entry.outgoing.as_ref().map(|text| text.op).or(flying);
    match op {
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
