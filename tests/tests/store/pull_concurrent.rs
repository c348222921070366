//! A puller skips nothing while others commit: several machines on one database, commissioners of
//! several counties who write, reviewers who decide, and phones that pull all the while.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    access::Actor,
    codes::{Decision, Role, Status},
    ids::{RecordId, uuid_v7},
    reading::{DecisionRequest, RecordFilter, RecordView},
    sync::Outcome,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};
use store::{Store, records, reviews};
use tests::{
    databases::{each_address, open},
    phone::Phone,
    world,
};

const MACHINES: usize = 3;
const PEOPLE: usize = 10;
/// Phones that pull all the while, of both counties and of the team's leader.
const PHONES: usize = 4;
/// Visits that each commissioner writes.
const VISITS: u64 = 5;
const VILLAGES: [&str; 6] = [
    "360723104200",
    "360723104201",
    "360704203204",
    "360704204200",
    "360722104200",
    "360722104201",
];
const TEAM: &str = "01918553-c16b-7c30-9073-ced71ba2e240";

static SERIAL: AtomicU64 = AtomicU64::new(1);

fn id() -> String {
    let mut bytes = [6; 10];
    bytes[2..].copy_from_slice(&SERIAL.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    uuid_v7(1_750_000_000_000, bytes).to_string()
}

/// Mixes two numbers, the same at every run.
fn mixed(one: usize, other: u64) -> usize {
    let mixed = (one as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ other.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    usize::try_from((mixed ^ (mixed >> 29)) % 1_000_003).unwrap()
}

/// A joint visit somewhere, often outside the author's county.
fn visit(people: &[Actor], author: usize, turn: u64) -> Value {
    let chance = mixed(author, turn);
    let on = format!("2026-02-{:02}", 1 + chance % 14);
    json!({
        "kind": "visit", "id": id(), "log_type": "team", "team_id": TEAM, "participant_ids": others(people, author, turn), "mode": "onsite",
        "started_on": on, "ended_on": on, "service_days": 1.0, "area_code": VILLAGES[chance % VILLAGES.len()], "target_kind": "farmer_household",
        "industry_codes": ["navel_orange"], "action_kind": "tech_assistance", "service_kinds": ["guidance"],
        "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。", "photos": [],
    })
}

fn others(people: &[Actor], author: usize, turn: u64) -> Vec<String> {
    let count = 1 + mixed(author, turn + 7) % 3;
    let first = mixed(author, turn + 13);
    (0..count)
        .map(|at| (author + 1 + (first + at) % (PEOPLE - 1)) % PEOPLE)
        .map(|at| people[at].commissioner_id.unwrap().to_string())
        .collect()
}

async fn send(store: &Store, who: &Actor, record: &Value, base: i64, op: &str) -> Option<i64> {
    let change = json!({"change_id": id(), "sequence": 1, "base_version": base, "captured_at": "2026-02-28T03:00:00Z", "schema": 1, "record": record, "op": op});
    let answer = world::push(store, who, change).await;
    (answer.outcome == Outcome::Applied).then(|| answer.version.unwrap())
}

/// Submits, names others instead, sometimes withdraws or discards; who is named says 我没参加 at times.
async fn writes(store: Store, people: Arc<Vec<Actor>>, author: usize) {
    let me = &people[author];
    for turn in 0..VISITS {
        let mut record = visit(&people, author, turn);
        let version = send(&store, me, &record, 0, "submit").await.unwrap();
        if turn % 3 == 1 {
            let id: RecordId = record["id"].as_str().unwrap().parse().unwrap();
            let named = people.iter().find(|other| {
                let id = other.commissioner_id.unwrap().to_string();
                record["participant_ids"][0] == id.as_str()
            });
            // A withdrawal may come first: then there is nothing to be absent from.
            let _ = records::mark_absence(&store, named.unwrap(), id).await;
        }
        record["participant_ids"] = json!(others(&people, author, turn + 100));
        // A reviewer may have come first: then the author leaves it.
        let Some(version) = send(&store, me, &record, version, "submit").await else {
            continue;
        };
        if turn % 3 == 2
            && let Some(version) = send(&store, me, &record, version, "withdraw").await
            && turn % 2 == 0
        {
            send(&store, me, &record, version, "discard").await.unwrap();
        }
    }
}

/// Decides on what waits in the office's area until nobody writes any more.
async fn reviews(store: Store, office: Actor, writing: Arc<AtomicUsize>) {
    let mut turn = 0;
    while writing.load(Ordering::SeqCst) > 0 {
        let waiting = RecordFilter {
            statuses: vec![Status::Submitted],
            limit: Some(3),
            oldest_first: turn % 2 == 0,
            ..RecordFilter::default()
        };
        for record in records::list(&store, &office, &waiting)
            .await
            .unwrap()
            .records
        {
            turn += 1;
            let decision = [Decision::Approve, Decision::Return, Decision::Void][turn % 3];
            let request = DecisionRequest {
                record_id: record.id,
                version: record.version,
                decision,
                opinion: "请补充服务内容".into(),
                fields: Vec::new(),
            };
            // The author may have been faster: a conflict is an answer too.
            reviews::decide(&store, &office, &[request]).await.unwrap();
        }
        tokio::task::yield_now().await;
    }
}

/// Pulls until nobody writes any more, and once after that.
async fn pulls(store: Store, owner: Actor, writing: Arc<AtomicUsize>) -> Phone {
    let mut phone = Phone::of(owner);
    while writing.load(Ordering::SeqCst) > 0 {
        phone.pulls(&store).await;
        tokio::task::yield_now().await;
    }
    phone.pulls(&store).await;
    phone
}

/// Everything that the actor may read now.
async fn readable(store: &Store, actor: &Actor) -> BTreeMap<RecordId, RecordView> {
    let mut all = BTreeMap::new();
    let mut filter = RecordFilter {
        limit: Some(200),
        ..RecordFilter::default()
    };
    loop {
        let page = records::list(store, actor, &filter).await.unwrap();
        all.extend(page.records.into_iter().map(|record| (record.id, record)));
        filter.after = page.next;
        if filter.after.is_none() {
            return all;
        }
    }
}

async fn several_machines(address: String) {
    let (store, _) = open(&address).await;
    world::golden(&store).await;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(world::commissioner(&store, &format!("1390000100{number}")).await);
    }
    let people = Arc::new(people);
    let offices = [
        world::office(&store, "li", Role::CountyStaff, "360723000000").await,
        world::office(&store, "chen", Role::CountyStaff, "360704000000").await,
        world::city_staff(&store).await,
    ];
    let mut machines = Vec::new();
    for _ in 0..MACHINES {
        machines.push(open(&address).await.0);
    }
    let machine = |at: usize| machines[at % MACHINES].clone();
    let writing = Arc::new(AtomicUsize::new(PEOPLE));
    let mut writers = tokio::task::JoinSet::new();
    let mut pullers = tokio::task::JoinSet::new();
    for at in 0..PEOPLE {
        let (store, everybody, left) = (machine(at), Arc::clone(&people), Arc::clone(&writing));
        writers.spawn(async move {
            writes(store, everybody, at).await;
            left.fetch_sub(1, Ordering::SeqCst);
        });
    }
    for at in 0..PHONES {
        let (store, owner) = (machine(at + 1), people[at].clone());
        pullers.spawn(pulls(store, owner, Arc::clone(&writing)));
    }
    for (at, office) in offices.into_iter().enumerate() {
        writers.spawn(reviews(machine(at), office, Arc::clone(&writing)));
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    let mut held = 0;
    while let Some(phone) = pullers.join_next().await {
        let mut phone = phone.unwrap();
        phone.pulls(&store).await;
        let expected = readable(&store, &phone.owner).await;
        assert_eq!(phone.records, expected, "of {}", phone.owner.name);
        held += expected.len();
    }
    // Nothing was left out because nothing happened.
    assert!(held > PHONES * 4, "{held} records");
    for machine in machines {
        machine.close().await;
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_puller_skips_nothing_while_others_commit() {
    each_address(several_machines).await;
}
