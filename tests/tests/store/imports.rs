//! Imports on both databases: the golden files as they are, and bureaus' own lists.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    access::Actor,
    codes::Role,
    divisions::{AreaStory, SuccessionKind},
    ids::{AccountId, UnitId},
};
use rust_xlsxwriter::{Format, Workbook};
use store::{
    Problem, Store, StoreError,
    accounts::{self, Proof, SessionKind},
    areas::{self, Resolution},
    commissioners,
    imports::{self, Kind, Report},
};
use tests::{each_database, fixtures, world, wps};

const GOLDEN: [(Kind, &str); 5] = [
    (Kind::Units, "golden/units.csv"),
    (Kind::Commissioners, "golden/commissioners.csv"),
    (Kind::Teams, "golden/teams.csv"),
    (Kind::Designations, "golden/designations.csv"),
    (Kind::Assignments, "golden/assignments.csv"),
];

/// 大余县青龙镇…: the county of most of the golden villages.
const DAYU: &str = "360723000000";

async fn import(store: &Store, kind: Kind, bytes: impl Into<Vec<u8>>) -> Report {
    imports::run(store, None, kind, "list.csv", bytes.into(), false)
        .await
        .unwrap()
}

/// Imports what must be free of faults.
async fn accepted(store: &Store, kind: Kind, bytes: impl Into<Vec<u8>>) -> Report {
    let report = import(store, kind, bytes).await;
    assert_eq!(report.errors, [], "{kind:?}");
    report
}

async fn divisions(store: &Store) {
    accepted(
        store,
        Kind::Divisions,
        fixtures::bytes("divisions_ganzhou.csv"),
    )
    .await;
}

async fn golden(store: &Store) {
    divisions(store).await;
    for (kind, file) in GOLDEN {
        accepted(store, kind, fixtures::bytes(file)).await;
    }
}

fn counts(report: &Report) -> (usize, usize, usize) {
    (report.created, report.changed, report.unchanged)
}

/// Row, code of each fault.
fn faults(report: &Report) -> Vec<(usize, &str)> {
    report
        .errors
        .iter()
        .map(|error| (error.row, error.code))
        .collect()
}

fn county_staff(area: &str) -> Actor {
    Actor {
        account_id: AccountId(domain::ids::uuid_v7(1, [1; 10])),
        name: "李".to_owned(),
        role: Role::CountyStaff,
        area_code: Some(area.parse().unwrap()),
        commissioner_id: None,
        unit_id: None,
    }
}

#[tokio::test]
async fn the_golden_files_import_unchanged_and_a_second_time_change_nothing() {
    each_database(async |store: Store, _| {
        divisions(&store).await;
        let sizes = [3, 10, 2, 21, 17];
        for ((kind, file), size) in GOLDEN.into_iter().zip(sizes) {
            let first = accepted(&store, kind, fixtures::bytes(file)).await;
            assert_eq!(counts(&first), (size, 0, 0), "{kind:?}");
            let second = accepted(&store, kind, fixtures::bytes(file)).await;
            assert_eq!(counts(&second), (0, 0, size), "{kind:?}");
            assert_eq!(second.one_time_codes, []);
        }
        let again = accepted(
            &store,
            Kind::Divisions,
            fixtures::bytes("divisions_ganzhou.csv"),
        )
        .await;
        assert_eq!(counts(&again), (0, 0, 4410));
    })
    .await;
}

#[tokio::test]
async fn a_new_commissioner_signs_in_with_the_code_from_the_import() {
    each_database(async |store: Store, _| {
        divisions(&store).await;
        accepted(&store, Kind::Units, fixtures::bytes("golden/units.csv")).await;
        let report = accepted(
            &store,
            Kind::Commissioners,
            fixtures::bytes("golden/commissioners.csv"),
        )
        .await;
        assert_eq!(report.one_time_codes.len(), 10);
        let handed = &report.one_time_codes[0];
        let early = accounts::sign_in(
            &store,
            &handed.login,
            &handed.code,
            "10.0.0.1",
            SessionKind::Cookie,
        )
        .await;
        assert!(
            matches!(early, Err(StoreError::Refused(Problem::BadCredentials))),
            "{early:?}"
        );
        let proof = Proof::Code(&handed.code);
        accounts::set_password(&store, &handed.login, proof, "脐橙园里看黄龙病", "10.0.0.1")
            .await
            .unwrap();
        let signed = accounts::sign_in(
            &store,
            &handed.login,
            "脐橙园里看黄龙病",
            "10.0.0.1",
            SessionKind::Cookie,
        )
        .await
        .unwrap();
        assert_eq!(signed.actor.role, Role::Commissioner);
        assert_eq!(signed.actor.name, handed.name);
        let (person, unit) = commissioners::profile(&store, &signed.actor).await.unwrap();
        assert_eq!(person.industry_codes, ["vegetables", "navel_orange"]);
        assert_eq!(unit.code, "U0");
        assert_eq!(
            person.id.to_string(),
            "0191420c-13f8-76b9-81bc-b81287c8c038"
        );
    })
    .await;
}

#[tokio::test]
async fn one_bad_row_keeps_all_out_and_each_fault_is_named() {
    each_database(async |store: Store, _| {
        divisions(&store).await;
        let text = "code,name,kind,level\nU1,好单位,高校,city\nU2,,高校,city\nU3,坏类型,公司,city\nU1,重复,高校,省\n";
        let report = import(&store, Kind::Units, text).await;
        assert_eq!(faults(&report), [(3, "required"), (4, "unknown_code"), (5, "duplicate_row")]);
        let retry = accepted(&store, Kind::Units, "code,name,kind,level\nU1,好单位,高校,city\n").await;
        assert_eq!(counts(&retry), (1, 0, 0), "nothing was written before");
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_tells_and_writes_nothing() {
    each_database(async |store: Store, _| {
        let text = "code,name,kind,level\nU1,好单位,高校,city\n";
        for _ in 0..2 {
            let report = imports::run(&store, None, Kind::Units, "u.csv", text.into(), true)
                .await
                .unwrap();
            assert_eq!(counts(&report), (1, 0, 0));
        }
    })
    .await;
}

#[tokio::test]
async fn columns_that_nobody_knows_are_faults_and_those_left_out_keep_their_values() {
    each_database(async |store: Store, _| {
        let report = import(
            &store,
            Kind::Units,
            "code,name,kind,level,备注\nU1,甲,高校,市,x\n",
        )
        .await;
        assert_eq!(faults(&report), [(1, "unknown_column")]);
        let offered = report.errors[0].suggestion.as_deref().unwrap();
        assert!(offered.contains("代码、名称、类型"), "{offered}");
        accepted(
            &store,
            Kind::Units,
            "序号,code,name,kind,level,phone\n1,U1,甲,高校,市,0797-1234567\n",
        )
        .await;
        let same = accepted(&store, Kind::Units, "code,name\nU1,甲\n").await;
        assert_eq!(counts(&same), (0, 0, 1));
        let renamed = accepted(&store, Kind::Units, "code,name,phone\nU1,乙,\n").await;
        assert_eq!(counts(&renamed), (0, 1, 0));
        let unread = import(&store, Kind::Units, "这不是,一张表\n1,2\n").await;
        assert_eq!(faults(&unread), [(0, "missing_header")]);
    })
    .await;
}

/// A bureau's own list: a merged title, a note, Chinese headers, labels, names, an Excel date, a padded name.
fn bureau_list() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 12, "大余县科技特派员登记表", &Format::new())
        .unwrap();
    sheet.write(1, 0, "填报单位：大余县科技局").unwrap();
    let header = [
        "序号",
        "姓 名",
        "手机号码",
        "性别",
        "出生年月",
        "派出单位",
        "职称",
        "级别",
        "服务产业",
        "服务县",
        "任期开始",
        "任期结束",
        "专业",
    ];
    let row = [
        "1",
        "李　四",
        "１３８００００００００",
        "男",
        "1980年5月",
        "示例农科所",
        "副高级",
        "省派",
        "脐橙、油茶",
        "赣州市大余县",
        "",
        "2027年12月31日",
        "果树",
    ];
    for (column, (head, cell)) in (0_u16..).zip(header.into_iter().zip(row)) {
        sheet.write(3, column, head).unwrap();
        sheet.write(4, column, cell).unwrap();
    }
    let day = Format::new().set_num_format("yyyy/m/d");
    sheet.write_with_format(4, 10, 46082, &day).unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_bureaus_own_workbook_is_understood() {
    each_database(async |store: Store, _| {
        divisions(&store).await;
        accepted(&store, Kind::Units, fixtures::bytes("golden/units.csv")).await;
        let report = accepted(&store, Kind::Commissioners, bureau_list()).await;
        assert_eq!(report.one_time_codes[0].login, "13800000000");
        assert_eq!(report.one_time_codes[0].name, "李四");
        let canonical = "login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to,specialty\n\
            13800000000,李四,13800000000,男,1980,individual,U0,associate_senior,province,navel_orange|camellia,360723000000,2026-03-01,2027-12-31,果树\n";
        let same = accepted(&store, Kind::Commissioners, canonical).await;
        assert_eq!(counts(&same), (0, 0, 1), "both spellings mean the same person");
    })
    .await;
}

#[tokio::test]
async fn encodings_of_offices_are_understood() {
    each_database(async |store: Store, _| {
        let text = "单位代码,单位名称,单位类型,级别\nU1,塅上磜下农科所𠮷,科研院所,市级\n";
        let (gb, ..) = encoding_rs::GB18030.encode(text);
        let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        accepted(&store, Kind::Units, gb.into_owned()).await;
        for bytes in [text.as_bytes().to_vec(), marked] {
            let same = accepted(&store, Kind::Units, bytes).await;
            assert_eq!(counts(&same), (0, 0, 1));
        }
        for (broken, code) in [
            (b"PK\x03\x04nothing".to_vec(), "broken_file"),
            (b"\xD0\xCF\x11\xE0old".to_vec(), "old_format"),
            (b"a\0b,c".to_vec(), "unknown_encoding"),
        ] {
            let report = import(&store, Kind::Units, broken).await;
            assert_eq!(faults(&report), [(0, code)]);
        }
        let macros = imports::run(&store, None, Kind::Units, "list.xlsm", bureau_list(), false)
            .await
            .unwrap();
        assert_eq!(faults(&macros), [(0, "macro_file")]);
    })
    .await;
}

#[tokio::test]
async fn villages_are_named_as_people_name_them() {
    each_database(async |store: Store, _| {
        divisions(&store).await;
        let text = "行政村,户数,人口,产业基础,主导产业,村书记,联系人,联系电话\n\
            赣州市信丰县小江镇山香村,３２０户,1200,是,脐橙、油茶,王五,赵六,0797 1234567\n";
        let report = accepted(&store, Kind::Villages, text).await;
        assert_eq!(counts(&report), (1, 0, 0));
        let unclear = import(
            &store,
            Kind::Villages,
            "村,户数\n杨梅村,1\n信丰县大塘埠镇山香村,2\n小江镇,3\n",
        )
        .await;
        assert_eq!(faults(&unclear)[0], (2, "ambiguous_area"));
        assert!(
            unclear.errors.iter().any(|error| error.row == 3
                && error
                    .suggestion
                    .as_deref()
                    .is_some_and(|text| text.contains("信丰县小江镇山香村"))),
            "{unclear:?}"
        );
        assert!(faults(&unclear).contains(&(4, "unknown_area")));
    })
    .await;
}

#[tokio::test]
async fn teams_take_members_by_login_or_name() {
    each_database(async |store: Store, _| {
        golden(&store).await;
        let text = "团队代码,团队名称,类型,级别,服务县,产业,牵头单位,成立日期,成员\n\
            T9,大余油茶团,省科技特派团,省级,大余县,油茶,示例大学脐橙学院,2025/1/1,蒋国远（团长）、13900001004:团员、郑小兰\n";
        let report = accepted(&store, Kind::Teams, text).await;
        assert_eq!(counts(&report), (1, 0, 0));
        let canonical = "code,members\nT9,13900001006:member|13900001004:member|13900001002:leader\n";
        assert_eq!(counts(&accepted(&store, Kind::Teams, canonical).await), (0, 0, 1));
        let bad = import(&store, Kind::Teams, "code,members\nT9,13900001002:chief|nobody\n").await;
        assert_eq!(faults(&bad), [(2, "unknown_code"), (2, "unknown_person")]);
    })
    .await;
}

#[tokio::test]
async fn all_faults_of_a_village_are_told_at_once() {
    each_database(async |store: Store, _| {
        golden(&store).await;
        let text = "村,户数,主导产业\n没有的村,很多,芒果\n";
        let report = import(&store, Kind::Villages, text).await;
        assert_eq!(
            faults(&report),
            [(2, "unknown_area"), (2, "not_a_count"), (2, "unknown_code")]
        );
    })
    .await;
}

#[tokio::test]
async fn an_assignment_is_ended_by_importing_it_again() {
    each_database(async |store: Store, _| {
        golden(&store).await;
        let ended = "login,team_code,village_code,from,to\n13900001002,,360723104201,2025-01-15,2025-12-31\n,T0,360723104201,2025-01-15,至今\n";
        assert_eq!(counts(&accepted(&store, Kind::Assignments, ended).await), (1, 1, 0));
        let bad = "login,team_code,village_code,from,to\n13900001002,T0,360723104201,2025-01-15,\n,,360723104201,2025-01-15,\n13900001002,,360723104201,2025-01-15,2024-01-01\n";
        let report = import(&store, Kind::Assignments, bad).await;
        assert_eq!(faults(&report), [(2, "too_many"), (3, "required"), (4, "before_start")]);
    })
    .await;
}

#[tokio::test]
async fn county_staff_import_for_their_county_alone() {
    each_database(async |store: Store, _| {
        golden(&store).await;
        let li = county_staff(DAYU);
        let as_li = async |kind, text: &str| {
            imports::run(&store, Some(&li), kind, "list.csv", text.into(), true)
                .await
                .unwrap()
        };
        let own = as_li(
            Kind::Designations,
            "village_code,kind,level,valid_from\n360723104203,脱贫村,省级,2026-01-01\n",
        )
        .await;
        assert_eq!(counts(&own), (1, 0, 0));
        let foreign = as_li(
            Kind::Designations,
            "village_code,kind,level,valid_from\n360704203204,脱贫村,省级,2026-01-01\n",
        )
        .await;
        assert_eq!(faults(&foreign), [(2, "out_of_scope")]);
        let taken = as_li(
            Kind::Commissioners,
            "login,name,area_code\n13900001001,李国燕,360723000000\n",
        )
        .await;
        assert_eq!(faults(&taken), [(2, "out_of_scope")]);
        let shared = as_li(Kind::Units, "code,name\nU0,改名\n").await;
        assert_eq!(faults(&shared), [(2, "out_of_scope")]);
    })
    .await;
}

#[tokio::test]
async fn who_edits_no_register_imports_nothing() {
    each_database(async |store: Store, _| {
        for role in [
            Role::Commissioner,
            Role::TownshipCoordinator,
            Role::UnitAdmin,
            Role::CityStaff,
            Role::Admin,
        ] {
            let actor = Actor {
                role,
                unit_id: Some(UnitId(domain::ids::uuid_v7(1, [2; 10]))),
                ..county_staff(DAYU)
            };
            let outcome = imports::run(
                &store,
                Some(&actor),
                Kind::Units,
                "u.csv",
                b"code,name".to_vec(),
                false,
            )
            .await;
            assert!(
                matches!(outcome, Err(StoreError::Forbidden)),
                "{role:?} {outcome:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_login_of_an_office_account_is_not_taken_over() {
    each_database(async |store: Store, _| {
        golden(&store).await;
        let clerk = accounts::NewAccount {
            login: "clerk".to_owned(),
            role: Role::CountyStaff,
            area: Some(DAYU.parse().unwrap()),
            unit: None,
            password: "Ketepai-check-2025!".to_owned(),
        };
        accounts::add(&store, &clerk).await.unwrap();
        let header = "login,id,name,mobile,gender,unit_code,title_level,level,industry_codes,area_code,term_from\n";
        let row = "男,U0,无,县级,水稻,360723000000,2026-01-01\n";
        let report = import(&store, Kind::Commissioners, format!("{header}clerk,,某,13900000000,{row}")).await;
        assert_eq!(faults(&report), [(2, "login_taken")]);
        let id = "0191420c-13f8-76b9-81bc-b81287c8c038";
        let report = import(&store, Kind::Commissioners, format!("{header}new,{id},某,13900000000,{row}")).await;
        assert_eq!(faults(&report), [(2, "id_taken")]);
        let report = import(&store, Kind::Commissioners, format!("{header}13900001001,{id},李国燕,13900001001,{row}")).await;
        assert_eq!(faults(&report), [(2, "id_differs")]);
    })
    .await;
}

#[tokio::test]
async fn areas_are_found_by_name_and_by_initials() {
    each_database(async |store: Store, _| {
        divisions(&store).await;
        let xinfeng = "360722000000".parse().unwrap();
        let found = areas::search(&store, Some(xinfeng), None, "山香", 10)
            .await
            .unwrap();
        assert_eq!(found[0].short_name, "山香村");
        let initials = areas::search(&store, Some(xinfeng), None, "SXC", 100)
            .await
            .unwrap();
        assert!(initials.iter().any(|area| area.code == found[0].code));
        assert!(
            areas::search(&store, None, None, "%", 10)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            areas::full_name(&store, found[0].code).await.unwrap(),
            "信丰县小江镇山香村"
        );
        let resolved = areas::resolve(&store, "信丰县小江镇山香村", Some(xinfeng))
            .await
            .unwrap();
        assert_eq!(resolved, Resolution::Found(found[0].code));
        let city = areas::children(&store, None).await.unwrap();
        assert_eq!(city.len(), 1);
        assert_eq!(
            areas::children(&store, Some(city[0].code))
                .await
                .unwrap()
                .len(),
            18
        );
    })
    .await;
}

#[tokio::test]
async fn a_unit_merged_over_its_people_is_the_unit_of_each() {
    each_database(async |store: Store, _| {
        golden(&store).await;
        let said = |name, login| {
            [
                name, "女", login, "中级", "县级", "油茶", "大余", "2026/3/1",
            ]
        };
        let people = [
            said("刘梅", "13912345678"),
            said("钟小娟", "13912345679"),
            said("李四", "13912345670"),
        ];
        let list = wps::people("大余县科技特派员名册", "示例农科所", &people);
        let report = accepted(&store, Kind::Commissioners, list).await;
        assert_eq!(counts(&report), (3, 0, 0));
        let without = wps::people("大余县科技特派员名册", "", &people);
        let report = import(&store, Kind::Commissioners, without).await;
        let rows: Vec<_> = faults(&report).iter().map(|(row, _)| *row).collect();
        assert_eq!(rows, [4, 5, 6]);
    })
    .await;
}

#[tokio::test]
async fn a_sheet_with_one_cell_in_the_last_corner_is_refused_before_it_fills_the_memory() {
    each_database(async |store: Store, _| {
        let mut sprawling = Workbook::new();
        let sheet = sprawling.add_worksheet();
        sheet.write(0, 0, "code").unwrap();
        sheet.write(1_048_575, 16_383, "far away").unwrap();
        let report = import(&store, Kind::Units, sprawling.save_to_buffer().unwrap()).await;
        assert_eq!(faults(&report), [(0, "too_many_cells")]);
    })
    .await;
}

#[tokio::test]
async fn a_whole_city_of_divisions_imports_within_seconds() {
    each_database(async |store: Store, _| {
        let divisions = divisions(&store);
        let within = tokio::time::timeout(std::time::Duration::from_secs(20), divisions).await;
        assert!(
            within.is_ok(),
            "4,410 divisions took more than 20 s in a debug build"
        );
    })
    .await;
}

#[tokio::test]
async fn divisions_are_renamed_merged_and_moved_from_the_day_a_file_says() {
    each_database(async |store, _| {
        divisions(&store).await;
        let city = world::city_staff(&store).await;
        let import = async |text: &str, dry_run| {
            let bytes = text.as_bytes().to_vec();
            let report = imports::run(&store, None, Kind::Divisions, "d.csv", bytes, dry_run);
            report.await.unwrap()
        };
        let changes = async |code: &str| {
            let code = code.parse().unwrap();
            let card = store::coverage::village(&store, &city, code, 2026).await;
            card.unwrap().changes
        };
        let wrong = "code,from_on,successor_code\n360723104200,,360723104201\n360723104201,2026-01-01,360723104201\n";
        let codes: Vec<_> = import(wrong, true).await.errors.iter().map(|one| one.code).collect();
        assert_eq!(codes, ["required", "area_level"]);

        let renamed = "code,name,short_name,from_on\n360723104200,新青龙村委会,新青龙村,2026-01-01\n";
        assert_eq!(import(renamed, false).await.changed, 1);
        let merged = "code,from_on,successor_code\n360723104201,2026-02-01,360723104200\n";
        assert_eq!(import(merged, false).await.changed, 1);
        assert_eq!(import(merged, false).await.unchanged, 1, "a file may come twice");
        let moved = "code,name,level,parent_code,kind,short_name,from_on,successor_code\n\
            360723100901,新青龙村委会,village,360723100000,village,新青龙村,,\n\
            360723104200,新青龙村委会,village,360723104000,village,新青龙村,2026-03-01,360723100901\n";
        let report = import(moved, false).await;
        assert_eq!((report.created, report.changed), (1, 1), "{:?}", report.errors);

        let of_first = changes("360723104200").await;
        let kinds: Vec<_> = of_first.iter().map(|event| event.what.clone()).collect();
        assert!(
            matches!(
                kinds.as_slice(),
                [
                    AreaStory::Went(SuccessionKind::Moved, _, _),
                    AreaStory::TookIn(SuccessionKind::Merged, _, _),
                    AreaStory::Renamed { before },
                ] if before == "青龙村"
            ),
            "{kinds:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_becomes_of_areas_stands_first_in_a_preview_with_its_day() {
    each_database(async |store, _| {
        divisions(&store).await;
        let named = async |code: &str| {
            let area = areas::find(&store, code.parse().unwrap()).await.unwrap();
            let area = area.unwrap();
            (area.name, area.short_name)
        };
        let mut file = "code,name,level,parent_code,kind,short_name,from_on,successor_code\n\
            360723100901,新青龙村委会,village,360723100000,village,新青龙村,,\n\
            360723104202,新名村委会,village,360723104000,village,新名村,2026-02-01,\n"
            .to_owned();
        for (code, went) in [
            ("360723104201", "2026-03-01,360723104203"),
            ("360723104200", "2026-04-01,360723100901"),
        ] {
            let (name, short) = named(code).await;
            let row = [code, &name, "village,360723104000,village", &short, went];
            file += &(row.join(",") + "\n");
        }
        let bytes = file.into_bytes();
        let report = imports::run(&store, None, Kind::Divisions, "d.csv", bytes, true).await;
        let report = report.unwrap();
        assert_eq!(report.errors, []);
        assert_eq!((report.created, report.changed), (1, 3));

        let facts = report.preview.iter().map(|one| {
            let facts = one.facts.iter().take(2);
            facts.map(|fact| format!("{}：{}", fact.label, fact.text))
        });
        let told: Vec<Vec<_>> = facts.map(Iterator::collect).collect();
        let full = |code: &str| areas::full_name(&store, code.parse().unwrap());
        let into = format!("并入：{}", full("360723104203").await.unwrap());
        let to = format!("划转：{}新青龙村", full("360723100000").await.unwrap());
        assert_eq!(told[0], [into.as_str(), "生效日期：2026-03-01"]);
        assert_eq!(told[1], [to.as_str(), "生效日期：2026-04-01"]);
        assert_eq!(told[2], ["更名为：新名村", "生效日期：2026-02-01"]);
        let titles = [0, 1, 2, 3].map(|at| report.preview[at].title.clone());
        for (title, code) in titles
            .iter()
            .zip(["360723104201", "360723104200", "360723104202"])
        {
            assert_eq!(*title, full(code).await.unwrap());
        }
        assert!(report.preview[3].is_new && titles[3].ends_with("新青龙村"));
    })
    .await;
}
