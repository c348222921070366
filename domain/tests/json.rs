//! `FromJson` and `Deserialize` read the same and refuse the same.

#![allow(
    clippy::needless_pass_by_value,
    clippy::unwrap_used,
    reason = "`json!` literals read best as they are, and a test may panic"
)]

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    areas::AreaLevel,
    calendar,
    codes::{Coded, DesignationKind, Language, PositionAbsent, RecordKind, Role, Status, TeamRole},
    coverage::{AreaName, DutyRule, PlanPeriod, Tenths, VillagePlan, VillageState},
    fields::{FieldCode, FieldError},
    json::{FromJson, Readable, read},
    ledgers,
    reading::{
        CodeName, Flag, FormChoices, FoundArea, MyTeam, MyVillage, Named, PersonName, PhotoFile,
        PhotoState, RecordPage, RecordView, SessionUser, VersionView, Workbench, YearProgress,
    },
    records::Photo,
    reference::{
        KnownAssignment, KnownCounty, KnownDesignation, KnownName, KnownPerson, KnownPlace,
        KnownProblem, KnownRule, KnownTeam, KnownTownship, KnownVillage, LastVisit, Places, Pulled,
        Reference, ReferenceUpdate,
    },
    sync::{
        ChangeResult, Op, Outcome,
        entry::{
            Base, Entry, Flight, GivenUp, Outgoing, PhotoTrouble, Silence, Stamp, Taken, Tries,
            Trouble, Typed,
        },
        rescue::RescuePhoto,
    },
    visits::Position,
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use std::fmt::Debug;
use uuid::Uuid;

/// Both read the sample as it is, and do the same with it after any one change.
#[track_caller]
fn alike<T>(sample: &T)
where
    T: Serialize + DeserializeOwned + FromJson + PartialEq + Debug,
{
    let whole = serde_json::to_value(sample).unwrap();
    assert_eq!(T::from_tree(whole.clone()).as_ref(), Ok(sample));
    both(sample, whole.clone());
    for changed in changed(&whole) {
        both(sample, changed);
    }
}

#[track_caller]
fn both<T>(_: &T, tree: Value)
where
    T: DeserializeOwned + FromJson + PartialEq + Debug,
{
    let serde: Option<T> = serde_json::from_value(tree.clone()).ok();
    assert_eq!(T::from_tree(tree.clone()).ok(), serde, "{tree}");
}

/// The tree with any one place of it taken away or put to something else, and with something more.
fn changed(tree: &Value) -> Vec<Value> {
    let others = [
        json!(null),
        json!(true),
        json!(99),
        json!(-99),
        json!(2.5),
        json!(1e30),
        json!("another"),
        // No array: serde takes the fields of a struct from one too, and nobody writes that.
        json!([{ "another": 1 }]),
        json!({ "another": 1 }),
    ];
    let mut all = others.to_vec();
    match tree {
        Value::Object(fields) => {
            let mut more = fields.clone();
            more.insert("another".into(), json!([1]));
            all.push(more.into());
            for (name, value) in fields {
                let mut less = fields.clone();
                less.remove(name);
                all.push(less.into());
                all.extend(changed(value).into_iter().map(|value| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), value);
                    fields.into()
                }));
            }
        }
        Value::Array(items) => {
            let more = items.iter().cloned().chain([json!("another")]);
            all.push(more.collect());
            for (at, value) in items.iter().enumerate() {
                let mut less = items.clone();
                less.remove(at);
                all.push(less.into());
                all.extend(changed(value).into_iter().map(|value| {
                    let mut items = items.clone();
                    items[at] = value;
                    items.into()
                }));
            }
        }
        _ => {}
    }
    all
}

fn id<T: From<Uuid>>() -> T {
    T::from("019120c3-2b02-78e0-b6d2-e5b409823097".parse().unwrap())
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other}"),
    }
}

fn area() -> AreaName {
    AreaName {
        code: "360722000000".parse().unwrap(),
        name: "信丰县".into(),
        level: AreaLevel::County,
    }
}

fn record() -> RecordView {
    RecordView {
        id: id(),
        kind: RecordKind::Visit,
        author_id: id(),
        author_name: "赵".into(),
        author_unit: "农科所".into(),
        entered_by: None,
        imported: false,
        version: 3,
        status: Status::Returned,
        number: None,
        captured_at: at("2026-03-01T02:03:04.567Z"),
        received_at: at("2026-03-01T02:03:04.123456789Z"),
        submitted_at: None,
        late: true,
        flags: Vec::new(),
        area_name: String::new(),
        occurred_on: None,
        people: Vec::new(),
        team_name: None,
        industry_names: Vec::new(),
        reviewed_by: None,
        reviewed_at: None,
        review_opinion: None,
        review_fields: Vec::new(),
        editable: true,
        photo_files: Vec::new(),
        body: Map::new(),
    }
}

fn full_record() -> RecordView {
    RecordView {
        entered_by: Some("吴".into()),
        imported: true,
        number: Some("2026-1203-0017".into()),
        submitted_at: Some(at("2026-03-01T02:03:04Z")),
        flags: vec![Flag::NoPhoto, Flag::DaysOverTwenty],
        area_name: "信丰县小江镇".into(),
        occurred_on: Some(day("2026-02-28")),
        people: vec![PersonName {
            id: id(),
            name: "钱".into(),
            absent: true,
        }],
        team_name: Some("果业团".into()),
        industry_names: vec!["脐橙".into()],
        reviewed_by: Some("李".into()),
        reviewed_at: Some(at("2026-03-02T00:00:00Z")),
        review_opinion: Some("请补。".into()),
        review_fields: vec!["content".into()],
        photo_files: vec![PhotoFile {
            sha256: "ab".into(),
            state: PhotoState::Scan,
        }],
        body: fields(json!({
            "days": 0.5, "households": 3, "content": "修剪", "materials": null,
            "photos": [{ "sha256": "ab" }],
        })),
        ..record()
    }
}

#[test]
fn a_record_is_read_alike() {
    alike(&record());
    alike(&full_record());
    alike(&RecordPage {
        records: vec![record()],
        next: Some("x".into()),
    });
    alike(&VersionView {
        version: 1,
        action: "submit".into(),
        status: Status::Submitted,
        by: "赵".into(),
        at: at("2026-03-01T02:03:04Z"),
        opinion: Some("好".into()),
        review_fields: vec!["days".into()],
        named: Named {
            area: "信丰县".into(),
            industries: vec!["脐橙".into()],
            people: vec!["钱".into()],
        },
        body: fields(json!({ "days": 1 })),
    });
    alike(&Photo {
        sha256: "ab".into(),
        taken_at: Some(at("2026-03-01T02:03:04Z")),
        caption: Some("果园".into()),
    });
    alike(&Position {
        lat: 25.0,
        lon: 114.9,
        accuracy_m: 12.0,
        at: at("2026-03-01T02:03:04Z"),
    });
}

fn my_village() -> MyVillage {
    MyVillage {
        code: "360722104200".parse().unwrap(),
        name: "山香村".into(),
        township: "小江镇".into(),
        industries: vec!["脐橙".into()],
        industry_codes: vec!["navel_orange".into()],
        assigned_since: day("2025-01-01"),
        team_name: Some("果业团".into()),
        due: true,
        last_visited_on: Some(day("2026-02-20")),
        days_since: Some(9),
        visits_this_year: 1,
        planned: Some(4),
        pending: 2,
        state: VillageState::Regular,
        problems: vec![problem()],
    }
}

fn problem() -> KnownProblem {
    KnownProblem {
        id: id(),
        title: "溃疡病".into(),
        raised_on: day("2026-02-01"),
        status: ledgers::steps::Status::InProgress,
    }
}

fn progress() -> YearProgress {
    YearProgress {
        year: 2026,
        duty: DutyRule {
            days: Some(30),
            visits: None,
        },
        met: false,
        days: Tenths(25),
        pending_days: Tenths(-5),
        visits: 1,
        pending_visits: 2,
        trainings: 3,
        pending_trainings: 4,
        attendances: 5,
        pending_attendances: 6,
    }
}

#[test]
fn what_pages_show_is_read_alike() {
    alike(&my_village());
    alike(&MyVillage {
        team_name: None,
        last_visited_on: None,
        days_since: None,
        planned: None,
        problems: Vec::new(),
        ..my_village()
    });
    alike(&progress());
    alike(&Workbench {
        today: day("2026-03-01"),
        name: "赵".into(),
        county: "信丰县".into(),
        progress: progress(),
        returned: vec![record()],
        villages: vec![my_village()],
        drafts: 1,
        waiting: 2,
    });
    alike(&FormChoices {
        today: day("2026-03-01"),
        commissioner_id: id(),
        own_industry_codes: vec!["navel_orange".into()],
        villages: vec![my_village()],
        county: area(),
        industries: vec![CodeName {
            code: "navel_orange".into(),
            name: "脐橙".into(),
        }],
        teams: vec![MyTeam {
            id: id(),
            name: "果业团".into(),
            role: TeamRole::TechLeader,
            industry_code: "navel_orange".into(),
            members: vec![PersonName {
                id: id(),
                name: "钱".into(),
                absent: false,
            }],
        }],
    });
    alike(&FoundArea {
        code: "360722104200".parse().unwrap(),
        name: "山香村".into(),
        within: "信丰县小江镇".into(),
    });
    alike(&SessionUser {
        id: id(),
        name: "赵".into(),
        role: Role::Commissioner,
        area_code: Some("360722000000".parse().unwrap()),
        commissioner_id: Some(id()),
    });
}

fn known_village() -> KnownVillage {
    let months = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    KnownVillage {
        code: "360722104200".parse().unwrap(),
        name: "山香村".into(),
        township: "小江镇".into(),
        industry_codes: vec!["navel_orange".into()],
        designations: vec![KnownDesignation {
            kind: DesignationKind::PovertyExitedVillage,
            from: day("2022-01-01"),
            to: Some(day("2026-06-30")),
        }],
        assignments: vec![KnownAssignment {
            from: day("2025-01-01"),
            to: Some(day("2026-03-31")),
            team_name: Some("果业团".into()),
        }],
        last_visit: Some(LastVisit {
            on: day("2026-02-20"),
            by: "赵".into(),
            industry_codes: vec!["navel_orange".into()],
        }),
        year: 2026,
        onsite: months,
        pending: 2,
        rule: Some(KnownRule {
            code: "GX-2015".into(),
            half_days: months,
            lessons: months,
        }),
        plan: VillagePlan::new(PlanPeriod::Quarter, 2),
        problems: vec![problem()],
    }
}

fn places() -> Places {
    let place = |digits: &str| KnownPlace(digits.into(), "a".into(), "b".into(), "c".into());
    Places(vec![KnownCounty {
        code: "360722000000".parse().unwrap(),
        within: "赣州市".into(),
        name: place(""),
        townships: vec![KnownTownship(place("104"), vec![place("200")])],
    }])
}

fn reference() -> Reference {
    Reference {
        version: "7".into(),
        person: KnownPerson {
            commissioner_id: id(),
            name: "赵".into(),
            home: area(),
            county: area(),
            industry_codes: vec!["navel_orange".into()],
        },
        villages: vec![known_village()],
        places: places(),
        industries: vec![CodeName {
            code: "navel_orange".into(),
            name: "脐橙".into(),
        }],
        teams: vec![KnownTeam {
            id: id(),
            name: "果业团".into(),
            role: TeamRole::Member,
            industry_code: "navel_orange".into(),
            from: day("2025-01-01"),
            to: Some(day("2026-03-31")),
            member_ids: vec![id()],
        }],
        people: vec![KnownName {
            id: id(),
            name: "钱".into(),
        }],
        progress: progress(),
    }
}

#[test]
fn what_a_phone_pulls_is_read_alike() {
    alike(&known_village());
    alike(&KnownVillage {
        last_visit: None,
        rule: None,
        plan: None,
        problems: Vec::new(),
        ..known_village()
    });
    let whole = reference();
    alike(&whole);
    let update = ReferenceUpdate {
        version: "7".into(),
        person: Some(whole.person),
        villages: Some(whole.villages),
        places: Some(whole.places),
        industries: Some(whole.industries),
        teams: Some(whole.teams),
        people: Some(whole.people),
        progress: Some(whole.progress),
    };
    alike(&update);
    alike(&ReferenceUpdate::default());
    alike(&Pulled {
        cursor: "c".into(),
        records: vec![record()],
        removed: vec![id()],
        more: true,
        reference: Some(ReferenceUpdate::default()),
    });
}

fn outgoing() -> Outgoing {
    Outgoing {
        op: Op::Submit,
        record: fields(json!({ "days": 0.5, "photos": [{ "sha256": "ab" }] })),
        queued_at: at("2026-03-01T02:03:04.5Z"),
    }
}

fn entry() -> Entry {
    let (record, now) = (outgoing().record, at("2026-03-01T02:03:04.567Z"));
    let base = Base {
        version: 2,
        record: Some(record.clone()),
    };
    Entry {
        label: "山香村".into(),
        place_name: "信丰县小江镇山香村".into(),
        draft: Some(Typed {
            record,
            typed_at: now,
        }),
        outgoing: Some(outgoing()),
        flight: Some(Flight {
            stamp: Stamp {
                change_id: id(),
                sequence: 7,
                captured_at: now,
            },
            base_version: 2,
            outgoing: outgoing(),
        }),
        taken: Some(Taken {
            version: 3,
            number: Some("2026-1203-0017".into()),
            receipt: "r".into(),
            missing_photos: vec!["ab".into(), "cd".into()],
            sent_photos: ["cd".to_owned()].into(),
            stuck_photos: ["ab".to_owned()].into(),
        }),
        trouble: None,
        tries: Tries {
            failed: 3,
            last_at: Some(now),
            next_at: Some(now),
            why: Some(Silence::NotOurServer),
        },
        given_up: Some(GivenUp {
            reason: "重复".into(),
            at: now,
            stood_on: Some(base.clone()),
        }),
        ..Entry::new(id(), RecordKind::Training, id(), Some(id()), base, now)
    }
}

#[test]
fn an_outbox_is_read_alike() {
    alike(&entry());
    let base = Base::default();
    let now = at("2026-03-01T02:03:04Z");
    alike(&Entry::new(id(), RecordKind::Visit, id(), None, base, now));
    for trouble in [
        Trouble::Conflict {
            version: 3,
            theirs: Some(json!({ "status": "approved" })),
        },
        Trouble::Conflict {
            version: 0,
            theirs: None,
        },
        Trouble::Rejected {
            fields: vec![FieldError::new("visit.days", FieldCode::NotHalfStep)],
        },
        Trouble::TooLarge,
        Trouble::Photo {
            sha256: "ab".into(),
            why: PhotoTrouble::Unreadable,
        },
    ] {
        alike(&trouble);
        alike(&Some(trouble));
    }
    // As the first builds wrote it: without what was not there yet.
    both(
        &entry(),
        json!({
            "record_id": "019120c3-2b02-78e0-b6d2-e5b409823097", "kind": "visit",
            "account_id": "019120c3-2b02-78e0-b6d2-e5b409823097", "author_id": null,
            "begun_at": "2026-03-01T10:03:04.567+08:00", "base": { "version": 0 },
        }),
    );
}

#[test]
fn what_a_server_answers_to_a_push_is_read_alike() {
    alike(&ChangeResult {
        change_id: json!("019120c3-2b02-78e0-b6d2-e5b409823097"),
        record_id: Some(id()),
        outcome: Outcome::Conflict,
        version: Some(3),
        number: Some("2026-1203-0017".into()),
        receipt: Some("r".into()),
        missing_photos: vec!["ab".into()],
        server_version: Some(json!({ "status": "approved" })),
        fields: vec![FieldError::new("days", FieldCode::NotASha256)],
    });
    alike(&ChangeResult::rejected(json!(null), None, Vec::new()));
}

#[test]
fn a_rescued_photo_is_read_alike() {
    let text = json!({
        "sha256": "ab", "account_id": "019120c3-2b02-78e0-b6d2-e5b409823097",
        "content_type": "image/jpeg", "taken_at": "2026-03-01T02:03:04Z", "data": "AA==",
    });
    for changed in changed(&text).into_iter().chain([text]) {
        let serde: Option<RescuePhoto> = serde_json::from_value(changed.clone()).ok();
        assert_eq!(
            RescuePhoto::from_tree(changed.clone()).ok(),
            serde,
            "{changed}"
        );
    }
}

#[test]
fn codes_are_read_alike() {
    fn all<T>()
    where
        T: Coded + Serialize + DeserializeOwned + FromJson + PartialEq + Debug,
    {
        T::ALL.iter().for_each(alike);
    }
    all::<RecordKind>();
    all::<Status>();
    all::<Role>();
    all::<TeamRole>();
    all::<DesignationKind>();
    all::<PositionAbsent>();
    all::<Language>();
    all::<Op>();
    all::<Outcome>();
    all::<Flag>();
    all::<PhotoState>();
    all::<VillageState>();
    all::<PlanPeriod>();
    all::<ledgers::steps::Status>();
    for silence in [
        Silence::NoNetwork,
        Silence::NotOurServer,
        Silence::SignedOut,
        Silence::Busy,
        Silence::Disk,
    ] {
        alike(&silence);
    }
    alike(&PhotoTrouble::Refused);
    for level in ["province", "city", "county", "township", "village"] {
        both(&AreaLevel::City, json!(level));
        assert!(AreaLevel::from_tree(json!(level)).is_ok());
    }
}

#[test]
fn every_fault_of_a_field_is_read_alike() {
    // Its source, for no table names all of them.
    let source = include_str!("../src/fields.rs");
    let begin = source.find("pub enum FieldCode {").unwrap();
    let members = source[begin..].split("\n}\n").next().unwrap().lines();
    let mut count = 0;
    for member in members.filter_map(|line| line.trim().strip_suffix(',')) {
        let code: String = member
            .char_indices()
            .flat_map(|(at, sign)| {
                let word = sign.is_ascii_uppercase() && at > 0;
                word.then_some('_')
                    .into_iter()
                    .chain([sign.to_ascii_lowercase()])
            })
            .collect();
        let read = FieldCode::from_tree(json!(code)).unwrap();
        assert_eq!(format!("{read:?}"), member);
        alike(&read);
        count += 1;
    }
    assert_eq!(count, FieldCode::ReviewerAsks as usize + 1);
}

#[test]
fn parts_of_any_kind_are_read_alike() {
    alike(&(3_i64, "x".to_owned()));
    alike(&[1_i64, 2, 3]);
    alike(&vec![Some(1_u32), None]);
    alike(&i32::MIN);
    alike(&u64::MAX);
    alike(&i64::MIN);
    alike(&usize::MAX);
    alike(&2.5_f64);
    alike(&true);
    alike(&());
    alike(&json!({ "x": null }));
    for number in [
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1u64 << 40),
        json!(1.0),
    ] {
        both(&0_i32, number.clone());
        both(&0_i64, number.clone());
        both(&0_u32, number.clone());
        both(&0.0_f64, number);
    }
}

#[test]
fn a_result_is_read_alike() {
    type Tried = Result<Vec<i64>, String>;
    let whole = json!({ "Ok": [1, 2] });
    let mut trees = changed(&whole);
    trees.extend([
        whole,
        json!({ "Err": "no" }),
        json!({ "Err": 1 }),
        json!({}),
    ]);
    trees.push(json!({ "Ok": [1], "Err": "no" }));
    for tree in trees {
        let serde: Option<Tried> = serde_json::from_value(tree.clone()).ok();
        assert_eq!(Tried::from_tree(tree.clone()).ok(), serde, "{tree}");
    }
    assert_eq!(read::<Result<(), String>>(br#"{"Ok":null}"#), Ok(Ok(())));
    assert!(read::<Tried>(br#"{"Ok":[1]"#).is_err());
}

#[test]
fn a_date_and_an_instant_are_read_as_chrono_reads_them() {
    for text in [
        "2026-02-28T10:20:30Z",
        "2026-02-28t10:20:30z",
        "2026-02-28 10:20:30Z",
        "2026-02-28T10:20:30+08:00",
        "2026-02-28T10:20:30-0330",
        "2026-02-28T10:20:30+23:59",
        "2026-02-28T10:20:30.1Z",
        "2026-02-28T10:20:30.123456789Z",
        "2026-02-28T10:20:30.1234567899Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.5Z",
        "0000-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "+10000-01-01T00:00:00Z",
        "+262142-12-31T23:59:59Z",
        "-5000-01-01T00:00:00Z",
        "+262143-12-31T23:59:59Z",
        "+262142-12-31T23:59:59-23:59",
        "+999999999999-12-31T23:59:59Z",
        "",
        "another",
        "2026-02-28",
        "2026-02-30T10:20:30Z",
        "2026-13-01T10:20:30Z",
        "2026-02-28T24:00:00Z",
        "2026-02-28T10:60:30Z",
        "2026-02-28T10:20:61Z",
        "2026-02-28T10:20Z",
        "2026-02-28T10:20:30",
        "2026-02-28T10:20:30.Z",
        "2026-02-28T10:20:30+24:00",
        "2026-02-28T10:20:30+08:60",
        "2026-02-28T10:20:30+08",
        "2026-02-28T10:20:30ZZ",
        "10000-01-01T00:00:00Z",
    ] {
        assert_eq!(calendar::instant(text), text.parse().ok(), "{text}");
    }
    for text in [
        "2026-02-28",
        "2024-02-29",
        "2026-02-29",
        "2026-00-10",
        "0000-01-01",
        "+10000-01-01",
        "-0001-01-01",
        "+262143-01-01",
        "",
        "2026-02-28Z",
        "2026-02",
        "20260228",
        "二〇二六",
    ] {
        assert_eq!(calendar::day(text), text.parse().ok(), "{text}");
    }
}

proptest! {
    #[test]
    fn every_instant_that_is_written_is_read(seconds in -70_000_000_000_i64..260_000_000_000, nanos in 0_u32..1_000_000_000) {
        let at = DateTime::from_timestamp(seconds, nanos).unwrap();
        prop_assert_eq!(calendar::instant(&at.to_rfc3339()), Some(at));
        prop_assert_eq!(DateTime::<Utc>::from_tree(json!(at)), Ok(at));
        prop_assert_eq!(NaiveDate::from_tree(json!(at.date_naive())), Ok(at.date_naive()));
    }

    #[test]
    fn any_text_is_no_panic(text in "\\PC{0,30}", date in "[0-9+TZ:. -]{0,32}") {
        for text in [text, date] {
            let _ = (calendar::day(&text), calendar::instant(&text));
            // What it refuses beyond chrono, nobody writes: numbers of other widths, and blanks.
            if let Some(at) = calendar::instant(&text) {
                prop_assert_eq!(Some(at), text.parse().ok());
            }
        }
    }
}
