//! 年度上报 through the router: pages and forms without script, the API, and who may do what.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{Method, StatusCode, header};
use tests::{
    each_database,
    http::{Answer, App, DAYU, Person, id, send, sha256, submission, visit},
};

async fn posts(person: &Person, path: &str, form: &str) -> Answer {
    let bearer = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
    let headers = [
        (
            header::CONTENT_TYPE.as_str(),
            "application/x-www-form-urlencoded",
        ),
        (header::ACCEPT.as_str(), "text/html"),
        (header::AUTHORIZATION.as_str(), bearer.as_str()),
    ];
    let form = form.to_owned();
    send(&person.router, Method::POST, path, &headers, form).await
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// A year with one approved visit and one that waits.
async fn with_a_year(app: &App) {
    app.zhao.pushes(&submission(1, &visit(1))).await;
    app.zhao.pushes(&submission(2, &visit(2))).await;
    let approved = app.li.decides(&id(1), 1, "approve").await;
    assert_eq!(approved["outcome"], "applied", "{approved}");
}

const NEW: &str = "/desk/filings/new?area=360723000000&year=2026";

/// 李 files the year; the filing's page.
async fn filed(app: &App) -> String {
    let form = format!("area={DAYU}&year=2026&tick=pending-1&tick=year-not-over");
    let answer = posts(&app.li, NEW, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let location = answer.header("location");
    location.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_clerk_ticks_what_is_doubtful_and_files_without_script() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_a_year(&app).await;
        let page = text(&app.li.gets(NEW).await);
        assert!(page.contains("还有 1 条记录待审"), "{page}");
        assert!(page.contains("年度还没有结束"), "{page}");
        assert!(!page.contains("科技服务天数"), "a person's alone: {page}");
        let form = format!("area={DAYU}&year=2026&tick=year-not-over");
        let refused = posts(&app.li, NEW, &form).await;
        assert_eq!(refused.status, StatusCode::OK);
        assert!(text(&refused).contains("逐项确认"), "{}", text(&refused));
        let live = app.li.gets("/api/v1/statistics/annual?year=2026").await;
        assert_eq!(live.json()["frozen"], false);

        let page = filed(&app).await;
        let shown = text(&app.li.gets(&format!("{page}?verify=1")).await);
        assert!(shown.contains("校验通过"), "{shown}");
        assert!(shown.contains("上报以来没有变化"), "{shown}");
        assert!(shown.contains("<th class=\"no-print\">更正后"), "{shown}");
        assert!(!shown.contains("科技服务天数"), "a person's alone: {shown}");
        let record = app.zhao.gets(&format!("/api/v1/records/{}", id(1))).await;
        assert_eq!(record.json()["status"], "locked");
        let list = text(&app.li.gets("/desk/filings?year=2026").await);
        assert!(list.contains("已上报"), "{list}");
        // A page of a year that stands says so and offers no form.
        let again = text(&app.li.gets(NEW).await);
        assert!(
            again.contains("已经上报") && !again.contains("确认上报"),
            "{again}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_frozen_year_says_so_everywhere_and_lists_what_changed_since() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_a_year(&app).await;
        let page = filed(&app).await;
        let filing = page.rsplit('/').next().unwrap().to_owned();
        app.li.decides(&id(2), 1, "approve").await;
        let annual = app.li.gets("/api/v1/statistics/annual?year=2026").await;
        let annual = annual.json();
        let hash = annual["frozen"]["hash"].as_str().unwrap().to_owned();
        assert_eq!(annual["frozen"]["by"], "li");
        assert!(annual["frozen"]["at"].is_string());
        let visits = annual["indicators"].as_array().unwrap().iter();
        let visits = visits.clone().find(|one| one["code"] == "B01").unwrap();
        assert_eq!(
            (&visits["value"], &visits["corrected"]),
            (&1.into(), &2.into())
        );

        let api = format!("/api/v1/filings/{filing}");
        let shown = app.li.gets(&api).await.json();
        let changed = shown["corrections"].as_array().unwrap().iter();
        let changed = changed.clone().find(|one| one["code"] == "B01").unwrap();
        assert_eq!(changed["added"][0]["id"], id(2));
        let whole = app.li.gets(&format!("{api}/text")).await;
        assert_eq!(sha256(&whole.bytes), hash);
        let csv = text(&app.li.gets(&format!("{api}/corrections.csv")).await);
        assert!(csv.contains("B01,开展科技服务次数,次,1,2,新计入,"), "{csv}");
        let csv = text(&app.li.gets("/api/v1/statistics/annual.csv?year=2026").await);
        assert!(csv.contains("更正后"), "{csv}");
        let table = text(&app.li.gets("/desk/statistics?year=2026").await);
        assert!(table.contains("更正后 2"), "{table}");
        let page = text(&app.li.gets(&page).await);
        assert!(page.contains("1 → 2（+1 次）"), "{page}");
        assert!(
            page.contains("更正后") && !page.contains("<th class=\"no-print\">更正后"),
            "{page}"
        );
        // The table and the filing tell the same number.
        let differ = table.split("之后有 ").nth(1).unwrap_or_default();
        let differ = differ.split(' ').next().unwrap_or_default();
        let told = format!("更正：{differ} 项数值有变化");
        assert!(!differ.is_empty() && page.contains(&told), "{told}: {page}");
        // The first sheet of paper says what it is.
        let head = page.split("print-only").nth(1).unwrap_or_default();
        assert!(head.contains("大余县 2026 年年度统计"), "{page}");
        assert!(
            head.contains(&format!("<code>{}</code>", &hash[..12])),
            "{page}"
        );
        // A locked record is reopened with a reason, and the filed figure stays.
        let reopened = app.li.decides(&id(1), 2, "reopen").await;
        assert_eq!(reopened["outcome"], "applied", "{reopened}");
        let annual = app.li.gets("/api/v1/statistics/annual?year=2026").await;
        let json = annual.json();
        let visits = json["indicators"].as_array().unwrap().iter();
        let visits = visits.clone().find(|one| one["code"] == "B01").unwrap();
        assert_eq!(visits["value"], 1);
    })
    .await;
}

async fn each_reads_what_is_theirs(app: &App, filing: &str) {
    for (person, status) in [
        (&app.li, 200),
        (&app.zhou, 200),
        (&app.sun, 404),
        (&app.zhao, 404),
    ] {
        for path in [
            "",
            "/text",
            "/figures.csv",
            "/figures.xlsx",
            "/corrections.csv",
            "/corrections.xlsx",
            "/items?code=B01",
            "/items.csv?code=B01",
            "/items.xlsx?code=B01",
        ] {
            let answer = person
                .gets(&format!("/api/v1/filings/{filing}{path}"))
                .await;
            assert_eq!(answer.status, status, "{} {path}", person.login);
        }
    }
    assert_eq!(app.zhao.gets("/api/v1/filings").await.status, 403);
    // A coordinator files the township's own year, and sees no other.
    let lines = app.sun.gets("/api/v1/filings").await;
    assert!(!lines.text().contains(DAYU), "{}", lines.text());
}

#[tokio::test]
async fn the_city_accepts_or_sends_back_and_nobody_else() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_a_year(&app).await;
        for person in [&app.zhao, &app.qian, &app.sun, &app.zhou, &app.wu] {
            let form = format!("area={DAYU}&year=2026&tick=pending-1&tick=year-not-over");
            let answer = posts(person, NEW, &form).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", person.login);
        }
        let page = filed(&app).await;
        let filing = page.rsplit('/').next().unwrap().to_owned();
        let (accept, back) = (format!("{page}/accept"), format!("{page}/return"));
        for (person, status) in [
            (&app.zhao, StatusCode::NOT_FOUND),
            (&app.sun, StatusCode::NOT_FOUND),
            (&app.wu, StatusCode::NOT_FOUND),
            (&app.li, StatusCode::FORBIDDEN),
        ] {
            assert_eq!(posts(person, &accept, "").await.status, status);
            assert_eq!(posts(person, &back, "reason=x").await.status, status);
        }
        each_reads_what_is_theirs(&app, &filing).await;
        let overview = text(&app.zhou.gets("/desk").await);
        assert!(overview.contains("1 份下级的年度上报待审核"), "{overview}");
        let accepted = posts(&app.zhou, &accept, "").await;
        assert!(accepted.header("location").ends_with("?done=accept"));
        let overview = text(&app.zhou.gets("/desk").await);
        assert!(!overview.contains("年度上报待审核"), "{overview}");
        let twice = posts(&app.zhou, &accept, "").await;
        assert!(twice.header("location").ends_with("?done=conflict"));
        let bare = posts(&app.zhou, &back, "reason=+").await;
        assert!(bare.header("location").ends_with("?done=reason"));
        let sent = posts(&app.zhou, &back, "reason=%E8%AF%B7%E6%A0%B8%E5%AF%B9").await;
        assert!(sent.header("location").ends_with("?done=return"));
        let shown = text(&app.li.gets(&page).await);
        assert!(
            shown.contains("请核对") && shown.contains("重新上报"),
            "{shown}"
        );
        let overview = text(&app.li.gets("/desk").await);
        assert!(
            overview.contains("2026 年年度统计被退回：请核对"),
            "{overview}"
        );
        let live = app.li.gets("/api/v1/statistics/annual?year=2026").await;
        assert_eq!(live.json()["frozen"], false);
    })
    .await;
}

#[tokio::test]
async fn two_years_and_two_filings_stand_beside_each_other() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        with_a_year(&app).await;
        let first = filed(&app).await;
        posts(&app.zhou, &format!("{first}/return"), "reason=x").await;
        app.li.decides(&id(2), 1, "approve").await;
        let form = format!("area={DAYU}&year=2026&tick=year-not-over");
        let second = posts(&app.li, NEW, &form).await;
        let second = second
            .header("location")
            .split('?')
            .next()
            .unwrap()
            .to_owned();
        let (left, right) = (
            first.rsplit('/').next().unwrap(),
            second.rsplit('/').next().unwrap(),
        );
        let path = format!("/desk/filings/compare?left={left}&right={right}");
        let page = text(&app.li.gets(&path).await);
        assert!(page.contains("1 → 2（+1 次）"), "{page}");
        let page = text(&app.li.gets("/desk/filings/compare?from=2025&to=2026").await);
        assert!(page.contains("2026 年（上报数）"), "{page}");
        let other = app.sun.gets(&path).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    })
    .await;
}
