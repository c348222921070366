//! The file that the list of records writes comes back in: into another installation, and into its own.

use serde_json::{Value, json};
use store::{
    Store,
    imports::{self, Kind, Report},
};
use tests::{
    each_database,
    http::{App, DAYU, Person, QIAN_ID, VILLAGE, id, submission, visit},
};

fn training(number: u8) -> Value {
    json!({
        "kind": "training", "id": id(number), "title": "脐橙黄龙病防控培训班", "form": "field", "topic": "黄龙病防控",
        "started_at": "2026-02-19T01:00:00Z", "ended_at": "2026-02-19T09:00:00Z", "area_code": VILLAGE,
        "organiser": "county", "trainer_ids": [QIAN_ID], "outside_trainers": [], "industry_codes": ["navel_orange"],
        "attendances": 45, "farmers": 40, "poverty_exited_people": 5, "women": 20, "materials_issued": 30, "photos": [],
    })
}

/// Three visits and a training that count, one of them with somebody who was not there, and a visit that
/// nobody has approved.
async fn with_records(app: &App) {
    for number in 1..=4 {
        let mut record = visit(number);
        record["started_on"] = json!("2026-02-18");
        record["service_days"] = json!(1.5);
        record["households_guided"] = json!(number);
        record["consultations"] = json!(12);
        record["target_kind"] = json!("cooperative");
        record["target_name"] = json!("绿源合作社");
        record["result"] = json!("=1+1，\"引号\"\n第二行");
        if number == 2 {
            record["participant_ids"] = json!([QIAN_ID]);
        }
        let pushed = app.zhao.pushes(&submission(number, &record)).await;
        assert_eq!(pushed["outcome"], "applied", "{pushed}");
    }
    let pushed = app.zhao.pushes(&submission(5, &training(5))).await;
    assert_eq!(pushed["outcome"], "applied", "{pushed}");
    let absence = format!("/api/v1/records/{}/absence", id(2));
    assert_eq!(app.qian.posts(&absence, &Value::Null).await.status, 204);
    for number in [1, 2, 3, 5] {
        let decided = app.li.decides(&id(number), 1, "approve").await;
        assert_eq!(decided["outcome"], "applied", "{decided}");
    }
}

/// What is counted of records.
async fn figures(person: &Person) -> Vec<(Value, Value)> {
    let annual = format!("/api/v1/statistics/annual?area={DAYU}&year=2026");
    let annual = person.gets(&annual).await.json();
    let all = annual["indicators"].as_array().cloned().unwrap_or_default();
    let of_records = |one: &Value| {
        let code = one["code"].as_str().unwrap_or_default();
        code.starts_with(['B', 'D']) || code == "C01"
    };
    let told = all.iter().filter(|one| of_records(one));
    told.map(|one| (one["code"].clone(), one["value"].clone()))
        .collect()
}

async fn import(store: &Store, kind: Kind, name: &str, bytes: &[u8]) -> Report {
    let report = imports::run(store, None, kind, name, bytes.to_vec(), false).await;
    let report = report.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(report.errors, [], "{name}");
    report
}

/// How many of each kind were made, and how many were there.
async fn both(store: &Store, name: &str, bytes: &[u8]) -> [(usize, usize); 2] {
    let mut told = [(0, 0); 2];
    for (told, kind) in told.iter_mut().zip([Kind::Visits, Kind::Trainings]) {
        let report = import(store, kind, name, bytes).await;
        *told = (report.created, report.unchanged);
    }
    told
}

#[tokio::test]
async fn a_file_of_records_is_read_into_another_installation_with_the_same_figures() {
    each_database(async |old, _| {
        let app = App::start(&old).await;
        with_records(&app).await;
        let before = figures(&app.li).await;
        for format in ["csv", "xlsx"] {
            let answer = app.li.gets(&format!("/api/v1/records.{format}")).await;
            let (file, name) = (answer.bytes, format!("records.{format}"));
            each_database(async |new, _| {
                let there = App::start(&new).await;
                assert_eq!(both(&new, &name, &file).await, [(3, 0), (1, 0)]);
                assert_eq!(figures(&there.li).await, before);
                let list = there.li.gets("/api/v1/records?kind=visit").await.json();
                let first = &list["records"][0];
                assert_eq!(first["result"], "=1+1，\"引号\"\n第二行", "{list}");
                // The same file again, and what the new installation writes of it, change nothing.
                assert_eq!(both(&new, &name, &file).await, [(0, 3), (0, 1)]);
                let own = there.li.gets("/api/v1/records.xlsx").await.bytes;
                assert_eq!(both(&new, "own.xlsx", &own).await, [(0, 3), (0, 1)]);
                assert_eq!(both(&old, "back.xlsx", &own).await, [(0, 3), (0, 1)]);
            })
            .await;
            // Nor does the file in the installation that wrote it.
            assert_eq!(both(&old, &name, &file).await, [(0, 3), (0, 1)]);
        }
        assert_eq!(figures(&app.li).await, before);
    })
    .await;
}

#[tokio::test]
async fn of_a_file_of_records_it_is_said_what_is_not_read() {
    each_database(async |old, _| {
        let app = App::start(&old).await;
        with_records(&app).await;
        let file = app.li.gets("/api/v1/records.csv").await.bytes;
        each_database(async |new, _| {
            let _there = App::start(&new).await;
            let report = import(&new, Kind::Visits, "records.csv", &file).await;
            assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
            assert_eq!(report.warnings[0].message, "1 条不是已通过的记录，不导入");
            for column in ["服务日期", "派出单位", "培训名称", "审核意见"] {
                assert!(report.derived.iter().any(|one| one == column), "{column}");
            }
            for column in ["编号", "状态", "服务内容", "同行人（授课人）"] {
                assert!(!report.derived.iter().any(|one| one == column), "{column}");
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_number_of_another_installation_stands_for_another_record() {
    each_database(async |old, _| {
        let app = App::start(&old).await;
        with_records(&app).await;
        let file = app.li.gets("/api/v1/records.csv").await.bytes;
        each_database(async |new, _| {
            let there = App::start(&new).await;
            // It has the first number of the day as well.
            let mut other = visit(9);
            other["started_on"] = json!("2026-02-16");
            other["ended_on"] = json!("2026-02-16");
            let pushed = there.zhao.pushes(&submission(9, &other)).await;
            assert_eq!(pushed["outcome"], "applied", "{pushed}");
            assert_eq!(both(&new, "records.csv", &file).await, [(3, 0), (1, 0)]);
        })
        .await;
    })
    .await;
}
