//! What a phone holds of one record until the server has all of it: the text being typed, the text
//! to be sent, the change that is under way, and what came back.
//!
//! [`steps`] takes an entry from one safe state to the next.

pub mod steps;

use super::{Op, SCHEMA};
use crate::{
    codes::{Coded as _, RecordKind, Status},
    fields::FieldError,
    ids::{AccountId, ChangeId, CommissionerId, RecordId},
    json::{self, Fault, FromJson},
    records::photo_hashes,
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A record as the phone writes it: the fields of contract §3.
pub type Fields = Map<String, Value>;

/// One record in a phone's outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub record_id: RecordId,
    pub kind: RecordKind,
    /// Whose it is: no other account sees or sends it.
    pub account_id: AccountId,
    /// The author, for the office that imports a rescue file.
    pub author_id: Option<CommissionerId>,
    pub begun_at: DateTime<Utc>,
    /// What it is about, for a line in a list.
    #[serde(default)]
    pub label: String,
    /// The place's name: the record holds its code alone.
    #[serde(default)]
    pub place_name: String,
    /// The server's version that the person's text stands on.
    pub base: Base,
    /// What is being typed, not yet to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Typed>,
    /// What the person has sent off and no change carries yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<Outgoing>,
    /// The change that carries the last text; the same until the server has answered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<Flight>,
    /// The server has the text of `flight`; photos may still be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    #[serde(default)]
    pub tries: Tries,
    /// Given up by the person; kept for a while, sent no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_up: Option<GivenUp>,
}

crate::from_json!(Entry {
    record_id,
    kind,
    account_id,
    author_id,
    begun_at,
    label[default],
    place_name[default],
    base,
    draft,
    outgoing,
    flight,
    taken,
    trouble,
    tries[default],
    given_up,
});

/// The version that was on the page, 0 for a record the server does not know, and its fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Base {
    pub version: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Fields>,
}

crate::from_json!(Base { version, record });

/// A text being typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    pub record: Fields,
    pub typed_at: DateTime<Utc>,
}

crate::from_json!(Typed { record, typed_at });

/// A text to be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    pub op: Op,
    pub record: Fields,
    pub queued_at: DateTime<Utc>,
}

crate::from_json!(Outgoing {
    op,
    record,
    queued_at
});

/// What makes a change the same change when it is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub change_id: ChangeId,
    pub sequence: u64,
    pub captured_at: DateTime<Utc>,
}

crate::from_json!(Stamp {
    change_id,
    sequence,
    captured_at
});

/// A change on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flight {
    #[serde(flatten)]
    pub stamp: Stamp,
    pub base_version: i64,
    #[serde(flatten)]
    pub outgoing: Outgoing,
}

crate::from_json!(Flight { stamp[flat], base_version, outgoing[flat] });

impl Flight {
    /// The change as contract §3 writes it.
    #[must_use]
    pub fn change(&self) -> Value {
        json!({
            "change_id": self.stamp.change_id,
            "sequence": self.stamp.sequence,
            "base_version": self.base_version,
            "captured_at": self.stamp.captured_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "schema": SCHEMA,
            "op": self.outgoing.op,
            "record": self.outgoing.record,
        })
    }
}

/// What the server acknowledged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    pub version: i64,
    pub number: Option<String>,
    pub receipt: String,
    /// As the server last said.
    pub missing_photos: Vec<String>,
    /// Of those, sent since. Only the server's next answer counts.
    #[serde(default)]
    pub sent_photos: BTreeSet<String>,
    /// Of those, what cannot be sent until the person has looked.
    #[serde(default)]
    pub stuck_photos: BTreeSet<String>,
}

crate::from_json!(Taken {
    version,
    number,
    receipt,
    missing_photos,
    sent_photos[default],
    stuck_photos[default],
});

/// Why an entry waits for the person instead of the network. The text is safe on the phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum Trouble {
    /// The record changed elsewhere: the server's version, none when the server does not know it.
    Conflict {
        version: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        theirs: Option<Value>,
    },
    /// The server refused it and says why.
    Rejected { fields: Vec<FieldError> },
    /// Larger than the server takes, all alone.
    TooLarge,
    /// The text arrived; this photo, perhaps one of several, cannot be sent. The others go.
    Photo { sha256: String, why: PhotoTrouble },
}

impl FromJson for Trouble {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let mut value = json::object(value, fault);
        let codes = ["too_large", "conflict", "rejected", "photo"];
        match json::code(json::field(&mut value, "trouble"), &codes, fault) {
            1 => Self::Conflict {
                version: FromJson::from_json(json::field(&mut value, "version"), fault),
                theirs: FromJson::from_json(json::field(&mut value, "theirs"), fault),
            },
            2 => Self::Rejected {
                fields: FromJson::from_json(json::field(&mut value, "fields"), fault),
            },
            3 => Self::Photo {
                sha256: FromJson::from_json(json::field(&mut value, "sha256"), fault),
                why: FromJson::from_json(json::field(&mut value, "why"), fault),
            },
            _ => Self::TooLarge,
        }
    }
}

/// What is wrong with a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoTrouble {
    /// The phone no longer has it or cannot read it.
    Unreadable,
    /// The server does not take it.
    Refused,
}

crate::from_code!(PhotoTrouble {
    Unreadable = "unreadable",
    Refused = "refused",
});

/// Why nothing came back that could count as an answer. Nothing is marked sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// No network, or the server did not answer.
    NoNetwork,
    /// Something answered that was not our server: a captive portal, a proxy.
    NotOurServer,
    /// Nobody is signed in, or somebody else.
    SignedOut,
    /// The server asked to try later.
    Busy,
    /// The phone could not read or note down what it must before it goes on.
    Disk,
}

crate::from_code!(Silence {
    NoNetwork = "no_network",
    NotOurServer = "not_our_server",
    SignedOut = "signed_out",
    Busy = "busy",
    Disk = "disk",
});

/// The attempts since the text was last changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    pub failed: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Silence>,
}

crate::from_json!(Tries {
    failed,
    last_at,
    next_at,
    why
});

/// The person's decision to send it no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenUp {
    pub reason: String,
    pub at: DateTime<Utc>,
    /// What the given-up text stands on, while something is written anew on another version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stood_on: Option<Base>,
}

crate::from_json!(GivenUp {
    reason,
    at,
    stood_on
});

/// What the person sees of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// 草稿.
    Draft,
    /// 已存手机.
    Kept,
    /// 发送中.
    Sending,
    /// The text arrived; so many of so many photos did.
    Photos { arrived: usize, all: usize },
    /// 需处理.
    Attention,
    /// 已放弃.
    GivenUp,
}

impl Entry {
    /// An entry for a record that is begun or continued on this phone.
    #[must_use]
    pub const fn new(
        record_id: RecordId,
        kind: RecordKind,
        account_id: AccountId,
        author_id: Option<CommissionerId>,
        base: Base,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            record_id,
            kind,
            account_id,
            author_id,
            begun_at: now,
            label: String::new(),
            place_name: String::new(),
            base,
            draft: None,
            outgoing: None,
            flight: None,
            taken: None,
            trouble: None,
            tries: Tries {
                failed: 0,
                last_at: None,
                next_at: None,
                why: None,
            },
            given_up: None,
        }
    }

    /// Whether nothing is left that the server does not have.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.draft.is_none() && self.outgoing.is_none() && self.flight.is_none()
    }

    /// Whether something waits to be sent, now or after the person has looked at it.
    #[must_use]
    pub const fn is_unsent(&self) -> bool {
        (self.outgoing.is_some() || self.flight.is_some()) && self.given_up.is_none()
    }

    /// Whether the person still writes in it: what was given up they have left, unless they have begun
    /// anew since.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.given_up.as_ref().is_none_or(|given_up| {
            // Where an older build kept it, the clock alone tells.
            let anew = |draft: &Typed| given_up.stood_on.is_some() || draft.typed_at > given_up.at;
            self.draft.as_ref().is_some_and(anew)
        })
    }

    /// The newest text on this phone.
    #[must_use]
    pub fn record(&self) -> Option<&Fields> {
        let draft = self.draft.as_ref().map(|typed| &typed.record);
        draft
            .or_else(|| self.going().map(|text| &text.record))
            .or(self.base.record.as_ref())
    }

    /// The text that the server gets next, whatever is typed on top of it.
    #[must_use]
    pub fn going(&self) -> Option<&Outgoing> {
        let flying = self.flight.as_ref().map(|flight| &flight.outgoing);
        self.outgoing.as_ref().or(flying)
    }

    /// When the person last sent it off, or else typed in it: the outbox's order.
    #[must_use]
    pub fn touched_at(&self) -> DateTime<Utc> {
        let queued = self.outgoing.as_ref().map(|text| text.queued_at);
        let flying = self.flight.as_ref().map(|flight| flight.outgoing.queued_at);
        let typed = self.draft.as_ref().map(|typed| typed.typed_at);
        flying.or(queued).or(typed).unwrap_or(self.begun_at)
    }

    /// The state the person sees; `sending` says that it is part of the run under way.
    #[must_use]
    pub fn shown(&self, sending: bool) -> Shown {
        if self.given_up.is_some() {
            return Shown::GivenUp;
        }
        if self.trouble.is_some() {
            return Shown::Attention;
        }
        if !self.is_unsent() {
            return Shown::Draft;
        }
        if let (Some(taken), Some(flight), None) = (&self.taken, &self.flight, &self.outgoing) {
            let all = photo_hashes(&flight.outgoing.record).len();
            let missing = taken.missing_photos.len() - taken.sent_photos.len();
            return Shown::Photos {
                arrived: all.saturating_sub(missing),
                all,
            };
        }
        if sending { Shown::Sending } else { Shown::Kept }
    }

    /// Photo hashes that any text of this entry names: the phone keeps their bytes.
    #[must_use]
    pub fn photos(&self) -> BTreeSet<String> {
        let texts = [
            self.draft.as_ref().map(|typed| &typed.record),
            self.outgoing.as_ref().map(|text| &text.record),
            self.flight.as_ref().map(|flight| &flight.outgoing.record),
        ];
        texts.into_iter().flatten().flat_map(photo_hashes).collect()
    }

    /// Whether the server's version in a conflict says the same as ours and still waits for review:
    /// nothing to decide, ours goes on top of it.
    #[must_use]
    pub fn agrees_with_server(&self) -> bool {
        self.same_elsewhere()
            .is_some_and(|theirs| status_of(theirs) == Some(Status::Submitted))
    }

    /// Whether it says the same, photos and all, and an office has decided on it meanwhile: nothing is
    /// left to send.
    #[must_use]
    pub fn is_settled_elsewhere(&self) -> bool {
        self.same_elsewhere().is_some_and(|theirs| {
            let files = theirs.get("photo_files").and_then(Value::as_array);
            let complete = files
                .into_iter()
                .flatten()
                .all(|file| file.get("state").and_then(Value::as_str) != Some("missing"));
            let decided = [Status::Verified, Status::Approved, Status::Locked];
            complete && status_of(theirs).is_some_and(|status| decided.contains(&status))
        })
    }

    /// The server's version in a conflict when its text is the one we submit.
    fn same_elsewhere(&self) -> Option<&Fields> {
        let Some(Trouble::Conflict { theirs, .. }) = &self.trouble else {
            return None;
        };
        let ours = self.outgoing.as_ref()?;
        let theirs = theirs.as_ref()?.as_object()?;
        let same = super::merge::says_the_same(&ours.record, theirs);
        (ours.op == Op::Submit && same).then_some(theirs)
    }
}

fn status_of(record: &Fields) -> Option<Status> {
    Status::from_code(record.get("status")?.as_str()?)
}
