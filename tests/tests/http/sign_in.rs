//! Signing in and out: tokens, cookies, plain forms, and other sites that would like to.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{Method, StatusCode};
use serde_json::json;
use store::accounts;
use tests::{
    each_database,
    http::{Answer, App, Person, id, send},
    world::PASSWORD,
};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");
const SAME: (&str, &str) = ("sec-fetch-site", "same-origin");

/// The cookie a sign-in set, as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

/// The cookies of an answer that have this attribute, each with its value.
fn cookies(answer: &Answer, attribute: &str) -> Vec<String> {
    let all = answer.headers.get_all("set-cookie").iter();
    let all = all.map(|cookie| cookie.to_str().unwrap());
    all.filter(|cookie| cookie.split("; ").any(|part| part == attribute))
        .map(|cookie| cookie.split(';').next().unwrap().to_owned())
        .collect()
}

async fn form(app: &App, path: &str, body: &str) -> Answer {
    send(
        &app.router,
        Method::POST,
        path,
        &[FORM, SAME],
        body.to_owned(),
    )
    .await
}

#[tokio::test]
async fn a_script_gets_a_token_and_no_cookie() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let answer = app
            .nobody
            .posts(
                "/api/v1/session",
                &json!({"login": "zhao", "password": PASSWORD, "as": "bearer"}),
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("set-cookie"), "");
        let person = Person {
            token: answer.json()["token"].as_str().map(str::to_owned),
            ..app.zhao.clone()
        };
        assert_eq!(
            person.gets("/api/v1/session").await.json()["user"]["role"],
            "commissioner"
        );
        assert_eq!(
            person
                .asks(Method::DELETE, "/api/v1/session", "")
                .await
                .status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(
            person.gets("/api/v1/session").await.status,
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_says_nothing_about_the_login_and_guessing_is_slowed() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let sign_in = async |login: &str, password: &str| {
            app.nobody
                .posts(
                    "/api/v1/session",
                    &json!({"login": login, "password": password}),
                )
                .await
        };
        assert_eq!(sign_in("zhao", "wrong").await.code(), "bad_credentials");
        assert_eq!(sign_in("nobody", "wrong").await.code(), "bad_credentials");
        for _ in 0..4 {
            sign_in("zhao", "wrong").await;
        }
        let slowed = sign_in("zhao", PASSWORD).await;
        assert_eq!(
            (slowed.status, slowed.code().as_str()),
            (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts")
        );
        assert_eq!(slowed.header("retry-after"), "900");
        assert_eq!(sign_in("qian", PASSWORD).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_form_signs_in_and_leads_only_to_our_own_pages() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let typed = format!("login=li&password={PASSWORD}&next=");
        for (next, want) in [
            ("%2Fdesk%2Fcoverage", "/desk/coverage"),
            ("", "/desk"),
            ("%2F%2Fevil.example", "/desk"),
            ("https%3A%2F%2Fevil.example", "/desk"),
            ("%2F%5Cevil.example", "/desk"),
            ("%2F%0D%0Aset-cookie%3Ax", "/desk"),
        ] {
            let answer = form(&app, "/sign-in", &format!("{typed}{next}")).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (StatusCode::SEE_OTHER, want)
            );
            let headers = [("cookie", cookie(&answer))];
            let headers = headers
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            let page = send(&app.router, Method::GET, "/desk", &headers, "").await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.header("content-security-policy").contains("nonce-"));
            assert_eq!(page.header("cache-control"), "no-store");
        }
        let answer = form(
            &app,
            "/sign-in",
            "login=%E8%B5%B5&password=wrong&next=%2Fdesk",
        )
        .await;
        assert_eq!(
            answer.header("location"),
            "/sign-in?error=bad_credentials&login=%E8%B5%B5&next=%2Fdesk"
        );
        assert_eq!(answer.header("set-cookie"), "");
    })
    .await;
}

#[tokio::test]
async fn a_cookie_changes_something_only_from_our_own_pages() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let signed_in = form(&app, "/sign-in", &format!("login=zhao&password={PASSWORD}")).await;
        let cookie = cookie(&signed_in);
        let push = async |extra: &[(&str, &str)]| {
            let mut headers = vec![
                ("cookie", cookie.as_str()),
                JSON,
                ("host", "localhost:3000"),
            ];
            headers.extend(extra);
            send(
                &app.router,
                Method::POST,
                "/api/v1/sync",
                &headers,
                r#"{"device_id":"x","changes":[]}"#,
            )
            .await
        };
        assert_eq!(push(&[SAME]).await.status, StatusCode::OK);
        assert_eq!(
            push(&[("origin", "http://localhost:3000")]).await.status,
            StatusCode::OK
        );
        for other in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            assert_eq!(push(&[other]).await.code(), "cross_origin", "{other:?}");
        }
        assert_eq!(push(&[]).await.code(), "cross_origin");
        let bearer = format!("Bearer {}", "0".repeat(64));
        assert_eq!(
            push(&[("authorization", bearer.as_str())]).await.code(),
            "unauthenticated"
        );
        let headers = [FORM, ("sec-fetch-site", "cross-site")];
        let answer = send(
            &app.router,
            Method::POST,
            "/sign-in",
            &headers,
            format!("login=li&password={PASSWORD}"),
        )
        .await;
        assert_eq!(answer.code(), "cross_origin");
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let cookie =
            cookie(&form(&app, "/sign-in", &format!("login=zhao&password={PASSWORD}")).await);
        let headers = [("cookie", cookie.as_str()), FORM, SAME];
        let answer = send(&app.router, Method::POST, "/sign-out", &headers, "").await;
        assert_eq!(answer.header("location"), "/sign-in");
        assert_eq!(
            cookies(&answer, "Max-Age=0"),
            ["ketepai=", "ketepai-account="]
        );
        let answer = send(&app.router, Method::GET, "/api/v1/session", &headers, "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_says_to_the_pages_whose_it_is_and_keeps_the_token_from_them() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let zhao = app.zhao.gets("/api/v1/session").await;
        let zhao = zhao.json()["user"]["id"].as_str().unwrap().to_owned();
        let told = [format!("ketepai-account={zhao}")];
        let by_form = form(&app, "/sign-in", &format!("login=zhao&password={PASSWORD}")).await;
        let body = json!({"login": "zhao", "password": PASSWORD});
        let by_script = app.nobody.posts("/api/v1/session", &body).await;
        for answer in [&by_form, &by_script] {
            let [all, hidden] = ["Path=/", "HttpOnly"].map(|part| cookies(answer, part));
            assert_eq!(hidden, [cookie(answer)]);
            assert_eq!(all[1..], told);
        }
        let signed_in = cookie(&by_script);
        let headers = [("cookie", signed_in.as_str()), SAME];
        let left = send(&app.router, Method::DELETE, "/api/v1/session", &headers, "").await;
        assert_eq!(
            cookies(&left, "Max-Age=0"),
            ["ketepai=", "ketepai-account="]
        );
    })
    .await;
}

#[tokio::test]
async fn a_cookies_token_is_no_bearer() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let cookie =
            cookie(&form(&app, "/sign-in", &format!("login=zhao&password={PASSWORD}")).await);
        let token = cookie.split_once('=').unwrap().1.to_owned();
        let person = Person {
            token: Some(token),
            ..app.zhao.clone()
        };
        assert_eq!(
            person.gets("/api/v1/session").await.status,
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn the_first_sign_in_takes_the_code_once() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let wu = accounts::session(&store, app.wu.token.as_ref().unwrap())
            .await
            .unwrap()
            .unwrap();
        let code = accounts::issue_code(&store, &wu.actor, "zhao")
            .await
            .unwrap();
        let weak = form(
            &app,
            "/first-sign-in",
            &format!("login=zhao&code={code}&new_password=short"),
        )
        .await;
        assert_eq!(
            weak.header("location"),
            "/first-sign-in?error=weak_password&login=zhao"
        );
        let answer = form(
            &app,
            "/first-sign-in",
            &format!("login=zhao&code={code}&new_password=orange-grove-9"),
        )
        .await;
        assert_eq!(answer.header("location"), "/");
        assert!(answer.header("set-cookie").starts_with("ketepai="));
        assert_eq!(
            app.zhao.gets("/api/v1/session").await.status,
            StatusCode::UNAUTHORIZED,
            "all sessions end"
        );
        let again = app
            .nobody
            .posts(
                "/api/v1/password",
                &json!({"login": "zhao", "code": code, "new_password": "orange-grove-8"}),
            )
            .await;
        assert_eq!(
            (again.status, again.code().as_str()),
            (StatusCode::UNAUTHORIZED, "bad_code")
        );
    })
    .await;
}

#[tokio::test]
async fn a_password_is_changed_by_its_owner_alone() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let change = |login: &str| json!({"login": login, "password": PASSWORD, "new_password": "orange-grove-9"});
        assert_eq!(app.nobody.posts("/api/v1/password", &change("zhao")).await.code(), "unauthenticated");
        assert_eq!(app.qian.posts("/api/v1/password", &change("zhao")).await.code(), "forbidden");
        let missing = app.zhao.posts("/api/v1/password", &json!({"login": "zhao", "new_password": 5})).await;
        assert_eq!(missing.fields(), ["new_password", "password"]);
        assert_eq!(app.zhao.posts("/api/v1/password", &change("zhao")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.zhao.gets(&format!("/api/v1/records/{}", id(1))).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn who_mistypes_the_own_password_is_told_of_that_alone() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let cookie =
            cookie(&form(&app, "/sign-in", &format!("login=zhao&password={PASSWORD}")).await);
        let headers = [("cookie", cookie.as_str()), FORM, SAME];
        let typed = "password=wrong&new_password=orange-grove-9";
        let answer = send(&app.router, Method::POST, "/password", &headers, typed).await;
        let back = answer.header("location");
        let shown = send(&app.router, Method::GET, back, &headers[..1], "").await;
        let html = String::from_utf8(shown.bytes).unwrap();
        assert!(html.contains("现在的密码不对。"), "{back}: {html}");
        assert!(!html.contains("账号或密码不对"), "{html}");
    })
    .await;
}

#[tokio::test]
async fn a_request_that_speaks_for_another_account_is_nobodys() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let account = async |person: &Person| {
            person.gets("/api/v1/session").await.json()["user"]["id"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        let (zhao, qian) = (account(&app.zhao).await, account(&app.qian).await);
        let bearer = format!("Bearer {}", app.zhao.token.clone().unwrap());
        for (named, want) in [
            (zhao.as_str(), StatusCode::OK),
            (qian.as_str(), StatusCode::UNAUTHORIZED),
            ("", StatusCode::UNAUTHORIZED),
        ] {
            let headers = [
                ("authorization", bearer.as_str()),
                ("x-ketepai-account", named),
            ];
            let answer = send(&app.router, Method::GET, "/api/v1/session", &headers, "").await;
            assert_eq!(answer.status, want, "{named}");
        }
    })
    .await;
}
