//! What is broken, forged or too much gets a clear answer with a stable code, and leaves nothing behind.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{
    each_database,
    http::{App, QIAN_ID, VILLAGE, ZHAO_ID, id, send, submission, visit},
};

#[tokio::test]
async fn a_push_that_is_no_push_is_refused_with_a_code() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let changes: Vec<Value> = (0..201).map(|_| json!({})).collect();
        let too_many = json!({"device_id": "x", "changes": changes}).to_string();
        for (body, status, code) in [
            ("{".to_owned(), 400, "bad_json"),
            (String::new(), 400, "bad_json"),
            ("<html>portal</html>".to_owned(), 400, "bad_json"),
            ("[".repeat(200), 400, "bad_json"),
            ("[]".to_owned(), 400, "bad_request"),
            (
                r#"{"device_id":5,"changes":"x"}"#.to_owned(),
                400,
                "bad_request",
            ),
            (too_many, 413, "too_many_changes"),
            ("[".repeat(3_000_000), 413, "too_large"),
        ] {
            let answer = app.zhao.asks(Method::POST, "/api/v1/sync", body).await;
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (status, code)
            );
            let json = answer.json();
            assert!(!json["error"]["message"].as_str().unwrap().is_empty());
            assert_eq!(json["error"]["request_id"], answer.header("x-request-id"));
        }
        let answer = app
            .zhao
            .posts("/api/v1/sync", &json!({"device_id": 5, "changes": "x"}))
            .await;
        assert_eq!(answer.fields(), ["changes", "device_id"]);
        let bearer = format!("Bearer {}", app.zhao.token.as_ref().unwrap());
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "text/plain"),
        ];
        let answer = send(&app.router, Method::POST, "/api/v1/sync", &headers, "{}").await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    })
    .await;
}

#[tokio::test]
async fn a_bad_field_refuses_its_change_alone() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for (name, value) in [
            ("content", json!("短")),
            (
                "content",
                json!("到果园查看\u{0}脐橙树势和病虫害，讲解防控办法。"),
            ),
            ("ended_on", json!("2026-02-30")),
            ("ended_on", json!("2026-03-02")),
            ("started_on", json!("-5000-01-1")),
            ("started_on", json!("+99999-1-1")),
            ("mode", json!("teleport")),
            ("industry_codes", json!(["gold"])),
            ("area_code", json!("999999999999")),
            ("area_code", json!("3607' OR 1=1")),
            ("area_code", json!("36072310420\u{0}")),
            ("participant_ids", json!([id(9)])),
            ("author_id", json!(QIAN_ID)),
            ("households_guided", json!(1e12)),
            ("photos", json!([{"sha256": "../../etc/passwd"}])),
            (
                "photos",
                json!([{"sha256": "ab".repeat(32), "taken_at": "gestern"}]),
            ),
            ("team_id", json!(5)),
        ] {
            let mut bad = visit(1);
            bad[name] = value.clone();
            let changes = [submission(1, &bad), submission(2, &visit(2))];
            let answer = app
                .zhao
                .posts(
                    "/api/v1/sync",
                    &json!({"device_id": "x", "changes": changes}),
                )
                .await;
            let results = &answer.json()["results"];
            assert_eq!(
                results[0]["outcome"], "rejected",
                "{name} {value}: {results}"
            );
            assert!(
                results[0]["fields"][0]["path"].is_string(),
                "{name} {value}: {results}"
            );
            assert_ne!(
                results[1]["outcome"], "rejected",
                "{name} {value}: {results}"
            );
            let stored = app.zhao.gets(&format!("/api/v1/records/{}", id(1))).await;
            assert_eq!(stored.status, StatusCode::NOT_FOUND, "{name} {value}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_instant_of_no_usual_year_stops_nobody_else_and_a_wrong_clock_not_even_its_record() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let mut training = json!({
            "kind": "training", "id": id(1), "title": "脐橙黄龙病防控培训班", "form": "field", "topic": "黄龙病防控",
            "area_code": VILLAGE, "organiser": "county", "trainer_ids": [ZHAO_ID], "outside_trainers": [],
            "industry_codes": ["navel_orange"], "attendances": 20, "photos": [],
        });
        for (number, odd) in [(4, "+262142-12-31T23:59:59Z"), (5, "-5000-01-01T00:00:00Z")] {
            training["started_at"] = json!(odd);
            training["ended_at"] = json!(odd);
            let mut by_it = visit(number);
            by_it["position"] = json!({"lat": 25.4, "lon": 115.0, "accuracy_m": 20, "at": odd});
            by_it["photos"] = json!([{"sha256": "ab".repeat(32), "taken_at": odd}]);
            let mut wrong_clock = submission(number, &by_it);
            wrong_clock["captured_at"] = json!(odd);
            let changes = [
                submission(1, &training),
                submission(number + 10, &visit(number + 10)),
                wrong_clock,
            ];
            let body = json!({"device_id": "x", "changes": changes});
            let answer = app.zhao.posts("/api/v1/sync", &body).await.json();
            let results = answer["results"].as_array().unwrap().iter();
            let outcomes: Vec<_> = results.map(|one| &one["outcome"]).collect();
            assert_eq!(outcomes, ["rejected", "applied", "applied"], "{answer}");
            let kept = app.zhao.gets(&format!("/api/v1/records/{}", id(number))).await;
            assert_eq!(kept.status, StatusCode::OK, "{odd}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_lone_surrogate_refuses_its_change_and_not_its_neighbours() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let changes = json!([submission(1, &visit(1)), submission(2, &visit(2))]).to_string();
        let broken = changes.replacen("到果园", r"\ud842到果园", 1);
        let body = format!(r#"{{"device_id":"x","changes":{broken}}}"#);
        let results = app
            .zhao
            .asks(Method::POST, "/api/v1/sync", body)
            .await
            .json()["results"]
            .clone();
        assert_eq!(results[0]["outcome"], "rejected", "{results}");
        assert_eq!(
            results[0]["fields"][0],
            json!({"path": "visit.content", "code": "control_character"})
        );
        assert_eq!(results[1]["outcome"], "applied", "{results}");
    })
    .await;
}

#[tokio::test]
async fn rare_characters_markup_and_sql_come_back_as_typed() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let text = "<script>alert(1)</script>𠮷㐂塅村果园黄龙病防控；'; DROP TABLE visits; -- \u{202e}=1+1";
        let mut record = visit(1);
        record["content"] = json!(text);
        let result = app.zhao.pushes(&submission(1, &record)).await;
        assert_eq!(result["outcome"], "applied", "{result}");
        let read = app.zhao.gets(&format!("/api/v1/records/{}", id(1))).await.json();
        assert_eq!(read["content"], text);
    })
    .await;
}

#[tokio::test]
async fn a_list_names_every_bad_filter() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let answer = app.li.gets("/api/v1/records?kind=x&status=draft,zz&from=2026-02-30&to=x&area=12&author=me&limit=0").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "bad_request"));
        assert_eq!(answer.fields(), ["area", "author", "from", "kind", "limit", "status", "to"]);
        let far = app.li.gets("/api/v1/records?from=-5000-01-01&to=%2B262142-12-31").await;
        assert_eq!(far.fields(), ["from", "to"]);
        for after in ["nonsense".to_owned(), format!("-5000-01-01_{}", id(1))] {
            let answer = app.li.gets(&format!("/api/v1/records?after={after}")).await;
            assert!(answer.status.is_client_error(), "{after}");
        }
        assert_eq!(app.li.gets("/api/v1/records?kind=&limit=9999&status=submitted,verified").await.status, StatusCode::OK);
        for query in ["year=1999", "year=2101", "year=x", "area=1"] {
            for path in ["coverage", "statistics/annual", "statistics/annual.csv", "statistics/annual/B01/records"] {
                let answer = app.li.gets(&format!("/api/v1/{path}?{query}")).await;
                assert_eq!((answer.status, answer.fields().len()), (StatusCode::BAD_REQUEST, 1), "{path} {query}");
            }
        }
        assert_eq!(app.li.gets("/api/v1/statistics/annual/Z99/records").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_decision_that_is_none_is_refused_with_its_place() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let post = async |decisions: Value| {
            app.li
                .posts("/api/v1/reviews", &json!({"decisions": decisions}))
                .await
        };
        let bad = post(json!([{"record_id": "x", "version": "1", "decision": "maybe"}])).await;
        assert_eq!(
            bad.fields(),
            [
                "decisions[0].decision",
                "decisions[0].record_id",
                "decisions[0].version"
            ]
        );
        assert_eq!(post(json!("x")).await.fields(), ["decisions"]);
        let one = json!({"record_id": id(1), "version": 1, "decision": "approve"});
        let many: Vec<_> = (0..201).map(|_| one.clone()).collect();
        assert_eq!(post(json!(many)).await.code(), "too_many_decisions");
        app.zhao.pushes(&submission(1, &visit(1))).await;
        let silent = post(json!([{"record_id": id(1), "version": 1, "decision": "return"}]))
            .await
            .json();
        assert_eq!(silent["results"][0]["outcome"], "rejected", "{silent}");
        assert_eq!(
            post(json!([one])).await.json()["results"][0]["outcome"],
            "applied"
        );
    })
    .await;
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        for path in [
            "/healthz",
            "/readyz",
            "/api/v1/nope",
            "/",
            "/no-such-file",
            "/desk",
        ] {
            let answer = app.nobody.gets(path).await;
            for (name, part) in [
                ("content-security-policy", "frame-ancestors 'none'"),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("permissions-policy", "geolocation"),
                ("x-request-id", "-7"),
            ] {
                assert!(answer.header(name).contains(part), "{path} {name}");
            }
        }
        assert_eq!(
            app.zhao
                .gets("/api/v1/session")
                .await
                .header("cache-control"),
            "no-store"
        );
    })
    .await;
}
