//! The ledgers' pages, plain posts and files: what works in a browser without script.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{Method, StatusCode, header};
use store::imports::Kind;
use tests::{
    each_database,
    http::{Answer, App, DAYU, GANXIAN, Person, VILLAGE, send},
    world,
};

/// Posts a form as a browser without script does.
async fn posts(person: &Person, path: &str, form: &[(&str, &str)]) -> Answer {
    let bearer = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
    let headers = [
        (
            header::CONTENT_TYPE.as_str(),
            "application/x-www-form-urlencoded",
        ),
        (header::ACCEPT.as_str(), "text/html"),
        (header::AUTHORIZATION.as_str(), bearer.as_str()),
    ];
    let form = encoded_form(form);
    send(&person.router, Method::POST, path, &headers, form).await
}

/// Every byte of a value percent-encoded: a form may hold anything.
fn encoded_form(form: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        let byte = |text: String, byte| format!("{text}%{byte:02X}");
        text.bytes().fold(String::new(), byte)
    };
    let pairs: Vec<_> = form
        .iter()
        .map(|(name, text)| format!("{name}={}", encoded(text)))
        .collect();
    pairs.join("&")
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

const PROBLEM: [(&str, &str); 10] = [
    ("version", "0"),
    ("title", "=补种什么<script>"),
    ("description", "清掉病树的地块空着，不知道补种什么。"),
    ("nature", "problem"),
    ("category", "variety"),
    ("severity", "urgent"),
    ("raised_by", "village"),
    ("raised_on", "2026-02-01"),
    ("area_code", VILLAGE),
    ("industry", "navel_orange"),
];

/// Raises a problem; the path of its card.
async fn raised(person: &Person) -> String {
    let answer = posts(person, "/desk/ledgers/problems/new", &PROBLEM).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let card = answer.header("location").to_owned();
    card.strip_suffix("?saved=1").unwrap().to_owned()
}

#[tokio::test]
async fn a_problem_is_raised_assigned_and_read_without_script() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = raised(&app.sun).await;
        let page = text(&app.li.gets(&card).await);
        assert!(page.contains("=补种什么&lt;script&gt;"), "{page}");
        assert!(page.contains("待分派"), "{page}");
        let step = format!("{card}/steps/assign");
        let form = text(&app.li.gets(&step).await);
        assert!(form.contains("name=\"due_on\""), "{form}");
        let late = [
            ("version", "1"),
            ("responsible", "没有这个人"),
            ("due_on", "2026-02-10"),
        ];
        let refused = posts(&app.li, &step, &late).await;
        assert_eq!(refused.status, StatusCode::OK);
        let refused = text(&refused);
        assert!(refused.contains("没有找到这个人或团队"), "{refused}");
        assert!(refused.contains("value=\"没有这个人\""), "{refused}");
        let assign = [
            ("version", "1"),
            ("responsible", "赵"),
            ("due_on", "2026-02-10"),
            ("expected_result", "补种方案"),
        ];
        let done = posts(&app.li, &step, &assign).await;
        assert_eq!(done.header("location"), format!("{card}?saved=1"));
        let list = text(
            &app.sun
                .gets("/desk/ledgers/problems?view=responsibility")
                .await,
        );
        assert!(list.contains("超期 19 天"), "{list}");
        // Pages write days as all pages do.
        let page_of_card = text(&app.li.gets(&card).await);
        for page in [&list, &page_of_card] {
            assert!(page.contains("2026年2月10日"), "{page}");
            assert!(!page.contains(">2026-02-10"), "{page}");
        }
        // A step that has been taken is no page any more.
        let gone = app.li.gets(&format!("{card}/steps/confirm")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn each_role_keeps_and_reads_what_the_table_says() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = raised(&app.sun).await;
        let edit = format!("{card}/edit");
        let nothing = [("version", "1")];
        for (person, read, write) in [
            (&app.sun, 200, 303),
            (&app.li, 200, 303),
            (&app.zhou, 200, 403),
            (&app.wu, 404, 404),
        ] {
            let answer = person.gets(&card).await;
            assert_eq!(answer.status, read, "{} reads", person.login);
            let answer = posts(person, &edit, &nothing).await;
            assert_eq!(answer.status, write, "{} writes", person.login);
        }
        for person in [&app.zhao, &app.qian, &app.nobody] {
            // Their pages are elsewhere, and what they post is refused.
            assert_eq!(person.gets(&card).await.status, StatusCode::SEE_OTHER);
        }
        for person in [&app.zhao, &app.qian] {
            let answer = posts(person, "/desk/ledgers/problems/new", &PROBLEM).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", person.login);
            let answer = posts(person, &edit, &nothing).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", person.login);
        }
        // A township keeps no money, and nobody enters what the served say.
        let money = posts(&app.sun, "/desk/ledgers/funding/new", &nothing).await;
        assert_eq!(money.status, StatusCode::FORBIDDEN);
        let reply = posts(&app.li, "/desk/ledgers/replies/new", &nothing).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        let stray = posts(&app.li, "/desk/ledgers/nonsense/new", &nothing).await;
        assert_eq!(stray.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_ledger_leaves_as_a_file_within_ones_area() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        raised(&app.sun).await;
        let file = "/api/v1/ledgers/problems/list.csv";
        let csv = text(&app.li.gets(file).await);
        // A text that a spreadsheet would take for a formula is told apart.
        assert!(csv.contains("'=补种什么"), "{csv}");
        assert!(csv.contains("超期（天）"), "{csv}");
        // Nothing else has a day until which it must be done.
        let csv = text(&app.li.gets("/api/v1/ledgers/funding/list.csv").await);
        assert!(csv.contains("状态") && !csv.contains("超期"), "{csv}");
        for (person, area, want) in [
            (&app.li, DAYU, 200),
            (&app.li, GANXIAN, 403),
            (&app.sun, DAYU, 403),
            (&app.zhou, GANXIAN, 200),
            (&app.zhao, DAYU, 403),
            (&app.wu, DAYU, 403),
        ] {
            let answer = person.gets(&format!("{file}?area={area}")).await;
            assert_eq!(answer.status, want, "{} {area}", person.login);
        }
        let stray = app.li.gets("/api/v1/ledgers/nonsense/list.csv").await;
        assert_eq!(stray.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_figure_opens_the_entries_it_counts() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = raised(&app.sun).await;
        let path = format!("/api/v1/statistics/annual/I01N/records?area={DAYU}&year=2026");
        let behind = app.li.gets(&path).await.json();
        assert_eq!(behind["listed"], "entries", "{behind}");
        let entry = &behind["entries"][0];
        assert!(card.ends_with(entry["id"].as_str().unwrap()), "{behind}");
        let file = format!("/api/v1/statistics/annual/I01N/records.csv?area={DAYU}&year=2026");
        let csv = text(&app.li.gets(&file).await);
        assert!(csv.contains("补种什么"), "{csv}");
        let page = format!("/desk/statistics/I01N?area={DAYU}&year=2026");
        assert!(text(&app.li.gets(&page).await).contains(&card));
    })
    .await;
}

/// Makes a link; its path.
async fn linked(app: &App) -> String {
    let asked = [("about", "脐橙修剪指导"), ("area_code", VILLAGE)];
    let page = text(&posts(&app.li, "/desk/ledgers/replies/link", &asked).await);
    assert!(page.contains("data-copy=\"link\""), "{page}");
    let code = page.split("/s/").nth(1).unwrap_or_else(|| panic!("{page}"));
    format!("/s/{}", &code[..19])
}

#[tokio::test]
async fn who_was_served_answers_once_without_an_account() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let link = linked(&app).await;
        let asked = app.nobody.gets(&link).await;
        assert_eq!(asked.header("x-robots-tag"), "noindex");
        let page = text(&asked);
        assert!(page.contains("脐橙修剪指导"), "{page}");
        let nothing = posts(&app.nobody, &link, &[("satisfaction", "great")]).await;
        assert!(
            text(&nothing).contains("脐橙修剪指导"),
            "the link stays open"
        );
        let answer = [("satisfaction", "satisfied"), ("remark", "讲得明白")];
        let thanks = posts(&app.nobody, &link, &answer).await;
        assert!(text(&thanks).contains("已经收到"));
        let again = posts(&app.nobody, &link, &answer).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        let gone = app.nobody.gets(&link).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(!text(&gone).contains("脐橙修剪指导"));
        let path = format!("/api/v1/statistics/annual?area={DAYU}&year=2026");
        let figures = app.li.gets(&path).await.json();
        let value = |code: &str| {
            let all = figures["indicators"].as_array().unwrap().iter();
            let found = all.clone().find(|figure| figure["code"] == code);
            found.unwrap()["value"].clone()
        };
        assert_eq!((value("K01"), value("K01N")), (100.0.into(), 1.into()));
        let list = text(&app.li.gets("/desk/ledgers/replies").await);
        assert!(list.contains("讲得明白"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn a_link_is_made_by_the_county_and_does_not_last_for_ever() {
    each_database(async |store, clock| {
        let app = App::start(&store).await;
        let asked = [("about", "脐橙修剪指导"), ("area_code", VILLAGE)];
        for person in [&app.sun, &app.zhou, &app.zhao, &app.wu] {
            let answer = posts(person, "/desk/ledgers/replies/link", &asked).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", person.login);
        }
        let link = linked(&app).await;
        clock.set(clock.now() + chrono::Duration::days(30));
        let late = app.nobody.gets(&link).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn guessing_at_links_is_stopped() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let link = linked(&app).await;
        for at in 0..20 {
            let answer = app.nobody.gets(&format!("/s/{at:04}-0000-0000-0000")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{at}");
        }
        let stopped = app.nobody.gets(&link).await;
        assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn a_village_goes_by_its_short_name_until_another_bears_it() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let mut form = PROBLEM;
        form[8].1 = "青龙村";
        let new = "/desk/ledgers/problems/new";
        let made = posts(&app.li, new, &form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", text(&made));
        let other = "code,name,level,parent_code,kind,short_name
360723100999,青龙村民委员会,village,360723100000,village,青龙村
";
        let other = other.as_bytes().to_vec();
        world::import_bytes(&store, Kind::Divisions, "divisions.csv", other).await;
        let asked = text(&posts(&app.li, new, &form).await);
        let named = "有几个地方叫这个名字：南安镇青龙村、青龙镇青龙村。请写明乡镇。";
        assert!(asked.contains(named), "{asked}");
    })
    .await;
}

#[tokio::test]
async fn what_nobody_sees_to_says_so_and_a_card_can_be_printed() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = raised(&app.sun).await;
        let up = [
            ("version", "1"),
            ("escalated_to", "市科技局"),
            ("escalate_reason", "本县没有会治的人"),
        ];
        let done = posts(&app.li, &format!("{card}/steps/escalate"), &up).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", text(&done));
        let list = text(
            &app.li
                .gets("/desk/ledgers/problems?view=responsibility")
                .await,
        );
        assert!(list.contains("未指定"), "{list}");
        let page = text(&app.li.gets(&card).await);
        assert!(page.contains("data-print"), "{page}");
    })
    .await;
}
