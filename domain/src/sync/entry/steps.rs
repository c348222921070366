//! How an entry goes from one safe state to the next: typed, sent off, launched, answered, decided.
//!
//! The phone writes the entry to its disk after each step, and before anything goes over the network.

use super::{
    Base, Entry, Fields, Flight, GivenUp, Outgoing, PhotoTrouble, Silence, Stamp, Taken, Tries,
    Trouble, Typed,
};
use crate::{
    fields::FieldCode,
    sync::{ChangeResult, Op, Outcome, plan},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeSet;

impl Entry {
    /// Keeps what is being typed. What was sent off before goes on its way.
    pub fn write(&mut self, record: Fields, now: DateTime<Utc>) {
        self.draft = Some(Typed {
            record,
            typed_at: now,
        });
    }

    /// Forgets what was typed and not sent off.
    pub fn drop_draft(&mut self) {
        self.draft = None;
    }

    /// Sends a text off. A change already under way is finished first; this follows on top of it.
    pub fn queue(&mut self, op: Op, record: Fields, now: DateTime<Utc>) {
        self.draft = None;
        self.outgoing = Some(Outgoing {
            op,
            record,
            queued_at: now,
        });
        self.trouble = None;
        self.given_up = None;
        self.tries = Tries::default();
        if let Some(taken) = &mut self.taken {
            taken.stuck_photos.clear();
        }
    }

    /// Whether a change must be made of the waiting text before something can be sent.
    #[must_use]
    pub const fn needs_stamp(&self) -> bool {
        self.outgoing.is_some() && (self.flight.is_none() || self.taken.is_some())
    }

    /// Makes the waiting text the change under way. One that is not answered yet stays as it is,
    /// so that it is applied once however often it is sent.
    pub fn launch(&mut self, stamp: Stamp) {
        if !self.needs_stamp() {
            return;
        }
        let Some(outgoing) = self.outgoing.take() else {
            return;
        };
        self.taken = None;
        self.flight = Some(Flight {
            stamp,
            base_version: self.base.version,
            outgoing,
        });
    }

    /// Takes the server's answer to the change under way; another change's answer is no answer.
    pub fn answered(&mut self, result: &ChangeResult, now: DateTime<Utc>) -> Result<(), Silence> {
        let ours = self
            .flight
            .as_ref()
            .is_some_and(|flight| json!(flight.stamp.change_id) == result.change_id);
        if !ours {
            return Err(Silence::NotOurServer);
        }
        match result.outcome {
            Outcome::Applied | Outcome::Duplicate => self.take(result, now),
            Outcome::Conflict => {
                self.land(Some(Trouble::Conflict {
                    version: result.version.unwrap_or_default(),
                    theirs: result.server_version.clone(),
                }));
                Ok(())
            }
            Outcome::Rejected => {
                // Our id under another text was never applied: the text goes again under a new one.
                let reused = result
                    .fields
                    .iter()
                    .any(|fault| fault.code == FieldCode::ChangeIdReused);
                self.land((!reused).then(|| Trouble::Rejected {
                    fields: result.fields.clone(),
                }));
                Ok(())
            }
        }
    }

    fn take(&mut self, result: &ChangeResult, now: DateTime<Utc>) -> Result<(), Silence> {
        let (Some(receipt), Some(version), Some(flight)) =
            (&result.receipt, result.version, &self.flight)
        else {
            return Err(Silence::NotOurServer);
        };
        if self.taken.is_none() {
            self.base = Base {
                version,
                record: Some(flight.outgoing.record.clone()),
            };
        }
        let said_again = self
            .taken
            .as_ref()
            .is_some_and(|taken| !taken.sent_photos.is_empty());
        // Photos sent and still missing are no progress: their next round waits.
        let failed = if said_again { self.tries.failed + 1 } else { 0 };
        self.tries = Tries {
            failed,
            last_at: Some(now),
            next_at: said_again.then(|| plan::next_try(now, failed, 0.5)),
            why: None,
        };
        if matches!(self.trouble, Some(Trouble::Photo { .. })) {
            // If the photo is still missing, it is tried again and says so again.
            self.trouble = None;
        }
        if result.is_delivered() {
            self.flight = None;
            self.taken = None;
        } else {
            self.taken = Some(Taken {
                version,
                number: result.number.clone(),
                receipt: receipt.clone(),
                missing_photos: result.missing_photos.clone(),
                sent_photos: BTreeSet::new(),
                stuck_photos: BTreeSet::new(),
            });
        }
        Ok(())
    }

    /// The change is over without effect: its text waits again, unless a newer one does.
    fn land(&mut self, trouble: Option<Trouble>) {
        if let Some(flight) = self.flight.take()
            && self.outgoing.is_none()
        {
            self.outgoing = Some(flight.outgoing);
        }
        self.taken = None;
        self.trouble = trouble;
        self.tries = Tries::default();
    }

    /// Nothing came back. `next_at` is when it is tried again by itself.
    pub fn silent(&mut self, why: Silence, now: DateTime<Utc>, next_at: DateTime<Utc>) {
        self.tries = Tries {
            failed: self.tries.failed.saturating_add(1),
            last_at: Some(now),
            next_at: Some(next_at),
            why: Some(why),
        };
    }

    /// Alone too large for the server.
    pub fn too_large(&mut self) {
        self.land(Some(Trouble::TooLarge));
    }

    /// One photo's bytes are with the server, as its answer to them says.
    pub fn photo_sent(&mut self, sha256: &str) {
        if let Some(taken) = &mut self.taken
            && taken.missing_photos.iter().any(|missing| missing == sha256)
        {
            taken.sent_photos.insert(sha256.to_owned());
        }
    }

    /// A photo cannot be sent; the record stays here and names it, or the first of several.
    pub fn photo_failed(&mut self, sha256: &str, why: PhotoTrouble) {
        if let Some(taken) = &mut self.taken {
            taken.stuck_photos.insert(sha256.to_owned());
        }
        self.trouble.get_or_insert_with(|| Trouble::Photo {
            sha256: sha256.to_owned(),
            why,
        });
    }

    /// The person decided a conflict: this text, on top of the server's version.
    pub fn merged(&mut self, record: Fields, now: DateTime<Utc>) {
        let Some(Trouble::Conflict { version, theirs }) = self.trouble.take() else {
            return;
        };
        let op = self.outgoing.as_ref().map_or(Op::Submit, |text| text.op);
        self.base = Base {
            version,
            record: theirs.and_then(|theirs| theirs.as_object().cloned()),
        };
        self.queue(op, record, now);
    }

    /// Tries again what the person has looked at.
    pub fn again(&mut self) {
        self.trouble = None;
        self.given_up = None;
        self.tries = Tries::default();
        if let Some(taken) = &mut self.taken {
            taken.stuck_photos.clear();
        }
    }

    /// Sends it no more, for a reason; it can be taken up again.
    pub fn give_up(&mut self, reason: String, now: DateTime<Utc>) {
        self.land(None);
        self.given_up = Some(GivenUp { reason, at: now });
    }

    /// Leaves the record as the server holds it: see [`Self::is_settled_elsewhere`].
    pub fn leave_to_server(&mut self) {
        self.outgoing = None;
        self.trouble = None;
    }
}
