//! 救援文件: what is read of a file, and what an office and the owner's other phone make of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    codes::RecordKind,
    fields::{FieldCode, FieldError},
    ids::{AccountId, ChangeId, CommissionerId, RecordId, uuid_v7},
    sync::{
        Change, ChangeResult, Op, Outcome,
        entry::{Base, Entry, Fields, GivenUp, Stamp},
        rescue::{Brought, LeftOut, NotRescue, RescueFile, judged, office_change, taken_in},
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn now() -> DateTime<Utc> {
    "2026-02-20T08:00:00Z".parse().unwrap()
}

fn account(number: u8) -> AccountId {
    AccountId(uuid_v7(1, [number; 10]))
}

fn text(content: &str) -> Fields {
    let text = json!({"kind": "visit", "id": RecordId(uuid_v7(2, [1; 10])), "content": content});
    text.as_object().unwrap().clone()
}

fn entry(owner: AccountId) -> Entry {
    let id = RecordId(uuid_v7(2, [1; 10]));
    let author = Some(CommissionerId(uuid_v7(3, [1; 10])));
    Entry::new(id, RecordKind::Visit, owner, author, Base::default(), now())
}

fn queued(content: &str) -> Entry {
    let mut entry = entry(account(1));
    entry.queue(Op::Submit, text(content), now());
    entry
}

fn stamp(number: u8) -> Stamp {
    Stamp {
        change_id: ChangeId(uuid_v7(4, [number; 10])),
        sequence: u64::from(number),
        captured_at: now() + TimeDelta::minutes(i64::from(number)),
    }
}

fn file(entries: &Value) -> String {
    json!({"format": "ketepai-rescue", "version": 1, "made_at": now(), "account_name": "赵", "entries": entries}).to_string()
}

fn answer(outcome: Outcome, fields: Vec<FieldError>) -> ChangeResult {
    let mut answer = ChangeResult::rejected(Value::Null, None, fields);
    answer.outcome = outcome;
    answer
}

#[test]
fn a_file_says_why_it_is_none() {
    let parsed = |text: &str| RescueFile::parse(text).unwrap_err();
    assert_eq!(
        parsed("{\"format\":\"ketepai-rescue\",\"ver"),
        NotRescue::Broken
    );
    assert_eq!(parsed(" {\n \"format\": \"kete"), NotRescue::Broken);
    assert_eq!(parsed(""), NotRescue::Broken);
    assert_eq!(
        parsed("代码,名称\n360722102200,古陂村\n"),
        NotRescue::NotOurs
    );
    assert_eq!(parsed("{\"format\":\"other\","), NotRescue::NotOurs);
    assert_eq!(parsed("[1]"), NotRescue::NotOurs);
    assert_eq!(
        parsed("{\"format\":\"ketepai-rescue\"}"),
        NotRescue::NotOurs
    );
    assert_eq!(
        parsed("{\"format\":\"ketepai-rescue\",\"version\":2}"),
        NotRescue::Newer
    );
}

#[test]
fn a_damaged_entry_is_named_and_its_neighbours_survive() {
    let mut empty = json!(entry(account(1)));
    empty["base"] = json!({"version": 0});
    let entries = json!([{"record_id": 5}, queued("甲"), empty, queued("乙")]);
    let read = RescueFile::parse(&file(&entries)).unwrap();
    assert_eq!(read.damaged, [1, 3]);
    assert_eq!(read.entries, [queued("甲"), queued("乙")]);
    assert_eq!(
        (read.made_at, read.account_name.as_str()),
        (Some(now()), "赵")
    );
}

#[test]
fn another_accounts_part_is_counted_and_not_given_out() {
    let whole = json!({
        "format": "ketepai-rescue", "version": 1, "entries": [entry(account(1)), queued("甲")],
        "sealed": [{"id": "a", "account_id": account(1)}, {"id": "b", "account_id": account(2)}, {"id": "c"}],
        "photos": [{"sha256": "x", "account_id": account(2), "content_type": "image/jpeg", "data": "AA=="}],
    });
    let read = RescueFile::parse(&whole.to_string()).unwrap();
    assert_eq!(read.of_others(account(2)), 2);
    assert_eq!(read.of_others(account(1)), 1);
    let own = read.of_account(account(2));
    assert_eq!(
        (own.entries.len(), own.sealed.len(), own.photos.len()),
        (0, 1, 1)
    );
}

#[test]
fn an_office_sends_the_newest_unsent_text_for_its_author() {
    let mut flying = queued("甲");
    flying.launch(stamp(7));
    let change = office_change(&flying, account(9)).unwrap();
    assert_eq!(change["record"]["author_id"], json!(flying.author_id));
    assert_eq!(change["captured_at"], "2026-02-20T08:07:00.000Z");
    assert_eq!(
        (&change["base_version"], &change["sequence"]),
        (&json!(0), &json!(7))
    );
    flying.queue(Op::Submit, text("乙"), now());
    let newer = office_change(&flying, account(9)).unwrap();
    assert_eq!(newer["record"]["content"], "乙");
    assert_ne!(newer["change_id"], change["change_id"]);
    Change::parse(&newer).unwrap();
}

#[test]
fn an_office_leaves_out_what_is_the_authors_alone_and_says_why() {
    let left_out = |entry: &Entry| office_change(entry, account(9)).unwrap_err();
    let mut draft = entry(account(1));
    draft.write(text("甲"), now());
    assert_eq!(left_out(&draft), LeftOut::Draft);

    let mut saved = entry(account(1));
    saved.queue(Op::Save, text("甲"), now());
    assert_eq!(left_out(&saved), LeftOut::NotSubmitted);

    let mut anonymous = queued("甲");
    anonymous.author_id = None;
    assert_eq!(left_out(&anonymous), LeftOut::NoAuthor);

    let mut given_up = queued("甲");
    given_up.given_up = Some(GivenUp {
        reason: "写错了".into(),
        at: now(),
        stood_on: None,
    });
    assert_eq!(left_out(&given_up), LeftOut::GivenUp);

    let mut delivered = queued("甲");
    delivered.launch(stamp(1));
    let mut applied = answer(Outcome::Applied, Vec::new());
    applied.change_id = json!(stamp(1).change_id);
    (applied.version, applied.receipt) = (Some(1), Some("r".into()));
    applied.missing_photos = vec!["x".into()];
    delivered.answered(&applied, now()).unwrap();
    assert_eq!(left_out(&delivered), LeftOut::Delivered);
}

#[test]
fn what_is_taken_in_twice_is_the_same_change() {
    let first = taken_in(queued("甲")).flight.unwrap().stamp;
    let again = taken_in(queued("甲")).flight.unwrap().stamp;
    assert_eq!(first, again);
    assert_eq!(first.change_id.0.get_version_num(), 7);
    let other = taken_in(queued("乙")).flight.unwrap().stamp;
    assert_ne!(first.change_id, other.change_id);
    // A change that left the first phone stays that change.
    let mut flying = queued("甲");
    flying.launch(stamp(1));
    assert_eq!(taken_in(flying).flight.unwrap().stamp, stamp(1));
    // What was given up waits: nobody knows on which version it will go.
    let mut given_up = queued("甲");
    given_up.give_up("写错了".into(), now());
    assert_eq!(taken_in(given_up.clone()), given_up);
}

#[test]
fn a_record_that_is_there_is_told_from_a_conflict() {
    let mut mine = queued("甲");
    let confirmation = json!({"method": "phone", "phone": "13812345678"});
    let text = &mut mine.outgoing.as_mut().unwrap().record;
    text.insert("confirmation".into(), confirmation);
    let change = office_change(&mine, account(9)).unwrap();
    let same = json!({
        "content": "甲", "status": "approved", "confirmation": {"method": "phone", "phone": "138****5678"},
        "participant_ids": [], "photo_files": [{"sha256": "x", "state": "missing"}, {"sha256": "y", "state": "picture"}],
    });
    let mut other = same.clone();
    other["content"] = json!("乙");
    let there = Brought::There { missing_photos: 1 };

    let mut conflict = answer(Outcome::Conflict, Vec::new());
    assert_eq!(judged(&change, &conflict, None), Brought::Conflict);
    conflict.server_version = Some(same.clone());
    assert_eq!(judged(&change, &conflict, None), there);
    conflict.server_version = Some(other.clone());
    assert_eq!(judged(&change, &conflict, None), Brought::Conflict);

    let elsewhere = vec![FieldError::new("visit.id", FieldCode::NotFound)];
    let refused = answer(Outcome::Rejected, elsewhere.clone());
    assert_eq!(judged(&change, &refused, Some(&same)), there);
    assert_eq!(judged(&change, &refused, Some(&other)), Brought::Conflict);
    assert_eq!(judged(&change, &refused, None), Brought::Refused(elsewhere));

    let faults = vec![FieldError::new("visit.content", FieldCode::TooShort)];
    let bad = answer(Outcome::Rejected, faults.clone());
    assert_eq!(judged(&change, &bad, Some(&same)), Brought::Refused(faults));
}

proptest! {
    #[test]
    fn the_same_text_is_always_the_same_change(content in ".{0,40}", importer in 0_u8..4, again in 0_u8..4, base in 0_i64..3) {
        let mut entry = queued(&content);
        entry.base.version = base;
        let first = office_change(&entry, account(importer)).unwrap();
        // Through the file and back.
        let read = RescueFile::parse(&file(&json!([entry]))).unwrap();
        let second = office_change(&read.entries[0], account(again)).unwrap();
        prop_assert_eq!(first["change_id"] == second["change_id"], importer == again);
        let (first, second) = (Change::parse(&first).unwrap(), Change::parse(&second).unwrap());
        prop_assert_eq!(first.content(), second.content());
    }

    #[test]
    fn no_damage_takes_the_whole_file_down(damage in prop::collection::vec(any::<bool>(), 0..12)) {
        let entries: Value = damage.iter().map(|damaged| if *damaged { json!({"record_id": "?"}) } else { json!(queued("甲")) }).collect();
        let read = RescueFile::parse(&file(&entries)).unwrap();
        prop_assert_eq!(read.damaged.len(), damage.iter().filter(|damaged| **damaged).count());
        prop_assert_eq!(read.entries.len() + read.damaged.len(), damage.len());
    }
}
