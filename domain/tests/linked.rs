//! What records say for the ledgers: read, made into entries, and kept together with them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    codes::{self, Coded},
    divisions::{AreasOfDay, Succession, SuccessionKind, Successions},
    ids::RecordId,
    ledgers::{
        Entry, Facts, Holder, Kind, Measure,
        linked::{Did, Linked, Told, Touched, entry_id, follow, made, touched},
        steps::{Status, Step},
    },
    visits::Visit,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

fn parsed(linked: &Value, area: &str) -> Result<Linked, Vec<String>> {
    let visit = json!({
        "kind": "visit", "id": "019120c3-2b02-78e0-b6d2-e5b409823097", "log_type": "personal", "participant_ids": [],
        "mode": "onsite", "started_on": "2026-03-01", "ended_on": "2026-03-01", "service_days": 1.0,
        "area_code": area, "target_kind": "farmer_household", "industry_codes": ["navel_orange"],
        "action_kind": "tech_assistance", "service_kinds": ["guidance"],
        "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。", "photos": [], "linked": linked,
    });
    let today = "2026-03-01".parse().unwrap();
    let told = |fault: domain::fields::FieldError| {
        format!("{} {}", fault.path, json!(fault.code).as_str().unwrap())
    };
    Visit::parse(visit.as_object().unwrap(), today)
        .map(|visit| visit.linked)
        .map_err(|faults| faults.into_iter().map(told).collect())
}

fn whole() -> Value {
    json!({
        "raised": [
            {"key": 1, "title": "夏梢黄化", "category": "soil", "severity": "urgent"},
            {"key": 2, "title": "木虱成虫多", "category": "pest", "severity": "normal", "measures": "当场配药喷雾"},
        ],
        "problems": [{"id": "019120c3-2b02-78e0-b6d2-e5b409823097", "did": "resolved", "title": "土壤偏酸"}],
        "introductions": [{"key": 1, "kind": "variety", "name": "赣脐3号", "area_hundredths": 3550, "households": 12}],
        "talents": [{"key": 1, "kind": "technician", "name": "刘大山"}],
    })
}

const VILLAGE: &str = "360722104200";

fn told(status: codes::Status) -> Told {
    Told {
        standing: status.into(),
        area: VILLAGE.parse().unwrap(),
        on: "2026-03-01".parse().unwrap(),
        industry: "navel_orange".to_owned(),
        author: Holder {
            id: Uuid::from_u128(7),
            name: "赵明".to_owned(),
        },
        content: "到果园查看树势，发现夏梢黄化，当场配药。".to_owned(),
    }
}

fn entries(status: codes::Status) -> Vec<(String, Entry)> {
    made(&parsed(&whole(), VILLAGE).unwrap(), &told(status)).unwrap()
}

#[test]
fn a_record_without_links_and_one_with_all_are_read_and_written_back_alike() {
    assert!(parsed(&Value::Null, VILLAGE).unwrap().is_empty());
    let linked = parsed(&whole(), VILLAGE).unwrap();
    assert_eq!(serde_json::to_value(&linked).unwrap(), whole());
}

#[test]
fn each_fault_names_its_place() {
    for (value, area, want) in [
        (json!([]), VILLAGE, "visit.linked wrong_type"),
        (
            json!({"raised": [{"key": 2, "category": "pest", "severity": "normal"}]}),
            VILLAGE,
            "visit.linked.raised.2.title required",
        ),
        (
            json!({"raised": [{"key": 1, "title": "甲", "category": "weather", "severity": "normal"}]}),
            VILLAGE,
            "visit.linked.raised.1.category unknown_code",
        ),
        (
            json!({"introductions": [{"key": 1, "kind": "variety", "name": "甲", "households": "十"}]}),
            VILLAGE,
            "visit.linked.introductions.1.households wrong_type",
        ),
        (
            json!({"introductions": [{"key": 1, "kind": "variety", "name": "甲"}]}),
            "360722000000",
            "visit.area_code area_level",
        ),
        (
            json!({"talents": [{"key": 1, "kind": "leader", "name": "甲"}, {"key": 1, "kind": "leader", "name": "乙"}]}),
            VILLAGE,
            "visit.linked.talents duplicate",
        ),
        (
            json!({"problems": [{"id": "x", "did": "worked"}]}),
            VILLAGE,
            "visit.linked.problems.1.id not_an_id",
        ),
        (
            json!({"raised": [{}, {}, {}, {}]}),
            VILLAGE,
            "visit.linked.raised too_many",
        ),
    ] {
        let faults = parsed(&value, area).unwrap_err();
        assert!(faults.iter().any(|fault| fault == want), "{faults:?}");
    }
}

#[test]
fn what_is_solved_on_the_spot_is_made_resolved_and_the_rest_waits_for_approval() {
    use codes::Status as Record;
    for (record, states) in [
        (
            Record::Submitted,
            [
                Status::New,
                Status::Resolved,
                Status::Proposed,
                Status::Proposed,
            ],
        ),
        (
            Record::Approved,
            [
                Status::New,
                Status::Resolved,
                Status::Active,
                Status::Active,
            ],
        ),
        (Record::Returned, [Status::Proposed; 4]),
        (Record::Voided, [Status::Struck; 4]),
    ] {
        let entries = entries(record);
        let found: Vec<_> = entries.iter().map(|(_, entry)| entry.status).collect();
        assert_eq!(found, states, "{record:?}");
    }
    let entries = entries(Record::Approved);
    let facts = Facts::of(&entries[1].1).unwrap();
    assert_eq!(facts.resolved_on, Some(told(Record::Approved).on));
    let variety = Facts::of(&entries[2].1).unwrap();
    assert_eq!(variety.holder_id, Some(Uuid::from_u128(7)));
    assert_eq!(variety.measures.get(Measure::Area), Some(3550));
}

#[test]
fn an_entrys_id_is_its_records_and_keys() {
    let record = |n| RecordId(Uuid::from_u128(n));
    let id = entry_id(record(1), "raised.1");
    assert_eq!(id, entry_id(record(1), "raised.1"));
    assert_ne!(id, entry_id(record(1), "raised.2"));
    assert_ne!(id, entry_id(record(2), "raised.1"));
}

#[test]
fn a_problem_of_elsewhere_or_a_closed_one_is_left_alone() {
    let (_, problem) = entries(codes::Status::Submitted).swap_remove(0);
    let one = |did| Touched {
        id: Uuid::nil(),
        did,
        title: None,
    };
    let here = told(codes::Status::Submitted);
    let (here_area, areas) = (here.area, AreasOfDay::default());
    let resolved = touched(&problem, &one(Did::Resolved), &here, &areas).unwrap();
    assert_eq!(resolved.status, Status::Resolved);
    assert_eq!(touched(&resolved, &one(Did::Resolved), &here, &areas), None);
    assert_eq!(
        touched(&problem, &one(Did::Worked), &here, &areas),
        None,
        "nobody was assigned"
    );
    let elsewhere = Told {
        area: "360722104201".parse().unwrap(),
        ..here
    };
    assert_eq!(
        touched(&problem, &one(Did::Resolved), &elsewhere, &areas),
        None
    );
    // The record's village went into that of the problem.
    let merged = Successions::new([Succession {
        area: elsewhere.area,
        from: elsewhere.on,
        kind: SuccessionKind::Merged,
        successor: here_area,
    }]);
    let areas = merged.on(elsewhere.on);
    assert!(touched(&problem, &one(Did::Resolved), &elsewhere, &areas).is_some());
}

#[test]
fn what_an_office_has_taken_on_stays_when_the_record_is_voided() {
    let (_, was) = entries(codes::Status::Submitted).swap_remove(0);
    let (_, gone) = entries(codes::Status::Voided).swap_remove(0);
    let mut assigned = was.clone();
    assigned.status = Status::New.after(Step::Assign).unwrap();
    assigned.values.insert("due_on".into(), "2026-04-01".into());
    let (entry, said) = follow(&assigned, &was, &gone);
    assert_eq!((entry, said), (assigned, was));
}

fn entry() -> impl Strategy<Value = Entry> {
    let values = prop::collection::btree_map(
        prop::sample::select(&["title", "category", "result", "strike_reason", "due_on"])
            .prop_map(str::to_owned),
        "[ab]",
        0..5,
    );
    (values, prop::sample::select(Status::ALL)).prop_map(|(values, status)| Entry {
        kind: Kind::Problem,
        status,
        values,
    })
}

proptest! {
    #[test]
    fn what_nobody_else_touched_becomes_what_the_record_says(was in entry(), now in entry()) {
        prop_assert_eq!(follow(&was, &was, &now), (now.clone(), now));
    }

    #[test]
    fn what_others_changed_stays_theirs_there_and_back(current in entry(), was in entry(), now in entry()) {
        let (entry, said) = follow(&current, &was, &now);
        for column in current.values.keys().chain(was.values.keys()) {
            if current.values.get(column) != was.values.get(column) {
                prop_assert_eq!(entry.values.get(column), current.values.get(column));
            }
        }
        if current.status != was.status {
            prop_assert_eq!(entry.status, current.status);
        }
        // What was put in can be taken out again, whole.
        let (back, _) = follow(&entry, &said, &was);
        prop_assert_eq!(back, current);
    }
}
