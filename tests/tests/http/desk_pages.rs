//! Pages of the desk that are made on the server alone: the lists of villages, the reminder, and the
//! form of a paper log.

use http::{Method, StatusCode, header};
use serde_json::Value;
use store::imports::Kind;
use tests::{
    each_database,
    http::{
        Answer, App, DAYU, GANXIAN, Person, QIAN_ID, VILLAGE, ZHAO_ID, id, send, submission, visit,
    },
    world,
};

const DESIGNATIONS: &str = "village_code,kind,level,valid_from,valid_to,document_no
360723104200,poverty_exited_village,province,2021-01-01,,
360723104201,key_assistance_village,province,2021-01-01,,
";
const ASSIGNMENTS: &str = "login,village_code,from,to
zhao,360723104200,2025-01-01,
";

async fn start(store: &store::Store) -> App {
    let app = App::start(store).await;
    let designations = DESIGNATIONS.as_bytes().to_vec();
    world::import_bytes(store, Kind::Designations, "designations.csv", designations).await;
    let assignments = ASSIGNMENTS.as_bytes().to_vec();
    world::import_bytes(store, Kind::Assignments, "assignments.csv", assignments).await;
    app
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// Posts a form as a browser without script does.
async fn posts(person: &Person, path: &str, fields: &[(&str, &str)]) -> Answer {
    let bearer = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
    let headers = [
        (
            header::CONTENT_TYPE.as_str(),
            "application/x-www-form-urlencoded",
        ),
        (header::ACCEPT.as_str(), "text/html"),
        (header::AUTHORIZATION.as_str(), bearer.as_str()),
    ];
    let form = fields.iter().map(|(name, text)| {
        let text: String = text
            .bytes()
            .fold(String::new(), |text, byte| format!("{text}%{byte:02X}"));
        format!("{name}={text}")
    });
    let form = form.collect::<Vec<_>>().join("&");
    send(&person.router, Method::POST, path, &headers, form).await
}

#[tokio::test]
async fn more_pages_at_once_than_the_database_has_connections_all_come() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let paths = [
            "/desk/coverage",
            "/desk/imports",
            "/desk/charts",
            "/desk/quality",
        ];
        let asked = paths.iter().cycle().take(40).map(|path| app.li.gets(path));
        let all = futures::future::join_all(asked);
        let all = tokio::time::timeout(std::time::Duration::from_secs(30), all).await;
        for answer in all.expect("no page waits for another") {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        }
    })
    .await;
}

#[tokio::test]
async fn each_number_of_the_board_is_a_list_by_kind_and_designation() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let list = |query: &str| format!("/desk/coverage/list?year=2026&{query}");
        let all = text(&app.li.gets(&list("show=uncovered")).await);
        assert!(
            all.contains("空白村清单") && all.contains("青龙村"),
            "{all}"
        );
        assert!(all.contains("平岗村") && all.contains("盖章"), "{all}");
        let assigned = text(&app.sun.gets(&list("show=assigned_not_served")).await);
        assert!(assigned.contains("青龙村") && !assigned.contains("平岗村"));
        let key = text(
            &app.zhou
                .gets(&list("designation=key_assistance_village"))
                .await,
        );
        assert!(!key.contains("青龙村") && key.contains("平岗村"));
        assert!(key.contains("大余县"), "a city's list names the county");
        let board = "/api/v1/coverage?year=2026&designation=key_assistance_village";
        assert_eq!(app.li.gets(board).await.json()["totals"]["due"], 1);
        let unknown = app
            .li
            .gets("/api/v1/coverage?designation=rich_village")
            .await;
        assert_eq!(unknown.fields(), ["designation"]);
        let other = app.li.gets(&list(&format!("area={GANXIAN}"))).await;
        assert!(!text(&other).contains("清单</h1>"), "another county's list");
    })
    .await;
}

#[tokio::test]
async fn a_village_whose_commissioner_has_served_the_term_says_so() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let list = "/desk/coverage/list?year=2026&show=assigned";
        let serving = text(&app.li.gets(list).await);
        assert!(serving.contains("赵") && !serving.contains("聘期已满"), "{serving}");
        let ended = "login,name,mobile,gender,birth_year,kind,unit_code,title_level,level,industry_codes,area_code,term_from,term_to
zhao,赵,13900000001,男,1984,individual,U0,associate_senior,city,navel_orange,360723000000,2025-01-01,2026-01-31
";
        let ended = ended.as_bytes().to_vec();
        world::import_bytes(&store, Kind::Commissioners, "people.csv", ended).await;
        for path in [list, "/desk/coverage?year=2026", "/desk/coverage/reminder?year=2026"] {
            let page = text(&app.li.gets(path).await);
            assert!(page.contains("赵（聘期已满）"), "{path}: {page}");
        }
        let board = app.li.gets("/api/v1/coverage?year=2026").await.json();
        assert_eq!(board["totals"]["assigned"], 1, "the assignment still stands");
    })
    .await;
}

#[tokio::test]
async fn the_reminder_names_the_village_and_who_is_assigned_in_a_box_to_copy() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let page = text(&app.sun.gets("/desk/coverage/reminder?year=2026").await);
        let begins = page.find("<textarea").unwrap_or_default();
        let message = page.get(begins..).unwrap_or_default();
        assert!(message.contains("青龙村：赵；还没有服务过"), "{page}");
        assert!(message.contains("平岗村：未结对"), "{page}");
    })
    .await;
}

fn paper_log<'a>(change: &'a str, record: &'a str, author: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", record),
        ("change_id", change),
        ("captured_at", "2026-02-27T01:00:00Z"),
        ("author_id", author),
        ("started_on", "2026-02-20"),
        ("ended_on", ""),
        ("service_days", "0.5"),
        ("mode", "onsite"),
        ("area_code", VILLAGE),
        ("target_kind", "farmer_household"),
        ("industry_codes", ""),
        ("industry_codes", "脐橙"),
        ("action_kind", "tech_assistance"),
        ("service_kinds", "业务指导"),
        (
            "content",
            "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。",
        ),
        ("result", ""),
        ("households_guided", "8"),
    ]
}

#[tokio::test]
async fn a_paper_log_is_entered_once_marked_and_left_to_others_to_decide() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let path = "/desk/on-behalf/visit";
        let form = text(&app.sun.gets(path).await);
        assert!(form.contains("name=\"change_id\"") && form.contains(ZHAO_ID));
        let (change, record) = (id(101), id(1));
        let log = paper_log(&change, &record, ZHAO_ID);
        for _ in 0..2 {
            let entered = posts(&app.sun, path, &log).await;
            assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", text(&entered));
            assert_eq!(
                entered.header("location"),
                format!("/desk/records/{record}")
            );
        }
        let seen = app
            .zhao
            .gets(&format!("/api/v1/records/{record}"))
            .await
            .json();
        assert_eq!(seen["author_id"], ZHAO_ID);
        assert_eq!(
            (&seen["entered_by"], &seen["version"]),
            (&"sun".into(), &1.into())
        );
        let own = app.sun.decides(&record, 1, "approve").await;
        assert_eq!(own["outcome"], Value::from("rejected"));
        let other = app.li.decides(&record, 1, "approve").await;
        assert_eq!(other["outcome"], Value::from("applied"));
    })
    .await;
}

#[tokio::test]
async fn a_paper_log_with_faults_comes_back_as_it_was_typed() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let path = "/desk/on-behalf/visit";
        let (change, record) = (id(102), id(2));
        let mut log = paper_log(&change, &record, ZHAO_ID);
        log.retain(|(name, _)| *name != "content");
        log.push(("content", "</textarea>太短"));
        let answer = posts(&app.li, path, &log).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = text(&answer);
        assert!(page.contains("请写清做了什么，至少 20 个字"), "{page}");
        assert!(page.contains("&lt;/textarea&gt;太短") && page.contains(&change));
        // Somebody of another county is nobody this office enters for.
        let foreign = paper_log(&change, &record, QIAN_ID);
        let answer = posts(&app.li, path, &foreign).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(&answer).contains("人员或团队已变动"));
    })
    .await;
}

#[tokio::test]
async fn only_a_county_and_a_township_enter_for_others() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let path = "/desk/on-behalf/training";
        let (change, record) = (id(103), id(3));
        let log = paper_log(&change, &record, ZHAO_ID);
        for (person, want) in [(&app.zhou, 403), (&app.wu, 403), (&app.zhao, 403)] {
            let answer = posts(person, path, &log).await;
            assert_eq!(answer.status, want, "{} writes", person.login);
            let found = app.li.gets(&format!("/api/v1/records/{record}")).await;
            assert_eq!(found.status, StatusCode::NOT_FOUND);
        }
        assert!(!text(&app.zhou.gets(path).await).contains("name=\"change_id\""));
        let answer = posts(&app.nobody, path, &log).await;
        assert!(answer.header("location").starts_with("/sign-in"));
        let unknown = posts(&app.li, "/desk/on-behalf/dinner", &log).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_turns_the_townships_step_of_a_county_on_and_off() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let set = async |person: &Person, area: &str, step: &str| {
            let fields = [("area", area), ("step", step)];
            let answer = posts(person, "/desk/settings/township-step", &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            answer.header("location").to_owned()
        };
        for person in [&app.zhao, &app.sun, &app.li, &app.zhou] {
            let refused = set(person, DAYU, "on").await;
            assert_eq!(
                refused, "/desk/settings?error=forbidden",
                "{}",
                person.login
            );
            let page = person.gets("/desk/settings").await;
            assert_ne!(page.status, StatusCode::OK, "{}", person.login);
        }
        assert!(set(&app.nobody, DAYU, "on").await.starts_with("/sign-in"));
        for (area, step) in [(VILLAGE, "on"), (DAYU, "perhaps")] {
            let wrong = set(&app.wu, area, step).await;
            assert!(wrong.starts_with("/desk/settings?error="), "{wrong}");
        }

        let queue = text(&app.sun.gets("/desk/reviews").await);
        assert!(queue.contains("本县没有开启乡镇核实"), "{queue}");
        assert_eq!(set(&app.wu, DAYU, "on").await, "/desk/settings?done=on");
        let page = text(&app.wu.gets("/desk/settings?done=on").await);
        assert!(page.contains("已开启") && page.contains("未开启"), "{page}");
        let queue = text(&app.sun.gets("/desk/reviews").await);
        assert!(!queue.contains("本县没有开启乡镇核实"), "{queue}");
        assert_eq!(set(&app.wu, DAYU, "off").await, "/desk/settings?done=off");
        let page = text(&app.wu.gets("/desk/settings").await);
        assert!(!page.contains("已开启"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn coverage_rules_hold_from_their_day_on_and_only_an_administrator_sets_them() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let set = async |person: &Person, fields: &[(&str, &str)]| {
            let answer = posts(person, "/desk/settings/coverage-rules", fields).await;
            answer.header("location").to_owned()
        };
        let rules = |area, from, frequency| {
            [
                ("area", area),
                ("valid_from", from),
                ("frequency", frequency),
                ("duty", "SJZ-2023"),
            ]
        };
        let guangxi = rules(DAYU, "2026-01-01", "GX-2015");
        for person in [&app.zhao, &app.sun, &app.li, &app.zhou] {
            let refused = set(person, &guangxi).await;
            assert_eq!(
                refused, "/desk/settings?error=forbidden",
                "{}",
                person.login
            );
        }
        for (fields, field) in [
            (rules(VILLAGE, "2026-01-01", "GX-2015"), "area"),
            (rules(DAYU, "sometime", "GX-2015"), "valid_from"),
            (rules(DAYU, "2026-01-01", "no such"), "rules"),
        ] {
            let refused = set(&app.wu, &fields).await;
            assert!(refused.ends_with(&format!("field={field}")), "{refused}");
        }
        let board = async |year: &str| {
            let path = format!("/api/v1/coverage?area={DAYU}&year={year}");
            app.li.gets(&path).await.json()
        };
        assert_eq!(board("2026").await["rule"]["code"], "DEFAULT");
        assert_eq!(set(&app.wu, &guangxi).await, "/desk/settings?done=rules");
        assert_eq!(board("2026").await["rule"]["code"], "GX-2015");
        assert_eq!(board("2025").await["rule"]["code"], "DEFAULT");
        let page = text(&app.wu.gets("/desk/settings?done=rules").await);
        assert!(page.contains("月均实地服务不少于 2 天（次）"), "{page}");

        // Neither of the two due villages has an industry base.
        assert_eq!(board("2026").await["totals"]["due"], 2);
        let mut fields = guangxi.to_vec();
        fields.push(("industry_base_only", "on"));
        assert_eq!(set(&app.wu, &fields).await, "/desk/settings?done=rules");
        assert_eq!(board("2026").await["totals"]["due"], 0);
        // The person's own year is measured by the county's duty.
        let home = text(&app.zhao.gets("/").await);
        assert!(home.contains("12 次") && !home.contains("30 天"), "{home}");
    })
    .await;
}

#[tokio::test]
async fn an_address_without_a_page_has_a_way_back() {
    each_database(async |store, _| {
        let app = start(&store).await;
        let headers = [("accept", "text/html,application/xhtml+xml")];
        // Nearly a page, but none that the gate has let anybody see.
        for path in ["/desk/nope", "/nope", "/desk/", "/desk/coverage/"] {
            let answer = send(&app.router, Method::GET, path, &headers, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(text(&answer).contains("没有这个页面"), "{path}");
        }
        // Below the desk are no files, whatever is asked for.
        let headers = [("accept", "*/*")];
        let answer = send(&app.router, Method::GET, "/desk/nope", &headers, "").await;
        assert!(text(&answer).contains("没有这个页面"));
    })
    .await;
}

#[tokio::test]
async fn who_decides_too_late_is_told_of_that_record_and_not_of_the_next() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for number in [1, 2] {
            let record = submission(number, &visit(number));
            app.zhao.pushes(&record).await;
        }
        let (first, second) = (id(1), id(2));
        let decides = async |id: &str, version: &str| {
            let (next, back) = (
                format!("/desk/reviews?id={second}"),
                format!("/desk/reviews?id={id}"),
            );
            let form = [
                ("record_id", id),
                ("version", version),
                ("decision", "approve"),
                ("next", &next),
                ("back", &back),
            ];
            let answer = posts(&app.li, "/fn/reviews/decide", &form).await;
            let to = answer.header("location").to_owned();
            let page = text(&app.li.gets(&to).await);
            (to, page)
        };
        app.li.decides(&first, 1, "approve").await;
        let (to, page) = decides(&first, "1").await;
        assert_eq!(to, format!("/desk/reviews?id={second}&gone={first}"));
        assert!(page.contains("已由别人审核或撤回"), "{page}");
        assert!(!page.contains("记录刚被他人修改"), "{page}");
        // Still in the queue, but not as it was seen.
        let (to, page) = decides(&second, "7").await;
        assert!(to.contains("fault=conflict"), "{to}");
        assert!(page.contains("记录刚被他人修改"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn refused_records_of_many_are_named_with_day_and_reason_and_stay_ticked() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        app.zhao.pushes(&submission(2, &visit(2))).await;
        let refused = format!(
            "/desk/reviews?applied=approve.1&failed={}.own_record",
            id(1)
        );
        let page = text(&app.li.gets(&refused).await);
        let named = page.split("class=\"failures\"").nth(1).unwrap_or_default();
        let named = named.split("</ul>").next().unwrap_or_default();
        for part in ["青龙村", "2026年2月20日", "本人"] {
            assert!(named.contains(part), "{part}: {named}");
        }
        let ticks: Vec<_> = page.split("name=\"chosen[]\"").skip(1).collect();
        let ticked = ticks.iter().filter(|tick| {
            let own = tick.split('>').next().unwrap_or_default();
            own.contains("checked")
        });
        assert_eq!((ticks.len(), ticked.count()), (2, 1), "{page}");
    })
    .await;
}

#[tokio::test]
async fn what_was_done_is_said_with_a_way_on_that_leads_somewhere() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        app.zhao.pushes(&submission(2, &visit(2))).await;
        let chosen = [format!("{}.1", id(1)), format!("{}.1", id(2))];
        let form = [
            ("chosen[]", chosen[0].as_str()),
            ("chosen[]", chosen[1].as_str()),
            ("back", "/desk/reviews"),
        ];
        let answer = posts(&app.li, "/fn/reviews/approve-chosen", &form).await;
        let to = answer.header("location").to_owned();
        let page = text(&app.li.gets(&to).await);
        assert!(page.contains("已通过 2 条。"), "{to}: {page}");
        assert!(page.contains("/desk/records?status=approved"), "{page}");
        let way = "查看这条记录";
        let done = format!("done=approve.{}", id(1));
        let queue = text(&app.li.gets(&format!("/desk/reviews?{done}")).await);
        assert!(queue.contains("已通过。") && queue.contains(way), "{queue}");
        let own = format!("/desk/records/{}?{done}", id(1));
        let own = text(&app.li.gets(&own).await);
        assert!(own.contains("已通过。") && !own.contains(way), "{own}");
    })
    .await;
}

#[tokio::test]
async fn what_an_address_names_in_vain_is_not_found_under_a_heading() {
    each_database(async |store, _| {
        let app = start(&store).await;
        for path in [
            "/desk/records/xyz",
            "/desk/villages/000",
            "/desk/on-behalf/dance",
            "/desk/statistics/ZZZ",
        ] {
            let answer = app.li.gets(path).await;
            let page = text(&answer);
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {page}");
            assert_eq!(page.matches("<h1").count(), 1, "{path}: {page}");
            assert!(!page.contains("导出 CSV"), "{path}: {page}");
            assert!(page.contains("回首页"), "{path}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_on_paper_says_what_was_asked_for_and_its_days_of_which_year() {
    each_database(async |store, _| {
        let app = start(&store).await;
        app.zhao.pushes(&submission(1, &visit(1))).await;
        let page = text(
            &app.li
                .gets("/desk/records?kind=visit&from=2026-01-01")
                .await,
        );
        let asked = "类别：服务；状态：全部；日期：2026年1月1日起。";
        assert!(
            page.contains("区域：大余县；") && page.contains(asked),
            "{page}"
        );
        assert!(page.contains("data-year=\"2026\""), "{page}");
    })
    .await;
}

#[tokio::test]
async fn the_tasks_of_the_year_stand_in_the_main_navigation_by_role() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let tasks = async |person: &Person| {
            let page = text(&person.gets("/desk/records").await);
            let nav = page.split("desk-nav\"").nth(1).unwrap_or_default();
            let nav = nav.split("</nav>").next().unwrap_or_default().to_owned();
            ["filings", "quality", "imports"].map(|task| nav.contains(&format!("/desk/{task}\"")))
        };
        assert_eq!(tasks(&app.li).await, [true, true, true]);
        assert_eq!(tasks(&app.zhou).await, [true, true, false]);
        assert_eq!(tasks(&app.sun).await, [true, false, false]);
    })
    .await;
}
