//! 救援文件: a phone's whole outbox in one file, and what becomes of it elsewhere.
//!
//! `frontend/offline/rescue.js` writes it. Its owner takes it in on another phone, or an office
//! brings its records in for the author.

mod office;

pub use office::{Brought, LeftOut, judged, needs_look, office_change};

use super::entry::{Entry, Flight, Outgoing, Stamp};
use crate::{
    ids::{AccountId, ChangeId, RecordId, uuid_v7},
    json::{self, Readable},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

const FORMAT: &str = "ketepai-rescue";
const VERSION: u64 = 1;

/// A rescue file as far as it can be read.
#[derive(Debug, Clone, PartialEq)]
pub struct RescueFile {
    /// By the clock of the phone it came from.
    pub made_at: Option<DateTime<Utc>>,
    /// Who was signed in when it was written; empty in a file that does not say.
    pub account_name: String,
    pub entries: Vec<Entry>,
    /// The positions, from 1, of entries that cannot be read. The others stand.
    pub damaged: Vec<usize>,
    /// What was locked away at a sign-out: only its owner's phone opens it.
    pub sealed: Vec<Sealed>,
    pub photos: Vec<RescuePhoto>,
}

/// Something locked away, whole as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Sealed {
    pub account_id: AccountId,
    pub value: Value,
}

/// A photo of the file, beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RescuePhoto {
    pub sha256: String,
    pub account_id: AccountId,
    pub content_type: String,
    #[serde(default)]
    pub taken_at: Option<DateTime<Utc>>,
    /// Base64; empty where the reader keeps the bytes elsewhere.
    #[serde(default)]
    pub data: String,
}

crate::from_json!(RescuePhoto { sha256, account_id, content_type, taken_at, data[default] });

/// Why a file cannot be taken in at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRescue {
    /// Cut off or altered: it begins as ours do and is not even JSON.
    Broken,
    /// Some other file.
    NotOurs,
    /// Written by a later build than this one.
    Newer,
}

impl NotRescue {
    /// What a file is that is not even JSON: one of ours when it begins as they do, however early it was
    /// cut off.
    #[must_use]
    pub fn of_unreadable(text: &str) -> Self {
        let beginning = format!("{{\"format\":\"{FORMAT}\"");
        let signs = text
            .chars()
            .filter(|sign| !sign.is_whitespace() && *sign != '\u{feff}');
        if signs
            .zip(beginning.chars())
            .all(|(one, other)| one == other)
        {
            Self::Broken
        } else {
            Self::NotOurs
        }
    }
}

impl RescueFile {
    /// Reads a file; a damaged entry or photo is left out and does not take the others with it.
    pub fn parse(text: &str) -> Result<Self, NotRescue> {
        let mut whole: Value =
            json::tree(text.as_bytes()).map_err(|_| NotRescue::of_unreadable(text))?;
        if whole["format"] != FORMAT {
            return Err(NotRescue::NotOurs);
        }
        match whole["version"].as_u64() {
            Some(VERSION) => {}
            Some(later) if later > VERSION => return Err(NotRescue::Newer),
            _ => return Err(NotRescue::NotOurs),
        }
        let mut list = |name: &str| match whole[name].take() {
            Value::Array(items) => items,
            _ => Vec::new(),
        };
        let (listed, sealed, photos) = (list("entries"), list("sealed"), list("photos"));
        let (mut entries, mut damaged) = (Vec::new(), Vec::new());
        for (at, value) in (1..).zip(listed) {
            match Entry::from_tree(value) {
                Ok(entry) if entry.record().is_some() => entries.push(entry),
                _ => damaged.push(at),
            }
        }
        entries.sort_unstable_by_key(|entry| (entry.touched_at(), entry.record_id));
        Ok(Self {
            made_at: Readable::from_tree(whole["made_at"].take()).ok(),
            account_name: whole["account_name"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            entries,
            damaged,
            sealed: sealed.into_iter().filter_map(as_sealed).collect(),
            photos: photos
                .into_iter()
                .filter_map(|photo| Readable::from_tree(photo).ok())
                .collect(),
        })
    }

    /// How much of it belongs to other accounts: this one can neither read nor send that.
    #[must_use]
    pub fn of_others(&self, account: AccountId) -> usize {
        let entries = self.entries.iter().map(|entry| entry.account_id);
        let sealed = self.sealed.iter().map(|sealed| sealed.account_id);
        entries
            .chain(sealed)
            .filter(|owner| *owner != account)
            .count()
    }

    /// What belongs to this account alone.
    #[must_use]
    pub fn of_account(mut self, account: AccountId) -> Self {
        self.entries.retain(|entry| entry.account_id == account);
        self.sealed.retain(|sealed| sealed.account_id == account);
        self.photos.retain(|photo| photo.account_id == account);
        self
    }
}

fn as_sealed(value: Value) -> Option<Sealed> {
    Some(Sealed {
        account_id: Readable::from_tree(value.get("account_id")?.clone()).ok()?,
        value,
    })
}

/// The entry as its owner's other phone keeps it: to be sent at once, and under the same change
/// however often the file is taken in. What was given up stays so, and no change carries it.
#[must_use]
pub fn taken_in(mut entry: Entry) -> Entry {
    if entry.needs_stamp()
        && entry.given_up.is_none()
        && let Some(text) = &entry.outgoing
    {
        let change_id = derived_id(entry.record_id, entry.base.version, text, None);
        entry.launch(Stamp {
            change_id,
            sequence: 0,
            captured_at: text.queued_at,
        });
    }
    // The other phone's waits and missing photos were that phone's.
    if matches!(entry.trouble, Some(super::entry::Trouble::Photo { .. })) {
        entry.trouble = None;
    }
    entry.tries = super::entry::Tries::default();
    entry
}

/// The id of the change that carries a text of a rescue file: the same for the same text, so that it
/// is applied once. `importer` is the office account that sends it; the server remembers answers by
/// account.
fn derived_id(
    record: RecordId,
    base_version: i64,
    text: &Outgoing,
    importer: Option<AccountId>,
) -> ChangeId {
    let mut hash = Sha256::new();
    hash.update(record.0.as_bytes());
    hash.update(base_version.to_be_bytes());
    hash.update(crate::codes::Coded::code(text.op));
    hash.update(importer.map_or([0; 16], |account| account.0.into_bytes()));
    hash.update(super::canonical(&Value::Object(text.record.clone())));
    let hash = hash.finalize();
    let mut random = [0; 10];
    random.copy_from_slice(&hash[..10]);
    let at = u64::try_from(text.queued_at.timestamp_millis()).unwrap_or_default();
    // 48 bits, as the id holds.
    ChangeId(uuid_v7(at & 0xFFFF_FFFF_FFFF, random))
}

/// The newest text that the server is not known to have, with the version it stands on.
fn unsent(entry: &Entry) -> Option<(&Outgoing, i64, DateTime<Utc>)> {
    if let Some(text) = &entry.outgoing {
        return Some((text, entry.base.version, text.queued_at));
    }
    let flight: &Flight = entry.flight.as_ref()?;
    let taken = entry.taken.is_some();
    (!taken).then_some((
        &flight.outgoing,
        flight.base_version,
        flight.stamp.captured_at,
    ))
}
