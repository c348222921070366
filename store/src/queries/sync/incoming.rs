//! Changes as they came, read, and in rounds of which none concerns a record twice.

use super::Sent;
use domain::{
    codes::RecordKind,
    fields::FieldError,
    ids::RecordId,
    records,
    sync::{Change, ChangeResult},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// A change of somebody's push, or what makes it unreadable.
pub(super) struct Incoming<'a> {
    pub(super) sent: Sent<'a>,
    pub(super) change: Result<ReadChange, Vec<FieldError>>,
}

/// A readable change.
pub(super) struct ReadChange {
    pub(super) change: Change,
    /// Hash of all that has an effect.
    pub(super) content: Vec<u8>,
    pub(super) subject: Result<(RecordKind, RecordId), Vec<FieldError>>,
}

impl<'a> Incoming<'a> {
    pub(super) fn read(sent: Sent<'a>) -> Self {
        let change = Change::parse(sent.value).map(|change| ReadChange {
            content: Sha256::digest(change.content().as_bytes()).to_vec(),
            subject: subject(&change),
            change,
        });
        Self { sent, change }
    }

    /// The ids that no two changes of a round may share.
    fn keys(&self) -> impl Iterator<Item = Uuid> + use<> {
        let read = self.change.as_ref().ok();
        let change = read.map(|read| read.change.change_id.0);
        let record = read.and_then(|read| read.subject.as_ref().ok());
        change.into_iter().chain(record.map(|(_, record)| record.0))
    }
}

impl ReadChange {
    /// The change and the hash of its content.
    pub(super) fn into_parts(self) -> (Change, Vec<u8>) {
        (self.change, self.content)
    }
}

fn subject(change: &Change) -> Result<(RecordKind, RecordId), Vec<FieldError>> {
    let kind = records::kind(&change.record)?;
    Ok((kind, records::id(&change.record, kind)?))
}

/// The answer to a change that is refused.
pub(super) fn refused(sent: &Value, fields: Vec<FieldError>) -> ChangeResult {
    let change_id = sent.get("change_id").cloned().unwrap_or(Value::Null);
    let record = sent.pointer("/record/id").and_then(Value::as_str);
    let record = record.and_then(|id| id.parse().ok());
    ChangeResult::rejected(change_id, record, fields)
}

/// Deals changes into rounds: those of one record keep their order, each in a later round than the
/// one before it. Each with its place.
pub(super) fn rounds(changes: Vec<Incoming<'_>>) -> Vec<Vec<(usize, Incoming<'_>)>> {
    let mut rounds: Vec<Vec<_>> = Vec::new();
    let mut next: HashMap<Uuid, usize> = HashMap::new();
    for (place, change) in changes.into_iter().enumerate() {
        let earliest = |key| next.get(&key).copied().unwrap_or(0);
        let round = change.keys().map(earliest).max().unwrap_or(0);
        next.extend(change.keys().map(|key| (key, round + 1)));
        if round == rounds.len() {
            rounds.push(Vec::new());
        }
        rounds[round].push((place, change));
    }
    rounds
}
