//! Whatever happens between a phone and the server, no acknowledged text is lost and none is
//! applied twice: random interleavings of typing, sending, lost replies, photos, reviews and
//! restarts, against a server that does just what contract §3 promises.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    codes::RecordKind,
    ids::{AccountId, ChangeId, RecordId, uuid_v7},
    records::photo_hashes,
    sync::{
        ChangeResult, Op, Outcome,
        entry::{Base, Entry, Fields, PhotoTrouble, Shown, Silence, Stamp, Trouble},
        plan::{self, Occasion},
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn id(number: u64) -> uuid::Uuid {
    uuid_v7(1_790_000_000_000 + number, [7; 10])
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
}

fn text(record: RecordId, revision: u64, photos: &[&str]) -> Fields {
    let photos: Vec<Value> = photos.iter().map(|hash| json!({"sha256": hash})).collect();
    let value = json!({"kind": "visit", "id": record, "content": format!("第 {revision} 稿"), "photos": photos});
    value.as_object().cloned().unwrap()
}

/// Keeps the promises of contract §3, and counts what it applies.
#[derive(Default)]
struct Server {
    records: BTreeMap<RecordId, (i64, Fields)>,
    answered: BTreeMap<String, (Value, ChangeResult)>,
    photos: BTreeSet<String>,
    applied: Vec<String>,
}

impl Server {
    fn push(&mut self, change: &Value) -> ChangeResult {
        let change_id = change["change_id"].as_str().unwrap().to_owned();
        let record_id: RecordId = change["record"]["id"].as_str().unwrap().parse().unwrap();
        if let Some((known, result)) = self.answered.get(&change_id) {
            assert_eq!(
                known["record"], change["record"],
                "an id never carries another text"
            );
            assert_eq!(known["base_version"], change["base_version"]);
            let mut result = result.clone();
            if result.outcome == Outcome::Applied {
                result.outcome = Outcome::Duplicate;
                result.missing_photos = self.missing(&change["record"]);
            }
            return result;
        }
        let version = self
            .records
            .get(&record_id)
            .map_or(0, |(version, _)| *version);
        let mut result = ChangeResult::rejected(json!(change_id), Some(record_id), Vec::new());
        if change["base_version"] == json!(version) {
            let body = change["record"].as_object().unwrap().clone();
            self.applied.push(change_id.clone());
            self.records.insert(record_id, (version + 1, body));
            result.outcome = Outcome::Applied;
            result.version = Some(version + 1);
            result.receipt = Some(format!("receipt {change_id}"));
            result.missing_photos = self.missing(&change["record"]);
        } else {
            result.outcome = Outcome::Conflict;
            result.version = Some(version);
            result.server_version = self.records.get(&record_id).map(|(_, body)| json!(body));
        }
        self.answered
            .insert(change_id, (change.clone(), result.clone()));
        result
    }

    fn missing(&self, record: &Value) -> Vec<String> {
        photo_hashes(record.as_object().unwrap())
            .into_iter()
            .filter(|hash| !self.photos.contains(hash))
            .collect()
    }

    fn review(&mut self, record: RecordId) {
        if let Some((version, _)) = self.records.get_mut(&record) {
            *version += 1;
        }
    }
}

struct Phone {
    /// What is on its disk: the only thing that survives a restart.
    disk: BTreeMap<RecordId, String>,
    made: u64,
    clock: i64,
}

impl Phone {
    fn entries(&self) -> Vec<Entry> {
        self.disk
            .values()
            .map(|text| serde_json::from_str(text).unwrap())
            .collect()
    }

    fn entry(&self, record: RecordId) -> Option<Entry> {
        self.disk
            .get(&record)
            .map(|text| serde_json::from_str(text).unwrap())
    }

    fn keep(&mut self, entry: &Entry) {
        if entry.is_done() {
            self.disk.remove(&entry.record_id);
        } else {
            self.disk
                .insert(entry.record_id, serde_json::to_string(entry).unwrap());
        }
    }

    fn begin(&mut self, record: RecordId, bases: &BTreeMap<RecordId, Base>) -> Entry {
        self.entry(record).unwrap_or_else(|| {
            let base = bases.get(&record).cloned().unwrap_or_default();
            Entry::new(
                record,
                RecordKind::Visit,
                AccountId(id(0)),
                None,
                base,
                at(self.clock),
            )
        })
    }

    fn stamp(&mut self) -> Stamp {
        self.made += 1;
        Stamp {
            change_id: ChangeId(id(1000 + self.made)),
            sequence: self.made,
            captured_at: at(self.clock),
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Type(u8),
    Submit(u8, bool),
    /// One run; the reply to each change is lost, comes from elsewhere, or arrives.
    Send {
        occasion: Occasion,
        limit: usize,
        fate: Vec<Fate>,
    },
    SendPhotos {
        occasion: Occasion,
        lost: bool,
    },
    Review(u8),
    Merge(u8),
    LosePhoto(u8),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Arrives,
    LostBefore,
    LostAfter,
    Portal,
}

fn occasion() -> impl Strategy<Value = Occasion> {
    prop_oneof![
        Just(Occasion::Now),
        Just(Occasion::Look),
        Just(Occasion::Time)
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let fate = prop_oneof![
        4 => Just(Fate::Arrives),
        1 => Just(Fate::LostBefore),
        2 => Just(Fate::LostAfter),
        1 => Just(Fate::Portal)
    ];
    prop_oneof![
        2 => (0_u8..4).prop_map(Step::Type),
        4 => (0_u8..4, any::<bool>()).prop_map(|(record, photos)| Step::Submit(record, photos)),
        6 => (occasion(), 1_usize..4, prop::collection::vec(fate, 4))
            .prop_map(|(occasion, limit, fate)| Step::Send { occasion, limit, fate }),
        3 => (occasion(), any::<bool>()).prop_map(|(occasion, lost)| Step::SendPhotos { occasion, lost }),
        1 => (0_u8..4).prop_map(Step::Review),
        2 => (0_u8..4).prop_map(Step::Merge),
        1 => (0_u8..4).prop_map(Step::LosePhoto),
    ]
}

struct World {
    phone: Phone,
    server: Server,
    /// What the phone last sent off for each record.
    wanted: BTreeMap<RecordId, Fields>,
    bases: BTreeMap<RecordId, Base>,
}

impl World {
    fn new() -> Self {
        Self {
            phone: Phone {
                disk: BTreeMap::new(),
                made: 0,
                clock: 0,
            },
            server: Server::default(),
            wanted: BTreeMap::new(),
            bases: BTreeMap::new(),
        }
    }

    fn record(number: u8) -> RecordId {
        RecordId(id(u64::from(number) + 1))
    }

    fn play(&mut self, step: &Step) {
        self.phone.clock += 1;
        let now = at(self.phone.clock);
        match step {
            Step::Type(number) => {
                let mut entry = self.phone.begin(Self::record(*number), &self.bases);
                entry.write(text(entry.record_id, 0, &[]), now);
                self.phone.keep(&entry);
            }
            Step::Submit(number, photos) => self.submit(Self::record(*number), *photos, now),
            Step::Send {
                occasion,
                limit,
                fate,
            } => self.send(*limit, fate, now, *occasion),
            Step::SendPhotos { occasion, lost } => self.send_photos(*lost, now, *occasion),
            Step::Review(number) => self.server.review(Self::record(*number)),
            Step::Merge(number) => self.merge(Self::record(*number), now),
            Step::LosePhoto(number) => {
                if let Some(mut entry) = self.phone.entry(Self::record(*number)) {
                    entry.photo_failed("gone", PhotoTrouble::Unreadable);
                    self.phone.keep(&entry);
                    entry.again();
                    self.phone.keep(&entry);
                }
            }
        }
    }

    fn submit(&mut self, record: RecordId, photos: bool, now: DateTime<Utc>) {
        let revision = u64::try_from(self.phone.clock).unwrap();
        let hash = format!("{record}-{revision}");
        let photos: &[&str] = if photos { &[&hash] } else { &[] };
        let fields = text(record, revision, photos);
        let mut entry = self.phone.begin(record, &self.bases);
        if matches!(entry.trouble, Some(Trouble::Conflict { .. })) {
            entry.merged(fields.clone(), now);
        } else {
            entry.queue(Op::Submit, fields.clone(), now);
        }
        self.phone.keep(&entry);
        self.wanted.insert(record, fields);
    }

    fn send(&mut self, limit: usize, fates: &[Fate], now: DateTime<Utc>, occasion: Occasion) {
        let batch = plan::next_push(&self.phone.entries(), now, occasion, limit);
        for (record, fate) in batch.into_iter().zip(fates.iter().cycle()) {
            let mut entry = self.phone.entry(record).unwrap();
            if entry.needs_stamp() {
                let stamp = self.phone.stamp();
                entry.launch(stamp);
            }
            // On disk before it is on the network.
            self.phone.keep(&entry);
            let change = entry.flight.as_ref().unwrap().change();
            let result = (*fate != Fate::LostBefore && *fate != Fate::Portal)
                .then(|| self.server.push(&change));
            // A restart between: the phone only knows its disk.
            let mut entry = self.phone.entry(record).unwrap();
            match (fate, result) {
                (Fate::Arrives, Some(result)) => {
                    entry.answered(&result, now).unwrap();
                    if entry.is_done() {
                        self.note_base(&entry);
                    }
                }
                (Fate::Portal, _) => {
                    let mut portal = ChangeResult::rejected(json!("html"), None, Vec::new());
                    portal.outcome = Outcome::Applied;
                    assert_eq!(entry.answered(&portal, now), Err(Silence::NotOurServer));
                    entry.silent(Silence::NotOurServer, now, now);
                }
                _ => entry.silent(Silence::NoNetwork, now, plan::next_try(now, 0, 0.5)),
            }
            self.phone.keep(&entry);
        }
    }

    fn note_base(&mut self, entry: &Entry) {
        self.bases.insert(entry.record_id, entry.base.clone());
    }

    fn send_photos(&mut self, lost: bool, now: DateTime<Utc>, occasion: Occasion) {
        for (record, hash) in plan::next_photos(&self.phone.entries(), now, occasion) {
            self.server.photos.insert(hash.clone());
            if !lost {
                let mut entry = self.phone.entry(record).unwrap();
                entry.photo_sent(&hash);
                self.phone.keep(&entry);
            }
        }
    }

    fn merge(&mut self, record: RecordId, now: DateTime<Utc>) {
        if let Some(mut entry) = self.phone.entry(record)
            && matches!(entry.trouble, Some(Trouble::Conflict { .. }))
        {
            let mine = entry.outgoing.clone().unwrap().record;
            entry.merged(mine, now);
            self.phone.keep(&entry);
        }
    }

    /// A good network at last: everything that can go goes.
    fn settle(&mut self) {
        for _ in 0..40 {
            self.phone.clock += 1;
            let now = at(self.phone.clock);
            for number in 0..4 {
                self.merge(Self::record(number), now);
            }
            self.send(200, &[Fate::Arrives], now, Occasion::Now);
            self.send_photos(false, now, Occasion::Now);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_was_sent_off_arrives_once_and_last(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        for step in &steps {
            world.play(step);
        }
        world.settle();
        for (record, wanted) in &world.wanted {
            let (_, held) = &world.server.records[record];
            prop_assert_eq!(held, wanted, "the last text sent off is the server's");
        }
        let once: BTreeSet<_> = world.server.applied.iter().collect();
        prop_assert_eq!(once.len(), world.server.applied.len(), "no change is applied twice");
        for entry in world.phone.entries() {
            prop_assert!(!entry.is_unsent(), "nothing waits on a good network: {:?}", entry);
        }
        for wanted in world.wanted.values() {
            for hash in photo_hashes(wanted) {
                prop_assert!(world.server.photos.contains(&hash));
            }
        }
    }

    #[test]
    fn the_wait_grows_and_stays_bounded(failed in 0_u32..60, chance in 0.0_f64..1.0) {
        let wait = plan::next_try(at(0), failed, chance) - at(0);
        prop_assert!(wait >= TimeDelta::milliseconds(3_750));
        prop_assert!(wait <= TimeDelta::milliseconds(1_125_000));
    }
}

fn queued(number: u8, second: i64) -> Entry {
    let record = World::record(number);
    let mut entry = Entry::new(
        record,
        RecordKind::Visit,
        AccountId(id(0)),
        None,
        Base::default(),
        at(second),
    );
    entry.queue(Op::Submit, text(record, 1, &[]), at(second));
    entry
}

fn stamp(number: u64) -> Stamp {
    Stamp {
        change_id: ChangeId(id(500 + number)),
        sequence: number,
        captured_at: at(0),
    }
}

fn applied(entry: &Entry, version: i64) -> ChangeResult {
    let change_id = json!(entry.flight.as_ref().unwrap().stamp.change_id);
    let mut result = ChangeResult::rejected(change_id, Some(entry.record_id), Vec::new());
    result.outcome = Outcome::Applied;
    result.version = Some(version);
    result.receipt = Some("r".into());
    result
}

#[test]
fn a_late_reply_cannot_mark_the_newer_text_sent() {
    let mut entry = queued(1, 0);
    entry.launch(stamp(1));
    let reply = applied(&entry, 1);
    entry.queue(Op::Submit, text(entry.record_id, 2, &[]), at(5));
    entry.answered(&reply, at(6)).unwrap();
    assert!(entry.is_unsent());
    assert!(entry.needs_stamp());
    entry.launch(stamp(2));
    let flight = entry.flight.as_ref().unwrap();
    assert_eq!(flight.base_version, 1, "on top of what arrived");
    assert_eq!(flight.outgoing.record["content"], "第 2 稿");
}

#[test]
fn one_bad_record_does_not_block_the_others() {
    let mut bad = queued(1, 0);
    bad.launch(stamp(1));
    let change_id = json!(bad.flight.as_ref().unwrap().stamp.change_id);
    bad.answered(&ChangeResult::rejected(change_id, None, Vec::new()), at(1))
        .unwrap();
    assert_eq!(bad.shown(false), Shown::Attention);
    let good = queued(2, 5);
    assert_eq!(
        plan::next_push(&[bad.clone(), good.clone()], at(6), Occasion::Now, 200),
        [good.record_id]
    );
    assert!(bad.outgoing.is_some(), "its text is still there");
}

#[test]
fn the_oldest_goes_first_and_waits_are_kept_but_not_by_hand() {
    let (mut first, second) = (queued(1, 0), queued(2, 5));
    first.silent(Silence::NoNetwork, at(6), at(100));
    let both = [second.clone(), first.clone()];
    assert_eq!(
        plan::next_push(&both, at(10), Occasion::Time, 200),
        [second.record_id]
    );
    assert_eq!(
        plan::next_push(&both, at(10), Occasion::Now, 1),
        [first.record_id]
    );
    assert_eq!(
        plan::next_push(&both, at(-5000), Occasion::Time, 1),
        [first.record_id],
        "the clock was set back"
    );
}

#[test]
fn a_look_at_the_page_ends_the_wait_for_a_network_and_no_other() {
    let pushed = |why, occasion| {
        let mut entry = queued(1, 0);
        entry.silent(why, at(6), at(1000));
        plan::next_push(&[entry], at(10), occasion, 200).len()
    };
    for no_way in [
        Silence::NoNetwork,
        Silence::NotOurServer,
        Silence::SignedOut,
    ] {
        assert_eq!(pushed(no_way, Occasion::Look), 1, "{no_way:?}");
        assert_eq!(pushed(no_way, Occasion::Time), 0, "{no_way:?}");
    }
    assert_eq!(pushed(Silence::Busy, Occasion::Look), 0);
}

#[test]
fn a_run_that_the_disk_ended_keeps_the_next_waiting_for_two_minutes_but_not_the_person() {
    let rests = |why, second, occasion| plan::is_resting(Some((at(0), why)), at(second), occasion);
    let disk = Some(Silence::Disk);
    assert!(rests(disk, 119, Occasion::Time));
    assert!(!rests(disk, 120, Occasion::Time));
    assert!(!rests(disk, -1, Occasion::Time), "the clock was set back");
    assert!(!rests(disk, 1, Occasion::Now));
    assert!(!rests(disk, 1, Occasion::Look));
    assert!(!rests(Some(Silence::NoNetwork), 1, Occasion::Time));
    assert!(!rests(None, 1, Occasion::Time));
    assert!(!plan::is_resting(None, at(1), Occasion::Time));
}

#[test]
fn what_is_typed_on_top_of_a_text_that_waits_is_not_what_goes() {
    let mut entry = queued(1, 0);
    let first = entry.going().unwrap().record.clone();
    entry.write(text(entry.record_id, 2, &[]), at(1));
    assert_eq!(entry.going().unwrap().record, first);
    assert_ne!(entry.record(), Some(&first));
    entry.launch(stamp(1));
    assert_eq!(entry.going().unwrap().record, first);
    entry.drop_draft();
    assert_eq!(entry.record(), Some(&first));
}

#[test]
fn what_waits_for_the_person_alone_cannot_be_sent() {
    let mut entry = queued(1, 0);
    assert!(plan::can_send(std::slice::from_ref(&entry)));
    entry.too_large();
    assert!(!plan::can_send(&[entry]));
}

#[test]
fn a_receipt_is_needed_and_photos_are_waited_for() {
    let mut entry = queued(1, 0);
    entry.outgoing.as_mut().unwrap().record = text(entry.record_id, 1, &["a", "b"]);
    entry.launch(stamp(1));
    let mut result = applied(&entry, 1);
    result.receipt = None;
    assert_eq!(entry.answered(&result, at(1)), Err(Silence::NotOurServer));
    result.receipt = Some("r".into());
    result.missing_photos = vec!["a".into(), "b".into()];
    entry.answered(&result, at(1)).unwrap();
    assert_eq!(entry.shown(false), Shown::Photos { arrived: 0, all: 2 });
    assert!(plan::next_push(std::slice::from_ref(&entry), at(2), Occasion::Now, 200).is_empty());
    entry.photo_sent("a");
    assert_eq!(entry.shown(false), Shown::Photos { arrived: 1, all: 2 });
    entry.photo_sent("b");
    assert!(!entry.is_done(), "only the server's answer counts");
    assert_eq!(
        plan::next_push(std::slice::from_ref(&entry), at(2), Occasion::Now, 200).len(),
        1
    );
    result.missing_photos.clear();
    result.outcome = Outcome::Duplicate;
    entry.answered(&result, at(3)).unwrap();
    assert!(entry.is_done());
}

#[test]
fn a_photo_in_trouble_keeps_the_record_and_names_itself() {
    let mut entry = queued(1, 0);
    entry.outgoing.as_mut().unwrap().record = text(entry.record_id, 1, &["a"]);
    entry.launch(stamp(1));
    let mut result = applied(&entry, 1);
    result.missing_photos = vec!["a".into()];
    entry.answered(&result, at(1)).unwrap();
    entry.photo_failed("a", PhotoTrouble::Unreadable);
    assert_eq!(entry.shown(false), Shown::Attention);
    assert!(plan::next_photos(std::slice::from_ref(&entry), at(2), Occasion::Now).is_empty());
    entry.queue(Op::Submit, text(entry.record_id, 2, &[]), at(3));
    assert_eq!(
        plan::next_push(&[entry], at(3), Occasion::Time, 200).len(),
        1,
        "without the photo it goes"
    );
}

#[test]
fn a_photo_in_trouble_does_not_hold_back_its_records_others() {
    let mut entry = queued(1, 0);
    entry.outgoing.as_mut().unwrap().record = text(entry.record_id, 1, &["a", "b", "c"]);
    entry.launch(stamp(1));
    let mut result = applied(&entry, 1);
    result.missing_photos = ["a", "b", "c"].map(String::from).to_vec();
    entry.answered(&result, at(1)).unwrap();
    let next = |entry: &Entry| {
        let photos = plan::next_photos(std::slice::from_ref(entry), at(2), Occasion::Now);
        photos.into_iter().map(|(_, hash)| hash).collect::<Vec<_>>()
    };
    entry.photo_failed("a", PhotoTrouble::Unreadable);
    assert_eq!(next(&entry), ["b", "c"]);
    entry.photo_failed("b", PhotoTrouble::Refused);
    entry.photo_sent("c");
    assert!(
        next(&entry).is_empty(),
        "the broken ones wait for the person"
    );
    assert!(plan::next_push(std::slice::from_ref(&entry), at(2), Occasion::Now, 200).is_empty());
    assert!(
        matches!(&entry.trouble, Some(Trouble::Photo { sha256, .. }) if sha256 == "a"),
        "the first of them is named"
    );
    entry.again();
    assert_eq!(next(&entry), ["a", "b"], "looked at, they are tried again");
}

#[test]
fn a_newer_text_that_arrives_asks_for_its_photos_anew() {
    let mut entry = queued(1, 0);
    entry.outgoing.as_mut().unwrap().record = text(entry.record_id, 1, &["a", "b"]);
    entry.launch(stamp(1));
    let mut result = applied(&entry, 1);
    result.missing_photos = vec!["a".into(), "b".into()];
    entry.answered(&result, at(1)).unwrap();
    entry.photo_failed("a", PhotoTrouble::Unreadable);
    entry.queue(Op::Submit, text(entry.record_id, 2, &["b"]), at(3));
    entry.launch(stamp(2));
    let mut result = applied(&entry, 2);
    result.missing_photos = vec!["b".into()];
    entry.answered(&result, at(4)).unwrap();
    entry.photo_sent("b");
    assert_eq!(
        plan::next_push(std::slice::from_ref(&entry), at(5), Occasion::Now, 200).len(),
        1,
        "no photo is in trouble any longer"
    );
}

#[test]
fn a_batch_too_large_is_halved_until_one_is_left() {
    assert_eq!(plan::halved(200), Some(100));
    assert_eq!(plan::halved(3), Some(1));
    assert_eq!(plan::halved(1), None);
}

#[test]
fn three_days_unsent_are_worth_a_reminder() {
    let entry = [queued(1, 0)];
    assert!(!plan::needs_reminder(&entry, at(3 * 86_400)));
    assert!(plan::needs_reminder(&entry, at(3 * 86_400 + 1)));
}

#[test]
fn what_was_given_up_stays_for_thirty_days_and_longer_where_a_clock_was_wrong() {
    let given_up = |second| {
        let mut entry = queued(1, 0);
        entry.give_up("填错了".into(), at(second));
        entry
    };
    let month = 30 * 86_400;
    assert!(!plan::may_forget(&queued(1, 0), at(2 * month)));
    assert!(!plan::may_forget(&given_up(5), at(5 + month)));
    assert!(plan::may_forget(&given_up(5), at(6 + month)));
    assert!(
        !plan::may_forget(&given_up(-5), at(2 * month)),
        "given up before it was begun"
    );
}
