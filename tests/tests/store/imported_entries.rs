//! Ledgers imported from an office's own lists: the same row again changes nothing, whatever it is known by.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use domain::{
    access::Actor,
    codes::{Coded, Role},
    ledgers::{Kind, Query, steps::Status},
};
use sqlx::{Connection, PgConnection, raw_sql};
use store::{Store, StoreError, imports, imports::Report, ledgers};
use tests::{
    databases::{on_postgres, open, waiting},
    each_database, world,
};

const DAYU: &str = "360723000000";
/// A village of 大余县, and one of 信丰县.
const VILLAGE: &str = "360723104207";
const ELSEWHERE: &str = "360722104200";

async fn import(store: &Store, actor: Option<&Actor>, kind: Kind, text: &str) -> Report {
    let kind = imports::Kind::Entries(kind);
    let bytes = text.to_owned().into_bytes();
    let report = imports::run(store, actor, kind, "list.csv", bytes, false).await;
    report.unwrap()
}

async fn office(store: &Store) -> Actor {
    world::golden(store).await;
    world::office(store, "li", Role::CountyStaff, DAYU).await
}

async fn rows(store: &Store, actor: &Actor, kind: Kind) -> Vec<(Vec<String>, Status)> {
    let listed = ledgers::list(store, actor, kind, &Query::default()).await;
    let rows = listed.unwrap().rows.into_iter();
    rows.map(|row| (row.cells, row.status)).collect()
}

fn faults(report: &Report) -> Vec<(usize, &str, &str)> {
    let errors = report.errors.iter();
    errors
        .map(|error| (error.row, error.column.as_str(), error.code))
        .collect()
}

#[tokio::test]
async fn every_template_of_a_ledger_names_columns_that_an_import_understands() {
    for kind in Kind::ALL
        .iter()
        .filter(|kind| kind.is_entered_at_the_desk())
    {
        let kind = imports::Kind::Entries(*kind);
        let headers = imports::templates::headers(kind);
        assert!(headers.len() > 4, "{}", kind.code());
        assert_eq!(headers[0], "编号");
    }
}

#[tokio::test]
async fn funding_as_a_county_lists_it_is_read_once_and_updated_by_its_number() {
    each_database(async |store, _| {
        let li = office(&store).await;
        let list = format!(
            "编号,经费名称,来源,年份,县或乡镇,安排（万元）,到位（万元）\n1,三区人才支持,中央（三区人才）,2025年,大余县,12.5,12\n2,县级补助,县级,2025,{DAYU},\"1,200\",\n"
        );
        let report = import(&store, Some(&li), Kind::Funding, &list).await;
        assert_eq!(faults(&report), []);
        assert_eq!(report.created, 2);
        let again = import(&store, Some(&li), Kind::Funding, &list).await;
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 2));
        let more = list.replace("12.5,12", "12.5,12.5");
        let changed = import(&store, Some(&li), Kind::Funding, &more).await;
        assert_eq!((changed.created, changed.changed, changed.unchanged), (0, 1, 1));
        let found = rows(&store, &li, Kind::Funding).await;
        assert_eq!(found.len(), 2);
        assert!(found.iter().any(|(cells, _)| cells.contains(&"12.5".to_owned())));
    })
    .await;
}

#[tokio::test]
async fn a_base_without_a_number_is_known_by_its_place_and_name_and_may_have_ended() {
    each_database(async |store, _| {
        let li = office(&store).await;
        let name = world::commissioner(&store, "13900001008").await.name;
        let base = |end: &str| {
            format!(
                "基地名称,所在村,产业,承办主体,面积（亩）,建成日期,负责人,结束日期\n山香脐橙示范基地,{VILLAGE},脐橙,合作社,120.5亩,2025/3/1,{name},{end}\n"
            )
        };
        let report = import(&store, Some(&li), Kind::Base, &base("")).await;
        assert_eq!(faults(&report), []);
        let again = import(&store, None, Kind::Base, &base("")).await;
        assert_eq!((again.created, again.unchanged), (0, 1));
        let ended = import(&store, Some(&li), Kind::Base, &base("2026-01-31")).await;
        assert_eq!((ended.created, ended.changed), (0, 1));
        assert_eq!(rows(&store, &li, Kind::Base).await[0].1, Status::Ended);
        let again = import(&store, Some(&li), Kind::Base, &base("2026-01-31")).await;
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 1));
    })
    .await;
}

#[tokio::test]
async fn of_a_roster_only_four_digits_of_each_phone_are_kept_and_zeros_a_spreadsheet_took_come_back()
 {
    each_database(async |store, _| {
        let li = office(&store).await;
        let list = format!(
            "姓名,联系电话,培训日期,培训地点,培训名称或编号\n刘建平,13812345678,2025-03-01,{VILLAGE},春季管理\n曾小妹,932,2025-03-01,{VILLAGE},春季管理\n刘建平,5678,2025-09-01,{VILLAGE},秋季管理\n"
        );
        let report = import(&store, Some(&li), Kind::Attendee, &list).await;
        assert_eq!(faults(&report), []);
        assert_eq!(report.created, 3);
        let again = import(&store, Some(&li), Kind::Attendee, &list).await;
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 3));
        let found = rows(&store, &li, Kind::Attendee).await;
        let mut tails: Vec<&str> = found.iter().map(|(cells, _)| cells[1].as_str()).collect();
        tails.sort_unstable();
        assert_eq!(tails, ["0932", "5678", "5678"]);
        let wrong = list.replace("932", "无");
        let report = import(&store, Some(&li), Kind::Attendee, &wrong).await;
        assert_eq!(faults(&report).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_problem_comes_with_the_steps_its_list_tells_of_and_nothing_is_written_with_a_fault() {
    each_database(async |store, _| {
        let li = office(&store).await;
        let name = world::commissioner(&store, "13900001008").await.name;
        let head = "问题,情况,性质,类别,缓急,提出者,提出日期,所在村,产业,责任人,完成时限,预期目标,办结日期,办理结果";
        let good = format!(
            "{head}\n土壤偏酸,新栽的苗叶片发黄。,技术难题,土壤肥水,一般,村,2025-05-01,{VILLAGE},脐橙,{name},2025-06-01,改土方案,2025-05-20,已改土\n"
        );
        let bad = format!("{good}甲,乙,技术难题,天气,一般,村,2025-13-01,{ELSEWHERE},脐橙,没有这人,,,,\n");
        let report = import(&store, Some(&li), Kind::Problem, &bad).await;
        let found = faults(&report);
        for fault in [
            (3, "所在村", "out_of_scope"),
            (3, "责任人", "unknown_person"),
            (3, "类别", "bad_entry"),
            (3, "提出日期", "bad_entry"),
        ] {
            assert!(found.contains(&fault), "{fault:?} in {found:?}");
        }
        assert!(rows(&store, &li, Kind::Problem).await.is_empty());
        let report = import(&store, Some(&li), Kind::Problem, &good).await;
        assert_eq!(faults(&report), []);
        assert_eq!(rows(&store, &li, Kind::Problem).await[0].1, Status::Resolved);
        let again = import(&store, Some(&li), Kind::Problem, &good).await;
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 1));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_the_ledger_itself_wrote_is_read_but_for_what_is_derived() {
    each_database(async |store, _| {
        let li = office(&store).await;
        let list = format!(
            "编号,经费名称,来源,年份,县或乡镇,安排（万元）,到位（万元）,状态,超期（天）\n1,县级补助,县级,2025,{DAYU},5,,有效,\n"
        );
        let report = import(&store, Some(&li), Kind::Funding, &list).await;
        assert_eq!(faults(&report), []);
        assert_eq!(report.created, 1);
        assert_eq!(report.derived, ["状态", "超期（天）"]);
        // What nobody knows is a fault still.
        let other = list.replace("超期（天）", "备用");
        let report = import(&store, Some(&li), Kind::Funding, &other).await;
        assert_eq!(faults(&report), [(1, "备用", "unknown_column")]);
    })
    .await;
}

#[tokio::test]
async fn two_rows_that_mean_one_entry_are_told_whatever_their_numbers() {
    each_database(async |store, _| {
        let li = office(&store).await;
        let head = "姓名,联系电话,培训日期,培训地点,培训名称或编号";
        let row = format!("刘建平,13812345678,2025-03-01,{VILLAGE},春季管理");
        let plain = format!("{head}\n{row}\n");
        assert_eq!(
            import(&store, Some(&li), Kind::Attendee, &plain)
                .await
                .created,
            1
        );
        let other = row.replace("春季管理", "春季技术");
        let list = format!("编号,{head}\n8,{row}\n9,{other}\n");
        let report = import(&store, Some(&li), Kind::Attendee, &list).await;
        assert_eq!(faults(&report), [(3, "姓名", "duplicate_row")]);
        assert_eq!(report.errors[0].message, "与第 2 行重复");
        // The same number twice is told once.
        let twice = format!("编号,{head}\n8,{row}\n8,{other}\n");
        let report = import(&store, Some(&li), Kind::Attendee, &twice).await;
        assert_eq!(faults(&report), [(3, "姓名", "duplicate_row")]);
        let one = format!("编号,{head}\n8,{other}\n");
        assert_eq!(
            import(&store, Some(&li), Kind::Attendee, &one)
                .await
                .changed,
            1
        );
        assert_eq!(rows(&store, &li, Kind::Attendee).await.len(), 1);
    })
    .await;
}

/// What somebody at the desk does to an entry while an import waits for the county's turn.
const CHANGES_AN_ENTRY: &str = "
    BEGIN;
    UPDATE rollup_turns SET turn = turn + 1;
    UPDATE ledger_entries SET version = version + 1;";

#[tokio::test]
async fn an_import_writes_over_no_change_that_it_did_not_see() {
    on_postgres(&async |url: String| {
        let store = open(&url).await.0;
        let li = office(&store).await;
        let list = format!(
            "编号,经费名称,来源,年份,县或乡镇,安排（万元）\n1,县级补助,县级,2025,{DAYU},5\n"
        );
        let made = import(&store, Some(&li), Kind::Funding, &list).await;
        assert_eq!(made.created, 1);
        let list = list.replace(",5\n", ",6\n");
        let mut other = PgConnection::connect(&url).await.unwrap();
        let begun = raw_sql(CHANGES_AN_ENTRY).execute(&mut other).await;
        begun.unwrap();
        let kind = imports::Kind::Entries(Kind::Funding);
        let bytes = list.clone().into_bytes();
        let import_of = imports::run(&store, Some(&li), kind, "list.csv", bytes, false);
        let ends = async {
            waiting(&url, 1).await;
            raw_sql("COMMIT").execute(&mut other).await.unwrap();
        };
        let (run, ()) = tokio::join!(import_of, ends);
        assert!(matches!(run, Err(StoreError::Conflict)), "{run:?}");
        let again = import(&store, Some(&li), Kind::Funding, &list).await;
        assert_eq!((again.created, again.changed), (0, 1));
        store.close().await;
    })
    .await;
}
