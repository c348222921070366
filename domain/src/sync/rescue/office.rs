//! A rescue file at the office: what is sent for the author, and what became of it.

use super::{derived_id, unsent};
use crate::{
    fields::{FieldCode, FieldError},
    ids::AccountId,
    sync::{ChangeResult, Op, Outcome, SCHEMA, entry::Entry, merge},
};
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// Why an office does not send an entry. It stays in the file, and on its owner's phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// Not sent off yet: the author's alone.
    Draft,
    /// The author gave it up.
    GivenUp,
    /// The server has the text; only the author's own phone can add the photos.
    Delivered,
    /// A draft, a withdrawal or a deletion, which only the author does.
    NotSubmitted,
    /// The file does not say whose record it is.
    NoAuthor,
}

/// The change that brings an entry in for its author: the same however often this account imports.
pub fn office_change(entry: &Entry, importer: AccountId) -> Result<Value, LeftOut> {
    if entry.given_up.is_some() {
        return Err(LeftOut::GivenUp);
    }
    let Some((text, base_version, captured_at)) = unsent(entry) else {
        return Err(if entry.flight.is_some() {
            LeftOut::Delivered
        } else {
            LeftOut::Draft
        });
    };
    if text.op != Op::Submit {
        return Err(LeftOut::NotSubmitted);
    }
    let author = entry.author_id.ok_or(LeftOut::NoAuthor)?;
    let mut record = text.record.clone();
    record.insert("author_id".to_owned(), json!(author));
    let sequence = entry.flight.as_ref().map(|flight| flight.stamp.sequence);
    Ok(json!({
        "change_id": derived_id(entry.record_id, base_version, text, Some(importer)),
        "sequence": sequence.unwrap_or_default(),
        "base_version": base_version,
        "captured_at": captured_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "schema": SCHEMA,
        "op": text.op,
        "record": record,
    }))
}

/// What became of an entry at the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// 已导入; so many photos have not arrived.
    Imported { missing_photos: usize },
    /// 已有: the server had the same text before.
    There { missing_photos: usize },
    /// 有冲突: the server holds another text and keeps it.
    Conflict,
    /// 被拒绝.
    Refused(Vec<FieldError>),
}

/// Whether the answer alone does not tell: the record is there, written by somebody else.
#[must_use]
pub fn needs_look(result: &ChangeResult) -> bool {
    result.outcome == Outcome::Rejected && result.fields.iter().all(is_elsewhere)
}

fn is_elsewhere(fault: &FieldError) -> bool {
    matches!(fault.code, FieldCode::ChangeIdReused)
        || (fault.code == FieldCode::NotFound
            && matches!(fault.path.as_str(), "visit.id" | "training.id"))
}

/// What an answer means; `looked_up` is the server's record where [`needs_look`] asked for it.
#[must_use]
pub fn judged(change: &Value, result: &ChangeResult, looked_up: Option<&Value>) -> Brought {
    let missing_photos = result.missing_photos.len();
    match result.outcome {
        Outcome::Applied => Brought::Imported { missing_photos },
        Outcome::Duplicate => Brought::There { missing_photos },
        Outcome::Conflict => beside(change, result.server_version.as_ref()),
        Outcome::Rejected if needs_look(result) && looked_up.is_some() => beside(change, looked_up),
        Outcome::Rejected => Brought::Refused(result.fields.clone()),
    }
}

/// The file's text beside the server's record.
fn beside(change: &Value, theirs: Option<&Value>) -> Brought {
    let (Some(ours), Some(theirs)) = (
        change.get("record").and_then(Value::as_object),
        theirs.and_then(Value::as_object),
    ) else {
        return Brought::Conflict;
    };
    if !merge::says_the_same(ours, theirs) {
        return Brought::Conflict;
    }
    let files = theirs.get("photo_files").and_then(Value::as_array);
    let missing = files.into_iter().flatten();
    Brought::There {
        missing_photos: missing.filter(|file| file["state"] == "missing").count(),
    }
}
