//! Ledgers at the store: random ones count exactly as the plain evaluator counts, and the list behind
//! each figure reproduces it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{Datelike, Days, NaiveDate};
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::Role,
    divisions::{AreasOfDay, Divisions},
    ledgers::{Facts, Kind, steps::Step},
    statistics::{
        Figure,
        catalogue::{CATALOGUE, IndicatorCode},
        counted::Parts,
        evaluate::{Ledger, measures},
        tallies::{Tallies, counted_as},
        value,
    },
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::collections::BTreeSet;
use store::{
    Store,
    ledgers::{self, Written},
    statistics,
};
use tests::{
    databases::instant,
    drawn_entries::{Draws, Offered, draw, reproduces},
    each_database, world,
};

const NOW: &str = "2026-02-20T02:00:00Z";
const TODAY: &str = "2026-02-20";
const PERSON: &str = "0191420c-13f8-76b9-81bc-b81287c8c001";
const DIVISIONS: &str = "code,name,level,parent_code,kind,short_name
360700000000,赣州市,city,,city,赣州市
360722000000,信丰县,county,360700000000,county,信丰县
360723000000,大余县,county,360700000000,county,大余县
360722100000,嘉定镇,township,360722000000,town,嘉定镇
360722101000,大塘埠镇,township,360722000000,town,大塘埠镇
360723100000,南安镇,township,360723000000,town,南安镇
360722100200,甲村,village,360722100000,village,甲村
360722100201,乙村,village,360722100000,village,乙村
360722101200,丙村,village,360722101000,village,丙村
360723100200,丁村,village,360723100000,village,丁村
";
const AREAS: [&str; 10] = [
    "360700000000",
    "360722000000",
    "360723000000",
    "360722100000",
    "360722101000",
    "360723100000",
    "360722100200",
    "360722100201",
    "360722101200",
    "360723100200",
];

/// One area of each level, whose lists are read too.
const LISTED: [&str; 4] = [AREAS[0], AREAS[1], AREAS[3], AREAS[6]];

type Typed = Vec<(String, String)>;

struct World {
    store: Store,
    city: Actor,
    /// 信丰 and 大余.
    counties: [Actor; 2],
    sun: Actor,
}

async fn build(store: &Store) -> World {
    let units = "code,name,kind,level\nU0,示例农科所,科研院所,city\n";
    let people = format!(
        "id,login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to
{PERSON},13900001000,某某,13900001000,男,1984,individual,U0,senior,city,navel_orange,360700000000,2024-03-01,\n"
    );
    let assignments = "login,team_code,village_code,from,to\n13900001000,,360722100200,2024-04-01,\n13900001000,,360723100200,2024-04-01,\n";
    for (kind, text) in [
        (store::imports::Kind::Divisions, DIVISIONS),
        (store::imports::Kind::Units, units),
        (store::imports::Kind::Commissioners, &people),
        (store::imports::Kind::Assignments, assignments),
    ] {
        world::import_bytes(store, kind, "world.csv", text.into()).await;
    }
    World {
        city: world::office(store, "city", Role::CityStaff, AREAS[0]).await,
        counties: [
            world::office(store, "li", Role::CountyStaff, AREAS[1]).await,
            world::office(store, "hu", Role::CountyStaff, AREAS[2]).await,
        ],
        sun: world::office(store, "sun", Role::TownshipCoordinator, AREAS[3]).await,
        store: store.clone(),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn random_ledgers_count_as_the_plain_evaluator_counts() {
    each_database(async |store, clock| {
        clock.set(instant(NOW));
        let world = build(&store).await;
        let mut runner = TestRunner::deterministic();
        let numbers = prop::collection::vec(any::<u16>(), 60_013);
        let drawn = numbers.new_tree(&mut runner).unwrap().current();
        let mut draws = Draws(drawn, 30_000);
        let offered = Offered {
            areas: AREAS.map(|code| code.parse().unwrap()).to_vec(),
            holders: [(PERSON, "某某"); 2],
            today: day(TODAY),
        };
        let mut entries = Vec::new();
        for _ in 0..1200 {
            let Some((county, written, entry)) = draw(&mut draws, &offered) else {
                continue;
            };
            let by = &world.counties[county];
            let faults = ledgers::record_all(&store, by, &[written]).await.unwrap();
            // The only fault that an entry alone cannot show is that there is one like it.
            if faults.is_empty() {
                entries.push(Facts::of(&entry).unwrap());
            }
        }
        assert!(entries.len() > 400, "{}", entries.len());
        every_figure_agrees(&world, entries).await;
    })
    .await;
}

async fn every_figure_agrees(world: &World, entries: Vec<Facts>) {
    let today = day(TODAY);
    let ledger = Ledger {
        entries,
        ..Ledger::default()
    };
    let mut seen = BTreeSet::new();
    for year in 2023..=2026 {
        for area in AREAS.map(|code| code.parse::<AreaCode>().unwrap()) {
            let figures = statistics::annual(&world.store, &world.city, area, year)
                .await
                .unwrap();
            let plain = |area| {
                let standing = domain::statistics::CountedStanding::Approved;
                measures(&ledger, area, (year, Divisions::Then), today, standing)
            };
            let whole = plain(area);
            for figure in figures.indicators.iter().filter(|one| is_ledger(one.code)) {
                let code = figure.code;
                assert_eq!(figure.value, value(code, &whole), "{code:?} {area} {year}");
                assert!(figure.pending.is_none_or(Figure::is_zero), "{code:?}");
                if figure.value.is_some_and(|value| !value.is_zero()) {
                    seen.insert(code);
                }
            }
            for row in &figures.rows {
                let part = plain(row.area.code);
                for (code, told) in row.values.iter().filter(|(code, _)| is_ledger(**code)) {
                    assert_eq!(
                        *told,
                        value(*code, &part),
                        "{code:?} {} {year}",
                        row.area.code
                    );
                }
            }
            if LISTED.contains(&area.as_str()) {
                lists_reproduce(world, (area, year), &whole.tallies).await;
            }
        }
    }
    let all = CATALOGUE
        .iter()
        .map(|one| one.code)
        .filter(|code| is_ledger(*code));
    let never: Vec<_> = all
        .filter(|code| !seen.contains(code))
        // Replies come from those who were served, and here nobody held a training.
        .filter(|code| {
            use IndicatorCode as C;
            !matches!(code, C::K01 | C::K01N | C::D06R)
        })
        .collect();
    assert!(never.is_empty(), "never counted: {never:?}");
}

fn is_ledger(code: IndicatorCode) -> bool {
    !counted_as(code).is_empty()
}

/// The list behind each figure, a few entries at a time.
async fn lists_reproduce(world: &World, (area, year): (AreaCode, i32), tallies: &Tallies) {
    for code in CATALOGUE
        .iter()
        .map(|one| one.code)
        .filter(|code| is_ledger(*code))
    {
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let page = statistics::behind(
                &world.store,
                &world.city,
                code,
                area,
                year,
                after.as_deref(),
                30,
            );
            let page = page.await.unwrap();
            listed.extend(page.entries.unwrap());
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        if let Some(Parts::Named(_)) = Parts::of(code) {
            let parts = statistics::parts(&world.store, &world.city, code, area, year).await;
            let parts = parts.unwrap();
            let items: i64 = parts.iter().map(|part| part.items).sum();
            assert_eq!(items, i64::try_from(listed.len()).unwrap(), "{code:?}");
            let sum: i64 = parts.iter().map(|part| part.number.in_hundredths()).sum();
            let want = tallies.value(code).map_or(0, Figure::in_hundredths);
            assert!(
                (sum - want).abs() <= items,
                "{code:?} {area} {year}: {want}, {parts:?}"
            );
        }
        let reproduced = reproduces(code, &listed, tallies, &AreasOfDay::default());
        assert!(reproduced, "{code:?} {area} {year}: {tallies:?}");
    }
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    let own = |(column, text): &(&str, &str)| ((*column).to_owned(), (*text).to_owned());
    pairs.iter().map(own).collect()
}

fn problem(title: &str) -> Typed {
    typed(&[
        ("title", title),
        ("description", "老园病树清除以后，不知道补种什么。"),
        ("nature", "problem"),
        ("category", "variety"),
        ("severity", "normal"),
        ("raised_by", "village"),
        ("raised_on", "2025-12-30"),
        ("area_code", "嘉定镇甲村"),
        ("industry", "navel_orange"),
    ])
}

async fn raise(store: &Store, actor: &Actor, title: &str) -> uuid::Uuid {
    let saved = ledgers::save(store, actor, (Kind::Problem, None, 0), &problem(title)).await;
    match saved.unwrap() {
        domain::ledgers::Saved::Done(id) => id,
        domain::ledgers::Saved::Refused(form) => panic!("{:?}", form.faults),
    }
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
#[tokio::test]
async fn a_problem_goes_its_way_and_the_year_sees_where_it_stands() {
    each_database(async |store, clock| {
        clock.set(instant(NOW));
        let world = build(&store).await;
        let id = raise(&store, &world.sun, "补种什么").await;
        let assign = typed(&[
            ("responsible", "某某"),
            ("due_on", "2026-02-10"),
            ("expected_result", "补种方案"),
        ]);
        let which = |version| (Kind::Problem, id, version);
        let done = ledgers::step(&store, &world.sun, which(1), Step::Assign, &assign).await;
        assert_eq!(done.unwrap(), domain::ledgers::Saved::Done(id));
        let listed = ledgers::list(
            &store,
            &world.city,
            Kind::Problem,
            &domain::ledgers::Query::default(),
        )
        .await;
        let listed = listed.unwrap();
        assert_eq!((listed.total, listed.overdue), (1, 1));
        assert_eq!(listed.rows[0].overdue_days, Some(10));
        let year = |code, year| figure(&world, code, AREAS[3], year);
        assert_eq!(
            year(IndicatorCode::I01O, 2026).await,
            Some(Figure::Count(1))
        );
        assert_eq!(
            year(IndicatorCode::I01O, 2025).await,
            Some(Figure::Count(0))
        );
        let resolve = typed(&[
            ("resolved_on", "2026-02-09"),
            ("result", "补种了三年生大苗"),
        ]);
        ledgers::step(&store, &world.sun, which(2), Step::Resolve, &resolve)
            .await
            .unwrap();
        let confirm = typed(&[("closed_on", "2026-02-12"), ("confirmed_by", "村委会")]);
        ledgers::step(&store, &world.sun, which(3), Step::Confirm, &confirm)
            .await
            .unwrap();
        // Raised last year, confirmed in this one.
        for (code, last, this) in [
            (IndicatorCode::I01, 1, 1),
            (IndicatorCode::I01N, 1, 0),
            (IndicatorCode::I01D, 0, 1),
            (IndicatorCode::E05, 0, 1),
            (IndicatorCode::I01O, 0, 0),
        ] {
            assert_eq!(
                year(code, 2025).await,
                Some(Figure::Count(last)),
                "{code:?}"
            );
            assert_eq!(
                year(code, 2026).await,
                Some(Figure::Count(this)),
                "{code:?}"
            );
        }
        let days = year(IndicatorCode::I04, 2026).await.unwrap();
        assert_eq!(days.to_string(), "41.0");
        let card = ledgers::card(&store, &world.sun, Kind::Problem, id)
            .await
            .unwrap();
        let acts: Vec<_> = card.history.iter().map(|one| one.action.as_str()).collect();
        let way = [
            "ledgers.confirm",
            "ledgers.resolve",
            "ledgers.assign",
            "ledgers.record",
        ];
        assert_eq!(acts, way);
    })
    .await;
}

async fn figure(world: &World, code: IndicatorCode, area: &str, year: i32) -> Option<Figure> {
    let area = area.parse().unwrap();
    let figures = statistics::annual(&world.store, &world.city, area, year)
        .await
        .unwrap();
    let found = figures.indicators.iter().find(|figure| figure.code == code);
    found.unwrap().value
}

#[tokio::test]
async fn two_at_one_entry_see_each_others_words_and_nothing_is_lost() {
    each_database(async |store, clock| {
        clock.set(instant(NOW));
        let world = build(&store).await;
        let id = raise(&store, &world.sun, "补种什么").await;
        let first = typed(&[("title", "病树清除后补种什么")]);
        let saved = ledgers::save(
            &store,
            &world.counties[0],
            (Kind::Problem, Some(id), 1),
            &first,
        );
        assert_eq!(saved.await.unwrap(), domain::ledgers::Saved::Done(id));
        let second = typed(&[("title", "老园补种什么")]);
        let late = ledgers::save(&store, &world.sun, (Kind::Problem, Some(id), 1), &second).await;
        let domain::ledgers::Saved::Refused(form) = late.unwrap() else {
            panic!("the later one was written over the first");
        };
        assert!(form.conflict);
        let title = form
            .fields
            .iter()
            .find(|field| field.column == "title")
            .unwrap();
        assert_eq!(title.value, "老园补种什么");
        assert_eq!(title.theirs.as_deref(), Some("病树清除后补种什么"));
        assert_eq!(form.version, 2);
        let again = ledgers::save(&store, &world.sun, (Kind::Problem, Some(id), 2), &second).await;
        assert_eq!(again.unwrap(), domain::ledgers::Saved::Done(id));
    })
    .await;
}

#[tokio::test]
async fn one_effect_per_target_and_year_and_a_struck_one_makes_room() {
    each_database(async |store, clock| {
        clock.set(instant(NOW));
        let world = build(&store).await;
        let li = &world.counties[0];
        let effect = |target: &str| {
            typed(&[
                ("target_name", target),
                ("target_kind", "cooperative"),
                ("area_code", "嘉定镇甲村"),
                ("year", "2025"),
                ("households", "30"),
                ("income", "12.3456"),
                ("basis", "分红表"),
            ])
        };
        let save = async |target: &str| {
            let new = (Kind::Effect, None, 0);
            ledgers::save(&store, li, new, &effect(target))
                .await
                .unwrap()
        };
        let domain::ledgers::Saved::Done(id) = save("山香 合作社").await else {
            panic!("refused");
        };
        let domain::ledgers::Saved::Refused(form) = save("山香合作社").await else {
            panic!("counted twice");
        };
        assert_eq!(form.faults[0].path, "target_name");
        let income = figure(&world, IndicatorCode::H03, AREAS[1], 2025).await;
        assert_eq!(income.unwrap().to_string(), "12.35");
        let each = figure(&world, IndicatorCode::H04, AREAS[1], 2025).await;
        assert_eq!(each.unwrap().to_string(), "4115.20");
        let reason = typed(&[("strike_reason", "录错了对象")]);
        ledgers::step(&store, li, (Kind::Effect, id, 1), Step::Strike, &reason)
            .await
            .unwrap();
        let none = figure(&world, IndicatorCode::H04, AREAS[1], 2025).await;
        assert_eq!(none, None);
        assert!(matches!(
            save("山香合作社").await,
            domain::ledgers::Saved::Done(_)
        ));
    })
    .await;
}

#[tokio::test]
async fn an_office_keeps_its_own_area_and_no_other() {
    use store::StoreError;
    each_database(async |store, clock| {
        clock.set(instant(NOW));
        let world = build(&store).await;
        let [li, hu] = &world.counties;
        let id = raise(&store, li, "补种什么").await;
        assert!(
            ledgers::card(&store, &world.city, Kind::Problem, id)
                .await
                .is_ok()
        );
        let other = ledgers::card(&store, hu, Kind::Problem, id).await;
        assert!(matches!(other, Err(StoreError::NotFound)));
        // Under another ledger's address there is no such entry.
        let stray = ledgers::card(&store, li, Kind::Effect, id).await;
        assert!(matches!(stray, Err(StoreError::NotFound)));
        let city = ledgers::save(&store, &world.city, (Kind::Problem, Some(id), 1), &[]).await;
        assert!(matches!(city, Err(StoreError::Forbidden)));
        let saved = ledgers::save(&store, hu, (Kind::Problem, Some(id), 1), &[]).await;
        assert!(matches!(saved, Err(StoreError::NotFound)));
        // A township keeps no money.
        let form = ledgers::form(&store, &world.sun, Kind::Funding, None).await;
        assert!(matches!(form, Err(StoreError::Forbidden)));
        // And nothing outside itself.
        let mut abroad = problem("别处的");
        abroad.push(("area_code".to_owned(), "360722101200".to_owned()));
        abroad.retain(|(_, text)| text != "嘉定镇甲村");
        let new = (Kind::Problem, None, 0);
        let saved = ledgers::save(&store, &world.sun, new, &abroad)
            .await
            .unwrap();
        assert!(matches!(saved, domain::ledgers::Saved::Refused(_)));
        for actor in [li, hu, &world.sun] {
            let query = domain::ledgers::Query {
                area: AREAS[0].to_owned(),
                ..Default::default()
            };
            let all = ledgers::list(&store, actor, Kind::Problem, &query).await;
            assert!(matches!(all, Err(StoreError::Forbidden)), "{}", actor.name);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_hold_every_entry_once_and_those_over_their_time_come_first() {
    each_database(async |store, clock| {
        clock.set(instant(NOW));
        let world = build(&store).await;
        let written: Vec<Written> = (0..120)
            .map(|at| {
                let due = day("2026-02-01") + Days::new(at % 40);
                let assign = [
                    ("responsible", "某某"),
                    ("due_on", &due.to_string()),
                    ("expected_result", "有办法"),
                ];
                Written {
                    kind: Kind::Problem,
                    typed: problem(&format!("第 {at} 个")),
                    steps: vec![(Step::Assign, typed(&assign))],
                }
            })
            .collect();
        let faults = ledgers::record_all(&store, &world.sun, &written)
            .await
            .unwrap();
        assert_eq!(faults, []);
        let (mut rows, mut after) = (Vec::new(), Some(String::new()));
        while let Some(key) = after {
            let query = domain::ledgers::Query {
                after: key,
                ..Default::default()
            };
            let page = ledgers::list(&store, &world.sun, Kind::Problem, &query)
                .await
                .unwrap();
            assert_eq!(page.total, 120);
            rows.extend(page.rows);
            after = page.next;
        }
        let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!((rows.len(), ids.len()), (120, 120));
        let over: Vec<_> = rows.iter().map(|row| row.overdue_days.is_some()).collect();
        assert_eq!(over.iter().filter(|over| **over).count(), 57);
        assert!(over[..57].iter().all(|over| *over));
        let found = domain::ledgers::Query {
            text: "第11".to_owned(),
            ..Default::default()
        };
        let found = ledgers::list(&store, &world.sun, Kind::Problem, &found)
            .await
            .unwrap();
        assert_eq!(found.total, 11, "11 and 110 to 119");
    })
    .await;
}

/// Of a year's edge: an entry of 31 December belongs to the old year, one of 1 January to the new.
#[tokio::test]
async fn the_day_decides_the_year() {
    each_database(async |store, clock| {
        clock.set(instant(NOW));
        let world = build(&store).await;
        for on in ["2025-12-31", "2026-01-01"] {
            let event = typed(&[
                ("name", on),
                ("form", "market"),
                ("held_on", on),
                ("area_code", "嘉定镇"),
                ("organiser", "嘉定镇政府"),
            ]);
            let new = (Kind::Outreach, None, 0);
            let saved = ledgers::save(&store, &world.sun, new, &event)
                .await
                .unwrap();
            assert!(
                matches!(saved, domain::ledgers::Saved::Done(_)),
                "{saved:?}"
            );
            let year = day(on).year();
            let held = figure(&world, IndicatorCode::B09, AREAS[0], year).await;
            assert_eq!(held, Some(Figure::Count(1)), "{on}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_entry() {
    each_database(async |store, _| {
        let world = build(&store).await;
        let form = ledgers::form(&store, &world.sun, Kind::Problem, None).await;
        let new_id = form.unwrap().new_id.unwrap().to_string();
        let mut fields = problem("补种什么");
        fields.push(("new_id".to_owned(), new_id.clone()));
        let new = (Kind::Problem, None, 0);
        for _ in 0..2 {
            let saved = ledgers::save(&store, &world.sun, new, &fields).await;
            let done = domain::ledgers::Saved::Done(new_id.parse().unwrap());
            assert_eq!(saved.unwrap(), done);
        }
        let query = domain::ledgers::Query::default();
        let listed = ledgers::list(&store, &world.sun, Kind::Problem, &query).await;
        assert_eq!(listed.unwrap().total, 1);
    })
    .await;
}

#[tokio::test]
async fn those_over_their_time_are_counted_among_the_listed_alone() {
    each_database(async |store, _| {
        let world = build(&store).await;
        for title in ["补种什么", "缺水"] {
            let id = raise(&store, &world.sun, title).await;
            let assign = typed(&[
                ("responsible", "某某"),
                ("due_on", "2026-02-10"),
                ("expected_result", "补种方案"),
            ]);
            let which = (Kind::Problem, id, 1);
            let done = ledgers::step(&store, &world.sun, which, Step::Assign, &assign).await;
            assert_eq!(done.unwrap(), domain::ledgers::Saved::Done(id));
        }
        let listed = async |text: &str| {
            let query = domain::ledgers::Query {
                text: text.into(),
                ..domain::ledgers::Query::default()
            };
            let listed = ledgers::list(&store, &world.sun, Kind::Problem, &query).await;
            let listed = listed.unwrap();
            (listed.total, listed.overdue)
        };
        assert_eq!(listed("").await, (2, 2));
        assert_eq!(listed("缺水").await, (1, 1));
        assert_eq!(listed("没有").await, (0, 0));
    })
    .await;
}
