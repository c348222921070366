//! Accounts from a page: who may do what to whose, and what becomes of sessions and codes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    access::Actor,
    accounts::{AccountFilter, AccountState},
    codes::Role,
};
use http::{Method, StatusCode, header};
use store::{
    Store, accounts,
    accounts::{Proof, SessionKind},
};
use tests::{
    each_database,
    http::{Answer, App, DAYU, GANXIAN, Person, TOWNSHIP, send},
    world::PASSWORD,
};

const OTHER_TOWNSHIP: &str = "360704100000";

/// Posts a form as the person does with a browser that runs no script.
async fn post(person: &Person, path: &str, fields: &str) -> Answer {
    let bearer = format!("Bearer {}", person.token.clone().unwrap_or_default());
    let headers = [
        (header::AUTHORIZATION.as_str(), bearer.as_str()),
        (
            header::CONTENT_TYPE.as_str(),
            "application/x-www-form-urlencoded",
        ),
    ];
    let known = usize::from(person.token.is_none());
    send(
        &person.router,
        Method::POST,
        path,
        &headers[known..],
        fields.to_owned(),
    )
    .await
}

async fn actor(store: &Store, login: &str) -> Actor {
    accounts::find(store, login).await.unwrap()
}

async fn path(store: &Store, login: &str) -> String {
    format!("/desk/accounts/{}", actor(store, login).await.account_id)
}

/// Where a post led.
fn led_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.header("location")
}

/// The one-time code in the cookie of an answer.
fn code(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("Path=/desk/accounts/"));
    let (_, rest) = cookie.split_once("ketepai-code=").unwrap();
    rest.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_coordinator_signs_in_with_the_code_that_is_shown_once() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let fields =
            format!("login=sun2&name=%E5%AD%99%E4%BA%8C&role=township_coordinator&area={TOWNSHIP}");
        let made = post(&app.li, "/desk/accounts/new", &fields).await;
        let page = led_to(&made).to_owned();
        assert!(
            page.starts_with("/desk/accounts/") && page.ends_with("?done=created"),
            "{page}"
        );
        assert!(!page.contains(&code(&made)), "no code in an address");
        let bearer = format!("Bearer {}", app.li.token.clone().unwrap());
        let cookie = format!("ketepai-code={}", code(&made));
        let headers = [
            ("authorization", bearer.as_str()),
            ("cookie", cookie.as_str()),
        ];
        let shown = send(&app.router, Method::GET, &page, &headers, "").await;
        let html = String::from_utf8(shown.bytes.clone()).unwrap();
        assert!(html.contains(&code(&made)) && html.contains("孙二"));
        let gone = shown.headers.get_all("set-cookie").iter();
        assert!(
            gone.into_iter()
                .any(|value| value.to_str().unwrap().contains("Max-Age=0"))
        );
        let again = app.li.gets(&page).await;
        assert!(
            !String::from_utf8(again.bytes)
                .unwrap()
                .contains(&code(&made))
        );

        let proof = code(&made);
        let set =
            accounts::set_password(&store, "sun2", Proof::Code(&proof), "Ketepai-new-1!", "a");
        set.await.unwrap();
        let session = accounts::sign_in(&store, "sun2", "Ketepai-new-1!", "a", SessionKind::Cookie);
        let sun2 = session.await.unwrap().actor;
        assert_eq!(
            (sun2.role, sun2.name.as_str()),
            (Role::TownshipCoordinator, "孙二")
        );
        assert_eq!(sun2.area_code.unwrap().to_string(), TOWNSHIP);
        let used =
            accounts::set_password(&store, "sun2", Proof::Code(&proof), "Ketepai-new-2!", "a");
        assert!(used.await.is_err(), "a code is good once");
    })
    .await;
}

#[tokio::test]
async fn a_county_makes_no_account_above_or_outside_itself() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for (role, area, field) in [
            ("county_staff", DAYU, "role"),
            ("admin", "", "role"),
            ("commissioner", "", "role"),
            ("nobody", "", "role"),
            ("township_coordinator", OTHER_TOWNSHIP, "area"),
            ("township_coordinator", DAYU, "area"),
            ("township_coordinator", "", "area"),
            ("township_coordinator", "xyz", "area"),
        ] {
            let fields = format!("login=new&name=n&role={role}&area={area}");
            let answer = post(&app.li, "/desk/accounts/new", &fields).await;
            let page = led_to(&answer);
            assert!(
                page.starts_with("/desk/accounts/new?error="),
                "{role} {area}: {page}"
            );
            assert!(
                page.contains(&format!("field={field}")),
                "{role} {area}: {page}"
            );
            assert!(page.contains("login=new"), "what was typed is kept: {page}");
        }
        let taken = format!("login=zhao&name=n&role=township_coordinator&area={TOWNSHIP}");
        let answer = post(&app.li, "/desk/accounts/new", &taken).await;
        assert!(led_to(&answer).contains("error=login_taken&field=login"));
        for person in [&app.zhao, &app.sun, &app.zhou] {
            let fields = format!("login=new&name=n&role=township_coordinator&area={TOWNSHIP}");
            let answer = post(person, "/desk/accounts/new", &fields).await;
            assert!(
                led_to(&answer).contains("error=rejected"),
                "{}",
                person.login
            );
        }
        assert!(accounts::find(&store, "new").await.is_err());
        let answer = post(&app.nobody, "/desk/accounts/new", &taken).await;
        assert!(led_to(&answer).starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn an_administrator_makes_staff_of_every_level() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for (login, role, area, unit) in [
            ("c1", "county_staff", DAYU, ""),
            ("c2", "city_staff", "360700000000", ""),
            ("c3", "unit_admin", "", "U0"),
            ("c4", "admin", "", ""),
        ] {
            let fields = format!("login={login}&name=n&role={role}&area={area}&unit={unit}");
            let answer = post(&app.wu, "/desk/accounts/new", &fields).await;
            assert!(
                led_to(&answer).ends_with("done=created"),
                "{role}: {}",
                led_to(&answer)
            );
        }
    })
    .await;
}

#[tokio::test]
async fn only_who_manages_an_account_touches_it() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for verb in ["disable", "enable", "reset", "sign-out", "post"] {
            for (person, login) in [
                (&app.li, "qian"),
                (&app.li, "zhou"),
                (&app.li, "wu"),
                (&app.zhou, "zhao"),
                (&app.sun, "zhao"),
                (&app.zhao, "qian"),
            ] {
                let path = format!("{}/{verb}", path(&store, login).await);
                let fields = format!("role=township_coordinator&area={TOWNSHIP}");
                let answer = post(person, &path, &fields).await;
                assert!(
                    led_to(&answer).contains("error=not_found"),
                    "{} {verb} {login}: {}",
                    person.login,
                    led_to(&answer)
                );
            }
        }
        for person in [&app.zhao, &app.qian, &app.sun, &app.zhou, &app.wu, &app.li] {
            let alive = person.gets("/api/v1/session").await;
            assert_eq!(alive.status, 200, "{} is still signed in", person.login);
        }
        let path = path(&store, "zhao").await;
        let answer = post(&app.nobody, &format!("{path}/disable"), "").await;
        assert!(led_to(&answer).starts_with("/sign-in"));
        let answer = post(&app.li, "/desk/accounts/nonsense/disable", "").await;
        assert_eq!(led_to(&answer), "/desk/accounts?error=not_found");
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_is_out_until_it_is_enabled() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let path = path(&store, "zhao").await;
        let answer = post(&app.li, &format!("{path}/disable"), "").await;
        assert_eq!(led_to(&answer), format!("{path}?done=disabled"));
        assert_eq!(app.zhao.gets("/api/v1/session").await.status, 401);
        let sign_in = || accounts::sign_in(&store, "zhao", PASSWORD, "a", SessionKind::Cookie);
        assert!(sign_in().await.is_err());
        let answer = post(&app.li, &format!("{path}/reset"), "").await;
        assert!(
            led_to(&answer).contains("error=rejected"),
            "no code for a disabled account"
        );
        post(&app.li, &format!("{path}/enable"), "").await;
        assert!(sign_in().await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_reset_ends_password_and_sessions() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let path = path(&store, "zhao").await;
        let answer = post(&app.li, &format!("{path}/reset"), "").await;
        assert_eq!(app.zhao.gets("/api/v1/session").await.status, 401);
        let old = accounts::sign_in(&store, "zhao", PASSWORD, "a", SessionKind::Cookie).await;
        assert!(old.is_err(), "the old password is gone");
        let code = code(&answer);
        let set = accounts::set_password(&store, "zhao", Proof::Code(&code), PASSWORD, "a");
        set.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn sign_out_everywhere_ends_sessions_and_keeps_the_password() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let li = actor(&store, "li").await;
        let sun = actor(&store, "sun").await.account_id;
        let sessions = async || accounts::get(&store, &li, sun).await.unwrap().sessions;
        assert_eq!(sessions().await.len(), 1);
        assert!(sessions().await[0].is_script);
        let path = path(&store, "sun").await;
        post(&app.li, &format!("{path}/sign-out"), "").await;
        assert_eq!(app.sun.gets("/api/v1/session").await.status, 401);
        assert_eq!(sessions().await.len(), 0);
        let again = accounts::sign_in(&store, "sun", PASSWORD, "a", SessionKind::Cookie).await;
        assert!(again.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_new_role_or_area_ends_the_sessions_of_the_old_one() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let path = path(&store, "sun").await;
        let fields = format!("role=township_coordinator&area={OTHER_TOWNSHIP}");
        let answer = post(&app.li, &format!("{path}/post"), &fields).await;
        assert!(
            led_to(&answer).contains("field=area"),
            "another county's township"
        );
        assert_eq!(app.sun.gets("/api/v1/session").await.status, 200);
        let fields = format!("role=county_staff&area={GANXIAN}");
        let answer = post(&app.wu, &format!("{path}/post"), &fields).await;
        assert_eq!(led_to(&answer), format!("{path}?done=posted"));
        assert_eq!(app.sun.gets("/api/v1/session").await.status, 401);
        let sun = actor(&store, "sun").await;
        assert_eq!(sun.role, Role::CountyStaff);
        assert_eq!(sun.area_code.unwrap().to_string(), GANXIAN);
        let zhao = format!("{}/post", self::path(&store, "zhao").await);
        let answer = post(&app.wu, &zhao, &fields).await;
        assert!(
            led_to(&answer).contains("field=role"),
            "a commissioner follows the register"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_shuts_out_himself() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let path = path(&store, "wu").await;
        for verb in ["disable", "reset", "post"] {
            let answer = post(&app.wu, &format!("{path}/{verb}"), "role=admin").await;
            assert!(
                led_to(&answer).contains("error=rejected"),
                "{verb}: {}",
                led_to(&answer)
            );
        }
        assert_eq!(app.wu.gets("/api/v1/session").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_list_is_narrowed_and_holds_what_its_reader_manages() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let logins = async |login: &str, filter: AccountFilter| -> Vec<String> {
            let page = accounts::list(&store, &actor(&store, login).await, &filter).await;
            let accounts = page.unwrap().accounts.into_iter();
            accounts.map(|account| account.login).collect()
        };
        let all = AccountFilter::default();
        assert_eq!(logins("li", all.clone()).await, ["sun", "zhao"]);
        assert_eq!(
            logins("wu", all.clone()).await,
            ["li", "qian", "sun", "wu", "zhao", "zhou"]
        );
        let text = AccountFilter {
            text: "ZH".into(),
            ..all.clone()
        };
        assert_eq!(logins("wu", text).await, ["zhao", "zhou"]);
        let percent = AccountFilter {
            text: "%".into(),
            ..all.clone()
        };
        assert!(logins("wu", percent).await.is_empty());
        let role = AccountFilter {
            role: Some(Role::CountyStaff),
            ..all.clone()
        };
        assert_eq!(logins("wu", role).await, ["li"]);
        let area = AccountFilter {
            area: Some(GANXIAN.parse().unwrap()),
            ..all.clone()
        };
        assert_eq!(logins("wu", area).await, ["qian"]);
        let after = AccountFilter {
            after: Some("sun".into()),
            ..all.clone()
        };
        assert_eq!(logins("li", after).await, ["zhao"]);
        post(
            &app.li,
            &format!("{}/disable", path(&store, "zhao").await),
            "",
        )
        .await;
        let gone = AccountFilter {
            state: Some(AccountState::Disabled),
            ..all.clone()
        };
        assert_eq!(logins("wu", gone).await, ["zhao"]);
        for login in ["qian", "sun", "zhou"] {
            let refused = accounts::list(&store, &actor(&store, login).await, &all).await;
            assert!(refused.is_err(), "{login}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_administrator_finds_areas_and_units_by_name_and_a_refused_field_is_marked() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let page = async |person: &Person, query: &str| {
            let answer = person.gets(&format!("/desk/accounts/new{query}")).await;
            String::from_utf8(answer.bytes).unwrap()
        };
        let form = page(&app.wu, "").await;
        for offer in [
            format!("<option value=\"{DAYU}\">大余县"),
            format!("<option value=\"{TOWNSHIP}\">大余县"),
        ] {
            assert!(form.contains(&offer), "{offer}: {form}");
        }
        assert!(form.contains("示例农科所</option>"), "{form}");
        assert!(!form.contains("aria-invalid"), "{form}");
        let query = "?error=rejected&field=unit&role=unit_admin&unit=X-9";
        let refused = page(&app.wu, query).await;
        assert_eq!(refused.matches("aria-invalid=\"true\"").count(), 1);
        for kept in ["value=\"X-9\"", "value=\"unit_admin\" selected"] {
            assert!(refused.contains(kept), "{kept}: {refused}");
        }
        // The county chooses among its townships and sees no units.
        let county = page(&app.li, "").await;
        assert!(!county.contains("示例农科所"), "{county}");
        let own = store::accounts::units(&store, &actor(&store, "li").await).await;
        assert!(own.is_err(), "{own:?}");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_narrows_the_list_by_county_and_then_by_township() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let page = async |area: &str| {
            let path = format!("/desk/accounts?area={area}");
            String::from_utf8(app.wu.gets(&path).await.bytes).unwrap()
        };
        let whole = page("").await;
        let offers = |page: &str, code: &str| page.contains(&format!("<option value=\"{code}\""));
        assert!(offers(&whole, DAYU) && offers(&whole, GANXIAN), "{whole}");
        assert!(!offers(&whole, TOWNSHIP), "{whole}");
        let county = page(DAYU).await;
        assert!(
            offers(&county, TOWNSHIP) && offers(&county, DAYU),
            "{county}"
        );
        assert!(
            county.contains(&format!("<option value=\"{DAYU}\" selected")),
            "{county}"
        );
        assert!(
            county.contains(">zhao<") && !county.contains(">qian<"),
            "{county}"
        );
        let township = page(TOWNSHIP).await;
        assert!(township.contains(">sun<") && !township.contains(">zhao<"));
        // What is no area asks for nothing.
        assert!(page("nonsense").await.contains(">qian<"));
    })
    .await;
}

#[tokio::test]
async fn the_pages_read_without_script() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let html = async |person: &Person, page: &str| {
            String::from_utf8(person.gets(page).await.bytes).unwrap()
        };
        assert!(html(&app.li, "/desk/accounts").await.contains("乡镇统筹员"));
        assert!(
            html(&app.li, "/desk/accounts/new")
                .await
                .contains("建立账号")
        );
        let page = path(&store, "zhao").await;
        assert!(html(&app.li, &page).await.contains("重置密码"));
        assert!(html(&app.li, "/desk/audit").await.contains("新建账号"));
        for page in ["/desk/accounts", "/desk/accounts/new", "/desk/audit"] {
            assert!(
                html(&app.sun, page).await.contains("没有这项权限"),
                "{page}"
            );
        }
        assert_eq!(app.wu.gets("/").await.header("location"), "/desk/accounts");
    })
    .await;
}
