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
use std::{collections::BTreeSet, mem};

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
        self.stand_as_before();
        self.draft = None;
    }

    /// What is written from now on stands on `base`, where this entry was given up: that text keeps the
    /// version it stands on, in case it is taken up again. An entry that was not given up stays as it is.
    pub fn begins_anew(&mut self, base: Base) {
        let is_written = self.is_written();
        let Some(given_up) = &mut self.given_up else {
            return;
        };
        let before = mem::replace(&mut self.base, base);
        if is_written {
            // An older build did not keep it. Version 0 meets the server's as a conflict.
            given_up.stood_on.get_or_insert_default();
        } else {
            given_up.stood_on = Some(before);
            // It went with what was given up.
            self.draft = None;
        }
    }

    /// The given-up text stands on its own version again, not on that of what was written anew.
    fn stand_as_before(&mut self) {
        if self.is_written()
            && let Some(given_up) = &mut self.given_up
        {
            self.base = given_up.stood_on.take().unwrap_or_default();
        }
    }

    /// Sends a text off. A change already under way is finished first; this follows on top of it.
    ///
    /// A withdrawal brings no text: what was written and not sent stays as what is being typed, unless it
    /// was given up.
    pub fn queue(&mut self, op: Op, record: Fields, now: DateTime<Utc>) {
        let waiting = self.outgoing.take();
        if op != Op::Withdraw || !self.is_written() {
            self.draft = None;
        } else if self.given_up.is_none() {
            self.keep_typed(waiting);
        }
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

    /// Keeps a text whose place a withdrawal takes, unless a newer one is being typed.
    fn keep_typed(&mut self, text: Option<Outgoing>) {
        if let Some(text) = text
            && matches!(text.op, Op::Save | Op::Submit)
            && self.draft.is_none()
        {
            self.write(text.record, text.queued_at);
        }
    }

    /// Takes over what was written into `newer`, an entry of the same record that was begun while this
    /// one could not be read. The change under way here stays what it is. What was given up there is not
    /// taken over.
    pub fn take_over(&mut self, newer: Self) {
        if !newer.is_written() {
            return;
        }
        self.begins_anew(newer.base);
        let going = newer
            .outgoing
            .or(newer.flight.map(|flight| flight.outgoing));
        if let Some(text) = going
            && newer.given_up.is_none()
        {
            self.queue(text.op, text.record, text.queued_at);
        }
        if newer.draft.is_some() {
            self.draft = newer.draft;
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
                if result.server_version.is_none() {
                    // Restored from before this record: the next change begins it anew.
                    self.base = Base::default();
                }
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
        let flown = self.flight.take().map(|flight| flight.outgoing);
        match &self.outgoing {
            None => self.outgoing = flown,
            Some(newer) if newer.op == Op::Withdraw => self.keep_typed(flown),
            Some(_) => {}
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

    /// The person decided a conflict: this text, on top of the server's version. What is being typed
    /// stays: it was no part of what was decided on.
    pub fn merged(&mut self, record: Fields, now: DateTime<Utc>) {
        let Some(Trouble::Conflict { version, theirs }) = self.trouble.take() else {
            return;
        };
        let op = self.outgoing.as_ref().map_or(Op::Submit, |text| text.op);
        self.base = Base {
            version,
            record: theirs.and_then(|theirs| theirs.as_object().cloned()),
        };
        let typed = self.draft.take();
        self.queue(op, record, now);
        self.draft = typed;
    }

    /// Tries again what the person has looked at.
    pub fn again(&mut self) {
        self.stand_as_before();
        self.trouble = None;
        self.given_up = None;
        self.tries = Tries::default();
        if let Some(taken) = &mut self.taken {
            taken.stuck_photos.clear();
        }
    }

    /// Sends it no more, for a reason; it can be taken up again.
    pub fn give_up(&mut self, reason: String, now: DateTime<Utc>) {
        self.stand_as_before();
        self.land(None);
        if let Some(typed) = &mut self.draft {
            // It goes with the rest, whatever the clock said when it was typed.
            typed.typed_at = typed.typed_at.min(now);
        }
        self.given_up = Some(GivenUp {
            reason,
            at: now,
            stood_on: None,
        });
    }

    /// Leaves the record as the server holds it: see [`Self::is_settled_elsewhere`].
    pub fn leave_to_server(&mut self) {
        self.outgoing = None;
        self.trouble = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codes::RecordKind,
        ids::{AccountId, ChangeId, RecordId, uuid_v7},
    };

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    fn saying(content: &str) -> Fields {
        let value = json!({"kind": "visit", "content": content});
        value.as_object().cloned().unwrap()
    }

    /// Of a record that the server had at version 3.
    fn entry() -> Entry {
        let record = RecordId(uuid_v7(1, [7; 10]));
        let account = AccountId(uuid_v7(2, [7; 10]));
        let base = Base {
            version: 3,
            record: Some(saying("服务器上的")),
        };
        Entry::new(record, RecordKind::Visit, account, None, base, at(0))
    }

    fn launched(mut entry: Entry) -> Entry {
        entry.launch(Stamp {
            change_id: ChangeId(uuid_v7(3, [7; 10])),
            sequence: 1,
            captured_at: at(1),
        });
        entry
    }

    fn conflict(entry: &Entry, theirs: Option<(i64, Fields)>) -> ChangeResult {
        let change_id = json!(entry.flight.as_ref().unwrap().stamp.change_id);
        let (version, theirs) = theirs.unzip();
        ChangeResult {
            outcome: Outcome::Conflict,
            version: Some(version.unwrap_or(0)),
            server_version: theirs.map(|theirs| json!(theirs)),
            ..ChangeResult::rejected(change_id, Some(entry.record_id), Vec::new())
        }
    }

    fn draft(entry: &Entry) -> Option<&Fields> {
        entry.draft.as_ref().map(|typed| &typed.record)
    }

    #[test]
    fn a_withdrawal_keeps_the_newest_text_that_the_server_does_not_have() {
        let withdrawn = |mut entry: Entry| {
            entry.queue(Op::Withdraw, saying("服务器上的"), at(9));
            assert_eq!(entry.outgoing.as_ref().unwrap().op, Op::Withdraw);
            entry
        };
        assert_eq!(draft(&withdrawn(entry())), None);
        let mut sent_off = entry();
        sent_off.queue(Op::Submit, saying("改过的"), at(1));
        assert_eq!(draft(&withdrawn(sent_off.clone())), Some(&saying("改过的")));
        sent_off.write(saying("再改的"), at(2));
        let twice = withdrawn(withdrawn(sent_off));
        assert_eq!(draft(&twice), Some(&saying("再改的")));
        assert_eq!(twice.record(), Some(&saying("再改的")));
        let mut discarded = twice;
        discarded.queue(Op::Discard, saying("服务器上的"), at(10));
        assert!(discarded.draft.is_none(), "who discards wants none of it");
    }

    #[test]
    fn a_text_that_is_refused_while_a_withdrawal_waits_stays() {
        let mut sent = entry();
        sent.queue(Op::Submit, saying("改过的"), at(1));
        let mut sent = launched(sent);
        sent.queue(Op::Withdraw, saying("服务器上的"), at(2));
        assert_eq!(draft(&sent), None, "it may still arrive");
        let answer = conflict(&sent, Some((4, saying("退回的"))));
        sent.answered(&answer, at(3)).unwrap();
        assert_eq!(draft(&sent), Some(&saying("改过的")));
        assert_eq!(sent.outgoing.as_ref().unwrap().op, Op::Withdraw);
    }

    /// Stood on version 3 and was given up; the server is at version 4.
    fn given_up() -> Entry {
        let mut sent = entry();
        sent.queue(Op::Submit, saying("改过的"), at(1));
        let mut sent = launched(sent);
        let answer = conflict(&sent, Some((4, saying("退回的"))));
        sent.answered(&answer, at(2)).unwrap();
        sent.give_up("采用服务器的内容".into(), at(3));
        sent
    }

    fn theirs() -> Base {
        Base {
            version: 4,
            record: Some(saying("退回的")),
        }
    }

    /// Begun anew, each key of it, on what the server has.
    fn written_anew(mut entry: Entry, content: &str, second: i64) -> Entry {
        entry.begins_anew(theirs());
        entry.write(saying(content), at(second));
        entry
    }

    #[test]
    fn what_is_taken_up_again_never_passes_over_the_version_it_did_not_stand_on() {
        let anew = written_anew(written_anew(given_up(), "接", 4), "接着", 5);
        assert_eq!(anew.base, theirs(), "what is written now stands on it");
        let mut dropped = anew.clone();
        dropped.drop_draft();
        assert!(!dropped.is_written());
        dropped.again();
        for mut again in [dropped, anew.clone()] {
            again.again();
            let flight = launched(again).flight.unwrap();
            assert_eq!(flight.base_version, 3);
            assert_eq!(flight.outgoing.record, saying("改过的"));
        }
        let mut submitted = anew;
        submitted.begins_anew(theirs());
        submitted.queue(Op::Submit, saying("接着改的"), at(6));
        let flight = launched(submitted).flight.unwrap();
        assert_eq!(flight.base_version, 4);
        assert_eq!(flight.outgoing.record, saying("接着改的"));
    }

    #[test]
    fn what_was_given_up_is_passed_by_until_it_is_written_anew_whatever_the_clock_says() {
        let mut left = given_up();
        assert!(!left.is_written());
        left.draft = None;
        left.again();
        left.write(saying("没写完的"), at(900));
        left.give_up("填错了".into(), at(10));
        assert!(!left.is_written(), "the draft went with it");
        let anew = written_anew(left, "接着", 2);
        assert!(anew.is_written(), "by a clock that was put right meanwhile");
        assert_eq!(draft(&anew), Some(&saying("接着")));
        let month = i64::from(30 * 86_400);
        assert!(!plan::may_forget(&anew, at(20 + month)));
        let mut dropped = anew;
        dropped.drop_draft();
        assert!(plan::may_forget(&dropped, at(20 + month)));
    }

    #[test]
    fn what_an_older_build_kept_is_read_by_its_clock_and_meets_the_servers_version() {
        let mut kept = given_up();
        assert!(!json!(kept).to_string().contains("stood_on"));
        kept.base = theirs();
        kept.write(saying("没写完的"), at(3));
        assert!(!kept.is_written());
        kept.write(saying("接着"), at(4));
        assert!(kept.is_written());
        let continued = written_anew(kept.clone(), "接着写", 5);
        assert_eq!(
            (draft(&continued), &continued.base),
            (Some(&saying("接着写")), &theirs())
        );
        for mut again in [kept, continued] {
            again.drop_draft();
            again.again();
            assert_eq!(
                launched(again).flight.unwrap().base_version,
                0,
                "nobody knows"
            );
        }
    }

    #[test]
    fn a_withdrawal_brings_back_nothing_that_was_given_up() {
        let withdrawn = |mut entry: Entry| {
            entry.queue(Op::Withdraw, saying("退回的"), at(9));
            assert_eq!(entry.outgoing.as_ref().unwrap().record, saying("退回的"));
            assert!(entry.given_up.is_none());
            entry
        };
        assert_eq!(draft(&withdrawn(given_up())), None);
        let mut with_draft = given_up();
        with_draft.again();
        with_draft.write(saying("没写完的"), at(20));
        with_draft.give_up("填错了".into(), at(8));
        assert_eq!(draft(&withdrawn(with_draft.clone())), None);
        with_draft.begins_anew(theirs());
        let withdrawn_there = withdrawn(with_draft);
        assert_eq!(
            (draft(&withdrawn_there), &withdrawn_there.base),
            (None, &theirs())
        );
        let anew = withdrawn(written_anew(given_up(), "接着", 4));
        assert_eq!(
            (draft(&anew), &anew.base),
            (Some(&saying("接着")), &theirs())
        );
    }

    #[test]
    fn of_what_was_given_up_elsewhere_only_what_was_written_anew_is_taken_over() {
        let mut held = entry();
        held.write(saying("手机里的"), at(1));
        let taking = |newer: Entry| {
            let mut both = held.clone();
            both.take_over(newer);
            (both.draft.map(|typed| typed.record), both.outgoing)
        };
        assert_eq!(taking(given_up()), (Some(saying("手机里的")), None));
        let anew = written_anew(given_up(), "接着", 4);
        assert_eq!(taking(anew), (Some(saying("接着")), None));

        let mut begun = entry();
        begun.base = theirs();
        begun.write(saying("接着"), at(4));
        let mut both = given_up();
        both.take_over(begun);
        assert!(both.is_written());
        assert_eq!(
            (draft(&both), &both.base),
            (Some(&saying("接着")), &theirs())
        );
        both.drop_draft();
        assert_eq!(both.base.version, 3);
    }

    #[test]
    fn a_record_that_the_server_no_longer_knows_begins_anew() {
        let mut sent = entry();
        sent.queue(Op::Submit, saying("改过的"), at(1));
        let mut sent = launched(sent);
        let answer = conflict(&sent, None);
        sent.answered(&answer, at(2)).unwrap();
        assert!(matches!(
            sent.trouble,
            Some(Trouble::Conflict { theirs: None, .. })
        ));
        sent.again();
        let sent = launched(sent);
        assert_eq!(sent.flight.as_ref().unwrap().base_version, 0);
        assert_eq!(
            sent.flight.unwrap().outgoing.record,
            saying("改过的"),
            "with the person's text"
        );
    }

    #[test]
    fn deciding_a_conflict_keeps_what_is_typed_on_top() {
        let mut sent = entry();
        sent.queue(Op::Submit, saying("改过的"), at(1));
        let mut sent = launched(sent);
        sent.write(saying("正在写的"), at(2));
        let answer = conflict(&sent, Some((4, saying("退回的"))));
        sent.answered(&answer, at(3)).unwrap();
        sent.merged(saying("两边的"), at(4));
        assert_eq!(draft(&sent), Some(&saying("正在写的")));
        let outgoing = sent.outgoing.as_ref().unwrap();
        assert_eq!(outgoing.record, saying("两边的"));
        assert_eq!((outgoing.op, sent.base.version), (Op::Submit, 4));
    }

    #[test]
    fn what_was_written_elsewhere_meanwhile_is_taken_over_beside_the_change_under_way() {
        let mut held = entry();
        held.queue(Op::Submit, saying("第一稿"), at(1));
        let held = launched(held);
        let mut typed = entry();
        typed.write(saying("第二稿"), at(2));
        let mut both = held.clone();
        both.take_over(typed.clone());
        assert_eq!(both.flight, held.flight);
        assert_eq!(
            (draft(&both), both.outgoing.as_ref()),
            (Some(&saying("第二稿")), None)
        );
        typed.queue(Op::Submit, saying("第三稿"), at(3));
        typed.write(saying("第四稿"), at(4));
        let mut both = held.clone();
        both.take_over(launched(typed));
        assert_eq!(both.flight, held.flight);
        assert_eq!(both.outgoing.as_ref().unwrap().record, saying("第三稿"));
        assert_eq!(draft(&both), Some(&saying("第四稿")));
    }
}
