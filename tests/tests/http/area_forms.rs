//! The form of a city or county: which indicators its statistics show, in which order and by which names.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{Method, StatusCode, header};
use serde_json::Value;
use tests::{
    each_database,
    http::{Answer, App, DAYU, Person, id, send, submission, visit},
};

const CITY: &str = "360700000000";
const PAGE: &str = "/desk/settings/form";
const ANNUAL: &str = "/api/v1/statistics/annual";

/// Three indicators in another order than the catalogue's, one of them by another name.
const FORM: &str = "do=save&show-B01=on&order-B01=2&show-D02=on&order-D02=1&name-D02=%E8%AF%BE%E5%A0%82\
    &order-B04=1&show-A01=on&order-A01=3";

async fn posts(person: &Person, form: &str) -> String {
    let bearer = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
    let headers = [
        (
            header::CONTENT_TYPE.as_str(),
            "application/x-www-form-urlencoded",
        ),
        (header::ACCEPT.as_str(), "text/html"),
        (header::AUTHORIZATION.as_str(), bearer.as_str()),
    ];
    let answer = send(
        &person.router,
        Method::POST,
        PAGE,
        &headers,
        form.to_owned(),
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.header("location").to_owned()
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// The codes of the indicators, in their order.
fn codes(annual: &Value) -> Vec<&str> {
    let indicators = annual["indicators"].as_array().unwrap();
    indicators
        .iter()
        .map(|indicator| indicator["code"].as_str().unwrap())
        .collect()
}

async fn annual(person: &Person, rest: &str) -> Value {
    person
        .gets(&format!("{ANNUAL}?year=2026{rest}"))
        .await
        .json()
}

#[tokio::test]
async fn a_county_shows_its_own_indicators_in_its_order_and_by_its_names() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        app.li.decides(&id(1), 1, "approve").await;
        let before = annual(&app.li, "").await;
        let saved = posts(&app.li, &format!("area={DAYU}&{FORM}")).await;
        assert_eq!(saved, format!("{PAGE}?area={DAYU}&done=save"));

        let form = annual(&app.li, "&form=area").await;
        assert_eq!(codes(&form), ["D02", "B01", "A01"]);
        assert_eq!(form["indicators"][0]["name_zh"], "课堂");
        assert_eq!(form["indicators"][1]["value"], 1);
        let row = form["rows"][0]["values"].as_object().unwrap();
        assert_eq!(row.len(), 3, "{row:?}");
        // Who asks for all gets every code by the catalogue's names, whatever the form.
        let all = annual(&app.li, "").await;
        assert_eq!(all["indicators"], before["indicators"]);
        assert_eq!(codes(&annual(&app.li, "&form=all").await), codes(&before));
        let wrong = app.li.gets(&format!("{ANNUAL}?form=nonsense")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);

        let page = text(&app.li.gets("/desk/statistics?year=2026").await);
        let place = |word: &str| page.find(&format!(">{word}</summary>"));
        assert!(
            place("课堂").unwrap() < place("开展科技服务次数").unwrap(),
            "{page}"
        );
        assert_eq!(place("线上服务次数"), None);
        assert!(page.contains("form=all"), "{page}");
        let whole = text(&app.li.gets("/desk/statistics?year=2026&form=all").await);
        assert!(whole.contains(">线上服务次数</summary>"), "{whole}");
        assert!(whole.contains(">课堂</summary>"), "{whole}");
        let csv = text(
            &app.li
                .gets(&format!("{ANNUAL}.csv?year=2026&form=area"))
                .await,
        );
        assert!(
            csv.contains("课堂") && !csv.contains("线上服务次数"),
            "{csv}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_citys_form_holds_in_its_counties_until_they_choose_their_own() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        posts(
            &app.zhou,
            &format!("area={CITY}&do=save&show-C01=on&order-C01=1"),
        )
        .await;
        assert_eq!(codes(&annual(&app.li, "&form=area").await), ["C01"]);
        posts(&app.li, &format!("area={DAYU}&{FORM}")).await;
        assert_eq!(codes(&annual(&app.li, "&form=area").await).len(), 3);
        assert_eq!(codes(&annual(&app.zhou, "&form=area").await), ["C01"]);
        // A township is shown in its county's form.
        assert_eq!(codes(&annual(&app.sun, "&form=area").await).len(), 3);
        let page = text(&app.li.gets(PAGE).await);
        assert!(page.contains("现在使用本地选定的指标"), "{page}");
        posts(&app.li, &format!("area={DAYU}&do=inherit")).await;
        assert_eq!(codes(&annual(&app.li, "&form=area").await), ["C01"]);
        let log = text(&app.zhou.gets("/api/v1/audit.csv?what=settings").await);
        assert_eq!(log.matches("settings.form").count(), 3, "{log}");
    })
    .await;
}

#[tokio::test]
async fn what_was_ticked_and_typed_stays_when_a_name_is_too_long() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let long = "a".repeat(60);
        let form = format!(
            "area={DAYU}&do=save&show-D02=on&order-D02=7&name-D02={long}&order-B04=9&name-B04=x,y"
        );
        let back = posts(&app.li, &form).await;
        assert!(back.contains("field=name-D02"), "{back}");
        let page = text(&app.li.gets(&back).await);
        let boxes = |name: &str| {
            let at = page.find(&format!("name=\"{name}\"")).unwrap();
            let from = page[..at].rfind("<input").unwrap();
            let to = at + page[at..].find('>').unwrap();
            page[from..to].to_owned()
        };
        assert!(boxes("show-D02").contains("checked"), "{page}");
        assert!(!boxes("show-B01").contains("checked"), "{page}");
        assert!(boxes("order-D02").contains("value=\"7\""), "{page}");
        assert!(boxes("name-D02").contains(&long), "{page}");
        assert!(boxes("name-B04").contains("x,y"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn only_who_files_an_areas_years_or_an_administrator_chooses_its_form() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for (person, area) in [
            (&app.zhao, DAYU),
            (&app.sun, DAYU),
            (&app.zhou, DAYU),
            (&app.li, CITY),
            (&app.li, "360704000000"),
        ] {
            let refused = posts(person, &format!("area={area}&{FORM}")).await;
            let want = format!("{PAGE}?area={area}&error=forbidden");
            assert_eq!(refused, want, "{}", person.login);
            let page = text(&person.gets(&format!("{PAGE}?area={area}")).await);
            assert!(!page.contains("name=\"show-B01\""), "{}", person.login);
        }
        let stranger = posts(&app.nobody, &format!("area={DAYU}&{FORM}")).await;
        assert!(stranger.starts_with("/sign-in"), "{stranger}");
        let list = text(&app.wu.gets(PAGE).await);
        assert!(list.contains(&format!("{PAGE}?area={DAYU}")), "{list}");
        let saved = posts(&app.wu, &format!("area={DAYU}&{FORM}")).await;
        assert!(saved.ends_with("done=save"), "{saved}");
        for (form, field) in [
            ("do=save".to_owned(), "lines"),
            (
                format!("do=save&show-B01=on&name-B01={}", "x".repeat(41)),
                "name-B01",
            ),
        ] {
            let refused = posts(&app.li, &format!("area={DAYU}&{form}")).await;
            assert!(refused.contains(&format!("&field={field}")), "{refused}");
        }
        let preset = text(&app.li.gets(&format!("{PAGE}?preset=province")).await);
        assert!(preset.contains("value=\"服务农村合作组织\""), "{preset}");
    })
    .await;
}

#[tokio::test]
async fn a_filed_year_keeps_the_form_it_was_filed_with() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        app.li.decides(&id(1), 1, "approve").await;
        posts(&app.li, &format!("area={DAYU}&{FORM}")).await;
        let bearer = format!("Bearer {}", app.li.token.as_deref().unwrap());
        let headers = [
            (
                header::CONTENT_TYPE.as_str(),
                "application/x-www-form-urlencoded",
            ),
            (header::ACCEPT.as_str(), "text/html"),
            (header::AUTHORIZATION.as_str(), bearer.as_str()),
        ];
        let path = "/desk/filings/new?area=360723000000&year=2026";
        let form = format!("area={DAYU}&year=2026&tick=year-not-over");
        let filed = send(&app.li.router, Method::POST, path, &headers, form).await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", text(&filed));
        posts(
            &app.li,
            &format!("area={DAYU}&do=save&show-C01=on&order-C01=1"),
        )
        .await;
        let frozen = annual(&app.li, "&form=area").await;
        assert_eq!(codes(&frozen), ["D02", "B01", "A01"]);
        let next = app.li.gets(&format!("{ANNUAL}?year=2025&form=area")).await;
        assert_eq!(codes(&next.json()), ["C01"]);
        let filing = filed.header("location").split('?').next().unwrap();
        pages_show_the_form_and_fold_the_rest(&app, filing).await;
    })
    .await;
}

/// The filed sheet and the comparison in the form it was filed with, an open year in that of today.
async fn pages_show_the_form_and_fold_the_rest(app: &App, filing: &str) {
    for (page, own, folded) in [
        (filing, "课堂", "线上服务次数"),
        (
            "/desk/filings/compare?area=360723000000&from=2025&to=2026",
            "课堂",
            "线上服务次数",
        ),
        (
            "/desk/filings/new?area=360723000000&year=2025",
            "服务行政村数",
            "开展科技服务次数",
        ),
    ] {
        let page = text(&app.li.gets(page).await);
        let (form, rest) = page.split_once("其余指标").unwrap();
        assert!(form.contains(own) && !form.contains(folded), "{form}");
        assert!(!rest.contains(own) && rest.contains(folded), "{rest}");
    }
    let id = filing.rsplit('/').next().unwrap();
    let csv = format!("/api/v1/filings/{id}/figures.csv");
    let csv = text(&app.li.gets(&csv).await);
    let lines: Vec<_> = csv
        .lines()
        .filter(|line| line.contains("表内指标"))
        .collect();
    assert_eq!(lines.len(), 3, "{csv}");
    assert!(lines[0].starts_with("D02,课堂,"), "{csv}");
    assert!(csv.contains("B04,线上服务次数,次,0,,其余指标"), "{csv}");
}
