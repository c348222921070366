//! Lists as files: they hold what the list holds, for whom the list is, and each is written down.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde_json::json;
use std::{io::Cursor, path::Path};
use store::check;
use tests::{
    each_database,
    http::{App, DAYU, GANXIAN, Person, id, submission, visit},
};

/// Where a workbook's rows begin, below title, two lines and heads.
const FIRST_ROW: usize = 4;

/// The rows of a CSV, heads first.
async fn csv(person: &Person, path: &str) -> Vec<Vec<String>> {
    let answer = person.gets(path).await;
    assert_eq!(answer.status, 200, "{path}");
    let text = answer.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text);
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| row.iter().map(ToOwned::to_owned).collect())
        .collect()
}

/// The whole sheet of a workbook.
async fn sheet(person: &Person, path: &str) -> Vec<Vec<Data>> {
    let answer = person.gets(path).await;
    assert_eq!(answer.status, 200, "{path}");
    assert_eq!(
        answer.header("content-length"),
        answer.bytes.len().to_string()
    );
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// A cell as a CSV writes it.
fn written(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) => {
            #[expect(clippy::cast_possible_truncation, reason = "minutes since 1899")]
            let minutes = (at.as_f64() * 1440.0).round() as i64;
            let first = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            let at = first.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
            let form = if at.time() == NaiveTime::MIN {
                "%Y-%m-%d"
            } else {
                "%Y-%m-%d %H:%M"
            };
            at.format(form).to_string()
        }
        cell => cell.to_string(),
    }
}

fn position(heads: &[String], head: &str) -> usize {
    heads.iter().position(|one| one == head).unwrap()
}

/// Three visits of 赵's, two of them approved; one with what breaks files.
async fn with_visits(app: &App) {
    for number in 1..=3 {
        let mut visit = visit(number);
        visit["service_days"] = json!(0.5);
        visit["households_guided"] = json!(number);
        visit["result"] = json!("=1+1，\"引号\"\n第二行 𠮷 㐂 塅");
        let pushed = app.zhao.pushes(&submission(number, &visit)).await;
        assert_eq!(pushed["outcome"], "applied", "{pushed}");
    }
    for number in 1..=2 {
        let decided = app.li.decides(&id(number), 1, "approve").await;
        assert_eq!(decided["outcome"], "applied", "{decided}");
    }
}

#[tokio::test]
async fn a_file_of_records_holds_what_the_list_holds() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_visits(&app).await;
        for query in ["", "?status=approved", "?from=2026-02-21", "?kind=visit"] {
            let listed = app.li.gets(&format!("/api/v1/records{query}")).await.json();
            let numbers: Vec<&str> = listed["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|record| record["number"].as_str().unwrap())
                .collect();
            let rows = csv(&app.li, &format!("/api/v1/records.csv{query}")).await;
            let column = position(&rows[0], "编号");
            let in_file: Vec<&str> = rows[1..].iter().map(|row| row[column].as_str()).collect();
            assert_eq!(in_file, numbers, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_workbook_holds_the_cells_of_the_csv_with_numbers_and_dates_as_such() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_visits(&app).await;
        let rows = csv(&app.li, "/api/v1/records.csv").await;
        let sheet = sheet(&app.li, "/api/v1/records.xlsx").await;
        assert_eq!(sheet[0][0].to_string(), "科技特派员服务记录");
        assert_eq!(
            sheet[1][0].to_string(),
            format!("大余县（{DAYU}）　全部日期")
        );
        assert!(
            sheet[2][0]
                .to_string()
                .contains("导出时间：2026-03-01 10:00")
        );
        let found: Vec<Vec<String>> = sheet[FIRST_ROW - 1..FIRST_ROW + 3]
            .iter()
            .map(|row| row.iter().map(written).collect())
            .collect();
        let result = position(&rows[0], "服务成效");
        let mut expected = rows.clone();
        for row in &mut expected[1..] {
            assert!(row[result].starts_with("'=1+1"), "guarded in the CSV alone");
            row[result].remove(0);
            let days = position(&rows[0], "服务天数（天）");
            assert_eq!(row[days], "0.5");
        }
        assert_eq!(found, expected);
        let row = &sheet[FIRST_ROW];
        let cell = |head: &str| &row[position(&rows[0], head)];
        assert!(matches!(cell("指导农户（户）"), Data::Float(_)));
        assert!(matches!(cell("服务日期"), Data::DateTime(_)));
        assert!(matches!(cell("收到时间"), Data::DateTime(_)));
        assert!(matches!(cell("区划代码"), Data::String(_)));
        let signed = sheet.iter().flatten().map(ToString::to_string);
        assert!(
            signed
                .into_iter()
                .any(|text| text.contains("填报单位（盖章）")
                    && text.contains("负责人")
                    && text.contains("填表人")
                    && text.contains("日期"))
        );
    })
    .await;
}

#[tokio::test]
async fn the_file_behind_a_figure_has_as_many_rows_as_the_figure_says() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_visits(&app).await;
        let json = app.li.gets("/api/v1/statistics/annual?year=2026").await;
        let figures = json.json()["indicators"].clone();
        for (code, people) in [
            ("B01", false),
            ("B11", false),
            ("D01", false),
            ("A01", true),
        ] {
            let figure = figures
                .as_array()
                .unwrap()
                .iter()
                .find(|figure| figure["code"] == code)
                .unwrap();
            let path = format!("/api/v1/statistics/annual/{code}/records");
            let rows = csv(&app.li, &format!("{path}.csv?year=2026")).await;
            assert_eq!(json!(rows.len() - 1), figure["value"], "{code}");
            assert_eq!(rows[0][0] == "姓名", people, "{code}");
            let sheet = sheet(&app.li, &format!("{path}.xlsx?year=2026")).await;
            assert_eq!(sheet[FIRST_ROW - 1][0].to_string(), rows[0][0], "{code}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_figures_file_holds_the_figures() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_visits(&app).await;
        let rows = csv(&app.li, "/api/v1/statistics/annual.csv?year=2026").await;
        let sheet = sheet(&app.li, "/api/v1/statistics/annual.xlsx?year=2026").await;
        let json = app.li.gets("/api/v1/statistics/annual?year=2026").await;
        for (at, figure) in json.json()["indicators"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
        {
            let row = &rows[at + 1];
            assert_eq!(json!(row[0]), figure["code"]);
            let value: Option<f64> = row[3].parse().ok();
            assert_eq!(value, figure["value"].as_f64(), "{}", row[1]);
            let cell = &sheet[FIRST_ROW + at][3];
            assert_eq!(
                matches!(cell, Data::Float(number) if Some(*number) == value),
                value.is_some(),
                "{cell:?}"
            );
        }
        assert_eq!(rows[1].len(), sheet[FIRST_ROW].len());
    })
    .await;
}

#[tokio::test]
async fn a_file_goes_no_further_than_its_readers_area() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_visits(&app).await;
        let other = format!("/api/v1/records.csv?area={GANXIAN}");
        assert_eq!(app.li.gets(&other).await.status, 404);
        assert_eq!(app.wu.gets("/api/v1/records.xlsx").await.status, 403);
        assert_eq!(csv(&app.qian, "/api/v1/records.csv").await.len(), 1);
        assert_eq!(csv(&app.zhao, "/api/v1/records.csv").await.len(), 4);
        let own = sheet(&app.zhao, "/api/v1/records.xlsx").await;
        assert_eq!(own[1][0].to_string(), "赵　全部日期");
        assert_eq!(csv(&app.sun, "/api/v1/records.csv").await.len(), 4);
        let unknown = app
            .li
            .gets("/api/v1/statistics/annual/Z9/records.csv")
            .await;
        assert_eq!(unknown.status, 404);
        let wrong = app.li.gets("/api/v1/coverage.csv?show=everything").await;
        assert_eq!(
            (wrong.status.as_u16(), wrong.fields()),
            (400, vec!["show".to_owned()])
        );
    })
    .await;
}

#[tokio::test]
async fn every_file_is_written_down_and_a_refused_one_is_not() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let noted = async || {
            let mut tell = |finding| panic!("{finding:?}");
            let checked = check::run(&store, Path::new("no-attachments"), &mut tell).await;
            checked.unwrap().audit_row_count
        };
        let before = noted().await;
        let files = [
            "records.csv",
            "records.xlsx",
            "coverage.csv",
            "coverage.xlsx?show=uncovered",
            "statistics/annual.csv",
            "statistics/annual.xlsx",
            "statistics/annual/B01/records.csv",
            "statistics/annual/C06/records.xlsx",
            "statistics/annual/A06/records.csv",
            "registers/commissioners/list.csv",
            "registers/villages/list.xlsx",
            "audit.csv",
        ];
        for file in files {
            let answer = app.li.gets(&format!("/api/v1/{file}")).await;
            assert_eq!(answer.status, 200, "{file}");
        }
        app.li
            .gets(&format!("/api/v1/coverage.csv?area={GANXIAN}"))
            .await;
        assert_eq!(noted().await, before + files.len() as u64);
    })
    .await;
}

#[tokio::test]
async fn a_register_leaves_as_its_page_shows_it() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let rows = csv(&app.li, "/api/v1/registers/commissioners/list.csv").await;
        assert_eq!(rows[0][4..], ["结对村（个）", "聘期起", "聘期止"]);
        let zhao = rows.iter().find(|row| row[0] == "赵").unwrap();
        assert_eq!(zhao[4..], ["0", "2025-01-01", "2026-12-31"]);
        let path = "/api/v1/registers/commissioners/list.xlsx?text=zhao";
        let sheet = sheet(&app.li, path).await;
        assert_eq!(sheet[FIRST_ROW][0].to_string(), "赵");
        assert!(matches!(sheet[FIRST_ROW][5], Data::DateTime(_)));
        assert!(rows.iter().all(|row| row[0] != "钱"), "of another county");
        let refused = app
            .zhao
            .gets("/api/v1/registers/commissioners/list.csv")
            .await;
        assert_eq!(refused.status, 403);
        let unknown = app.li.gets("/api/v1/registers/weather/list.csv").await;
        assert_eq!(unknown.status, 404);
    })
    .await;
}

#[tokio::test]
async fn an_export_stands_in_the_log_of_its_makers_own_office_and_spoils_no_later_file() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let long = "A".repeat(40_000);
        let asked = format!("/api/v1/registers/units/list.csv?area=360700000000&who={long}");
        assert_eq!(app.li.gets(&asked).await.status, 200);
        let log = csv(&app.li, "/api/v1/audit.csv?what=exports").await;
        assert_eq!(log.len(), 2, "{log:?}");
        assert!(log[1].iter().all(|cell| cell.len() < 1_000), "{log:?}");
        let workbook = app.li.gets("/api/v1/audit.xlsx").await;
        assert_eq!(workbook.status, 200);
        for far in ["from=-262143-01-01", "to=%2B262142-12-31"] {
            let answer = app.li.gets(&format!("/api/v1/audit.csv?{far}")).await;
            assert!(!answer.status.is_server_error(), "{far}");
        }
    })
    .await;
}
