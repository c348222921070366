//! The registers' pages and plain posts: what works in a browser without script.

use http::{Method, StatusCode, header};
use store::accounts::{self, Proof, SessionKind};
use tests::{
    each_database,
    http::{Answer, App, Person, VILLAGE, ZHAO_ID, send},
    world::PASSWORD,
};

/// Posts a form as a browser without script does.
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
    send(
        &person.router,
        Method::POST,
        path,
        &headers,
        form.to_owned(),
    )
    .await
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

#[tokio::test]
async fn a_clerk_reads_edits_and_ends_without_script() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let list = text(&app.li.gets("/desk/registers/commissioners").await);
        let card = format!("/desk/registers/commissioners/{ZHAO_ID}");
        assert!(list.contains(&card), "{list}");
        let form = text(&app.li.gets(&format!("{card}/edit")).await);
        assert!(form.contains("name=\"specialty\""), "{form}");
        let edit = format!("{card}/edit");
        let saved = posts(&app.li, &edit, "version=1&specialty=%E6%9F%91%E6%A9%98").await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        assert_eq!(saved.header("location"), format!("{card}?saved=1"));
        assert!(text(&app.li.gets(&card).await).contains("柑橘"));
        let late = posts(&app.li, &edit, "version=1&specialty=%E7%AB%B9").await;
        assert_eq!(late.status, StatusCode::OK);
        let late = text(&late);
        assert!(
            late.contains("value=\"竹\"") && late.contains("对方改成：柑橘"),
            "{late}"
        );
        let ended = posts(&app.li, &edit, "version=2&term_to=2025-12-31").await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn pages_write_days_as_pages_do_and_files_and_fields_as_files_do() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = format!("/desk/registers/commissioners/{ZHAO_ID}");
        let ended = posts(
            &app.li,
            &format!("{card}/edit"),
            "version=1&term_to=2027-06-30",
        )
        .await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER);
        let list = text(&app.li.gets("/desk/registers/commissioners").await);
        assert!(
            list.contains("2025年1月1日 至 2027年6月30日") && list.contains("聘期"),
            "{list}"
        );
        let card_page = text(&app.li.gets(&card).await);
        assert!(
            card_page.contains("<dd>2027年6月30日</dd>")
                && card_page.contains("<del>2026年12月31日</del>"),
            "{card_page}"
        );
        for page in [&list, &card_page] {
            assert!(!page.contains(">2025-01-01"), "{page}");
        }
        let form = text(&app.li.gets(&format!("{card}/edit")).await);
        assert!(form.contains("value=\"2027-06-30\""), "{form}");
        let file = text(
            &app.li
                .gets("/api/v1/registers/commissioners/list.csv")
                .await,
        );
        assert!(file.contains("2025-01-01,2027-06-30"), "{file}");
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let path = format!("/desk/registers/villages/{VILLAGE}/edit");
        let sent = "version=0&households=many&tech_demand=%3C%2Ftextarea%3E%3Cscript%3E";
        let answer = posts(&app.li, &path, sent).await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = text(&answer);
        assert!(page.contains("应为 0 到 1000000 的整数"), "{page}");
        assert!(page.contains("value=\"many\""), "{page}");
        assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn each_role_gets_what_the_table_says() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = format!("/desk/registers/commissioners/{ZHAO_ID}");
        let edit = format!("{card}/edit");
        for (person, read, write) in [
            (&app.li, 200, 303),
            (&app.zhou, 200, 403),
            // 大余县 is not a township, and an administrator keeps no register of people.
            (&app.sun, 404, 404),
            (&app.wu, 404, 404),
        ] {
            let answer = person.gets(&card).await;
            assert_eq!(answer.status, read, "{} reads", person.login);
            let answer = posts(person, &edit, "version=1&specialty=").await;
            assert_eq!(answer.status, write, "{} writes", person.login);
        }
        let answer = posts(&app.nobody, &edit, "version=1").await;
        assert!(answer.header("location").starts_with("/sign-in"));
        let answer = posts(&app.zhao, &edit, "version=1").await;
        assert_ne!(answer.status, StatusCode::SEE_OTHER);
        for unknown in ["divisions", "nonsense"] {
            let path = format!("/desk/registers/{unknown}/new");
            assert_eq!(
                posts(&app.li, &path, "").await.status,
                StatusCode::NOT_FOUND
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_persons_one_time_code_is_made_on_a_second_word_and_by_the_county_alone() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let path = format!("/desk/registers/commissioners/{ZHAO_ID}/codes");
        let asked = text(&app.li.gets(&path).await);
        assert!(asked.contains("发放并显示") && !asked.contains("start code"));
        for person in [&app.zhou, &app.sun, &app.qian] {
            let answer = posts(person, &path, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", person.login);
        }
        let page = text(&posts(&app.li, &path, "").await);
        let mut words = page.split(['>', '<']);
        let code = words.find(|word| word.len() == 19 && word.contains('-'));
        let proof = Proof::Code(code.unwrap());
        let set = accounts::set_password(&store, "zhao", proof, "脐橙园里看黄龙病", "::1");
        set.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_post_from_another_site_changes_nothing() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let signed_in =
            accounts::sign_in(&store, "li", PASSWORD, "127.0.0.1", SessionKind::Cookie).await;
        let cookie = format!("ketepai={}", signed_in.unwrap().token);
        let headers = [
            (
                header::CONTENT_TYPE.as_str(),
                "application/x-www-form-urlencoded",
            ),
            (header::COOKIE.as_str(), cookie.as_str()),
            (header::ORIGIN.as_str(), "https://elsewhere.example"),
        ];
        let path = format!("/desk/registers/commissioners/{ZHAO_ID}/edit");
        let answer = send(&app.router, Method::POST, &path, &headers, "version=1").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_handover_says_to_whom_and_what_passed_on_and_which_teams_are_left() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let person = "version=0&login=13912340001&name=%E6%9C%B1%E6%98%8E&gender=%E7%94%B7&kind=individual&unit_code=U0\
            &title_level=junior&level=county&industry_codes=navel_orange&area_code=360723000000&term_from=2026-01-01";
        let made = posts(&app.li, "/desk/registers/commissioners/new", person).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", text(&made));
        let card = made.header("location").replace("?saved=1", "");
        let successor = card.rsplit('/').next().unwrap_or_default();
        let team = "version=0&code=DY-T1&name=%E8%84%90%E6%A9%99%E5%9B%A2&kind=commissioner_team&level=county\
            &area_code=360723000000&industry_code=navel_orange&lead_unit_code=U0&started_on=2026-01-01\
            &members=zhao&members.role=%E5%9B%A2%E5%91%98";
        let made = posts(&app.li, "/desk/registers/teams/new", team).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", text(&made));
        let village = format!("version=0&village_code={VILLAGE}&login=zhao&from=2026-01-01");
        let made = posts(&app.li, "/desk/registers/assignments/new", &village).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", text(&made));

        let path = format!("/desk/registers/commissioners/{ZHAO_ID}/handover");
        let form = text(&app.li.gets(&path).await);
        assert!(form.contains("确认移交") && form.contains("移交不改动团队"), "{form}");
        let fields = format!("version=1&successor={successor}&last_day=2026-03-31");
        let done = posts(&app.li, &path, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", text(&done));
        let location = done.header("location");
        assert!(location.ends_with("?saved=handover"), "{location}");
        let page = text(&app.li.gets(location).await);
        let told = "已移交给朱明：1 个村、0 条记录，最后一天 2026年3月31日。";
        for words in [told, "移交不改动团队", "脐橙团"] {
            assert!(page.contains(words), "{words}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_a_commissioner_has_a_page_for_a_one_time_code_and_for_a_handover() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for what in ["codes", "handover"] {
            for (thing, status) in [
                (format!("commissioners/{ZHAO_ID}"), StatusCode::OK),
                (format!("villages/{VILLAGE}"), StatusCode::NOT_FOUND),
                ("industries/navel_orange".to_owned(), StatusCode::NOT_FOUND),
            ] {
                let path = format!("/desk/registers/{thing}/{what}");
                assert_eq!(app.li.gets(&path).await.status, status, "{path}");
            }
        }
    })
    .await;
}
