//! 派出单位: the administrator's pages, the yearly opinion, and who may not.

use http::StatusCode;
use serde_json::{Value, json};
use tests::{
    each_database,
    http::{App, Person, QIAN_ID, ZHAO_ID, id, submission, visit},
};

/// 赵's visit that names a contact, approved.
async fn approved(app: &App, number: u8) {
    let mut record = visit(number);
    record["confirmation"] =
        json!({"method": "reviewer_phone_check", "name": "刘", "phone": "13812345678"});
    let pushed = app.zhao.pushes(&submission(number, &record)).await;
    assert_eq!(pushed["outcome"], "applied", "{pushed}");
    let decided = app.li.decides(&id(number), 1, "approve").await;
    assert_eq!(decided["outcome"], "applied", "{decided}");
}

async fn page(person: &Person, path: &str) -> String {
    let answer = person.gets(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.text()
}

fn person(id: &str, part: &str) -> String {
    format!("/desk/unit/people/{id}{part}?year=2026")
}

#[tokio::test]
async fn a_unit_reads_its_own_people_and_nobody_elses() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zheng = app.unit_admin("zheng", "U0").await;
        let other = app.unit_admin("feng", "U2").await;
        approved(&app, 1).await;
        app.zhao.pushes(&submission(2, &visit(2))).await;
        assert_eq!(zheng.gets("/").await.header("location"), "/desk/unit");
        let list = page(&zheng, "/desk/unit?year=2026").await;
        assert!(list.contains(ZHAO_ID) && !list.contains(QIAN_ID), "{list}");
        assert!(list.contains("1 次（待审 1）"), "{list}");
        assert!(list.contains("2026年2月20日"), "{list}");
        let counted = page(&zheng, &format!("{}&show=visits", person(ZHAO_ID, ""))).await;
        assert!(
            counted.contains(&id(1)) && !counted.contains(&id(2)),
            "{counted}"
        );
        let all = page(&zheng, &person(ZHAO_ID, "")).await;
        assert!(all.contains(&id(1)) && all.contains(&id(2)), "{all}");
        let record = page(&zheng, &format!("/desk/unit/records/{}", id(1))).await;
        assert!(
            record.contains("138****5678") && !record.contains("13812345678"),
            "{record}"
        );
        for part in ["", "/opinion", "/sheet"] {
            for (person_, id) in [(&zheng, QIAN_ID), (&other, ZHAO_ID)] {
                let answer = person_.gets(&person(id, part)).await;
                assert_eq!(
                    answer.status,
                    StatusCode::NOT_FOUND,
                    "{} {part}",
                    person_.login
                );
            }
        }
        let records = format!("/desk/unit/records/{}", id(1));
        assert_eq!(other.gets(&records).await.status, StatusCode::NOT_FOUND);
        for (person, home) in [
            (&app.zhao, "/"),
            (&app.li, "/desk"),
            (&app.wu, "/desk/accounts"),
        ] {
            let answer = person.gets("/desk/unit").await;
            assert_eq!(answer.header("location"), home, "{}", person.login);
        }
        assert_eq!(
            zheng.gets("/desk/records").await.header("location"),
            "/desk/unit"
        );
    })
    .await;
}

#[tokio::test]
async fn a_record_that_names_a_units_person_is_the_units_to_read() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zheng = app.unit_admin("zheng", "U0").await;
        let mut joint = visit(3);
        joint["participant_ids"] = json!([ZHAO_ID]);
        let pushed = app.qian.pushes(&submission(3, &joint)).await;
        assert_eq!(pushed["outcome"], "applied", "{pushed}");
        let path = format!("/api/v1/records/{}", id(3));
        assert_eq!(zheng.gets(&path).await.status, StatusCode::OK);
        let listed = |filter: &str| format!("/api/v1/records?{filter}");
        let named = zheng
            .gets(&listed(&format!("person={ZHAO_ID}&mode=onsite")))
            .await;
        assert_eq!(named.json()["records"].as_array().map(Vec::len), Some(1));
        let written = zheng.gets(&listed(&format!("author={ZHAO_ID}"))).await;
        assert_eq!(written.json()["records"].as_array().map(Vec::len), Some(0));
        let absent = app
            .zhao
            .posts(&format!("{path}/absence"), &Value::Null)
            .await;
        assert_eq!(absent.status, StatusCode::NO_CONTENT);
        let named = zheng.gets(&listed(&format!("person={ZHAO_ID}"))).await;
        assert_eq!(named.json()["records"].as_array().map(Vec::len), Some(0));
        let revealed = zheng.posts(&format!("{path}/reveal"), &Value::Null).await;
        assert_eq!(revealed.status, StatusCode::NOT_FOUND);
    })
    .await;
}

/// 同意上报 and 继续选派, as a browser encodes them.
const AGREED: &str = "%E5%90%8C%E6%84%8F%E4%B8%8A%E6%8A%A5";
const AGAIN: &str = "%E7%BB%A7%E7%BB%AD%E9%80%89%E6%B4%BE";

fn form(version: i64, opinion: &str) -> String {
    format!("year=2026&version={version}&opinion={opinion}")
}

#[tokio::test]
async fn nobody_gives_an_opinion_on_a_year_to_come_or_before_the_term() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zheng = app.unit_admin("zheng", "U0").await;
        let give = format!("/desk/unit/people/{ZHAO_ID}/opinion");
        for year in ["2031", "2020"] {
            let other = form(0, AGREED).replace("2026", year);
            let refused = zheng.posts_form(&give, &other).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{year}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_was_appointed_again_keeps_the_years_of_the_earlier_term() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zheng = app.unit_admin("zheng", "U0").await;
        let edit = format!("/desk/registers/commissioners/{ZHAO_ID}/edit");
        for term in [
            "version=1&term_to=2025-12-31",
            "version=2&term_from=2026-01-01&term_to=2027-12-31",
        ] {
            let saved = app.li.posts_form(&edit, term).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{term}");
        }
        for (year, until) in [("2025", "2025年12月31日"), ("2026", "2027年12月31日")] {
            let list = page(&zheng, &format!("/desk/unit?year={year}")).await;
            assert!(list.contains(ZHAO_ID) && list.contains(until), "{list}");
            let give = format!("/desk/unit/people/{ZHAO_ID}/opinion");
            let form = form(0, AGREED).replace("2026", year);
            let given = zheng.posts_form(&give, &form).await;
            assert_eq!(given.status, StatusCode::SEE_OTHER, "{year}");
        }
        let before = page(&zheng, "/desk/unit?year=2024").await;
        assert!(!before.contains(ZHAO_ID), "{before}");
    })
    .await;
}

#[tokio::test]
async fn an_opinion_can_be_corrected_until_the_county_has_closed_it() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zheng = app.unit_admin("zheng", "U0").await;
        let give = format!("/desk/unit/people/{ZHAO_ID}/opinion");
        let empty = zheng.posts_form(&give, &form(0, "")).await;
        assert_eq!(empty.status, StatusCode::OK);
        assert!(empty.text().contains("aria-invalid"), "{}", empty.text());
        let given = zheng.posts_form(&give, &form(0, AGREED)).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER);
        let late = zheng.posts_form(&give, &form(0, AGAIN)).await.text();
        assert!(
            late.contains("没有保存") && late.contains("继续选派"),
            "{late}"
        );
        let corrected = zheng.posts_form(&give, &form(1, AGAIN)).await;
        assert_eq!(corrected.status, StatusCode::SEE_OTHER);

        let card = format!("/desk/registers/commissioners/{ZHAO_ID}");
        let shown = page(&app.li, &card).await;
        assert!(
            shown.contains("继续选派") && shown.contains("同意上报"),
            "{shown}"
        );
        let close = format!("{card}/opinion");
        let closed = app
            .li
            .posts_form(&close, "year=2026&version=2&act=close")
            .await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER);
        let refused = zheng.posts_form(&give, &form(3, AGREED)).await.text();
        assert!(
            refused.contains("没有保存") && refused.contains("不能再改"),
            "{refused}"
        );
        let twice = app
            .li
            .posts_form(&close, "year=2026&version=3&act=close")
            .await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let reopened = app
            .li
            .posts_form(&close, "year=2026&version=3&act=reopen")
            .await;
        assert_eq!(reopened.status, StatusCode::SEE_OTHER);
        let mended = zheng.posts_form(&give, &form(4, AGREED)).await;
        assert_eq!(mended.status, StatusCode::SEE_OTHER);
        let log = page(&app.li, "/desk/audit").await;
        for act in ["出具派出单位意见", "受理派出单位意见", "退回派出单位意见"]
        {
            assert!(log.contains(act), "{act}: {log}");
        }
        let sheet = page(&zheng, &person(ZHAO_ID, "/sheet")).await;
        assert!(
            sheet.contains("盖章") && sheet.contains("同意上报"),
            "{sheet}"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_else_gives_an_opinion_or_closes_one() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zheng = app.unit_admin("zheng", "U0").await;
        let other = app.unit_admin("feng", "U2").await;
        let give = format!("/desk/unit/people/{ZHAO_ID}/opinion");
        for person in [&other, &app.zhao, &app.sun, &app.li, &app.zhou, &app.wu] {
            let answer = person.posts_form(&give, &form(0, AGREED)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", person.login);
        }
        let unsigned = app.nobody.posts_form(&give, &form(0, AGREED)).await;
        assert!(unsigned.header("location").starts_with("/sign-in"));
        zheng.posts_form(&give, &form(0, AGREED)).await;
        let card = format!("/desk/registers/commissioners/{ZHAO_ID}");
        let close = format!("{card}/opinion");
        for person in [&zheng, &other, &app.zhao, &app.sun, &app.zhou, &app.wu] {
            let answer = person
                .posts_form(&close, "year=2026&version=1&act=close")
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", person.login);
        }
        assert!(page(&app.zhou, &card).await.contains("同意上报"));
        assert!(!app.sun.gets(&card).await.text().contains("同意上报"));
    })
    .await;
}

#[tokio::test]
async fn a_units_people_leave_as_a_file_with_figures_and_opinion() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zheng = app.unit_admin("zheng", "U0").await;
        approved(&app, 1).await;
        let give = format!("/desk/unit/people/{ZHAO_ID}/opinion");
        zheng.posts_form(&give, &form(0, AGREED)).await;
        let csv = zheng.gets("/api/v1/unit/people.csv?year=2026").await.text();
        assert!(
            csv.contains("\r\n赵,") && csv.contains(",1,0,1.0,0,0,2026-02-20,同意上报,"),
            "{csv}"
        );
        assert!(!csv.contains('钱'), "{csv}");
        let xlsx = zheng.gets("/api/v1/unit/people.xlsx?year=2026").await;
        assert!(xlsx.bytes.starts_with(b"PK"));
        let wrong = zheng.gets("/api/v1/unit/people.csv?year=99").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    })
    .await;
}
