//! A record's life through the store, on both databases: what each person may do, and what is refused.

#![expect(
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test may panic, and tells its story in one piece"
)]

use domain::{
    access::Actor,
    codes::{Decision, RecordKind, Role, Status},
    coverage::VillageState,
    fields::FieldCode,
    ids::{RecordId, uuid_v7},
    reading::{DecisionOutcome, DecisionRequest, Flag, RecordFilter},
    sync::{ChangeResult, Outcome},
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use store::{
    Clock, Store, StoreError, coverage, imports::Kind, records, reviews, settings, sync, workbench,
};
use tests::{databases::instant, each_database, world};

/// Of 大余县, as the golden set has them: 冯英海 with villages of his own, 蒋国远 who leads the team.
const ZHAO: &str = "13900001008";
const LEADER: &str = "13900001002";
/// Of 赣县区.
const QIAN: &str = "13900001009";
const DAYU: &str = "360723000000";
const TOWNSHIP: &str = "360723104000";
const VILLAGE: &str = "360723104207";
const OTHER_VILLAGE: &str = "360723104203";
const TEAM: &str = "01918553-c16b-7c30-9073-ced71ba2e240";
const ZHAO_ID: &str = "019112d5-4e15-7d04-9cdb-33ba03aa0fc1";
const LEADER_ID: &str = "01911d8f-a94d-7496-bec4-24eae131d67f";

static SERIAL: AtomicU64 = AtomicU64::new(1);

fn id() -> String {
    let mut bytes = [3; 10];
    bytes[2..].copy_from_slice(&SERIAL.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    uuid_v7(1_750_000_000_000, bytes).to_string()
}

fn visit() -> Value {
    json!({
        "kind": "visit", "id": id(), "log_type": "personal", "participant_ids": [], "mode": "onsite", "started_on": "2026-02-27",
        "ended_on": "2026-02-27", "service_days": 1.0, "area_code": VILLAGE, "target_kind": "farmer_household", "industry_codes": ["navel_orange"],
        "action_kind": "tech_assistance", "service_kinds": ["guidance"], "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。", "photos": [],
    })
}

fn change(record: &Value, base: i64, op: &str) -> Value {
    json!({"change_id": id(), "sequence": 1, "base_version": base, "captured_at": "2026-02-28T03:00:00Z", "schema": 1, "record": record, "op": op})
}

fn record_id(record: &Value) -> RecordId {
    record["id"].as_str().unwrap().parse().unwrap()
}

fn refused(answer: &ChangeResult, path: &str, code: FieldCode) {
    assert_eq!(answer.outcome, Outcome::Rejected, "{answer:?}");
    assert!(
        answer
            .fields
            .iter()
            .any(|fault| fault.path == path && fault.code == code),
        "{answer:?}"
    );
}

struct Cast {
    store: Store,
    clock: Clock,
    zhao: Actor,
    leader: Actor,
    qian: Actor,
    sun: Actor,
    li: Actor,
    other_county: Actor,
    city: Actor,
}

async fn cast(store: Store, clock: Clock) -> Cast {
    world::golden(&store).await;
    Cast {
        zhao: world::commissioner(&store, ZHAO).await,
        leader: world::commissioner(&store, LEADER).await,
        qian: world::commissioner(&store, QIAN).await,
        sun: world::office(&store, "sun", Role::TownshipCoordinator, TOWNSHIP).await,
        li: world::office(&store, "li", Role::CountyStaff, DAYU).await,
        other_county: world::office(&store, "other", Role::CountyStaff, "360704000000").await,
        city: world::city_staff(&store).await,
        store,
        clock,
    }
}

impl Cast {
    async fn sends(&self, who: &Actor, record: &Value, base: i64, op: &str) -> ChangeResult {
        world::push(&self.store, who, change(record, base, op)).await
    }

    async fn submits(&self, who: &Actor, record: &Value) -> i64 {
        let answer = self.sends(who, record, 0, "submit").await;
        assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
        answer.version.unwrap()
    }

    async fn decides(
        &self,
        who: &Actor,
        record: &Value,
        version: i64,
        decision: Decision,
        opinion: &str,
    ) -> domain::reading::DecisionResult {
        let request = DecisionRequest {
            record_id: record_id(record),
            version,
            decision,
            opinion: opinion.into(),
            fields: Vec::new(),
        };
        reviews::decide(&self.store, who, &[request])
            .await
            .unwrap()
            .remove(0)
    }

    async fn status(&self, record: &Value) -> Status {
        records::get(&self.store, &self.city, record_id(record))
            .await
            .unwrap()
            .status
    }

    async fn is_hidden_from(&self, who: &Actor, record: &Value) -> bool {
        matches!(
            records::get(&self.store, who, record_id(record)).await,
            Err(StoreError::NotFound)
        )
    }
}

#[tokio::test]
async fn a_change_is_applied_once_and_answered_alike_ever_after() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let record = visit();
        let first = change(&record, 0, "submit");
        let answer = world::push(&cast.store, &cast.zhao, first.clone()).await;
        assert_eq!(
            (answer.outcome, answer.version),
            (Outcome::Applied, Some(1))
        );
        assert_eq!(answer.number.as_deref(), Some("2026-0301-0001"));
        assert!(answer.is_delivered());
        cast.decides(&cast.li, &record, 1, Decision::Approve, "")
            .await;
        let again = world::push(&cast.store, &cast.zhao, first.clone()).await;
        assert_eq!(
            (again.outcome, again.version, &again.receipt),
            (Outcome::Duplicate, Some(1), &answer.receipt)
        );
        let mut other = first.clone();
        other["record"]["materials_issued"] = 99.into();
        refused(
            &world::push(&cast.store, &cast.zhao, other).await,
            "change_id",
            FieldCode::ChangeIdReused,
        );
        refused(
            &world::push(&cast.store, &cast.leader, first).await,
            "change_id",
            FieldCode::ChangeIdReused,
        );
    })
    .await;
}

#[tokio::test]
async fn pushes_that_wait_together_share_a_commit_and_a_bad_one_stops_nobody() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let mut bad = visit();
        bad["industry_codes"] = json!(["unobtainium"]);
        let changes = vec![
            change(&visit(), 0, "submit"),
            change(&bad, 0, "submit"),
            json!("no change"),
            change(&visit(), 0, "submit"),
        ];
        let push = sync::Push {
            device_id: "d".into(),
            device_label: "d".into(),
            changes,
        };
        let many = (0..12).map(|_| {
            let record = visit();
            let (store, zhao) = (cast.store.clone(), cast.zhao.clone());
            async move {
                world::push(&store, &zhao, change(&record, 0, "submit"))
                    .await
                    .outcome
            }
        });
        let (answers, outcomes) = tokio::join!(
            sync::push(&cast.store, &cast.zhao, push),
            futures::future::join_all(many)
        );
        let answers: Vec<_> = answers
            .unwrap()
            .into_iter()
            .map(|answer| answer.outcome)
            .collect();
        assert_eq!(
            answers,
            [
                Outcome::Applied,
                Outcome::Rejected,
                Outcome::Rejected,
                Outcome::Applied
            ]
        );
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Applied));
        let page = records::list(
            &cast.store,
            &cast.zhao,
            &RecordFilter {
                limit: Some(200),
                ..RecordFilter::default()
            },
        )
        .await
        .unwrap();
        assert_eq!(page.records.len(), 14);
    })
    .await;
}

/// The state of the roll-ups and of the log, in words; nothing where all is well.
async fn faults(store: &Store) -> Vec<String> {
    let folder = tempfile::TempDir::new().unwrap();
    let mut found = Vec::new();
    let mut tell = |finding| found.push(format!("{finding:?}"));
    store::check::run(store, folder.path(), &mut tell)
        .await
        .unwrap();
    found
}

#[tokio::test]
async fn records_that_begin_and_change_again_in_one_push_are_counted_as_they_end() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let (moved, withdrawn, kept) = (visit(), visit(), visit());
        let mut elsewhere = moved.clone();
        elsewhere["area_code"] = json!(OTHER_VILLAGE);
        elsewhere["started_on"] = json!("2025-12-31");
        elsewhere["ended_on"] = json!("2025-12-31");
        elsewhere["participant_ids"] = json!([LEADER_ID]);
        let mut sketch = visit();
        sketch["content"] = json!("还没写完");
        let changes = vec![
            change(&moved, 0, "submit"),
            change(&sketch, 0, "save"),
            change(&withdrawn, 0, "submit"),
            change(&elsewhere, 1, "submit"),
            change(&withdrawn, 1, "withdraw"),
            change(&kept, 0, "submit"),
        ];
        let push = sync::Push {
            device_id: "d".into(),
            device_label: "d".into(),
            changes,
        };
        let answers = sync::push(&cast.store, &cast.zhao, push).await.unwrap();
        let applied = |answer: &ChangeResult| answer.outcome == Outcome::Applied;
        assert!(answers.iter().all(applied), "{answers:?}");
        assert_eq!(faults(&cast.store).await, [""; 0]);
        assert_eq!(cast.status(&moved).await, Status::Submitted);
        assert_eq!(cast.status(&kept).await, Status::Submitted);

        let of_author = sync::pull(&cast.store, &cast.zhao, "").await.unwrap();
        for record in [&moved, &withdrawn, &kept, &sketch] {
            let pulled = of_author.records.iter();
            let times = pulled.filter(|one| one.id == record_id(record)).count();
            assert_eq!(times, 1, "{record}");
        }
        let of_named = sync::pull(&cast.store, &cast.leader, "").await.unwrap();
        let mut named = of_named.records.iter();
        assert!(named.any(|one| one.id == record_id(&moved)));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_base_is_a_conflict_that_shows_the_servers_version_and_is_remembered() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let record = visit();
        cast.submits(&cast.zhao, &record).await;
        let stale = change(&record, 7, "submit");
        let answer = world::push(&cast.store, &cast.zhao, stale.clone()).await;
        assert_eq!(
            (answer.outcome, answer.version),
            (Outcome::Conflict, Some(1))
        );
        assert_eq!(
            answer.server_version.as_ref().unwrap()["content"],
            record["content"]
        );
        assert_eq!(world::push(&cast.store, &cast.zhao, stale).await, answer);
        let unknown = cast.sends(&cast.zhao, &visit(), 3, "submit").await;
        assert_eq!(
            (unknown.outcome, unknown.server_version),
            (Outcome::Conflict, None)
        );
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_its_authors_alone_also_on_top_of_a_returned_record() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let mut record = visit();
        let draft = json!({"kind": "visit", "id": record["id"], "content": "先记两笔"});
        assert_eq!(
            cast.sends(&cast.zhao, &draft, 0, "save").await.outcome,
            Outcome::Applied
        );
        for who in [&cast.li, &cast.city, &cast.sun, &cast.leader] {
            assert!(cast.is_hidden_from(who, &record).await);
        }
        assert_eq!(
            records::get(&cast.store, &cast.zhao, record_id(&record))
                .await
                .unwrap()
                .text("content"),
            "先记两笔"
        );
        assert_eq!(
            cast.sends(&cast.zhao, &record, 1, "submit").await.outcome,
            Outcome::Applied
        );
        assert_eq!(
            cast.decides(&cast.li, &record, 2, Decision::Return, "请写明用量")
                .await
                .outcome,
            DecisionOutcome::Applied
        );
        let submitted = record["content"].clone();
        record["content"] = "改到一半的情况说明，还没有写完，先存在服务器上。".into();
        assert_eq!(
            cast.sends(&cast.zhao, &record, 3, "save").await.outcome,
            Outcome::Applied
        );
        let seen = records::get(&cast.store, &cast.li, record_id(&record))
            .await
            .unwrap();
        assert_eq!(
            (seen.status, json!(seen.text("content"))),
            (Status::Returned, submitted)
        );
        let own = records::get(&cast.store, &cast.zhao, record_id(&record))
            .await
            .unwrap();
        assert_eq!(
            (json!(own.text("content")), own.review_opinion.as_deref()),
            (record["content"].clone(), Some("请写明用量"))
        );
        let actions = |history: Vec<domain::reading::VersionView>| {
            history
                .into_iter()
                .map(|version| version.action)
                .collect::<Vec<_>>()
        };
        let id = record_id(&record);
        assert_eq!(
            actions(records::history(&cast.store, &cast.zhao, id).await.unwrap()),
            ["save", "submit", "return", "save"]
        );
        assert_eq!(
            actions(records::history(&cast.store, &cast.li, id).await.unwrap()),
            ["submit", "return"]
        );
    })
    .await;
}

#[tokio::test]
async fn the_author_is_who_signed_in_and_offices_enter_for_others_in_their_own_area() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let mut foreign = visit();
        foreign["author_id"] = ZHAO_ID.into();
        refused(
            &cast.sends(&cast.qian, &foreign, 0, "submit").await,
            "visit.author_id",
            FieldCode::ForeignAuthor,
        );
        refused(
            &cast.sends(&cast.other_county, &foreign, 0, "submit").await,
            "visit.author_id",
            FieldCode::ForeignAuthor,
        );
        refused(
            &cast.sends(&cast.city, &foreign, 0, "submit").await,
            "visit.author_id",
            FieldCode::ForeignAuthor,
        );
        refused(
            &cast.sends(&cast.li, &visit(), 0, "submit").await,
            "visit.author_id",
            FieldCode::Required,
        );
        assert_eq!(
            cast.sends(&cast.sun, &foreign, 0, "submit").await.outcome,
            Outcome::Applied
        );
        let seen = records::get(&cast.store, &cast.zhao, record_id(&foreign))
            .await
            .unwrap();
        assert_eq!(
            (
                seen.author_id.to_string().as_str(),
                seen.entered_by.is_some()
            ),
            (ZHAO_ID, true)
        );
        // Nobody decides on what he entered.
        let own = cast
            .decides(&cast.sun, &foreign, 1, Decision::Approve, "")
            .await;
        assert_eq!(
            (own.outcome, own.fields[0].code),
            (DecisionOutcome::Rejected, FieldCode::OwnRecord)
        );
        refused(
            &cast
                .sends(&cast.qian, &visit_of(&foreign), 1, "submit")
                .await,
            "visit.id",
            FieldCode::NotFound,
        );
    })
    .await;
}

/// A village of Dayu in another township.
const ELSEWHERE: &str = "360723107204";

#[tokio::test]
async fn who_entered_a_record_for_another_keeps_it_in_the_own_area_and_its_author_need_not() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let placed = |record: &Value, area: Value| {
            let mut record = record.clone();
            record["area_code"] = area;
            record
        };
        let mut entered = visit();
        entered["author_id"] = ZHAO_ID.into();
        let saved = cast.sends(&cast.sun, &entered, 0, "save").await;
        assert_eq!(saved.outcome, Outcome::Applied, "{saved:?}");
        let elsewhere = placed(&entered, ELSEWHERE.into());
        for op in ["save", "submit"] {
            let moved = cast.sends(&cast.sun, &elsewhere, 1, op).await;
            refused(&moved, "visit.author_id", FieldCode::ForeignAuthor);
        }
        // Without a place for now, and anywhere in the township, it goes on.
        let unplaced = placed(&entered, Value::Null);
        let saved = cast.sends(&cast.sun, &unplaced, 1, "save").await;
        assert_eq!(saved.outcome, Outcome::Applied, "{saved:?}");
        let near = placed(&entered, OTHER_VILLAGE.into());
        let sent = cast.sends(&cast.sun, &near, 2, "submit").await;
        assert_eq!(sent.outcome, Outcome::Applied, "{sent:?}");
        // The author puts it where he was.
        let moved = cast.sends(&cast.zhao, &elsewhere, 3, "submit").await;
        assert_eq!(moved.outcome, Outcome::Applied, "{moved:?}");
        for op in ["submit", "withdraw"] {
            let back = cast.sends(&cast.sun, &near, 4, op).await;
            refused(&back, "visit.author_id", FieldCode::ForeignAuthor);
        }
        let withdrawn = cast.sends(&cast.zhao, &elsewhere, 4, "withdraw").await;
        assert_eq!(withdrawn.outcome, Outcome::Applied, "{withdrawn:?}");
        // Where a commissioner goes himself, no office is asked.
        let own = placed(&visit(), "360704201210".into());
        cast.submits(&cast.zhao, &own).await;
        let again = cast.sends(&cast.zhao, &own, 1, "submit").await;
        assert_eq!(again.outcome, Outcome::Applied, "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn a_visit_of_an_earlier_term_is_in_the_term_though_received_in_the_next() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let again = "login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to
13900001008,冯英海,13900001008,男,1973,individual,U1,intermediate,province,camellia|herbs,360723000000,2026-03-01,2028-02-29
";
        world::import_bytes(&cast.store, Kind::Commissioners, "again.csv", again.into()).await;
        let before = visit();
        let mut never = visit();
        for field in ["started_on", "ended_on"] {
            never[field] = json!("2024-02-28");
        }
        for (record, outside) in [(before, false), (never, true)] {
            cast.submits(&cast.zhao, &record).await;
            let seen = records::get(&cast.store, &cast.li, record_id(&record)).await;
            let flags = seen.unwrap().flags;
            assert_eq!(flags.contains(&Flag::OutsideTerm), outside, "{flags:?}");
        }
    })
    .await;
}

/// The same record without its author.
fn visit_of(record: &Value) -> Value {
    let mut record = record.clone();
    record.as_object_mut().unwrap().remove("author_id");
    record
}

#[tokio::test]
async fn each_reviewer_decides_within_scope_and_version_and_with_words() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let record = visit();
        let version = cast.submits(&cast.zhao, &record).await;
        let outcome = |answer: domain::reading::DecisionResult| {
            (
                answer.outcome,
                answer.fields.first().map(|fault| fault.code),
            )
        };
        assert_eq!(
            outcome(
                cast.decides(&cast.other_county, &record, version, Decision::Approve, "")
                    .await
            ),
            (DecisionOutcome::Rejected, Some(FieldCode::NotFound))
        );
        assert_eq!(
            outcome(
                cast.decides(&cast.zhao, &record, version, Decision::Approve, "")
                    .await
            ),
            (DecisionOutcome::Rejected, Some(FieldCode::OwnRecord))
        );
        assert_eq!(
            outcome(
                cast.decides(&cast.li, &record, version + 4, Decision::Approve, "")
                    .await
            ),
            (DecisionOutcome::Conflict, None)
        );
        assert_eq!(
            outcome(
                cast.decides(&cast.li, &record, version, Decision::Return, "  ")
                    .await
            ),
            (DecisionOutcome::Rejected, Some(FieldCode::OpinionRequired))
        );
        assert_eq!(
            outcome(
                cast.decides(&cast.sun, &record, version, Decision::Void, "重复")
                    .await
            ),
            (DecisionOutcome::Rejected, Some(FieldCode::NotAllowedNow))
        );
        assert_eq!(
            outcome(
                cast.decides(&cast.li, &record, version, Decision::Approve, "")
                    .await
            ),
            (DecisionOutcome::Applied, None)
        );
        refused(
            &cast.sends(&cast.zhao, &record, version + 1, "submit").await,
            "op",
            FieldCode::NotEditable,
        );
        assert_eq!(
            outcome(
                cast.decides(&cast.li, &record, version + 1, Decision::Reopen, "户数有误")
                    .await
            ),
            (DecisionOutcome::Applied, None)
        );
        assert_eq!(cast.status(&record).await, Status::Returned);
    })
    .await;
}

#[tokio::test]
async fn with_the_township_step_the_county_waits_for_it_or_for_seven_days() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        settings::set_township_step(&cast.store, None, DAYU.parse().unwrap(), true)
            .await
            .unwrap();
        let (checked, left) = (visit(), visit());
        cast.submits(&cast.zhao, &checked).await;
        cast.submits(&cast.zhao, &left).await;
        let early = cast
            .decides(&cast.li, &left, 1, Decision::Approve, "")
            .await;
        assert_eq!(
            (early.outcome, early.fields[0].code),
            (DecisionOutcome::Rejected, FieldCode::NotVerified)
        );
        assert_eq!(
            cast.decides(&cast.sun, &checked, 1, Decision::Approve, "")
                .await
                .outcome,
            DecisionOutcome::Applied
        );
        assert_eq!(cast.status(&checked).await, Status::Verified);
        assert_eq!(
            cast.decides(&cast.li, &checked, 2, Decision::Approve, "")
                .await
                .outcome,
            DecisionOutcome::Applied
        );
        cast.clock.set(instant("2026-03-09T02:00:00Z"));
        assert_eq!(
            cast.decides(&cast.li, &left, 1, Decision::Approve, "")
                .await
                .outcome,
            DecisionOutcome::Applied
        );
    })
    .await;
}

#[tokio::test]
async fn a_participant_reads_and_says_not_there_and_a_stranger_does_neither() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let mut record = visit();
        for (field, value) in [
            ("log_type", json!("team")),
            ("team_id", json!(TEAM)),
            ("participant_ids", json!([LEADER_ID])),
        ] {
            record[field] = value;
        }
        cast.submits(&cast.zhao, &record).await;
        let id = record_id(&record);
        assert!(cast.is_hidden_from(&cast.qian, &record).await);
        assert!(
            records::mark_absence(&cast.store, &cast.qian, id)
                .await
                .is_err()
        );
        assert!(
            records::mark_absence(&cast.store, &cast.zhao, id)
                .await
                .is_err(),
            "the author was there"
        );
        records::mark_absence(&cast.store, &cast.leader, id)
            .await
            .unwrap();
        let seen = records::get(&cast.store, &cast.li, id).await.unwrap();
        assert!(
            seen.people
                .iter()
                .any(|person| person.id.to_string() == LEADER_ID && person.absent)
        );
        let bench = workbench::today(&cast.store, &cast.leader).await.unwrap();
        assert_eq!(
            bench.progress.pending_visits, 0,
            "out of the personal figures"
        );
        assert_eq!(
            workbench::today(&cast.store, &cast.zhao)
                .await
                .unwrap()
                .progress
                .pending_visits,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_contacts_phone_is_masked_and_revealing_it_needs_a_right() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let mut record = visit();
        record["confirmation"] =
            json!({"method": "reviewer_phone_check", "name": "某户主", "phone": "13812341234"});
        cast.submits(&cast.zhao, &record).await;
        let id = record_id(&record);
        let phone = async |who: &Actor| {
            records::get(&cast.store, who, id).await.unwrap().body["confirmation"]["phone"].clone()
        };
        assert_eq!(phone(&cast.li).await, "138****1234");
        assert_eq!(
            phone(&cast.zhao).await,
            "13812341234",
            "in the author's own unapproved record"
        );
        assert_eq!(
            records::reveal_phone(&cast.store, &cast.li, id)
                .await
                .unwrap(),
            "13812341234"
        );
        assert!(
            records::reveal_phone(&cast.store, &cast.other_county, id)
                .await
                .is_err()
        );
        cast.decides(&cast.li, &record, 1, Decision::Approve, "")
            .await;
        assert_eq!(phone(&cast.zhao).await, "138****1234");
        let history = records::history(&cast.store, &cast.zhao, id).await.unwrap();
        assert!(
            history
                .iter()
                .all(|version| version.body["confirmation"]["phone"] == "138****1234")
        );
    })
    .await;
}

#[tokio::test]
async fn lists_page_by_key_within_the_readers_scope() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        for day in 10..25 {
            let mut record = visit();
            for field in ["started_on", "ended_on"] {
                record[field] = format!("2026-02-{day}").into();
            }
            cast.submits(&cast.zhao, &record).await;
        }
        let mut filter = RecordFilter {
            limit: Some(4),
            kind: Some(RecordKind::Visit),
            from: "2026-02-12".parse().ok(),
            ..RecordFilter::default()
        };
        let mut days = Vec::new();
        loop {
            let page = records::list(&cast.store, &cast.li, &filter).await.unwrap();
            days.extend(
                page.records
                    .iter()
                    .map(|record| record.occurred_on.unwrap().to_string()),
            );
            filter.after = page.next;
            if filter.after.is_none() {
                break;
            }
        }
        assert_eq!(days.len(), 13);
        assert!(days.is_sorted_by(|a, b| a > b), "{days:?}");
        assert!(
            records::list(&cast.store, &cast.other_county, &RecordFilter::default())
                .await
                .unwrap()
                .records
                .is_empty()
        );
        let outside = RecordFilter {
            area: DAYU.parse().ok(),
            ..RecordFilter::default()
        };
        assert!(matches!(
            records::list(&cast.store, &cast.other_county, &outside).await,
            Err(StoreError::NotFound)
        ));
        let late = records::list(&cast.store, &cast.zhao, &RecordFilter::default())
            .await
            .unwrap()
            .records;
        assert!(
            late.last().unwrap().late && !late[0].late,
            "received more than seven days after"
        );
        assert!(
            late.iter()
                .all(|record| record.flags.contains(&Flag::NoPhoto))
        );
    })
    .await;
}

#[tokio::test]
async fn workbench_and_village_page_follow_an_approval() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        // The golden set ends 冯英海's own assignments in September 2025; the leader's go on.
        let bench = workbench::today(&cast.store, &cast.leader).await.unwrap();
        let village = bench
            .villages
            .iter()
            .find(|village| village.due)
            .expect("a due village")
            .clone();
        assert_eq!(
            (village.days_since, village.state),
            (None, VillageState::Uncovered)
        );
        let mut record = visit();
        record["area_code"] = json!(village.code);
        cast.submits(&cast.leader, &record).await;
        cast.decides(&cast.li, &record, 1, Decision::Approve, "")
            .await;
        let bench = workbench::today(&cast.store, &cast.leader).await.unwrap();
        let now = bench
            .villages
            .iter()
            .find(|other| other.code == village.code)
            .unwrap();
        assert_eq!(
            (now.days_since, now.visits_this_year, bench.progress.visits),
            (Some(2), 1, 1)
        );
        let card = coverage::village(&cast.store, &cast.li, village.code, 2026)
            .await
            .unwrap();
        assert_eq!((card.records.len(), card.coverage.unwrap().visits), (1, 1));
        assert!(matches!(
            coverage::village(&cast.store, &cast.other_county, village.code, 2026).await,
            Err(StoreError::NotFound)
        ));
        assert!(matches!(
            coverage::board(
                &cast.store,
                &cast.other_county,
                DAYU.parse().unwrap(),
                2026,
                None
            )
            .await,
            Err(StoreError::Forbidden)
        ));
        let choices = workbench::form_choices(&cast.store, &cast.leader)
            .await
            .unwrap();
        assert!(
            choices
                .villages
                .iter()
                .any(|other| other.code == village.code)
                && !choices.teams.is_empty()
        );
        assert!(matches!(
            workbench::today(&cast.store, &cast.li).await,
            Err(StoreError::Forbidden)
        ));
    })
    .await;
}
