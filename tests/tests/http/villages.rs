//! A village's own page: its plan, set by the county and counted in 达标; the map and the years of the
//! board that leads to it.

use http::StatusCode;
use store::{Store, imports::Kind};
use tests::{
    each_database,
    http::{App, DAYU, Person, VILLAGE, id, submission, visit},
    world,
};

const DESIGNATIONS: &str = "village_code,kind,level,valid_from,valid_to,document_no
360723104200,poverty_exited_village,province,2021-01-01,,
360723104201,key_assistance_village,province,2021-01-01,,
";

async fn start(store: &Store) -> App {
    let app = App::start(store).await;
    let designations = DESIGNATIONS.as_bytes().to_vec();
    world::import_bytes(store, Kind::Designations, "designations.csv", designations).await;
    app
}

/// Where a form's answer leads.
async fn posts(person: &Person, path: &str, form: &str) -> String {
    let answer = person.posts_form(path, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").to_owned()
}

#[tokio::test]
async fn the_county_plans_a_villages_visits_and_regular_follows_the_plan() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let path = format!("/desk/villages/{VILLAGE}/plan");
        let twice = "period=year&visits=2&valid_from=2025-12-01";
        for person in [&app.zhao, &app.sun, &app.zhou] {
            let refused = posts(person, &path, twice).await;
            assert!(refused.contains("error="), "{}: {refused}", person.login);
        }
        assert!(
            posts(&app.nobody, &path, twice)
                .await
                .starts_with("/sign-in")
        );
        let wrong = posts(
            &app.li,
            &path,
            "period=year&visits=99&valid_from=2025-12-01",
        )
        .await;
        assert!(
            wrong.contains("field=visits") && wrong.contains("visits=99"),
            "{wrong}"
        );

        // One approved visit in February 2026: enough so far by the county's rule.
        app.zhao.pushes(&submission(1, &visit(1))).await;
        app.sun.decides(&id(1), 1, "approve").await;
        app.li.decides(&id(1), 2, "approve").await;
        let board = async || {
            let path = format!("/api/v1/coverage?area={DAYU}&year=2026");
            let board = app.li.gets(&path).await.json();
            let villages = board["villages"].as_array().unwrap();
            let of = |village: &&serde_json::Value| village["code"] == VILLAGE;
            let village = villages.iter().find(of).unwrap().clone();
            (
                board["totals"]["regular"].clone(),
                village["planned"].clone(),
            )
        };
        assert_eq!(board().await, (1.into(), serde_json::Value::Null));
        let monthly = "period=month&visits=2&valid_from=2026-01-01";
        assert!(posts(&app.li, &path, monthly).await.ends_with("?done=plan"));
        assert_eq!(board().await, (0.into(), 24.into()));
        let page = app
            .li
            .gets(&format!("/desk/villages/{VILLAGE}?year=2026"))
            .await
            .text();
        assert!(page.contains("每月 2 次（全年 24 次）"), "{page}");
        let coordinator = app
            .sun
            .gets(&format!("/desk/villages/{VILLAGE}"))
            .await
            .text();
        assert!(coordinator.contains("每月 2 次") && !coordinator.contains("保存计划"));
        let none = "period=none&visits=1&valid_from=2026-02-01";
        assert!(posts(&app.li, &path, none).await.ends_with("?done=plan"));
        assert_eq!(board().await, (1.into(), serde_json::Value::Null));
    })
    .await;
}

#[tokio::test]
async fn the_board_draws_its_parts_with_their_numbers_and_offers_the_years_with_records() {
    each_database(async |store, _| {
        let app = start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        let city = app
            .zhou
            .gets("/desk/coverage?year=2026&rate=assigned")
            .await
            .text();
        assert_eq!(
            city.matches("class=\"place\"").count(),
            18 + 6,
            "counties and the legend"
        );
        assert!(
            city.contains("大余县：结对覆盖率 0.0%，应覆盖 2 个村，已覆盖 0 个"),
            "{city}"
        );
        assert!(city.contains("GS(2024)0650号") && city.contains("<desc"));
        let link = format!("/desk/coverage?area={DAYU}&amp;year=2026&amp;rate=assigned");
        assert!(
            city.contains(&link),
            "a county leads to its board and keeps the rate"
        );
        let county = app.li.gets("/desk/coverage?year=2025").await.text();
        assert_eq!(
            county.matches("class=\"place\"").count(),
            1 + 6,
            "a township and the legend"
        );
        // Records of 2026 wait for approval: the year can be chosen.
        assert!(county.contains("year=2026\">2026"), "{county}");
        let township = app.sun.gets("/desk/coverage").await.text();
        assert!(
            !township.contains("class=\"place\""),
            "a township has villages alone"
        );
        assert!(!city.contains("style=") && !city.contains("<script src"));
    })
    .await;
}
