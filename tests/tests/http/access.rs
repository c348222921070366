//! Who gets what answer: every route, every role, in and out of scope.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{Method, StatusCode};
use server::{pages, router};
use tests::{
    each_database,
    http::{App, DAYU, GANXIAN, Person, TOWNSHIP, VILLAGE, id, send, submission, visit},
};

/// A path with its parts filled in: the record of the test, the indicator B01, a hash.
fn path(route: &router::Route, record: &str) -> String {
    route
        .path
        .replace("{id}", record)
        .replace("{code}", "B01")
        .replace("{sha256}", &"0".repeat(64))
}

fn method(route: &router::Route) -> Method {
    route.method.to_uppercase().parse().unwrap()
}

#[tokio::test]
async fn without_a_session_every_route_of_the_api_is_refused() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for route in router::ROUTES
            .iter()
            .filter(|route| route.path.starts_with(router::API))
        {
            let answer = app
                .nobody
                .asks(method(route), &path(route, &id(1)), "{}")
                .await;
            let open = router::OPEN.contains(route) && route.path.ends_with("session");
            let want = if open {
                StatusCode::BAD_REQUEST
            } else {
                StatusCode::UNAUTHORIZED
            };
            assert_eq!(answer.status, want, "{} {}", route.method, route.path);
        }
        for path in [
            "/api/v1",
            "/api/v1/",
            "/api/v1/nope",
            "/api/v1/sync?cursor=",
            "/api/v1/session/",
            "/api/v1/attachments/00",
            "/api/v1/../v1/records",
            "/api/v1/%72ecords",
        ] {
            assert_eq!(
                app.nobody.gets(path).await.status,
                StatusCode::UNAUTHORIZED,
                "{path}"
            );
        }
        let forged = Person {
            token: Some("0".repeat(64)),
            ..app.zhao.clone()
        };
        assert_eq!(
            forged.gets("/api/v1/session").await.code(),
            "unauthenticated"
        );
    })
    .await;
}

#[tokio::test]
async fn with_a_session_an_unknown_path_is_not_found() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for path in [
            "/api/v1/nope",
            "/api/v1/sync/nope",
            "/api/v1/attachments/00",
        ] {
            let answer = app.zhao.gets(path).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (StatusCode::NOT_FOUND, "not_found"),
                "{path}"
            );
        }
        let answer = app.zhao.gets("/api/v1/records/%FF").await;
        assert_eq!(answer.code(), "bad_request");
        let answer = app.zhao.asks(Method::PUT, "/api/v1/records", "").await;
        assert_eq!(answer.code(), "method_not_allowed");
    })
    .await;
}

/// Role, its own record's status, a record's history, figures of the township, county and another county.
#[tokio::test]
async fn each_role_reads_what_the_table_says() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let pushed = app.zhao.pushes(&submission(1, &visit(1))).await;
        assert_eq!(pushed["outcome"], "applied", "{pushed}");
        let record = id(1);
        for (person, reads, township, county, other) in [
            (&app.zhao, 200, 403, 403, 403),
            (&app.qian, 404, 403, 403, 403),
            (&app.sun, 200, 200, 403, 403),
            (&app.li, 200, 200, 200, 403),
            (&app.zhou, 200, 200, 200, 200),
            (&app.wu, 404, 403, 403, 403),
            (&app.nobody, 401, 401, 401, 401),
        ] {
            for path in ["", "/history"] {
                let answer = person
                    .gets(&format!("/api/v1/records/{record}{path}"))
                    .await;
                assert_eq!(answer.status, reads, "{} reads {path}", person.login);
            }
            for route in router::ROUTES.iter().filter(|route| {
                ["statistics", "coverage", "quality"]
                    .iter()
                    .any(|figures| route.path.contains(figures))
            }) {
                for (area, want) in [
                    (TOWNSHIP, township),
                    (VILLAGE, township),
                    (DAYU, county),
                    (GANXIAN, other),
                ] {
                    let path = format!("{}?area={area}&year=2026", path(route, &record));
                    let answer = person.gets(&path).await;
                    assert_eq!(answer.status, want, "{} {path}", person.login);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_units_list_is_for_the_units_administrator_alone() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zheng = app.unit_admin("zheng", "U0").await;
        for route in router::ROUTES
            .iter()
            .filter(|route| route.path.contains("/unit/"))
        {
            for person in [&app.zhao, &app.sun, &app.li, &app.zhou, &app.wu] {
                let answer = person.gets(route.path).await;
                assert_eq!(answer.status, 403, "{} {}", person.login, route.path);
            }
            assert_eq!(zheng.gets(route.path).await.status, 200, "{}", route.path);
        }
        for route in router::ROUTES.iter().filter(|route| {
            ["statistics", "coverage", "audit", "registers"]
                .iter()
                .any(|part| route.path.contains(part))
        }) {
            let path = path(route, &id(1)).replace("{register}", "commissioners");
            let answer = zheng.gets(&path).await;
            assert_eq!(answer.status, 403, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_a_reviewer_of_the_area_decides_and_never_on_an_own_record() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        for person in [&app.zhao, &app.qian, &app.wu] {
            let answer = person.decides(&id(1), 1, "approve").await;
            assert_ne!(answer["outcome"], "applied", "{}", person.login);
        }
        assert_eq!(
            app.nobody.decides(&id(1), 1, "approve").await,
            serde_json::Value::Null
        );
        let record = app
            .zhao
            .gets(&format!("/api/v1/records/{}", id(1)))
            .await
            .json();
        assert_eq!(
            (&record["status"], &record["version"]),
            (&"submitted".into(), &1.into())
        );
        let verified = app.sun.decides(&id(1), 1, "approve").await;
        assert_eq!(verified["outcome"], "applied", "{verified}");
        assert_eq!(
            app.li.decides(&id(1), 1, "approve").await["outcome"],
            "conflict"
        );
        assert_eq!(
            app.li.decides(&id(1), 2, "approve").await["outcome"],
            "applied"
        );
        let record = app
            .zhao
            .gets(&format!("/api/v1/records/{}", id(1)))
            .await
            .json();
        assert_eq!(record["status"], "approved");
    })
    .await;
}

#[tokio::test]
async fn a_village_that_is_served_shows_in_figures_exports_and_the_list_behind() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        let figures = async |key: &str| {
            let json = app
                .li
                .gets("/api/v1/statistics/annual?year=2026")
                .await
                .json();
            let found = json["indicators"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["code"] == "B01")
                .cloned();
            found.unwrap()[key].as_i64().unwrap()
        };
        assert_eq!((figures("value").await, figures("pending").await), (0, 1));
        app.li.decides(&id(1), 1, "approve").await;
        assert_eq!((figures("value").await, figures("pending").await), (1, 0));
        let behind = app
            .li
            .gets("/api/v1/statistics/annual/B01/records?year=2026")
            .await
            .json();
        assert_eq!(behind["records"].as_array().unwrap().len(), 1);
        let csv = app.li.gets("/api/v1/statistics/annual.csv?year=2026").await;
        assert!(csv.bytes.starts_with(b"\xEF\xBB\xBF"));
        let text = String::from_utf8(csv.bytes.clone()).unwrap();
        assert!(text.contains("\r\nB01,开展科技服务次数,次,1,0,"), "{text}");
        let disposition = csv.header("content-disposition");
        assert!(
            disposition.starts_with(
                "attachment; filename=\"annual-2026-360723000000.csv\"; filename*=UTF-8''%E5%A4%A7"
            ),
            "{disposition}"
        );
        let xlsx = app
            .li
            .gets("/api/v1/statistics/annual.xlsx?year=2026")
            .await;
        assert!(xlsx.bytes.starts_with(b"PK"));
    })
    .await;
}

#[tokio::test]
async fn pages_ask_for_a_sign_in_and_keep_the_way_back() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for page in pages::paths() {
            let page = page
                .replace("{id}", &id(1))
                .replace("{code}", VILLAGE)
                .replace("{register}", "villages")
                .replace("{key}", VILLAGE);
            let page = page
                .replace("{ledger}", "problems")
                .replace("{step}", "assign")
                .replace("{check}", "late");
            assert!(!page.contains('{') || page.contains("{kind}"), "{page}");
            let answer = app.nobody.gets(&page).await;
            if page == "/sign-in" || page == "/first-sign-in" {
                assert_eq!(answer.status, StatusCode::OK, "{page}");
                continue;
            }
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
            assert!(answer.header("location").starts_with("/sign-in"), "{page}");
        }
        assert_eq!(app.zhao.gets("/desk").await.header("location"), "/");
        assert_eq!(app.li.gets("/").await.header("location"), "/desk");
        let answer = send(&app.router, Method::POST, "/fn/anything", &[], "").await;
        assert!(answer.status.is_client_error());
    })
    .await;
}
