//! Changes, read and dealt into rounds; no round holds a record twice.

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
pub(crate) type Read = Result<ReadChange, Vec<FieldError>>;

/// A readable change.
#[derive(Debug)]
pub(crate) struct ReadChange {
    pub(crate) change: Change,
    /// Hash of all that has an effect.
    pub(crate) content: Vec<u8>,
    pub(super) subject: Result<(RecordKind, RecordId), Vec<FieldError>>,
}

impl ReadChange {
    /// Reads a change as it was sent.
    pub(crate) fn read(sent: &Value) -> Read {
        Change::parse(sent).map(|change| Self {
            content: Sha256::digest(change.content().as_bytes()).to_vec(),
            subject: subject(&change),
            change,
        })
    }

    /// The ids that no two changes of a round may share.
    fn keys(&self) -> impl Iterator<Item = Uuid> + use<> {
        let record = self.subject.as_ref().ok().map(|(_, record)| record.0);
        [self.change.change_id.0].into_iter().chain(record)
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
pub(super) fn rounds<'a>(changes: &[Sent<'a>]) -> Vec<Vec<(usize, Sent<'a>)>> {
    let mut rounds: Vec<Vec<_>> = Vec::new();
    let mut next: HashMap<Uuid, usize> = HashMap::new();
    for (place, sent) in changes.iter().enumerate() {
        let keys = || sent.read.iter().flat_map(ReadChange::keys);
        let earliest = |key| next.get(&key).copied().unwrap_or(0);
        let round = keys().map(earliest).max().unwrap_or(0);
        next.extend(keys().map(|key| (key, round + 1)));
        if round == rounds.len() {
            rounds.push(Vec::new());
        }
        rounds[round].push((place, *sent));
    }
    rounds
}
