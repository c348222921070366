//! What visits say for the ledgers: entries follow their record, never twice and never lost.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    codes::{Coded, Decision, Role},
    divisions::{AreaChange, ChangeEntry},
    ids::{RecordId, uuid_v7},
    ledgers::{Kind, Query, Saved, linked::entry_id, steps::Status, steps::Step},
    reading::{DecisionOutcome, DecisionRequest},
    sync::Outcome,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};
use store::{Store, divisions, ledgers, on_behalf, records, reviews, sync};
use tests::{each_database, world};
use uuid::Uuid;

/// Of 大余县, as the golden set has them.
const ZHAO: &str = "13900001008";
const DAYU: &str = "360723000000";

static SERIAL: AtomicU64 = AtomicU64::new(1);

fn id() -> String {
    let mut bytes = [6; 10];
    bytes[2..].copy_from_slice(&SERIAL.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    uuid_v7(1_750_000_000_000, bytes).to_string()
}

struct Cast {
    store: Store,
    zhao: Actor,
    li: Actor,
    /// A village of 赵's.
    village: String,
}

/// A record that goes back and forth.
struct Log {
    body: Value,
    version: i64,
}

async fn cast(store: Store) -> Cast {
    world::golden(&store).await;
    let zhao = world::commissioner(&store, ZHAO).await;
    let pulled = sync::pull(&store, &zhao, "").await.unwrap();
    let villages = pulled.reference.unwrap().villages.unwrap();
    Cast {
        li: world::office(&store, "li", Role::CountyStaff, DAYU).await,
        village: villages[0].code.to_string(),
        zhao,
        store,
    }
}

fn spot_and_variety() -> Value {
    json!({
        "raised": [{"key": 1, "title": "木虱成虫多", "category": "pest", "severity": "urgent", "measures": "当场配药喷雾"}],
        "introductions": [{"key": 1, "kind": "variety", "name": "赣脐3号", "area_hundredths": 3550, "households": 12}],
    })
}

impl Cast {
    fn visit(&self, linked: &Value) -> Log {
        let body = json!({
            "kind": "visit", "id": id(), "log_type": "personal", "participant_ids": [], "mode": "onsite", "started_on": "2026-02-27",
            "ended_on": "2026-02-27", "service_days": 1.0, "area_code": self.village, "target_kind": "farmer_household", "industry_codes": ["navel_orange"],
            "action_kind": "tech_assistance", "service_kinds": ["guidance"], "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。",
            "photos": [], "linked": linked,
        });
        Log { body, version: 0 }
    }

    async fn sends(&self, log: &mut Log, op: &str) -> domain::sync::ChangeResult {
        let change = json!({"change_id": id(), "sequence": 1, "base_version": log.version, "captured_at": "2026-02-28T03:00:00Z",
            "schema": 1, "record": log.body, "op": op});
        let answer = world::push(&self.store, &self.zhao, change.clone()).await;
        if answer.outcome == Outcome::Applied {
            log.version = answer.version.unwrap();
            let again = world::push(&self.store, &self.zhao, change).await;
            assert_eq!(again.outcome, Outcome::Duplicate);
        }
        answer
    }

    async fn submits(&self, log: &mut Log) {
        let answer = self.sends(log, "submit").await;
        assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
    }

    async fn decides(&self, log: &mut Log, decision: Decision) -> bool {
        let request = DecisionRequest {
            record_id: log.id(),
            version: log.version,
            decision,
            opinion: "请核对".into(),
            fields: Vec::new(),
        };
        let done = reviews::decide(&self.store, &self.li, &[request]).await;
        let done = done.unwrap().remove(0);
        log.version = done.version.unwrap_or(log.version);
        done.outcome == DecisionOutcome::Applied
    }

    /// Every entry of a ledger with its state, struck ones too.
    async fn entries(&self, kind: Kind) -> BTreeMap<Uuid, (String, Status)> {
        let mut all = BTreeMap::new();
        for status in ["", "struck"] {
            let query = Query {
                status: status.into(),
                ..Query::default()
            };
            let listed = ledgers::list(&self.store, &self.li, kind, &query).await;
            for row in listed.unwrap().rows {
                all.insert(row.id, (row.cells[0].clone(), row.status));
            }
        }
        all
    }

    async fn states(&self, kind: Kind) -> Vec<Status> {
        let entries = self.entries(kind).await;
        entries.into_values().map(|(_, status)| status).collect()
    }

    /// The open problems that the phone offers for the village.
    async fn offered(&self) -> Vec<Uuid> {
        let pulled = sync::pull(&self.store, &self.zhao, "").await.unwrap();
        let villages = pulled.reference.unwrap().villages.unwrap();
        let mut here = villages.into_iter();
        let here = here.find(|one| one.code.as_str() == self.village).unwrap();
        here.problems.iter().map(|problem| problem.id).collect()
    }

    /// Another village of the county.
    async fn neighbour(&self, village: AreaCode) -> AreaCode {
        let choices = on_behalf::choices(&self.store, &self.li).await.unwrap();
        let villages = choices.places.iter().map(|(code, _)| *code);
        let mut others =
            villages.filter(|code| code.level() == AreaLevel::Village && *code != village);
        others.next().unwrap()
    }

    /// A code that is not in use, in another township of the county.
    async fn free_code(&self, village: AreaCode) -> AreaCode {
        let choices = on_behalf::choices(&self.store, &self.li).await.unwrap();
        let townships = choices.places.iter().map(|(code, _)| *code);
        let mut others = townships
            .filter(|code| code.level() == AreaLevel::Township && !code.contains(&village));
        let township = others.next().unwrap();
        format!("{}999", &township.as_str()[..9]).parse().unwrap()
    }

    /// An open problem that the county keeps, assigned to 赵.
    async fn problem(&self) -> Uuid {
        let typed = [
            ("title", "土壤偏酸"),
            ("description", "新栽的苗叶片发黄，疑似土壤偏酸。"),
            ("nature", "problem"),
            ("category", "soil"),
            ("severity", "normal"),
            ("raised_by", "village"),
            ("raised_on", "2026-02-01"),
            ("area_code", &self.village),
            ("industry", "navel_orange"),
        ];
        let which = (Kind::Problem, None, 0);
        let saved = ledgers::save(&self.store, &self.li, which, &owned(&typed)).await;
        let Saved::Done(id) = saved.unwrap() else {
            panic!("refused");
        };
        let name = &self.zhao.name;
        let assign = [
            ("responsible", name.as_str()),
            ("due_on", "2026-03-10"),
            ("expected_result", "改土方案"),
        ];
        self.steps(id, Step::Assign, &assign).await;
        id
    }

    async fn steps(&self, id: Uuid, step: Step, typed: &[(&str, &str)]) {
        let (store, li) = (&self.store, &self.li);
        let card = ledgers::card(store, li, Kind::Problem, id).await.unwrap();
        let which = (Kind::Problem, id, card.version);
        let saved = ledgers::step(store, li, which, step, &owned(typed)).await;
        assert!(matches!(saved.unwrap(), Saved::Done(_)), "{step:?}");
    }
}

impl Log {
    fn id(&self) -> RecordId {
        self.body["id"].as_str().unwrap().parse().unwrap()
    }

    fn entry(&self, key: &str) -> Uuid {
        entry_id(self.id(), key)
    }
}

fn owned(typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(column, text): &(&str, &str)| ((*column).to_owned(), (*text).to_owned());
    typed.iter().map(own).collect()
}

#[tokio::test]
async fn a_problem_solved_on_the_spot_and_a_variety_stand_in_the_ledgers_once() {
    each_database(async |store, _| {
        let cast = cast(store).await;
        let mut log = cast.visit(&spot_and_variety());
        cast.submits(&mut log).await;
        cast.submits(&mut log).await;
        let problems = cast.entries(Kind::Problem).await;
        let want = ("木虱成虫多".to_owned(), Status::Resolved);
        assert_eq!(problems.get(&log.entry("raised.1")), Some(&want));
        assert_eq!(problems.len(), 1);
        assert_eq!(cast.states(Kind::Introduction).await, [Status::Proposed]);
        assert!(cast.decides(&mut log, Decision::Approve).await);
        assert_eq!(cast.states(Kind::Introduction).await, [Status::Active]);
        let variety = log.entry("introductions.1");
        let card = ledgers::card(&cast.store, &cast.li, Kind::Introduction, variety).await;
        let card = card.unwrap();
        let fact = |label: &str| {
            let found = card.facts.iter().find(|fact| fact.label == label);
            found.map(|fact| fact.text.as_str())
        };
        assert_eq!(fact("推广面积（亩）"), Some("35.5"));
        assert_eq!(
            fact("引进人（科技特派员或团队）"),
            Some(cast.zhao.name.as_str())
        );
        assert_eq!(card.records[0].id, log.id());
        assert_eq!(card.records[0].did, None);
    })
    .await;
}

#[tokio::test]
async fn entries_follow_a_record_that_is_returned_edited_and_voided() {
    each_database(async |store, _| {
        let cast = cast(store).await;
        let mut log = cast.visit(&spot_and_variety());
        cast.submits(&mut log).await;
        assert!(cast.decides(&mut log, Decision::Return).await);
        assert_eq!(cast.states(Kind::Problem).await, [Status::Proposed]);
        log.body["linked"]["introductions"][0]["name"] = "赣脐4号".into();
        log.body["linked"]["raised"] = json!([]);
        cast.submits(&mut log).await;
        let found = cast.entries(Kind::Introduction).await;
        let found: Vec<_> = found.into_values().collect();
        assert_eq!(found, [("赣脐4号".to_owned(), Status::Proposed)]);
        assert_eq!(cast.states(Kind::Problem).await, [Status::Struck]);
        assert!(cast.decides(&mut log, Decision::Void).await);
        assert_eq!(cast.states(Kind::Introduction).await, [Status::Struck]);
    })
    .await;
}

#[tokio::test]
async fn what_the_office_did_meanwhile_stays_as_it_is() {
    each_database(async |store, _| {
        let cast = cast(store).await;
        let mut linked = spot_and_variety();
        linked["raised"][0]["measures"] = Value::Null;
        let mut log = cast.visit(&linked);
        cast.submits(&mut log).await;
        let (problem, variety) = (log.entry("raised.1"), log.entry("introductions.1"));
        let assign = [
            ("responsible", cast.zhao.name.as_str()),
            ("due_on", "2026-03-10"),
            ("expected_result", "防控方案"),
        ];
        cast.steps(problem, Step::Assign, &assign).await;
        let named = owned(&[("name", "赣脐3号（早熟）")]);
        let which = (Kind::Introduction, Some(variety), 1);
        let saved = ledgers::save(&cast.store, &cast.li, which, &named).await;
        assert!(matches!(saved.unwrap(), Saved::Done(_)));
        assert!(cast.decides(&mut log, Decision::Return).await);
        log.body["linked"]["introductions"][0]["households"] = 20.into();
        cast.submits(&mut log).await;
        assert_eq!(cast.states(Kind::Problem).await, [Status::Assigned]);
        let card = ledgers::card(&cast.store, &cast.li, Kind::Introduction, variety).await;
        let card = card.unwrap();
        assert_eq!(card.title, "赣脐3号（早熟）");
        let households = card.facts.iter().find(|fact| fact.label == "采用户数");
        assert_eq!(households.unwrap().text, "20");
    })
    .await;
}

#[tokio::test]
async fn a_problem_that_two_visits_solved_stays_solved_while_one_of_them_stands() {
    each_database(async |store, _| {
        let cast = cast(store).await;
        let problem = cast.problem().await;
        let pulled = sync::pull(&cast.store, &cast.zhao, "").await.unwrap();
        let villages = pulled.reference.unwrap().villages.unwrap();
        assert_eq!(villages[0].problems[0].id, problem);
        let solved = json!({"problems": [{"id": problem, "did": "resolved", "title": "土壤偏酸"}]});
        let (mut first, mut second) = (cast.visit(&solved), cast.visit(&solved));
        cast.submits(&mut first).await;
        assert_eq!(cast.states(Kind::Problem).await, [Status::Resolved]);
        cast.submits(&mut second).await;
        assert!(cast.decides(&mut first, Decision::Return).await);
        assert_eq!(cast.states(Kind::Problem).await, [Status::Resolved]);
        let card = ledgers::card(&cast.store, &cast.li, Kind::Problem, problem).await;
        assert_eq!(card.unwrap().records.len(), 1);
        assert!(cast.decides(&mut second, Decision::Void).await);
        assert_eq!(cast.states(Kind::Problem).await, [Status::Assigned]);
        second = cast.visit(&json!({"problems": [{"id": problem, "did": "worked"}]}));
        cast.submits(&mut second).await;
        assert_eq!(cast.states(Kind::Problem).await, [Status::InProgress]);
        let pulled = sync::pull(&cast.store, &cast.zhao, "").await.unwrap();
        let villages = pulled.reference.unwrap().villages.unwrap();
        assert_eq!(villages[0].problems[0].status, Status::InProgress);
    })
    .await;
}

#[tokio::test]
async fn a_problem_of_another_village_is_left_alone_and_the_visit_arrives() {
    each_database(async |store, _| {
        let cast = cast(store).await;
        let problem = cast.problem().await;
        let solved = json!({"problems": [{"id": problem, "did": "resolved"}, {"id": id(), "did": "worked"}]});
        let mut log = cast.visit(&solved);
        log.body["area_code"] = DAYU.into();
        cast.submits(&mut log).await;
        assert_eq!(cast.states(Kind::Problem).await, [Status::Assigned]);
        let card = ledgers::card(&cast.store, &cast.li, Kind::Problem, problem).await;
        assert!(card.unwrap().records.is_empty());
        let read = records::get(&cast.store, &cast.li, log.id()).await.unwrap();
        assert!(read.body.contains_key("linked"));
    })
    .await;
}

/// What the ledgers must hold by a record that stands so: each key's state, struck ones left out.
fn wanted(record: domain::codes::Status, linked: &Value) -> BTreeMap<&'static str, Status> {
    use domain::codes::Status as S;
    let mut wanted = BTreeMap::new();
    if matches!(record, S::Voided | S::Discarded) {
        return wanted;
    }
    let back = matches!(record, S::Draft | S::Returned);
    if !linked["raised"][0].is_null() {
        let solved = !linked["raised"][0]["measures"].is_null();
        let open = if solved {
            Status::Resolved
        } else {
            Status::New
        };
        wanted.insert("raised.1", if back { Status::Proposed } else { open });
    }
    if !linked["introductions"][0].is_null() {
        let counts = record.counts();
        let state = if counts {
            Status::Active
        } else {
            Status::Proposed
        };
        wanted.insert("introductions.1", state);
    }
    wanted
}

/// Texts of one kind, with or without each part.
fn said(draw: u8) -> Value {
    let mut linked = json!({});
    if draw & 1 == 1 {
        linked["raised"] =
            json!([{"key": 1, "title": "甲问题", "category": "pest", "severity": "normal"}]);
        if draw & 2 == 2 {
            linked["raised"][0]["measures"] = "当场解决".into();
        }
    }
    if draw & 4 == 4 {
        let name = if draw & 8 == 8 {
            "甲品种"
        } else {
            "乙品种"
        };
        linked["introductions"] = json!([{"key": 1, "kind": "variety", "name": name}]);
    }
    linked
}

#[tokio::test]
async fn after_any_history_the_ledgers_hold_what_the_record_says_and_nothing_else() {
    let mut runner = TestRunner::deterministic();
    let deeds = prop::collection::vec((0u8..7, 0u8..16), 4..14);
    let histories: Vec<_> = (0..12)
        .map(|_| deeds.new_tree(&mut runner).unwrap().current())
        .collect();
    each_database(async |store, _| {
        let cast = cast(store).await;
        for deeds in &histories {
            let mut log = cast.visit(&said(deeds[0].1));
            cast.submits(&mut log).await;
            let mut stands = log.body["linked"].clone();
            for (deed, draw) in &deeds[1..] {
                match deed {
                    0 | 1 => {
                        let before = log.body["linked"].clone();
                        log.body["linked"] = said(*draw);
                        if cast.sends(&mut log, "submit").await.outcome == Outcome::Applied {
                            stands = log.body["linked"].clone();
                        } else {
                            log.body["linked"] = before;
                        }
                    }
                    2 => drop(cast.sends(&mut log, "withdraw").await),
                    3 => drop(cast.decides(&mut log, Decision::Approve).await),
                    4 => drop(cast.decides(&mut log, Decision::Return).await),
                    5 => drop(cast.decides(&mut log, Decision::Reopen).await),
                    _ if *draw < 3 => drop(cast.decides(&mut log, Decision::Void).await),
                    _ => drop(cast.sends(&mut log, "save").await),
                }
            }
            let own = records::get(&cast.store, &cast.zhao, log.id())
                .await
                .unwrap();
            let wanted = wanted(own.status, &stands);
            for (kind, key) in [
                (Kind::Problem, "raised.1"),
                (Kind::Introduction, "introductions.1"),
            ] {
                let entries = cast.entries(kind).await;
                let found = entries.get(&log.entry(key)).map(|(_, status)| *status);
                let found = found.filter(|status| *status != Status::Struck);
                assert_eq!(
                    found,
                    wanted.get(key).copied(),
                    "{key} {deeds:?} {}",
                    own.status.code()
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_problem_of_a_village_that_moved_or_was_merged_is_solved_under_its_new_code() {
    for merged in [false, true] {
        each_database(async |store, _| {
            let mut cast = cast(store).await;
            let old: AreaCode = cast.village.parse().unwrap();
            let problem = cast.problem().await;
            let change = if merged {
                let into = cast.neighbour(old).await;
                AreaChange::Merged { into }
            } else {
                let code = cast.free_code(old).await;
                AreaChange::Moved { code }
            };
            let entry = ChangeEntry {
                area: old,
                from: "2026-02-10".parse().unwrap(),
                document_no: None,
                change,
            };
            let new = divisions::change(&cast.store, &cast.li, entry).await;
            cast.village = new.unwrap().to_string();
            let offered = cast.offered().await;
            assert!(offered.contains(&problem), "{merged}: {offered:?}");
            let choices = on_behalf::choices(&cast.store, &cast.li).await.unwrap();
            let offered = choices.problems.iter().find(|(id, _)| *id == problem);
            assert!(!offered.unwrap().1.contains("（，"), "{offered:?}");
            let solved =
                json!({"problems": [{"id": problem, "did": "resolved", "title": "土壤偏酸"}]});
            let mut log = cast.visit(&solved);
            cast.submits(&mut log).await;
            let (_, status) = cast.entries(Kind::Problem).await[&problem].clone();
            assert_eq!(status, Status::Resolved, "merged: {merged}");
        })
        .await;
    }
}
