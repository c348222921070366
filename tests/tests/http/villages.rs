//! A village's own page: its plan, set by the county and counted in 达标; the map and the years of the
//! board that leads to it.

use domain::codes::Role;
use http::StatusCode;
use store::{Store, imports::Kind};
use tests::{
    databases::instant,
    each_database,
    http::{App, DAYU, Person, VILLAGE, ZHAO_ID, id, submission, visit},
    world,
};

const DESIGNATIONS: &str = "village_code,kind,level,valid_from,valid_to,document_no
360723104200,poverty_exited_village,province,2021-01-01,,
360723104201,key_assistance_village,province,2021-01-01,,
";

/// Somebody whose term has no end.
const OPEN_ENDED: &str = "0191420c-13f8-76b9-81bc-b81287c8c099";
const PEOPLE: &str = "id,login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to
0191420c-13f8-76b9-81bc-b81287c8c099,feng,冯,13900000009,男,1984,individual,U0,associate_senior,city,navel_orange,360723000000,2025-01-01,
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
            2 + 6,
            "a township, drawn for a phone as well, and the legend"
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

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one village's life, told in order")]
async fn a_village_is_renamed_merged_and_moved_with_dates_and_nothing_recorded_is_lost() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let other = "360723104201";
        let path = format!("/desk/villages/{other}/change");
        let merged = format!("change=merged&into={VILLAGE}&from=2026-02-01");
        for person in [&app.zhao, &app.sun, &app.zhou] {
            let refused = posts(person, &path, &merged).await;
            assert!(refused.contains("error="), "{}: {refused}", person.login);
        }
        let nowhere = posts(&app.li, &path, "change=merged&into=月亮村&from=2026-02-01").await;
        assert!(nowhere.contains("field=into"), "{nowhere}");
        let form = app.li.gets(nowhere.split('#').next().unwrap_or_default());
        assert!(form.await.text().contains("id=\"change-into-error\""));

        let renamed = "change=renamed&name=新青龙村&from=2026-01-01&document_no=1";
        let here = format!("/desk/villages/{VILLAGE}/change");
        assert!(
            posts(&app.li, &here, renamed)
                .await
                .ends_with("?done=change")
        );
        let name = async |year: u16| {
            let path = format!("/api/v1/statistics/annual?area={VILLAGE}&year={year}");
            app.li.gets(&path).await.json()["area"]["name"].clone()
        };
        assert_eq!(
            (name(2025).await, name(2026).await),
            ("青龙村".into(), "新青龙村".into())
        );
        let now = format!("/api/v1/statistics/annual?area={VILLAGE}&year=2025&divisions=now");
        assert_eq!(app.li.gets(&now).await.json()["area"]["name"], "新青龙村");
        let wrong = app.li.gets("/api/v1/coverage?divisions=sometime").await;
        assert_eq!(wrong.fields(), ["divisions"]);

        assert!(
            posts(&app.li, &path, &merged)
                .await
                .starts_with(&format!("/desk/villages/{VILLAGE}"))
        );
        let again = posts(&app.li, &path, &merged).await;
        assert!(again.contains("field=change"), "{again}");
        let due = async |divisions: &str| {
            let path = format!("/api/v1/coverage?area={DAYU}&year=2025&divisions={divisions}");
            app.li.gets(&path).await.json()["totals"]["due"].clone()
        };
        assert_eq!((due("then").await, due("now").await), (2.into(), 1.into()));

        // A visit written offline for the village that is no more arrives and counts in the other.
        let mut late = visit(1);
        late["area_code"] = other.into();
        let sent = app.zhao.pushes(&submission(1, &late)).await;
        assert_eq!(sent["outcome"], "applied", "{sent}");
        app.sun.decides(&id(1), 1, "approve").await;
        app.li.decides(&id(1), 2, "approve").await;
        let board = app
            .li
            .gets(&format!("/api/v1/coverage?area={DAYU}&year=2026"))
            .await
            .json();
        assert_eq!(board["villages"][0]["code"], VILLAGE, "{board}");
        assert_eq!(board["villages"][0]["visits"], 1);
        let page = app
            .li
            .gets(&format!("/desk/villages/{VILLAGE}?year=2026"))
            .await
            .text();
        assert!(page.contains(&format!("/desk/records/{}", id(1))), "{page}");
        let gone = app
            .li
            .gets(&format!("/desk/villages/{other}?year=2026"))
            .await
            .text();
        assert!(
            gone.contains("并入") && !gone.contains("登记变更"),
            "{gone}"
        );
        // Nobody can choose it any more.
        let pulled = app.zhao.gets("/api/v1/sync").await.text();
        assert!(
            pulled.contains("新青龙村民委员会") && !pulled.contains("平岗村民委员会"),
            "{pulled}"
        );

        let moved = "change=moved&code=360723100999&from=2026-02-15";
        let to = posts(&app.li, &here, moved).await;
        assert_eq!(to, "/desk/villages/360723100999?done=change");
        let board = app
            .li
            .gets(&format!("/api/v1/coverage?area={DAYU}&year=2026"))
            .await
            .json();
        assert_eq!(board["villages"][0]["code"], "360723100999", "{board}");
        let page = app.zhou.gets("/desk/coverage?year=2025").await.text();
        assert!(
            page.contains("按现在区划") && page.contains("divisions=now"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one village's mistakes, told in order"
)]
async fn a_mistaken_change_is_taken_back_while_nothing_stands_under_the_new_code() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let here = format!("/desk/villages/{VILLAGE}/change");
        let code = async || {
            let path = format!("/api/v1/coverage?area={DAYU}&year=2026");
            let board = app.li.gets(&path).await.json();
            let codes = board["villages"].as_array().unwrap().iter();
            let codes: Vec<_> = codes
                .map(|one| one["code"].as_str().unwrap().to_owned())
                .collect();
            (codes, board["totals"]["due"].as_i64().unwrap())
        };
        let before = code().await;
        let nothing = posts(&app.li, &here, "change=take_back").await;
        assert!(nothing.contains("field=take_back"), "{nothing}");
        for change in [
            "change=renamed&name=新青龙村&from=2026-01-01".to_owned(),
            "change=merged&into=360723104201&from=2026-02-01".to_owned(),
            "change=moved&code=360723100999&from=2026-02-01".to_owned(),
        ] {
            let done = posts(&app.li, &here, &change).await;
            assert!(done.ends_with("done=change"), "{done}");
            for person in [&app.zhao, &app.sun, &app.zhou] {
                let refused = posts(person, &here, "change=take_back").await;
                assert!(refused.contains("error="), "{}: {refused}", person.login);
            }
            let page = app
                .li
                .gets(&format!("/desk/villages/{VILLAGE}"))
                .await
                .text();
            assert!(page.contains("撤销最近一次变更"), "{page}");
            let back = posts(&app.li, &here, "change=take_back").await;
            assert_eq!(back, format!("/desk/villages/{VILLAGE}?done=take_back"));
            assert_eq!(code().await, before, "{change}");
        }
        let page = app
            .li
            .gets(&format!("/desk/villages/{VILLAGE}"))
            .await
            .text();
        assert!(
            page.contains("青龙村") && !page.contains("新青龙村"),
            "{page}"
        );

        posts(
            &app.li,
            &here,
            "change=moved&code=360723100999&from=2026-02-01",
        )
        .await;
        let mut visit = visit(1);
        visit["area_code"] = "360723100999".into();
        let sent = app.zhao.pushes(&submission(1, &visit)).await;
        assert_eq!(sent["outcome"], "applied", "{sent}");
        let refused = posts(&app.li, &here, "change=take_back").await;
        assert!(refused.contains("field=take_back"), "{refused}");
        let page = app.li.gets(&refused).await.text();
        assert!(page.contains("新代码下已经有记录"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_township_is_renamed_from_its_board_and_figures_of_then_keep_the_old_name() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let township = "360723104000";
        let path = format!("/desk/villages/{township}/change");
        let renamed = "change=renamed&name=新城镇&from=2026-01-01";
        for person in [&app.zhao, &app.sun, &app.zhou] {
            let refused = posts(person, &path, renamed).await;
            assert!(refused.contains("error="), "{}: {refused}", person.login);
        }
        let name = async |year: u16| {
            let path = format!("/api/v1/statistics/annual?area={township}&year={year}");
            app.li.gets(&path).await.json()["area"]["name"].clone()
        };
        let old = name(2026).await;
        let page = app
            .li
            .gets(&format!("/desk/coverage?area={township}"))
            .await;
        let page = page.text();
        assert!(
            page.contains("登记变更") && !page.contains("change-kind"),
            "{page}"
        );
        let moved = posts(
            &app.li,
            &path,
            "change=moved&code=360723104999&from=2026-02-01",
        )
        .await;
        assert!(moved.contains("error="), "{moved}");
        let done = posts(&app.li, &path, renamed).await;
        assert_eq!(done, format!("/desk/coverage?area={township}&done=change"));
        assert_eq!(
            (name(2025).await, name(2026).await),
            (old.clone(), "新城镇".into())
        );
        let page = app.li.gets(&done).await.text();
        assert!(
            page.contains("变更已登记") && page.contains("新城镇"),
            "{page}"
        );
        let back = posts(&app.li, &path, "change=take_back").await;
        assert_eq!(
            back,
            format!("/desk/coverage?area={township}&done=take_back")
        );
        assert_eq!(name(2026).await, old);
    })
    .await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one village's year, told in order")]
async fn until_the_day_on_which_it_moves_a_village_takes_others_in_and_gets_another_name() {
    each_database(async |store, clock| {
        let app = start(&store).await;
        let li = &app.li;
        let (other, third, new) = ("360723104201", "360723104202", "360723100999");
        let changes = async |li: &Person, area: &str, change: &str| {
            let path = format!("/desk/villages/{area}/change");
            posts(li, &path, change).await
        };
        let done = |answer: &str| answer.ends_with("done=change");
        let page = async |li: &Person, area: &str| {
            let path = format!("/desk/villages/{area}");
            li.gets(&path).await.text()
        };
        let moves = format!("change=moved&code={new}&from=2026-03-05");
        assert!(done(&changes(li, VILLAGE, &moves).await));
        let merged = |from: &str| format!("change=merged&into={VILLAGE}&from={from}");
        let late = changes(li, other, &merged("2026-03-05")).await;
        assert!(late.contains("field=into"), "{late}");
        assert!(done(&changes(li, other, &merged("2026-02-01")).await));
        // What goes into it can't take it in.
        let circle = changes(
            li,
            VILLAGE,
            &format!("change=merged&into={other}&from=2026-04-01"),
        )
        .await;
        assert!(circle.contains("field=change"), "{circle}");
        assert!(done(
            &changes(
                li,
                third,
                &format!("change=merged&into={new}&from=2026-04-01")
            )
            .await
        ));

        let form = page(li, VILLAGE).await;
        assert!(
            form.contains("登记变更") && !form.contains("change-kind"),
            "it may still be renamed: {form}"
        );
        let named = |name: &str, from: &str| format!("change=renamed&name={name}&from={from}");
        assert!(done(
            &changes(li, VILLAGE, &named("新青龙村", "2026-01-15")).await
        ));
        for again in [
            moves.as_str(),
            &format!("change=merged&into={third}&from=2026-03-03"),
        ] {
            let refused = changes(li, VILLAGE, again).await;
            assert!(refused.contains("field=change"), "{refused}");
        }
        let told = async |li: &Person, year: u16| {
            let path = format!("/api/v1/coverage?area={DAYU}&year={year}");
            let board = li.gets(&path).await.json();
            let village = &board["villages"][0];
            (village["code"].clone(), village["name"].clone())
        };
        let was = (VILLAGE.into(), "青龙村".into());
        assert_eq!(told(li, 2025).await, was);
        assert_eq!(told(li, 2026).await, (VILLAGE.into(), "新青龙村".into()));
        clock.set(instant("2026-03-10T02:00:00Z"));
        // Who was signed in is no more.
        let li = &app.office("hu", Role::CountyStaff, DAYU).await;
        assert_eq!(told(li, 2025).await, was);
        assert_eq!(told(li, 2026).await, (new.into(), "新青龙村".into()));
        assert!(!page(li, VILLAGE).await.contains("登记变更"));
        let late = changes(li, VILLAGE, &named("老青龙村", "2026-03-05")).await;
        assert!(late.contains("field=change"), "{late}");
        // A name that it got there is its own.
        assert!(done(
            &changes(li, new, &named("山下村", "2026-03-07")).await
        ));
        let late = changes(li, VILLAGE, &named("老青龙村", "2026-03-03")).await;
        assert!(late.contains("field=name_there"), "{late}");
    })
    .await;
}

#[tokio::test]
async fn a_move_to_come_is_taken_back_and_the_name_before_it_stays() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let here = format!("/desk/villages/{VILLAGE}/change");
        let moves = "change=moved&code=360723100999&from=2026-06-01";
        let named = "change=renamed&name=新青龙村&from=2026-01-15";
        for change in [moves, named] {
            let done = posts(&app.li, &here, change).await;
            assert!(done.ends_with("done=change"), "{done}");
        }
        for name in ["新青龙村", "青龙村"] {
            let back = posts(&app.li, &here, "change=take_back").await;
            assert_eq!(back, format!("/desk/villages/{VILLAGE}?done=take_back"));
            let path = format!("/api/v1/statistics/annual?area={VILLAGE}&year=2026");
            assert_eq!(app.li.gets(&path).await.json()["area"]["name"], name);
        }
    })
    .await;
}

#[tokio::test]
async fn a_day_of_no_usual_year_is_a_fault_of_its_field_in_every_form() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let village = format!("/desk/villages/{VILLAGE}");
        let merged = "change=merged&into=360723104201&from";
        let rules = format!("area={DAYU}&frequency=DEFAULT&duty=SJZ-2023&valid_from");
        for (person, path, fields, field) in [
            (
                &app.li,
                format!("{village}/plan"),
                "period=year&visits=2&valid_from",
                "valid_from",
            ),
            (&app.li, format!("{village}/change"), merged, "from"),
            (
                &app.wu,
                "/desk/settings/coverage-rules".to_owned(),
                &rules,
                "valid_from",
            ),
        ] {
            for odd in ["%2B99999-01-01", "1899-12-31", "-5000-01-01"] {
                let refused = posts(person, &path, &format!("{fields}={odd}")).await;
                let told = format!("field={field}");
                assert!(refused.contains(&told), "{path}, {odd}: {refused}");
            }
            let done = posts(person, &path, &format!("{fields}=2026-03-01")).await;
            assert!(done.contains("done="), "{path}: {done}");
        }

        let people = PEOPLE.as_bytes().to_vec();
        world::import_bytes(&store, Kind::Commissioners, "people.csv", people).await;
        let card = format!("/desk/registers/commissioners/{OPEN_ENDED}/handover");
        let page = app.li.gets(&card).await.text();
        assert!(page.contains(ZHAO_ID), "{page}");
        let form = format!("version=1&successor={ZHAO_ID}&last_day=%2B99999-01-01");
        let refused = app.li.posts_form(&card, &form).await;
        assert!(refused.text().contains("不是日期"), "{}", refused.text());
    })
    .await;
}
