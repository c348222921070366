//! The cursor of a pull: what a phone has, as a text that only we read.
//!
//! `1.<mark>.<position>.<parts>`: the version of this form, the epoch and person it is good for,
//! where the person's feed goes on, and the fingerprints of the reference.

use crate::{Problem, StoreError};
use chrono::NaiveDate;
use domain::{ids::CommissionerId, reference::Reference};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{fmt, fmt::Write as _, str::FromStr};
use uuid::Uuid;

/// Raised when the text changes its form: phones then pull anew.
const VERSION: &str = "1";

/// How many parts a reference has.
const PARTS: usize = 7;

/// What a phone has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Of the epoch and the person; a cursor with another mark has expired.
    pub(crate) mark: String,
    pub(crate) position: Position,
    pub(crate) parts: Fingerprints,
}

/// Where the next pull goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// The first pull has come down to this record; the feed counts from where it stood at its beginning.
    Beginning { from: i64, after: (NaiveDate, Uuid) },
    /// All changes before this one are there, and this one.
    Reached { position: i64, record: Uuid },
}

impl Position {
    /// All of the feed up to here.
    pub(crate) const fn all_up_to(position: i64) -> Self {
        Self::Reached {
            position,
            record: Uuid::max(),
        }
    }

    /// The position of the feed that is vouched for.
    pub(crate) const fn feed(self) -> i64 {
        match self {
            Self::Beginning { from, .. } => from,
            Self::Reached { position, .. } => position,
        }
    }
}

/// The mark of cursors given to this person in this epoch.
pub(crate) fn mark(epoch: Uuid, person: CommissionerId) -> String {
    short_hash(format!("{epoch} {person}").as_bytes(), 8)
}

/// Short hashes of the parts of a reference, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprints(pub(crate) [String; PARTS]);

impl Fingerprints {
    pub(crate) fn of(reference: &Reference) -> Self {
        Self([
            fingerprint(&reference.person),
            fingerprint(&reference.villages),
            fingerprint(&reference.places),
            fingerprint(&reference.industries),
            fingerprint(&reference.teams),
            fingerprint(&reference.people),
            fingerprint(&reference.progress),
        ])
    }

    /// One name for the state of all parts.
    pub(crate) fn version(&self) -> String {
        short_hash(self.0.concat().as_bytes(), 6)
    }
}

fn fingerprint(part: &impl Serialize) -> String {
    // Parts have text keys and finite numbers only, so they always are JSON.
    let text = serde_json::to_vec(part).unwrap_or_default();
    short_hash(&text, 5)
}

/// The first bytes of the SHA-256 in hex.
fn short_hash(bytes: &[u8], length: usize) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(length)
        .fold(String::new(), |mut text, byte| {
            // Writing to a String does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beginning { from, after } => write!(f, "b{from}_{}_{}", after.0, after.1),
            Self::Reached { position, record } if *record == Uuid::max() => {
                write!(f, "r{position}")
            }
            Self::Reached { position, record } => write!(f, "r{position}_{record}"),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts.0.join("-");
        write!(f, "{VERSION}.{}.{}.{parts}", self.mark, self.position)
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        read(text).ok_or(StoreError::Refused(Problem::BadCursor))
    }
}

fn read(text: &str) -> Option<Cursor> {
    let mut fields = text.split('.');
    let (version, mark, position, parts) = (
        fields.next()?,
        fields.next()?,
        fields.next()?,
        fields.next()?,
    );
    let parts: Vec<String> = parts.split('-').map(str::to_owned).collect();
    (version == VERSION && fields.next().is_none()).then_some(())?;
    Some(Cursor {
        mark: mark.to_owned(),
        position: read_position(position)?,
        parts: Fingerprints(parts.try_into().ok()?),
    })
}

fn read_position(text: &str) -> Option<Position> {
    let mut fields = text.get(1..)?.split('_');
    let number: i64 = fields.next()?.parse().ok()?;
    let rest: Vec<&str> = fields.collect();
    match (text.get(..1)?, rest.as_slice()) {
        ("r", []) => Some(Position::all_up_to(number)),
        ("r", [record]) => Some(Position::Reached {
            position: number,
            record: record.parse().ok()?,
        }),
        ("b", [date, id]) => Some(Position::Beginning {
            from: number,
            after: (date.parse().ok()?, id.parse().ok()?),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(position: Position) -> Cursor {
        let id: Uuid = "019120c3-2b02-78e0-b6d2-e5b409823097".parse().unwrap();
        Cursor {
            mark: mark(id, CommissionerId(id)),
            position,
            parts: Fingerprints(std::array::from_fn(|at| format!("{at:010x}"))),
        }
    }

    #[test]
    fn a_cursor_reads_as_it_was_written() {
        let id = "019120c3-2b02-78e0-b6d2-e5b409823097".parse().unwrap();
        for position in [
            Position::all_up_to(0),
            Position::Reached {
                position: 57,
                record: id,
            },
            Position::Beginning {
                from: 7,
                after: ("2026-02-20".parse().unwrap(), id),
            },
        ] {
            let cursor = cursor(position);
            let text = cursor.to_string();
            assert_eq!(text.parse::<Cursor>().unwrap(), cursor, "{text}");
            // It goes into an address as it is.
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            assert!(text.chars().all(plain), "{text}");
        }
    }

    #[test]
    fn what_we_never_wrote_is_no_cursor() {
        let good = cursor(Position::all_up_to(3)).to_string();
        for text in [
            "",
            "57",
            "1.x.r3",
            "1.x.r3.a-b",
            "1.x.é3.0-1-2-3-4-5-6",
            "1.x.q3.0-1-2-3-4-5-6",
            "1.x.r3_nobody.0-1-2-3-4-5-6",
            "1.x.b3_2026-02-30_019120c3-2b02-78e0-b6d2-e5b409823097.0-1-2-3-4-5-6",
            &good.replacen('1', "2", 1),
            &format!("{good}.more"),
        ] {
            let read = text.parse::<Cursor>();
            assert!(
                matches!(read, Err(StoreError::Refused(Problem::BadCursor))),
                "{text}"
            );
        }
    }

    #[test]
    fn a_mark_is_one_persons_in_one_epoch() {
        let id = |number: u8| Uuid::from_bytes([number; 16]);
        let given = mark(id(1), CommissionerId(id(2)));
        assert_ne!(given, mark(id(3), CommissionerId(id(2))));
        assert_ne!(given, mark(id(1), CommissionerId(id(3))));
    }
}
