//! What a reviewer's queue asks and tells, on both databases.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use domain::{
    access::Actor,
    codes::{Decision, Role, Status},
    fields::FieldCode,
    ids::{RecordId, uuid_v7},
    reading::{DecisionOutcome, DecisionRequest, DecisionResult, Flag, RecordFilter},
    sync::Outcome,
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Clock, Store, exports, records, reviews, settings};
use tests::{databases::instant, each_database, world};

/// Of 大余县, as the golden set has them.
const ZHAO: &str = "13900001008";
const ZHAO_ID: &str = "019112d5-4e15-7d04-9cdb-33ba03aa0fc1";
const LEADER: &str = "13900001002";
const DAYU: &str = "360723000000";
const TOWNSHIP: &str = "360723104000";
const VILLAGE: &str = "360723104207";
const OTHER_VILLAGE: &str = "360723104206";

static SERIAL: AtomicU64 = AtomicU64::new(1);

fn id() -> String {
    let mut bytes = [5; 10];
    bytes[2..].copy_from_slice(&SERIAL.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    uuid_v7(1_750_000_000_000, bytes).to_string()
}

fn visit(from: &str, to: &str, days: f64) -> Value {
    json!({
        "kind": "visit", "id": id(), "log_type": "personal", "participant_ids": [], "mode": "onsite", "started_on": from,
        "ended_on": to, "service_days": days, "area_code": VILLAGE, "target_kind": "farmer_household", "industry_codes": ["navel_orange"],
        "action_kind": "tech_assistance", "service_kinds": ["guidance"], "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。", "photos": [],
    })
}

fn record_id(record: &Value) -> RecordId {
    record["id"].as_str().unwrap().parse().unwrap()
}

struct Cast {
    store: Store,
    clock: Clock,
    zhao: Actor,
    leader: Actor,
    sun: Actor,
    li: Actor,
}

async fn cast(store: Store, clock: Clock) -> Cast {
    world::golden(&store).await;
    Cast {
        zhao: world::commissioner(&store, ZHAO).await,
        leader: world::commissioner(&store, LEADER).await,
        sun: world::office(&store, "sun", Role::TownshipCoordinator, TOWNSHIP).await,
        li: world::office(&store, "li", Role::CountyStaff, DAYU).await,
        store,
        clock,
    }
}

impl Cast {
    async fn submits(&self, who: &Actor, record: &Value, base: i64) {
        let change = json!({"change_id": id(), "sequence": 1, "base_version": base, "captured_at": "2026-02-28T03:00:00Z",
            "schema": 1, "record": record, "op": "submit"});
        let answer = world::push(&self.store, who, change).await;
        assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
    }

    async fn returns(&self, record: &Value, fields: &[&str]) -> DecisionResult {
        let request = DecisionRequest {
            record_id: record_id(record),
            version: 1,
            decision: Decision::Return,
            opinion: "请写明用药".into(),
            fields: fields.iter().map(|name| (*name).to_owned()).collect(),
        };
        let results = reviews::decide(&self.store, &self.li, &[request]).await;
        results.unwrap().remove(0)
    }

    /// What this person's queue holds, by record.
    async fn finds(&self, who: &Actor, filter: RecordFilter) -> Vec<RecordId> {
        let page = records::list(&self.store, who, &filter).await.unwrap();
        page.records.into_iter().map(|record| record.id).collect()
    }
}

fn waiting() -> RecordFilter {
    RecordFilter {
        statuses: vec![Status::Submitted],
        oldest_first: true,
        ..RecordFilter::default()
    }
}

#[tokio::test]
async fn a_return_points_at_fields_and_its_history_keeps_them() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let mut record = visit("2026-02-27", "2026-02-27", 1.0);
        cast.submits(&cast.zhao, &record, 0).await;
        let unknown = cast.returns(&record, &["content", "attendances"]).await;
        assert_eq!(
            (unknown.outcome, unknown.fields[0].code),
            (DecisionOutcome::Rejected, FieldCode::UnknownCode),
            "a visit has no attendances"
        );
        let done = cast.returns(&record, &["content", "area_code"]).await;
        assert_eq!(done.outcome, DecisionOutcome::Applied);
        let own = records::get(&cast.store, &cast.zhao, record_id(&record)).await;
        assert_eq!(own.unwrap().review_fields, ["content", "area_code"]);

        record["area_code"] = OTHER_VILLAGE.into();
        cast.submits(&cast.zhao, &record, 2).await;
        let versions = records::history(&cast.store, &cast.li, record_id(&record)).await;
        let versions = versions.unwrap();
        let fields: Vec<_> = versions.iter().map(|one| one.review_fields.len()).collect();
        assert_eq!(fields, [0, 2, 0]);
        let places: Vec<_> = versions.iter().map(|one| &one.named.area).collect();
        assert_eq!(places[0], places[1]);
        assert_ne!(places[1], places[2], "{places:?}");
        assert_eq!(versions[0].named.industries, ["脐橙"]);
    })
    .await;
}

#[tokio::test]
async fn the_queue_is_narrowed_by_waiting_and_names_everybody_who_waits() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let (old, new) = (
            visit("2026-02-26", "2026-02-26", 1.0),
            visit("2026-02-27", "2026-02-27", 1.0),
        );
        cast.submits(&cast.zhao, &old, 0).await;
        cast.clock.set(instant("2026-03-09T15:59:00Z"));
        cast.submits(&cast.leader, &new, 0).await;
        let before = RecordFilter {
            submitted_before: "2026-03-09".parse().ok(),
            ..waiting()
        };
        assert_eq!(cast.finds(&cast.li, waiting()).await.len(), 2);
        assert_eq!(
            cast.finds(&cast.li, before.clone()).await,
            [record_id(&old)],
            "one minute before midnight in Shanghai is still that day"
        );
        let one_of_two = RecordFilter {
            limit: Some(1),
            author: ZHAO_ID.parse().ok(),
            ..waiting()
        };
        let people = reviews::waiting_people(&cast.store, &cast.sun, &one_of_two).await;
        let people = people.unwrap();
        assert_eq!(people.len(), 2, "{people:?}");
        assert!(people.iter().all(|person| person.records == 1));
        let people = reviews::waiting_people(&cast.store, &cast.li, &before).await;
        assert_eq!(people.unwrap()[0].id.to_string(), ZHAO_ID);
    })
    .await;
}

#[tokio::test]
async fn more_than_twenty_days_on_site_in_a_month_are_flagged() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let flagged = async |record: &Value| {
            let view = records::get(&cast.store, &cast.li, record_id(record)).await;
            view.unwrap().flags.contains(&Flag::DaysOverTwenty)
        };
        let first = visit("2026-01-01", "2026-01-15", 15.0);
        let second = visit("2026-01-16", "2026-01-20", 5.0);
        // The same dates again add no day.
        let again = visit("2026-01-18", "2026-01-20", 3.0);
        for record in [&first, &second, &again] {
            cast.submits(&cast.zhao, record, 0).await;
        }
        assert!(
            !flagged(&first).await,
            "twenty days are not more than twenty"
        );
        let last = visit("2026-01-31", "2026-01-31", 0.5);
        let next_month = visit("2026-02-01", "2026-02-01", 1.0);
        for record in [&last, &next_month] {
            cast.submits(&cast.zhao, record, 0).await;
        }
        assert!(flagged(&first).await && flagged(&last).await);
        assert!(!flagged(&next_month).await);
    })
    .await;
}

#[tokio::test]
async fn a_file_flags_a_long_month_in_each_of_the_batches_that_it_lies_in() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let first = visit("2026-01-01", "2026-01-15", 15.0);
        let last = visit("2026-01-26", "2026-01-31", 6.0);
        for record in [&first, &last] {
            cast.submits(&cast.zhao, record, 0).await;
        }
        // Newest first, these stand between the two.
        let between = usize::try_from(exports::BATCH).unwrap();
        for _ in 0..between {
            let record = visit("2026-01-20", "2026-01-20", 1.0);
            cast.submits(&cast.leader, &record, 0).await;
        }
        let (out, mut batches) = tokio::sync::mpsc::channel(4);
        let filter = RecordFilter::default();
        let reading = async {
            // The last sender is gone when the list is whole.
            let out = out;
            exports::records(&cast.store, &cast.li, &filter, &out).await
        };
        let taking = async {
            let mut taken = Vec::new();
            while let Some(batch) = batches.recv().await {
                taken.push(batch);
            }
            taken
        };
        let (read, taken) = tokio::join!(reading, taking);
        read.unwrap();
        let sizes: Vec<usize> = taken.iter().map(Vec::len).collect();
        assert_eq!(sizes, [between, 2]);
        let flagged = taken
            .iter()
            .flatten()
            .filter(|view| view.flags.contains(&Flag::DaysOverTwenty));
        let flagged: Vec<RecordId> = flagged.map(|view| view.id).collect();
        assert_eq!(flagged, [record_id(&last), record_id(&first)]);
    })
    .await;
}

#[tokio::test]
async fn an_office_knows_which_of_its_counties_have_the_townships_step() {
    each_database(async |store, clock| {
        let cast = cast(store, clock).await;
        let known = async |who: &Actor| {
            let counties = settings::counties_with_township_step(&cast.store, who).await;
            counties.unwrap().len()
        };
        assert_eq!(known(&cast.sun).await, 0);
        for county in [DAYU, "360704000000"] {
            let county = county.parse().unwrap();
            let set = settings::set_township_step(&cast.store, None, county, true).await;
            set.unwrap();
        }
        assert_eq!(known(&cast.sun).await, 1);
        assert_eq!(known(&cast.li).await, 1);
        let city = world::city_staff(&cast.store).await;
        assert_eq!(known(&city).await, 2);
    })
    .await;
}
