//! Last year's ledger: rows become records that are approved, counted, and never counted twice.

use domain::{
    access::Actor,
    codes::{Role, Status},
    quality::QualityCheck,
    reading::{Flag, RecordFilter, RecordView},
    statistics::catalogue::IndicatorCode,
};
use rust_xlsxwriter::Workbook;
use std::collections::BTreeSet;
use store::{
    Store, StoreError, check,
    imports::{self, Kind, Report},
    quality, records, statistics,
};
use tests::{each_database, world};

const DAYU: &str = "360723000000";
const PEOPLE: &str = "login,name,mobile,gender,kind,unit_code,title_level,level,industry_codes,area_code,term_from
13900000001,赵志远,13900000001,男,individual,U0,associate_senior,city,navel_orange,360723000000,2024-01-01
13900000002,钱小红,13900000002,女,individual,U0,junior,county,tea,360723000000,2024-01-01
";

const VISITS: &str = "大余县 2025 年服务台账,,,,,,,,,,
序号,填报人,服务开始时间,服务结束时间,科技服务天数(天),村,服务对象,产业,服务内容,效果,户数,人次,资料份数
1,赵志远,2025/3/1,2025/3/2,1.5,池江镇长江村,农户,脐橙,到果园查看树势，指导黄龙病防控和春季修剪。,农户掌握了要点,6 户,15,30份
2,赵 志 远,2025年4月8日,,,大余县池江镇长江村,合作社,,指导修剪,,,,
3,钱小红,2025-05-06,,0.5,池江镇,,茶叶,到茶园察看长势，讲解夏秋茶园管理的要点和注意事项。,,,,
";

const TRAININGS: &str = "培训名称,时间,地点,授课人,主办单位,人次,其中农民,资料份数
脐橙黄龙病防控培训班,2025-06-10,池江镇长江村,赵志远、外请专家王某,池江镇人民政府,45,40,60
";

async fn start(store: &Store) -> (Actor, Actor) {
    world::import(store, Kind::Divisions, "divisions_ganzhou.csv").await;
    world::import(store, Kind::Units, "golden/units.csv").await;
    world::import_bytes(store, Kind::Commissioners, "people.csv", PEOPLE.into()).await;
    let li = world::office(store, "li", Role::CountyStaff, DAYU).await;
    let wang = world::office(store, "wang", Role::CountyStaff, "360722000000").await;
    (li, wang)
}

async fn import(store: &Store, actor: Option<&Actor>, kind: Kind, text: &str) -> Report {
    let bytes = text.as_bytes().to_vec();
    let report = imports::run(store, actor, kind, "ledger.csv", bytes, false).await;
    report.unwrap_or_else(|error| panic!("import: {error}"))
}

fn faults(report: &Report) -> Vec<String> {
    let faults = report.errors.iter();
    let told = faults.map(|one| format!("{} {} {}", one.row, one.column, one.code));
    told.collect()
}

async fn all(store: &Store, actor: &Actor) -> Vec<RecordView> {
    let filter = RecordFilter {
        oldest_first: true,
        ..RecordFilter::default()
    };
    let page = records::list(store, actor, &filter).await;
    page.unwrap_or_else(|error| panic!("list: {error}")).records
}

async fn figure(store: &Store, actor: &Actor, code: IndicatorCode) -> String {
    let area = DAYU.parse().unwrap_or_else(|_| panic!("an area"));
    let figures = statistics::annual(store, actor, area, 2025).await;
    let figures = figures.unwrap_or_else(|error| panic!("figures: {error}"));
    let found = figures.indicators.iter().find(|one| one.code == code);
    let value = found.and_then(|one| one.value);
    serde_json::to_string(&value).unwrap_or_default()
}

#[tokio::test]
async fn rows_become_approved_records_that_count_and_say_where_they_come_from() {
    each_database(async |store, _| {
        let (li, wang) = start(&store).await;
        let report = import(&store, Some(&li), Kind::Visits, VISITS).await;
        assert_eq!((faults(&report), report.created), (vec![], 3));
        let report = import(&store, Some(&li), Kind::Trainings, TRAININGS).await;
        assert_eq!((faults(&report), report.created), (vec![], 1));
        let records = all(&store, &li).await;
        assert_eq!(records.len(), 4);
        for record in &records {
            assert!(record.imported && record.late, "{record:?}");
            assert_eq!((record.status, record.version), (Status::Approved, 2));
            assert_eq!(record.reviewed_by.as_deref(), Some("li"));
            assert!(record.number.is_some() && record.entered_by.is_none());
        }
        assert_eq!(
            records[0].text("content"),
            "到果园查看树势，指导黄龙病防控和春季修剪。"
        );
        assert_eq!(records[0].text("target_kind"), "farmer_household");
        assert_eq!(records[0].count("households_guided"), Some(6));
        assert!(
            records[1].text("content").contains("长江村")
                && records[1].text("content").ends_with("指导修剪")
        );
        assert_eq!(records[1].texts("industry_codes"), ["navel_orange"]);
        assert_eq!(records[3].texts("outside_trainers"), ["外请专家王某"]);
        assert_eq!(records[3].text("organiser"), "township");
        for (code, value) in [
            (IndicatorCode::B01, "3"),
            (IndicatorCode::B03, "3.0"),
            (IndicatorCode::B06, "6"),
            (IndicatorCode::C01, "1"),
            (IndicatorCode::D01, "1"),
            (IndicatorCode::D02, "45"),
            // Nobody handed them in.
            (IndicatorCode::K03S, "null"),
            (IndicatorCode::K03V, "null"),
        ] {
            assert_eq!(figure(&store, &li, code).await, value, "{code:?}");
        }
        assert!(all(&store, &wang).await.is_empty());
        let area = DAYU.parse().unwrap_or_else(|_| panic!("an area"));
        let sheet = quality::sheet(&store, &li, area, 2025, None).await;
        let sheet = sheet.unwrap_or_else(|error| panic!("findings: {error}"));
        let found = |check| sheet.of(check).count();
        assert_eq!(found(QualityCheck::Imported), 4);
        assert_eq!(found(QualityCheck::Late) + found(QualityCheck::NoPhoto), 0);
    })
    .await;
}

#[tokio::test]
async fn a_row_of_an_earlier_term_is_in_the_term_of_who_was_appointed_again() {
    each_database(async |store, _| {
        let (li, _) = start(&store).await;
        let header = PEOPLE.lines().next().unwrap_or_default();
        let zhao = "13900000001,赵志远,13900000001,男,individual,U0,associate_senior,city,navel_orange,360723000000";
        for term in ["2024-01-01,2025-03-31", "2025-05-01,2027-12-31"] {
            let again = format!("{header},term_to\n{zhao},{term}\n");
            world::import_bytes(&store, Kind::Commissioners, "people.csv", again.into()).await;
        }
        let report = import(&store, Some(&li), Kind::Visits, VISITS).await;
        assert_eq!((faults(&report), report.created), (vec![], 3));
        let outside = |record: RecordView| record.flags.contains(&Flag::OutsideTerm);
        // Of his two rows the second lies between the terms.
        let outside: Vec<bool> = all(&store, &li).await.into_iter().map(outside).collect();
        assert_eq!(outside, [false, true, false]);
    })
    .await;
}

#[tokio::test]
async fn the_same_row_again_changes_nothing_and_another_content_is_a_fault() {
    each_database(async |store, _| {
        let (li, _) = start(&store).await;
        import(&store, Some(&li), Kind::Visits, VISITS).await;
        let again = import(&store, Some(&li), Kind::Visits, VISITS).await;
        assert_eq!(
            (faults(&again), again.created, again.unchanged),
            (vec![], 0, 3)
        );
        let other = VISITS.replace("6 户", "9 户");
        let refused = import(&store, Some(&li), Kind::Visits, &other).await;
        assert_eq!(faults(&refused), ["3 服务开始时间 already_imported"]);
        assert!(refused.errors[0].suggestion.is_some());
        let twice = format!("{VISITS}{}", VISITS.lines().last().unwrap_or_default());
        let refused = import(&store, Some(&li), Kind::Visits, &twice).await;
        assert_eq!(faults(&refused), ["6 服务开始时间 duplicate_row"]);
        assert_eq!(all(&store, &li).await.len(), 3);
        assert_eq!(figure(&store, &li, IndicatorCode::B06).await, "6");
    })
    .await;
}

#[tokio::test]
async fn a_bad_row_is_named_with_its_reason_and_nothing_is_written() {
    each_database(async |store, _| {
        let (li, _) = start(&store).await;
        let bad = format!(
            "{VISITS}4,孙五,2025-02-30,,,天上村,,,,,,,\n5,钱小红,2027-01-01,,,池江镇,,,到茶园察看,,,,\n6,钱小红,2025-07-01,2025-07-02,3,池江镇,,,到茶园察看,,,,\n7,钱小红,2025-07-03,,,信丰县小江镇,,,到茶园察看,,,,\n8,钱小红,2025-07-04,,,池江镇,,芒果,到茶园察看,,,,\n"
        );
        let report = import(&store, Some(&li), Kind::Visits, &bad).await;
        let found = faults(&report);
        for expected in [
            "6 填报人 unknown_person",
            "6 服务开始时间 not_a_date",
            "6 村 unknown_area",
            "6 服务内容 required",
            "7 服务开始时间 bad_record",
            "8 科技服务天数(天) bad_record",
            "9 村 out_of_scope",
        ] {
            assert!(found.iter().any(|one| one == expected), "{expected}: {found:?}");
        }
        // What is unknown is not missing as well.
        let industries: Vec<_> = found.iter().filter(|one| one.contains("产业")).collect();
        assert_eq!(industries, ["10 产业 unknown_code"]);
        assert!(all(&store, &li).await.is_empty());
        let trainings = TRAININGS.replace("45,40", "45,50");
        let report = import(&store, Some(&li), Kind::Trainings, &trainings).await;
        assert_eq!(faults(&report), ["2 其中农民 bad_record"]);
    })
    .await;
}

#[tokio::test]
async fn only_a_county_imports_a_ledger_and_the_command_line_stands_for_nobody() {
    each_database(async |store, _| {
        let (li, wang) = start(&store).await;
        let city = world::office(&store, "zhou", Role::CityStaff, "360700000000").await;
        let town = world::office(&store, "sun", Role::TownshipCoordinator, "360723104000").await;
        for actor in [&city, &town] {
            let bytes = VISITS.as_bytes().to_vec();
            let refused =
                imports::run(&store, Some(actor), Kind::Visits, "a.csv", bytes, false).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)), "{refused:?}");
        }
        let elsewhere = import(&store, Some(&wang), Kind::Visits, VISITS).await;
        // Neither place nor person is theirs, in each of the three rows.
        assert_eq!(elsewhere.errors.len(), 6);
        let scoped = |error: &&imports::RowError| error.code == "out_of_scope";
        let people = elsewhere.errors.iter().filter(scoped);
        assert!(people.filter(|error| error.column == "填报人").count() == 3);
        let report = import(&store, None, Kind::Visits, VISITS).await;
        assert_eq!((faults(&report), report.created), (vec![], 3));
        let records = all(&store, &li).await;
        assert_eq!(records[0].reviewed_by.as_deref(), Some("系统导入"));
        let history = records::history(&store, &li, records[0].id).await;
        let history = history.unwrap_or_else(|error| panic!("history: {error}"));
        let steps: Vec<_> = history.iter().map(|one| one.action.as_str()).collect();
        assert_eq!(steps, ["submit", "approve"]);
    })
    .await;
}

#[tokio::test]
async fn a_workbook_is_a_ledger_too_and_the_database_still_holds_together() {
    each_database(async |store, _| {
        let (li, _) = start(&store).await;
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, line) in (0..).zip(VISITS.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                let written = sheet.write_string(row, column, cell);
                written.unwrap_or_else(|error| panic!("cell: {error}"));
            }
        }
        let bytes = book
            .save_to_buffer()
            .unwrap_or_else(|error| panic!("book: {error}"));
        let report = imports::run(&store, Some(&li), Kind::Visits, "a.xlsx", bytes, false).await;
        let report = report.unwrap_or_else(|error| panic!("import: {error}"));
        assert_eq!((faults(&report), report.created), (vec![], 3));
        let again = import(&store, Some(&li), Kind::Visits, VISITS).await;
        assert_eq!(again.unchanged, 3);
        let mut findings = Vec::new();
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("folder: {error}"));
        let done = check::run(&store, folder.path(), &mut |finding| findings.push(finding)).await;
        done.unwrap_or_else(|error| panic!("check: {error}"));
        assert!(findings.is_empty(), "{findings:?}");
    })
    .await;
}

#[tokio::test]
async fn numbers_that_begin_anew_each_year_are_other_rows() {
    each_database(async |store, _| {
        let (li, _) = start(&store).await;
        let ledger = |year: i32, content: &str| {
            format!("编号,填报人,服务开始时间,村,产业,服务内容\n1,赵志远,{year}-03-01,池江镇长江村,脐橙,{content}\n")
        };
        let first = ledger(2024, "到果园查看树势，指导黄龙病防控和春季修剪。");
        let second = ledger(2025, "到果园查看挂果，讲解夏季肥水管理和防旱要点。");
        for (text, created, unchanged) in [(&first, 1, 0), (&second, 1, 0), (&second, 0, 1)] {
            let report = import(&store, Some(&li), Kind::Visits, text).await;
            assert_eq!(faults(&report), Vec::<String>::new());
            assert_eq!((report.created, report.unchanged), (created, unchanged));
        }
        assert_eq!(all(&store, &li).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_mere_name_means_nobody_of_another_county() {
    each_database(async |store, _| {
        let (li, wang) = start(&store).await;
        let visit = |who: &str| {
            format!("填报人,服务开始时间,村,产业,服务内容\n{who},2025-03-01,信丰县小江镇山香村,脐橙,到果园查看树势，指导黄龙病防控和春季修剪。\n")
        };
        let by_name = import(&store, Some(&wang), Kind::Visits, &visit("赵志远")).await;
        assert_eq!(faults(&by_name), ["2 填报人 out_of_scope"]);
        let by_login = import(&store, Some(&wang), Kind::Visits, &visit("13900000001")).await;
        assert_eq!((faults(&by_login), by_login.created), (vec![], 1));

        // A lecturer of the same name is somebody from outside.
        let training = "填报人,培训名称,时间,地点,授课人,主办单位,人次\n13900000001,脐橙培训班,2025-06-10,信丰县小江镇山香村,钱小红,小江镇人民政府,45\n";
        let report = import(&store, Some(&wang), Kind::Trainings, training).await;
        assert_eq!((faults(&report), report.created), (vec![], 1));
        let held = all(&store, &wang).await;
        let held = held.iter().find(|one| !one.text("title").is_empty());
        let outside = held.map(|one| one.texts("outside_trainers"));
        assert_eq!(outside, Some(vec!["钱小红"]));
        drop(li);
    })
    .await;
}

#[tokio::test]
async fn all_faults_of_a_row_are_told_at_once_with_what_may_be_filled_in() {
    const WRONG: &str = "填报人,服务开始时间,科技服务天数,村,服务类别,服务内容,户数
没有这个人,昨天,x,没有这个村,技术指导,到果园查看树势，指导黄龙病防控和春季修剪。,很多
";
    const TRAINING: &str = "培训名称,时间,地点,授课人,人次,其中农民
脐橙黄龙病防控培训班,昨天,没有这个村,赵志远,45,60
";
    each_database(async |store, _| {
        let (li, _) = start(&store).await;
        let report = import(&store, Some(&li), Kind::Visits, WRONG).await;
        let columns = report.errors.iter().map(|one| one.column.as_str());
        let columns: BTreeSet<_> = columns.collect();
        let all = [
            "填报人",
            "服务开始时间",
            "科技服务天数",
            "村",
            "服务类别",
            "户数",
        ];
        assert_eq!(columns, BTreeSet::from(all), "{:?}", report.errors);
        assert_eq!(report.errors.len(), all.len(), "{:?}", report.errors);

        let report = import(&store, Some(&li), Kind::Trainings, TRAINING).await;
        let columns = report.errors.iter().map(|one| one.column.as_str());
        let columns: BTreeSet<_> = columns.collect();
        assert_eq!(columns, BTreeSet::from(["时间", "地点", "其中农民"]));

        let bare = "code,name,level,parent_code,kind\n360723104299,新村委会,村,360723104000,\n";
        let report = import(&store, None, Kind::Divisions, bare).await;
        let [fault] = report.errors.as_slice() else {
            panic!("{:?}", report.errors);
        };
        assert_eq!(
            (fault.code, fault.message.as_str()),
            ("required", "不能为空")
        );
        let offered = fault.suggestion.as_deref().unwrap_or_default();
        assert!(offered.contains("村"), "{offered}");
    })
    .await;
}
