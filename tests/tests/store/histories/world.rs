//! The world a history begins in, and what of it the evaluator is given.

use super::deeds::{PEOPLE, TEAM, VILLAGES};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::{Coded, Role},
    coverage::{CoverageRules, PlanEntry, PlanPeriod, RuleBook, RuleEntry, VillagePlan},
    divisions::{Succession, Successions},
    ids::{CommissionerId, uuid_v7},
    ledgers::Facts,
    statistics::{
        evaluate::{
            AssignmentFact, CommissionerFact, DesignationFact, Ledger, RecordFact, TeamFact,
        },
        people::PersonFacts,
    },
};
use serde_json::Value;
use std::collections::BTreeSet;
use store::{Clock, Store, imports::Kind, settings, village_plans};
use tests::world;

/// A record as the test remembers it.
pub(super) struct Kept {
    pub(super) fact: RecordFact,
    pub(super) sent: Value,
    pub(super) version: i64,
    pub(super) author: usize,
}

pub(super) struct World {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) people: Vec<Actor>,
    pub(super) city: Actor,
    pub(super) kept: Vec<Kept>,
    pub(super) serial: u64,
    /// The staff of both counties.
    pub(super) offices: [Actor; 2],
    /// Villages with their names of now; those that moves made come last.
    pub(super) villages: Vec<(AreaCode, String)>,
    /// What they were called until a day.
    pub(super) former: Vec<(AreaCode, NaiveDate, String)>,
    pub(super) successions: Vec<Succession>,
    pub(super) plans: Vec<PlanEntry>,
    pub(super) bases: BTreeSet<AreaCode>,
    pub(super) entries: Vec<Facts>,
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) async fn build(store: Store, clock: Clock) -> World {
    let divisions = "code,name,level,parent_code,kind,short_name\n\
        360700000000,赣州市,city,,city,赣州市\n360722000000,信丰县,county,360700000000,county,信丰县\n360723000000,大余县,county,360700000000,county,大余县\n\
        360722100000,嘉定镇,township,360722000000,town,嘉定镇\n360722101000,大塘埠镇,township,360722000000,town,大塘埠镇\n360723100000,南安镇,township,360723000000,town,南安镇\n360723101000,新城镇,township,360723000000,town,新城镇\n360722001000,信丰街道,township,360722000000,subdistrict,信丰街道\n\
        360722100200,甲村,village,360722100000,village,甲村\n360722100201,乙村,village,360722100000,village,乙村\n360722101200,丙村,village,360722101000,village,丙村\n360723100200,丁村,village,360723100000,village,丁村\n";
    let units = "code,name,kind,level\nU0,示例农科所,科研院所,city\nU1,示例果业公司,企业,county\n";
    let teams = format!(
        "code,id,name,kind,level,area_code,industry_code,lead_unit_code,started_on,ended_on,members\nT0,{TEAM},信丰果业团,commissioner_team,province,360722000000,navel_orange,U0,2024-01-01,2025-06-30,13900001000:leader|13900001001:member\n"
    );
    let designations = "village_code,kind,level,valid_from,valid_to,document_no\n360722100200,poverty_exited_village,province,2022-01-01,,\n360722100201,poverty_exited_village,province,2022-01-01,2025-06-30,\n360722101200,poverty_exited_village,province,2025-01-01,,\n360723100200,poverty_exited_village,province,2022-01-01,,\n";
    let assignments = "login,team_code,village_code,from,to\n13900001000,,360722100200,2024-01-15,2025-09-30\n,T0,360722101200,2024-06-01,\n13900001002,,360723100200,2025-01-15,\n";
    for (kind, text) in [
        (Kind::Divisions, divisions.to_owned()),
        (Kind::Units, units.to_owned()),
        (
            Kind::Commissioners,
            people_file([
                "2024-03-01,2026-12-31",
                "2024-03-01,2024-12-31",
                "2024-03-01,",
            ]),
        ),
        (Kind::Teams, teams),
        (Kind::Designations, designations.to_owned()),
        (Kind::Assignments, assignments.to_owned()),
    ] {
        world::import_bytes(&store, kind, "world.csv", text.into_bytes()).await;
    }
    // 某1 is appointed anew, a year after the first term ended; the last day of 某0 is put off.
    let again = people_file([
        "2024-03-01,2026-06-30",
        "2025-11-01,2026-10-31",
        "2024-03-01,",
    ]);
    world::import_bytes(&store, Kind::Commissioners, "again.csv", again.into()).await;
    let bases = format!(
        "code,has_industry_base,leading_industries\n{},是,脐橙、茶叶\n{},否,油茶\n{},否,水稻\n",
        VILLAGES[0], VILLAGES[2], VILLAGES[3]
    );
    world::import_bytes(&store, Kind::Villages, "world.csv", bases.into_bytes()).await;
    let city = world::office(&store, "city", Role::CityStaff, "360700000000").await;
    let admin = Actor {
        role: Role::Admin,
        area_code: None,
        ..city.clone()
    };
    for entry in rules() {
        settings::set_coverage_rules(&store, &admin, entry)
            .await
            .unwrap();
    }
    let offices = [
        world::office(&store, "xinfeng", Role::CountyStaff, "360722000000").await,
        world::office(&store, "dayu", Role::CountyStaff, "360723000000").await,
    ];
    for entry in plans() {
        let actor = office(&offices, entry.village_code);
        village_plans::set(&store, actor, entry).await.unwrap();
    }
    let mut people = Vec::new();
    for at in 0..3 {
        people.push(world::commissioner(&store, &format!("1390000100{at}")).await);
    }
    World {
        store,
        clock,
        people,
        city,
        kept: Vec::new(),
        serial: 0,
        offices,
        villages: VILLAGES
            .iter()
            .zip(["甲村", "乙村", "丙村", "丁村"])
            .map(|(code, name)| (code.parse().unwrap(), name.to_owned()))
            .collect(),
        former: Vec::new(),
        successions: Vec::new(),
        plans: plans(),
        bases: [VILLAGES[0].parse().unwrap()].into(),
        entries: Vec::new(),
    }
}

/// Who keeps the registers of a village.
pub(super) fn office(offices: &[Actor; 2], village: AreaCode) -> &Actor {
    let own = |office: &&Actor| office.area_code.unwrap().contains(&village);
    offices.iter().find(own).unwrap()
}

/// The people with these terms.
pub(super) fn people_file(terms: [&str; 3]) -> String {
    let mut file = "id,login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to\n".to_owned();
    let homes = ["360722000000", "360722000000", "360723000000"];
    for (at, (id, (area, term))) in PEOPLE.iter().zip(homes.iter().zip(terms)).enumerate() {
        let [gender, born, kind, unit, title, level] = SAID[at];
        file.push_str(&format!("{id},1390000100{at},某{at},1390000100{at},{gender},{born},{kind},{unit},{title},{level},navel_orange,{area},{term}\n"));
    }
    file
}

/// One county goes over to a stricter rule and fewer villages, the rest of the city to another.
pub(super) fn rules() -> Vec<RuleEntry> {
    let entry = |area: &str, from, frequency, base_only| RuleEntry {
        area_code: area.parse().unwrap(),
        valid_from: day(from),
        rules: CoverageRules::from_codes(frequency, "HN-2024", base_only).unwrap(),
    };
    vec![
        entry("360722000000", "2025-06-01", "HHHT-2020", true),
        entry("360700000000", "2026-01-01", "GX-2015", false),
    ]
}

/// One village is to be seen once a quarter and then as its county says, another once in 2025.
pub(super) fn plans() -> Vec<PlanEntry> {
    let entry = |village: &str, from, period: Option<PlanPeriod>| PlanEntry {
        village_code: village.parse().unwrap(),
        valid_from: day(from),
        plan: period.and_then(|period| VillagePlan::new(period, 1)),
    };
    vec![
        entry(VILLAGES[0], "2025-02-01", Some(PlanPeriod::Quarter)),
        entry(VILLAGES[0], "2026-01-15", None),
        entry(VILLAGES[3], "2025-03-01", Some(PlanPeriod::Year)),
    ]
}

/// What sets the people apart: gender, year of birth, kind, unit, title and who sends them.
pub(super) const SAID: [[&str; 6]; 3] = [
    ["男", "1984", "individual", "U0", "senior", "city"],
    [
        "女",
        "1979",
        "team",
        "U0",
        "intermediate",
        "national_three_area",
    ],
    ["女", "", "legal_entity", "U1", "associate_senior", "county"],
];

pub(super) fn facts(at: usize) -> PersonFacts {
    let [gender, born, kind, unit, title_level, level] = SAID[at];
    PersonFacts {
        level: Coded::from_code(level).unwrap(),
        kind: Coded::from_code(kind).unwrap(),
        title_level: Coded::from_code(title_level).unwrap(),
        woman: gender == "女",
        birth_year: born.parse().ok(),
        unit_id: uuid_v7(u64::from(unit == "U1"), [0; 10]).into(),
        terms_begun: 0,
    }
}

/// What the imports above say, as the evaluator takes it.
pub(super) fn ledger(world: &World) -> Ledger {
    let area = |text: &str| -> AreaCode { text.parse().unwrap() };
    let person = |at: usize| -> CommissionerId { PEOPLE[at].parse().unwrap() };
    let commissioner = |at, home: &str, terms: &[(&str, Option<&str>)]| CommissionerFact {
        id: person(at),
        area_code: area(home),
        terms: terms
            .iter()
            .map(|(from, to)| (day(from), to.map(day)))
            .collect(),
        industry_codes: vec!["navel_orange".to_owned()],
        facts: facts(at),
    };
    let assignment =
        |who: Option<usize>, village: &str, from: &str, to: Option<&str>| AssignmentFact {
            commissioner_id: who.map(person),
            team_id: who.is_none().then(|| TEAM.parse().unwrap()),
            village_code: area(village),
            from: day(from),
            to: to.map(day),
        };
    let designation = |village: &str, from: &str, to: Option<&str>| DesignationFact {
        village_code: area(village),
        valid_from: day(from),
        valid_to: to.map(day),
    };
    Ledger {
        records: world.kept.iter().map(|kept| kept.fact.clone()).collect(),
        commissioners: vec![
            commissioner(0, "360722000000", &[("2024-03-01", Some("2026-06-30"))]),
            commissioner(
                1,
                "360722000000",
                &[
                    ("2024-03-01", Some("2024-12-31")),
                    ("2025-11-01", Some("2026-10-31")),
                ],
            ),
            commissioner(2, "360723000000", &[("2024-03-01", None)]),
        ],
        teams: vec![TeamFact {
            id: TEAM.parse().unwrap(),
            area_code: area("360722000000"),
            industry_code: "navel_orange".into(),
            started_on: day("2024-01-01"),
            ended_on: Some(day("2025-06-30")),
            members: vec![person(0), person(1)],
        }],
        assignments: vec![
            assignment(Some(0), VILLAGES[0], "2024-01-15", Some("2025-09-30")),
            assignment(None, VILLAGES[2], "2024-06-01", None),
            assignment(Some(2), VILLAGES[3], "2025-01-15", None),
        ],
        designations: vec![
            designation(VILLAGES[0], "2022-01-01", None),
            designation(VILLAGES[1], "2022-01-01", Some("2025-06-30")),
            designation(VILLAGES[2], "2025-01-01", None),
            designation(VILLAGES[3], "2022-01-01", None),
        ],
        rules: RuleBook::new(rules()),
        plans: world.plans.clone(),
        industry_bases: world.bases.clone(),
        townships: [
            "360722100000",
            "360722101000",
            "360723100000",
            "360723101000",
        ]
        .map(area)
        .into(),
        leading: [
            (VILLAGES[0], vec!["navel_orange", "tea"]),
            (VILLAGES[2], vec!["camellia"]),
            (VILLAGES[3], vec!["rice"]),
        ]
        .map(|(code, industries)| {
            let owned = industries.into_iter().map(str::to_owned).collect();
            (area(code), owned)
        })
        .into(),
        entries: world.entries.clone(),
        successions: Successions::new(world.successions.iter().copied()),
    }
}
