//! Random histories: the roll-ups give exactly what the plain evaluator counts, before and after a
//! rebuild, and the list behind each figure reproduces it.

#![expect(
    clippy::cast_precision_loss,
    clippy::format_push_string,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test may panic, and a history reads best in one piece"
)]

use chrono::{Datelike, Days, NaiveDate};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    calendar,
    charts::evaluate::counts,
    codes::{Coded, Decision, Role, Status},
    coverage::{CoverageRules, PlanEntry, PlanPeriod, RuleBook, RuleEntry, VillagePlan},
    divisions::{
        AreaChange, AreasOfDay, ChangeEntry, Divisions, Succession, SuccessionKind, Successions,
    },
    ids::{CommissionerId, uuid_v7},
    ledgers::Facts,
    quality::{
        QualityCheck, QualityFinding,
        evaluate::{Found, found},
    },
    reading::{DecisionOutcome, DecisionRequest, RecordView},
    records::Record,
    statistics::{
        CountedStanding, Figure, Measures,
        catalogue::{IndicatorCode, Listed},
        counted::{Parts, of_record},
        evaluate::{
            AssignmentFact, CommissionerFact, DesignationFact, Ledger, RecordFact, TeamFact,
            measures,
        },
        figures,
        people::PersonFacts,
        share,
        tallies::counted_as,
        timeliness::Handling,
    },
    sync::Outcome,
};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Clock, Store, charts, divisions, imports::Kind, ledgers, quality, records, reviews, settings,
    statistics, village_plans,
};
use tests::{
    databases::instant,
    drawn_entries::{Draws, Offered, draw, reproduces},
    each_database, world,
};

const NOW: &str = "2026-02-20T02:00:00Z";
const YEARS: [i32; 3] = [2024, 2025, 2026];
const VILLAGES: [&str; 4] = [
    "360722100200",
    "360722100201",
    "360722101200",
    "360723100200",
];
const PLACES: [&str; 8] = [
    "360722100200",
    "360722100201",
    "360722101200",
    "360723100200",
    "360722100000",
    "360722000000",
    "360723000000",
    "360722001000",
];
const KINDS: [&str; 5] = [
    "farmer_household",
    "poverty_exited_household",
    "cooperative",
    "star_space",
    "village_collective",
];
const TARGETS: [&str; 4] = ["", "绿源", " 绿 源", "兴农"];
const PEOPLE: [&str; 3] = [
    "0191420c-13f8-76b9-81bc-b81287c8c001",
    "0191420c-13f8-76b9-81bc-b81287c8c002",
    "0191420c-13f8-76b9-81bc-b81287c8c003",
];
const NAMES: [&str; 3] = ["戊村", "己村", "庚村"];
const MODES: [&str; 3] = ["onsite", "phone", "online"];
const DECISIONS: [Decision; 6] = [
    Decision::Approve,
    Decision::Approve,
    Decision::Approve,
    Decision::Return,
    Decision::Void,
    Decision::Reopen,
];
const TEAM: &str = "01918553-c16b-7c30-9073-ced71ba2e240";

/// One thing somebody does.
#[derive(Debug, Clone)]
enum Deed {
    Visit(
        usize,
        usize,
        Vec<bool>,
        u64,
        u64,
        i64,
        [i64; 3],
        usize,
        bool,
        bool,
        [usize; 2],
    ),
    Wait(u64),
    Training(usize, usize, u64, [i64; 4]),
    Withdraw(usize),
    Resubmit(usize, i64),
    Decide(usize, usize),
    Absent(usize),
    /// A village, a name, and how many days ago.
    Rename(usize, usize, u64),
    /// Entries of ledgers, by the numbers they are drawn with.
    Enter(Vec<u16>),
    /// A village into another.
    Merge(usize, usize, u64),
    Move(usize, u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let counts = || prop::array::uniform3(0i64..40);
    prop_oneof![
        8 => (0usize..3, 0usize..PLACES.len(), prop::collection::vec(any::<bool>(), 3), 0u64..500, 0u64..14, 1i64..=30, counts(), 0usize..3, (any::<bool>(), any::<bool>()), (0usize..KINDS.len(), 0usize..TARGETS.len()))
            .prop_map(|(a, p, o, d, s, h, c, m, (l, g), (k, n))| Deed::Visit(a, p, o, d, s, h, c, m, l, g, [k, n])),
        2 => (0usize..3, 0usize..PLACES.len(), 0u64..500, prop::array::uniform4(0i64..40)).prop_map(|(a, p, d, c)| Deed::Training(a, p, d, c)),
        1 => any::<usize>().prop_map(Deed::Withdraw),
        2 => (any::<usize>(), 1i64..=2).prop_map(|(n, h)| Deed::Resubmit(n, h)),
        8 => (any::<usize>(), 0usize..6).prop_map(|(n, d)| Deed::Decide(n, d)),
        1 => any::<usize>().prop_map(Deed::Absent),
        1 => (0usize..4, 0usize..NAMES.len(), 0u64..700).prop_map(|(v, n, d)| Deed::Rename(v, n, d)),
        1 => (0usize..8, 0usize..8, 0u64..700).prop_map(|(v, i, d)| Deed::Merge(v, i, d)),
        1 => (0usize..8, 0u64..700).prop_map(|(v, d)| Deed::Move(v, d)),
        4 => prop::collection::vec(any::<u16>(), 211).prop_map(Deed::Enter),
        1 => (1u64..12).prop_map(Deed::Wait),
    ]
}

/// A record as the test remembers it.
struct Kept {
    fact: RecordFact,
    sent: Value,
    version: i64,
    author: usize,
}

struct World {
    store: Store,
    clock: Clock,
    people: Vec<Actor>,
    city: Actor,
    kept: Vec<Kept>,
    serial: u64,
    /// The staff of both counties.
    offices: [Actor; 2],
    /// Villages with their names of now; those that moves made come last.
    villages: Vec<(AreaCode, String)>,
    /// What they were called until a day.
    former: Vec<(AreaCode, NaiveDate, String)>,
    successions: Vec<Succession>,
    plans: Vec<PlanEntry>,
    bases: BTreeSet<AreaCode>,
    entries: Vec<Facts>,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn build(store: Store, clock: Clock) -> World {
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
fn office(offices: &[Actor; 2], village: AreaCode) -> &Actor {
    let own = |office: &&Actor| office.area_code.unwrap().contains(&village);
    offices.iter().find(own).unwrap()
}

/// The people with these terms.
fn people_file(terms: [&str; 3]) -> String {
    let mut file = "id,login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to\n".to_owned();
    let homes = ["360722000000", "360722000000", "360723000000"];
    for (at, (id, (area, term))) in PEOPLE.iter().zip(homes.iter().zip(terms)).enumerate() {
        let [gender, born, kind, unit, title, level] = SAID[at];
        file.push_str(&format!("{id},1390000100{at},某{at},1390000100{at},{gender},{born},{kind},{unit},{title},{level},navel_orange,{area},{term}\n"));
    }
    file
}

/// One county goes over to a stricter rule and fewer villages, the rest of the city to another.
fn rules() -> Vec<RuleEntry> {
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
fn plans() -> Vec<PlanEntry> {
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
const SAID: [[&str; 6]; 3] = [
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

fn facts(at: usize) -> PersonFacts {
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
fn ledger(world: &World) -> Ledger {
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

impl World {
    fn id(&mut self) -> String {
        self.serial += 1;
        let mut bytes = [7; 10];
        bytes[2..].copy_from_slice(&self.serial.to_be_bytes());
        uuid_v7(1_700_000_000_000, bytes).to_string()
    }

    async fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Visit(
                author,
                place,
                others,
                back,
                span,
                halves,
                [households, consultations, materials],
                mode,
                linked,
                guidance,
                [kind, name],
            ) => {
                let ended_on = day("2026-02-20") - Days::new(back);
                let halves = halves.min(i64::try_from(span + 1).unwrap() * 2);
                let others: Vec<&str> = PEOPLE
                    .iter()
                    .zip(others)
                    .filter(|(_, joins)| *joins)
                    .map(|(id, _)| *id)
                    .collect();
                let team = others.iter().any(|id| *id != PEOPLE[author]);
                let log_type = if team { "team" } else { "personal" };
                let kinds = [if guidance { "guidance" } else { "sci_pop" }];
                let others = if team { others } else { Vec::new() };
                let id = self.id();
                let mut record = json!({
                    "kind": "visit", "id": id, "log_type": log_type, "participant_ids": others,
                    "mode": MODES[mode], "started_on": ended_on - Days::new(span), "ended_on": ended_on, "service_days": halves as f64 / 2.0,
                    "area_code": PLACES[place], "target_kind": KINDS[kind], "target_name": TARGETS[name], "industry_codes": ["navel_orange"], "action_kind": "tech_assistance",
                    "service_kinds": kinds, "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。",
                    "households_guided": households, "consultations": consultations, "materials_issued": materials, "photos": [],
                });
                if team {
                    record["team_id"] = TEAM.into();
                }
                if linked {
                    record["training_id"] = self.id().into();
                }
                self.submit(author, record).await;
            }
            Deed::Training(author, place, back, [attendances, farmers, poor, views]) => {
                let ended_on = day("2026-02-19") - Days::new(back);
                let attendances = attendances + 1;
                let farmers = farmers.min(attendances);
                // Half of the evenings end after midnight in Ganzhou.
                let ended_at = format!("{ended_on}T{}:30:00Z", if back % 2 == 0 { 15 } else { 16 });
                let id = self.id();
                let record = json!({
                    "kind": "training", "id": id, "title": "油茶低产林改造", "form": "field", "started_at": format!("{ended_on}T10:00:00Z"),
                    "ended_at": ended_at, "area_code": PLACES[place], "organiser": "team",
                    "trainer_ids": [PEOPLE[(author + 1) % 3]], "outside_trainers": [], "industry_codes": ["camellia"], "topic": "低产林改造",
                    "attendances": attendances, "farmers": farmers, "poverty_exited_people": poor.min(farmers), "grassroots_technicians": attendances - farmers,
                    "online_views": views, "materials_issued": views, "photos": [],
                });
                self.submit(author, record).await;
            }
            Deed::Withdraw(n) => self.change(n, "withdraw", None).await,
            Deed::Resubmit(n, halves) => self.change(n, "submit", Some(halves)).await,
            Deed::Decide(n, what) => self.decide(n, DECISIONS[what]).await,
            Deed::Absent(n) => self.absent(n).await,
            Deed::Rename(village, name, back) => self.rename(village, NAMES[name], back).await,
            Deed::Merge(village, into, back) => self.merge(village, into, back).await,
            Deed::Move(village, back) => self.move_away(village, back).await,
            Deed::Enter(numbers) => self.enter(numbers).await,
            Deed::Wait(days) => {
                let now = self.clock.now() + chrono::Duration::days(days.cast_signed());
                self.clock.set(now);
            }
        }
    }

    /// Enters what the numbers give.
    async fn enter(&mut self, numbers: Vec<u16>) {
        let places = PLACES.iter().map(|code| code.parse().unwrap());
        let villages = self.villages.iter().map(|(code, _)| *code);
        let areas: BTreeSet<AreaCode> = places.chain(villages).collect();
        let offered = Offered {
            areas: areas.into_iter().collect(),
            holders: [(PEOPLE[0], "某0"), (PEOPLE[2], "某2")],
            today: self.clock.today(),
        };
        let mut draws = Draws(numbers, 0);
        for _ in 0..6 {
            let Some((county, written, entry)) = draw(&mut draws, &offered) else {
                continue;
            };
            let by = &self.offices[county];
            let faults = ledgers::record_all(&self.store, by, &[written]).await;
            // The only fault that an entry alone cannot show is that there is one like it.
            if faults.unwrap().is_empty() {
                self.entries.push(Facts::of(&entry).unwrap());
            }
        }
    }

    /// Enters a change; whether it was taken.
    async fn changes(&self, area: AreaCode, from: NaiveDate, change: AreaChange) -> bool {
        let entry = ChangeEntry {
            area,
            from,
            document_no: None,
            change,
        };
        let done = divisions::change(&self.store, office(&self.offices, area), entry).await;
        done.is_ok()
    }

    fn is_gone(&self, area: AreaCode) -> bool {
        self.successions.iter().any(|one| one.area == area)
    }

    async fn rename(&mut self, at: usize, name: &str, back: u64) {
        let (area, before) = self.villages[at].clone();
        let from = day("2026-02-20") - Days::new(back);
        let later =
            |(code, until, _): &(AreaCode, NaiveDate, String)| *code == area && *until >= from;
        let fits = !self.is_gone(area) && before != name && !self.former.iter().any(later);
        let short_name = name.to_owned();
        let done = self.changes(area, from, AreaChange::Renamed { short_name });
        assert_eq!(done.await, fits, "{before} to {name} from {from}");
        if fits {
            self.former.push((area, from, before));
            name.clone_into(&mut self.villages[at].1);
        }
    }

    async fn merge(&mut self, at: usize, into: usize, back: u64) {
        let (area, _) = self.villages[at % self.villages.len()];
        let (into, _) = self.villages[into % self.villages.len()];
        let from = day("2026-02-20") - Days::new(back);
        let known = Successions::new(self.successions.iter().copied());
        let fits = !self.is_gone(area)
            && !self.is_gone(into)
            && area != into
            && area.at(AreaLevel::County) == into.at(AreaLevel::County)
            && known.on(from).is_there(into);
        let done = self.changes(area, from, AreaChange::Merged { into }).await;
        assert_eq!(done, fits, "{area} into {into} from {from}");
        if fits {
            self.successions.push(Succession {
                area,
                from,
                kind: SuccessionKind::Merged,
                successor: into,
            });
        }
    }

    /// To the other township of the county, under a new code; card and plan go with it.
    async fn move_away(&mut self, at: usize, back: u64) {
        let (area, name) = self.villages[at % self.villages.len()].clone();
        let from = day("2026-02-20") - Days::new(back);
        let other = if &area.as_str()[6..9] == "100" {
            "101"
        } else {
            "100"
        };
        let number = 900 + self.villages.len();
        let code = format!("{}{other}{number}", &area.as_str()[..6]);
        let code: AreaCode = code.parse().unwrap();
        let fits = !self.is_gone(area);
        let done = self.changes(area, from, AreaChange::Moved { code }).await;
        assert_eq!(done, fits, "{area} to {code} from {from}");
        if fits {
            self.successions.push(Succession {
                area,
                from,
                kind: SuccessionKind::Moved,
                successor: code,
            });
            self.villages.push((code, name));
            let mut plans = self.plans.clone();
            plans.retain(|plan| plan.village_code == area);
            self.plans.extend(plans.into_iter().map(|plan| PlanEntry {
                village_code: code,
                ..plan
            }));
            if self.bases.contains(&area) {
                self.bases.insert(code);
            }
        }
    }

    /// What a village was called on a day.
    fn name_on(&self, area: AreaCode, on: NaiveDate) -> Option<&str> {
        let former = self
            .former
            .iter()
            .filter(|(code, until, _)| *code == area && *until > on);
        let then = former.min_by_key(|(_, until, _)| *until);
        let now = || self.villages.iter().find(|(code, _)| *code == area);
        then.map(|(_, _, name)| name.as_str())
            .or_else(|| now().map(|(_, name)| name.as_str()))
    }

    fn change_of(&mut self, record: &Value, base: i64, op: &str) -> Value {
        json!({"change_id": self.id(), "sequence": self.serial, "base_version": base, "captured_at": NOW, "schema": 1, "record": record, "op": op})
    }

    async fn submit(&mut self, author: usize, record: Value) {
        let change = self.change_of(&record, 0, "submit");
        let answer = world::push(&self.store, &self.people[author], change).await;
        assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
        let parsed = Record::parse(record.as_object().unwrap(), day("2026-02-20")).unwrap();
        let parsed_on = parsed.occurred_on();
        let fact = RecordFact {
            record: parsed,
            author_id: PEOPLE[author].parse().unwrap(),
            status: Status::Submitted,
            absent: Vec::new(),
            handling: self.handed_in(parsed_on),
        };
        self.kept.push(Kept {
            fact,
            sent: record,
            version: 1,
            author,
        });
    }

    /// How a record of a day that comes now is handed in.
    fn handed_in(&self, occurred_on: NaiveDate) -> Handling {
        let today = self.clock.today();
        Handling {
            late: (today - occurred_on).num_days() > 7,
            imported: false,
            submitted_on: today,
            approved_on: None,
        }
    }

    /// The author's own next change; refused ones must leave everything as it is.
    async fn change(&mut self, n: usize, op: &str, halves: Option<i64>) {
        let Some(at) = n.checked_rem(self.kept.len()) else {
            return;
        };
        let mut record = self.kept[at].sent.clone();
        if let Some(halves) = halves.filter(|_| record["kind"] == "visit") {
            record["service_days"] = (halves as f64 / 2.0).into();
        }
        let change = self.change_of(&record, self.kept[at].version, op);
        let answer = world::push(&self.store, &self.people[self.kept[at].author], change).await;
        let handling = self.handed_in(self.kept[at].fact.record.occurred_on());
        let kept = &mut self.kept[at];
        let want = domain::reviews::author(
            Some(kept.fact.status),
            domain::sync::Op::from_code(op).unwrap(),
        );
        assert_eq!(
            answer.outcome == Outcome::Applied,
            want.is_ok(),
            "{op} from {:?}: {answer:?}",
            kept.fact.status
        );
        if let Ok(status) = want {
            kept.version += 1;
            kept.fact.status = status;
            if op == "submit" {
                kept.fact.record =
                    Record::parse(record.as_object().unwrap(), day("2026-02-20")).unwrap();
                kept.sent = record;
                kept.fact.handling.submitted_on = handling.submitted_on;
            }
        }
    }

    async fn decide(&mut self, n: usize, decision: Decision) {
        let Some(at) = n.checked_rem(self.kept.len()) else {
            return;
        };
        let kept = &mut self.kept[at];
        let request = DecisionRequest {
            record_id: kept.fact.record.id(),
            version: kept.version,
            decision,
            opinion: "请写明防治药剂和用量".into(),
            fields: Vec::new(),
        };
        let answer = reviews::decide(&self.store, &self.city, &[request])
            .await
            .unwrap()
            .remove(0);
        let to = match (decision, kept.fact.status) {
            (Decision::Approve, Status::Submitted) => Some(Status::Approved),
            (Decision::Return, Status::Submitted) | (Decision::Reopen, Status::Approved) => {
                Some(Status::Returned)
            }
            (Decision::Void, Status::Submitted | Status::Returned | Status::Approved) => {
                Some(Status::Voided)
            }
            _ => None,
        };
        assert_eq!(
            answer.outcome == DecisionOutcome::Applied,
            to.is_some(),
            "{decision:?} from {:?}",
            kept.fact.status
        );
        if let Some(to) = to {
            kept.fact.status = to;
            kept.version += 1;
            kept.fact.handling.approved_on = Some(self.clock.today());
        }
    }

    async fn absent(&mut self, n: usize) {
        let Some(at) = n.checked_rem(self.kept.len()) else {
            return;
        };
        let kept = &mut self.kept[at];
        let Some(who) = kept
            .fact
            .record
            .named_people()
            .iter()
            .copied()
            .find(|person| *person != kept.fact.author_id)
        else {
            return;
        };
        let actor = &self.people[PEOPLE
            .iter()
            .position(|id| who.to_string() == **id)
            .unwrap()];
        let done = records::mark_absence(&self.store, actor, kept.fact.record.id()).await;
        // A withdrawn record is its author's alone again.
        assert_eq!(done.is_ok(), kept.fact.status != Status::Draft);
        if done.is_ok() {
            kept.fact.absent.push(who);
            // What counts changes in a version of its own.
            kept.version += i64::from(kept.fact.status.counts());
        }
    }

    async fn check(&self) {
        let ledger = ledger(self);
        let today = self.clock.today();
        let villages = self.villages.iter().map(|(code, _)| *code);
        let areas: BTreeSet<AreaCode> = PLACES
            .iter()
            .map(|code| code.parse::<AreaCode>().unwrap())
            .chain(villages)
            .flat_map(|code| code.with_ancestors())
            .collect();
        for area in areas {
            for year in YEARS {
                self.check_area(&ledger, area, (year, Divisions::Then), today)
                    .await;
                // Otherwise it is the same.
                if year < 2026 && !self.successions.is_empty() {
                    self.check_area(&ledger, area, (year, Divisions::Now), today)
                        .await;
                }
            }
        }
    }

    async fn check_area(
        &self,
        ledger: &Ledger,
        area: AreaCode,
        told: (i32, Divisions),
        today: NaiveDate,
    ) {
        let counted = |standing| measures(ledger, area, told, today, standing);
        let approved = counted(CountedStanding::Approved);
        let want = figures(&approved, &counted(CountedStanding::WithPending));
        let got = statistics::annual(&self.store, &self.city, area, told)
            .await
            .unwrap();
        let on = told.1.day(calendar::as_of(told.0, today), today);
        if let Some(name) = self.name_on(area, on) {
            assert_eq!(got.area.name, name, "{area} on {on}");
        }
        for (want, got) in want.iter().zip(&got.indicators) {
            assert_eq!(want, got, "{area} {told:?}");
        }
        self.check_charts(ledger, area, told).await;
        self.check_quality(ledger, area, told).await;
        let there = ledger.successions.on(on);
        for row in &got.rows {
            assert!(there.is_there(row.area.code), "{} on {on}", row.area.code);
            let child = statistics::annual(&self.store, &self.city, row.area.code, told)
                .await
                .unwrap();
            for figure in child.indicators {
                assert_eq!(
                    row.values[&figure.code],
                    figure.value,
                    "row of {} under {area} {told:?}, {}",
                    row.area.code,
                    figure.code.as_str()
                );
            }
        }
        if ["360722000000", "360722101000"].contains(&area.as_str()) {
            for figure in got
                .indicators
                .iter()
                .filter(|figure| figure.value.is_some())
            {
                self.check_list(figure.code, (figure.value, &approved), area, told, &there)
                    .await;
            }
        }
    }

    async fn check_charts(&self, ledger: &Ledger, area: AreaCode, told: (i32, Divisions)) {
        let got = charts::of_year(&self.store, &self.city, area, told);
        let got = got.await.unwrap();
        let name = |code: &str| match code {
            "navel_orange" => "脐橙".to_owned(),
            _ => "油茶".to_owned(),
        };
        let by_name = |(code, number): (String, i64)| (name(&code), number);
        let want = counts(ledger, area, told, self.clock.today());
        let industries: BTreeMap<_, _> = want.industries.into_iter().map(by_name).collect();
        assert_eq!(
            (got.visits, got.trainings, got.served, got.due),
            (want.visits, want.trainings, want.served, want.due),
            "charts of {area} {told:?}"
        );
        let got: BTreeMap<_, _> = got.industries.into_iter().collect();
        assert_eq!(got, industries, "charts of {area} {told:?}");
    }

    async fn check_quality(&self, ledger: &Ledger, area: AreaCode, told: (i32, Divisions)) {
        let sheet = quality::sheet(&self.store, &self.city, area, told, None);
        let sheet = sheet.await.unwrap();
        let got: Found = sheet.findings.into_iter().map(finding).collect();
        let want = found(ledger, area, told, self.clock.today());
        assert_eq!(got, want, "quality of {area} {told:?}");
    }

    /// What a figure counts once adds up to it.
    async fn check_parts(
        &self,
        code: IndicatorCode,
        value: Option<Figure>,
        area: AreaCode,
        told: (i32, Divisions),
    ) {
        let parts = statistics::parts(&self.store, &self.city, code, area, told).await;
        let parts = parts.unwrap();
        if Parts::of(code).is_none() || code.is_share() {
            return;
        }
        let sum: i64 = parts.iter().map(|part| part.number.in_hundredths()).sum();
        let want = value.map_or(0, Figure::in_hundredths);
        // Money is rounded for each place.
        let near = i64::try_from(parts.len()).unwrap();
        let near = if code.has_two_digits() { near } else { 0 };
        assert!(
            (sum - want).abs() <= near,
            "{code:?} of {area} {told:?}: {want} is not the sum of {parts:?}"
        );
    }

    /// The list behind a figure gives the figure again.
    async fn check_list(
        &self,
        code: IndicatorCode,
        (value, counted): (Option<Figure>, &Measures),
        area: AreaCode,
        told: (i32, Divisions),
        there: &AreasOfDay,
    ) {
        let behind = statistics::behind(&self.store, &self.city, code, area, told, None, 200)
            .await
            .unwrap();
        self.check_parts(code, value, area, told).await;
        let records = behind.records.unwrap_or_default();
        let by_record = behind.listed == Listed::Records && Parts::of(code).is_none();
        if by_record && !code.is_share() {
            let added = records.iter().map(|record| of_record(code, record));
            let sum: i64 = added.map(Figure::in_hundredths).sum();
            assert_eq!(
                Some(sum),
                value.map(Figure::in_hundredths),
                "{code:?} of {area} {told:?}"
            );
        }
        let sum = |field: &str| {
            records
                .iter()
                .map(|record| record.count(field).unwrap_or(0))
                .sum::<i64>()
        };
        let places = || {
            i64::try_from(
                records
                    .iter()
                    .map(|record| there.told(record.text("area_code").parse().unwrap()))
                    .collect::<BTreeSet<_>>()
                    .len(),
            )
            .unwrap()
        };
        let length = i64::try_from(records.len()).unwrap();
        let got = match code {
            // Days are a person's: the area has neither figure nor list.
            IndicatorCode::B02 => {
                assert_eq!((behind.people, value), (Some(Vec::new()), None));
                return;
            }
            IndicatorCode::C08 | IndicatorCode::C09 => {
                let parts = behind.townships.or(behind.industries).unwrap();
                let covered = parts.iter().filter(|part| part.covered).count();
                let [covered, all] =
                    [covered, parts.len()].map(|number| i64::try_from(number).unwrap());
                assert_eq!(share(covered, all), value, "{code:?} of {area} {told:?}");
                return;
            }
            IndicatorCode::K03S | IndicatorCode::K03V => {
                let on_time = |record: &&RecordView| {
                    let on = |at: Option<_>| calendar::shanghai_date(at.unwrap());
                    let waited = || on(record.reviewed_at) - on(record.submitted_at);
                    match code {
                        IndicatorCode::K03S => !record.late,
                        _ => waited().num_days() <= 7,
                    }
                };
                let on_time = records.iter().filter(on_time).count();
                let on_time = i64::try_from(on_time).unwrap();
                assert_eq!(share(on_time, length), value, "{code:?} of {area} {told:?}");
                return;
            }
            _ if !counted_as(code).is_empty() => {
                assert!(
                    reproduces(code, &behind.entries.unwrap(), &counted.tallies, there),
                    "{code:?} of {area} {told:?}: {:?}",
                    counted.tallies
                );
                return;
            }
            _ if code.as_str().starts_with("B05") => targets(&records),
            IndicatorCode::B01 | IndicatorCode::B04 | IndicatorCode::B11 | IndicatorCode::D01 => {
                length
            }
            IndicatorCode::C01 | IndicatorCode::C04 | IndicatorCode::C05 | IndicatorCode::C10 => {
                places()
            }
            IndicatorCode::B07 => sum("consultations"),
            IndicatorCode::B08 => sum("materials_issued"),
            IndicatorCode::D02 => sum("attendances"),
            IndicatorCode::D03 => sum("farmers"),
            IndicatorCode::D04 => sum("poverty_exited_people"),
            IndicatorCode::D05 => sum("grassroots_technicians"),
            IndicatorCode::D07 => sum("online_views"),
            IndicatorCode::A07 => {
                let people = behind.people.unwrap();
                let units: BTreeSet<_> = people.iter().map(|person| &person.unit).collect();
                i64::try_from(units.len()).unwrap()
            }
            _ if behind.listed == Listed::People => {
                i64::try_from(behind.people.unwrap().len()).unwrap()
            }
            IndicatorCode::A06 => i64::try_from(behind.teams.unwrap().len()).unwrap(),
            _ if behind.listed == Listed::Villages && !code.as_str().ends_with('R') => {
                i64::try_from(behind.villages.unwrap().len()).unwrap()
            }
            _ => return,
        };
        assert_eq!(
            Some(Figure::Count(got)),
            value,
            "the list behind {} of {area} {told:?}",
            code.as_str()
        );
    }
}

/// A finding as the evaluator tells it.
fn finding(finding: QualityFinding) -> (QualityCheck, String) {
    let month = finding
        .on
        .filter(|_| finding.check == QualityCheck::LongMonths);
    let month = month.map_or_else(String::new, |on| format!(" {}", on.month()));
    (finding.check, finding.id + &month)
}

/// Different targets of one place.
fn targets(records: &[RecordView]) -> i64 {
    let different: BTreeSet<_> = records
        .iter()
        .map(|record| {
            let kind = record.text("target_kind");
            let name = record.text("target_name").replace(' ', "");
            let collective = kind == "village_collective";
            let name = Some(name).filter(|_| !collective);
            (record.text("area_code"), kind, name)
        })
        .collect();
    i64::try_from(different.len()).unwrap()
}

#[test]
fn roll_ups_equal_the_plain_evaluator_over_random_histories() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cases = 6;
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        max_shrink_iters: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let done = runner.run(&prop::collection::vec(deed(), 10..60), |deeds| {
        runtime.block_on(each_database(async |store: Store, clock: Clock| {
            clock.set(instant(NOW));
            assert_eq!(clock.today(), calendar::shanghai_date(instant(NOW)));
            let mut world = build(store, clock.clone()).await;
            for deed in deeds.clone() {
                world.act(deed).await;
            }
            world.check().await;
            statistics::rebuild(&world.store).await.unwrap();
            world.check().await;
        }));
        Ok(())
    });
    done.unwrap();
}
