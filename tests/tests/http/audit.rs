//! The audit log as offices read it: whose acts, narrowed how, and as a file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    access::Actor,
    audit::{AuditFilter, AuditGroup, AuditLine},
};
use serde_json::json;
use store::{Store, accounts, audit, settings};
use tests::{
    databases::instant,
    each_database,
    http::{App, DAYU, GANXIAN, id, submission, visit},
};

async fn actor(store: &Store, login: &str) -> Actor {
    accounts::find(store, login).await.unwrap()
}

async fn lines(store: &Store, login: &str, filter: &AuditFilter) -> Vec<AuditLine> {
    let actor = actor(store, login).await;
    audit::list(store, &actor, filter).await.unwrap().lines
}

/// What 李 finds under a filter.
async fn acts(store: &Store, filter: AuditFilter) -> Vec<String> {
    let found = lines(store, "li", &filter).await;
    found.into_iter().map(|line| line.action).collect()
}

fn actions(lines: &[AuditLine]) -> Vec<&str> {
    lines.iter().map(|line| line.action.as_str()).collect()
}

/// 赵 submits a visit with a contact; 李 looks at the phone, exports, and returns it.
async fn busy_day(app: &App) {
    let mut visit = visit(1);
    visit["confirmation"] =
        json!({"method": "on_screen_signature", "name": "王", "phone": "13700000000"});
    app.zhao.pushes(&submission(1, &visit)).await;
    let path = format!("/api/v1/records/{}/reveal", id(1));
    assert_eq!(app.li.posts(&path, &json!({})).await.status, 200);
    assert_eq!(
        app.li.gets("/api/v1/records.csv?kind=visit").await.status,
        200
    );
    app.li.decides(&id(1), 1, "return").await;
}

#[tokio::test]
async fn who_changed_exported_or_revealed_a_phone_is_there() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        busy_day(&app).await;
        let all = lines(&store, "li", &AuditFilter::default()).await;
        let wanted = [
            "reviews.return",
            "exports.make",
            "records.reveal_phone",
            "visits.submit",
        ];
        assert_eq!(actions(&all)[..4], wanted);
        let export = &all[1];
        assert_eq!(export.by.as_ref().unwrap().login, "li");
        assert_eq!(export.detail["rows"], 1);
        assert_eq!(export.detail["asked"]["kind"], "visit");
        assert_eq!(export.area_name, "大余县");
        let record = app
            .li
            .gets(&format!("/api/v1/records/{}", id(1)))
            .await
            .json();
        assert_eq!(json!(all[2].subject), record["number"]);
        assert!(
            all.windows(2)
                .all(|pair| pair[0].position > pair[1].position)
        );
    })
    .await;
}

#[tokio::test]
async fn the_log_is_narrowed_by_person_act_and_thing() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        busy_day(&app).await;
        let read = async |filter| acts(&store, filter).await;
        let none = AuditFilter::default;
        let by_li = read(AuditFilter {
            who: "li".into(),
            ..none()
        })
        .await;
        assert_eq!(
            by_li,
            ["reviews.return", "exports.make", "records.reveal_phone"]
        );
        let by_name = read(AuditFilter {
            who: "赵".into(),
            ..none()
        })
        .await;
        assert_eq!(by_name, ["visits.submit"]);
        assert!(
            read(AuditFilter {
                who: "nobody".into(),
                ..none()
            })
            .await
            .is_empty()
        );
        let phones = AuditFilter {
            what: Some(AuditGroup::Phones),
            ..none()
        };
        assert_eq!(read(phones).await, ["records.reveal_phone"]);
        let number = lines(&store, "li", &none()).await[0].subject.clone();
        let of_record = read(AuditFilter {
            subject: number,
            ..none()
        })
        .await;
        assert_eq!(
            of_record,
            ["reviews.return", "records.reveal_phone", "visits.submit"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_day_of_the_log_is_a_day_in_the_county() {
    each_database(async |store, clock| {
        let app = App::start(&store).await;
        busy_day(&app).await;
        let read = async |filter| acts(&store, filter).await;
        let none = AuditFilter::default;
        let today = clock.today();
        let since = read(AuditFilter {
            from: Some(today),
            to: Some(today),
            ..none()
        })
        .await;
        assert!(since.len() >= 4);
        clock.set(instant("2026-03-02T15:59:59Z"));
        settings::set_township_step(&store, None, DAYU.parse().unwrap(), true)
            .await
            .unwrap();
        let second = AuditFilter {
            from: today.succ_opt(),
            to: today.succ_opt(),
            ..none()
        };
        assert_eq!(read(second).await, ["settings.township_step"]);
        assert!(
            read(AuditFilter {
                to: today.pred_opt(),
                ..none()
            })
            .await
            .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn each_reads_the_acts_of_the_own_area_and_an_administrator_all_without_opinions() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        busy_day(&app).await;
        settings::set_township_step(&store, None, GANXIAN.parse().unwrap(), true)
            .await
            .unwrap();
        let of_ganxian = |lines: &[AuditLine]| {
            lines
                .iter()
                .filter(|line| line.action == "settings.township_step")
                .count()
        };
        let none = AuditFilter::default();
        assert_eq!(of_ganxian(&lines(&store, "li", &none).await), 0);
        assert_eq!(of_ganxian(&lines(&store, "zhou", &none).await), 1);
        let all = lines(&store, "wu", &none).await;
        assert_eq!(of_ganxian(&all), 1);
        assert!(all.iter().all(|line| !line.detail.contains_key("opinion")));
        let own = lines(&store, "li", &none).await;
        assert!(own.iter().any(|line| line.detail.contains_key("opinion")));
        for login in ["zhao", "qian", "sun"] {
            let actor = actor(&store, login).await;
            assert!(audit::list(&store, &actor, &none).await.is_err(), "{login}");
        }
        for person in [&app.zhao, &app.sun] {
            let answer = person.gets("/api/v1/audit.csv").await;
            assert_eq!(answer.status, 403, "{}", person.login);
        }
    })
    .await;
}

#[tokio::test]
async fn a_long_log_is_paged_and_leaves_whole_as_a_file() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let county = DAYU.parse().unwrap();
        for turn in 0..620 {
            settings::set_township_step(&store, None, county, turn % 2 == 0)
                .await
                .unwrap();
        }
        let li = actor(&store, "li").await;
        let mut filter = AuditFilter {
            what: Some(AuditGroup::Settings),
            ..AuditFilter::default()
        };
        let mut seen = 0;
        loop {
            let page = audit::list(&store, &li, &filter).await.unwrap();
            seen += page.lines.len();
            filter.after = page.next;
            if filter.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, 620);
        let file = app.li.gets("/api/v1/audit.csv?what=settings").await;
        let text = String::from_utf8(file.bytes).unwrap();
        assert_eq!(text.lines().count(), 621);
        assert!(text.contains("设置乡镇核实"));
        let again = lines(&store, "li", &AuditFilter::default()).await;
        assert_eq!(
            again[0].action, "exports.make",
            "reading it whole is an act too"
        );
    })
    .await;
}

#[tokio::test]
async fn the_page_tells_what_was_done_by_kind_name_and_day_and_links_to_it() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        busy_day(&app).await;
        let page = app.li.gets("/desk/audit").await;
        let page = String::from_utf8_lossy(&page.bytes).into_owned();
        let record = app
            .li
            .gets(&format!("/api/v1/records/{}", id(1)))
            .await
            .json();
        let told = format!(
            "服务记录 {} 2026年2月20日",
            record["number"].as_str().unwrap()
        );
        assert!(page.contains(&told), "{page}");
        assert!(
            page.contains(&format!("href=\"/desk/records/{}\"", id(1))),
            "{page}"
        );
        assert!(!page.contains(&format!(">{}<", id(1))), "a raw id: {page}");
    })
    .await;
}
