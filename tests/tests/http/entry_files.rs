//! Scans of agreements: sent by a plain form, seen by who may see the entry, replaced with a history.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::body::Body;
use domain::codes::Role;
use futures::{StreamExt, stream};
use http::{Method, StatusCode, header};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tests::{
    each_database,
    http::{Answer, App, DAYU, Person, VILLAGE, send},
};

const BOUNDARY: &str = "----kept";

async fn posts(person: &Person, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let bearer = format!("Bearer {}", person.token.as_deref().unwrap_or_default());
    let headers = [
        (header::CONTENT_TYPE.as_str(), kind),
        (header::ACCEPT.as_str(), "text/html"),
        (header::AUTHORIZATION.as_str(), bearer.as_str()),
    ];
    send(&person.router, Method::POST, path, &headers, body).await
}

async fn fills(person: &Person, path: &str, form: &[(&str, &str)]) -> Answer {
    let encoded = |text: &str| -> String {
        let byte = |text: String, byte| format!("{text}%{byte:02X}");
        text.bytes().fold(String::new(), byte)
    };
    let pairs = form
        .iter()
        .map(|(name, text)| format!("{name}={}", encoded(text)));
    let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
    posts(person, path, "application/x-www-form-urlencoded", body).await
}

/// Sends a file as a browser's form does.
async fn uploads(person: &Person, card: &str, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .into_bytes();
    body.extend(bytes);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    posts(person, &format!("{card}/files"), &kind, body).await
}

/// A PDF that differs by its text.
fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj<<>>endobj\n% {text}\ntrailer<<>>\n%%EOF\n").into_bytes()
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// The card of a new agreement of 赵's.
async fn agreed(app: &App) -> String {
    let form = [
        ("version", "0"),
        ("target_name", "新田脐橙合作社"),
        ("target_kind", "cooperative"),
        ("area_code", VILLAGE),
        ("dispatching_unit", "县果业局"),
        ("responsible", "赵"),
        ("signed_on", "2026-01-05"),
        ("valid_from", "2026-01-05"),
        ("valid_to", "2026-12-31"),
        ("tasks", "全年到村服务十二次，培训两次。"),
    ];
    let answer = fills(&app.li, "/desk/ledgers/agreements/new", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let card = answer.header("location").to_owned();
    card.strip_suffix("?saved=1").unwrap().to_owned()
}

/// The addresses of the files that a card shows.
fn shown(page: &str) -> Vec<String> {
    let parts = page.split("/api/v1/attachments/").skip(1);
    let hashes = parts.map(|rest| format!("/api/v1/attachments/{}", &rest[..64]));
    hashes.collect()
}

#[tokio::test]
async fn a_scan_is_sent_seen_in_scope_and_replaced_with_its_history() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = agreed(&app).await;
        assert!(text(&app.li.gets(&card).await).contains("未上传"));
        let refused = uploads(&app.li, &card, "协议.docx", b"PK\x03\x04nothing").await;
        let told = format!("{card}?fault=unsupported_type");
        assert_eq!(refused.header("location"), told);
        assert!(text(&app.li.gets(&told).await).contains("只收 PDF 扫描件"));

        let sent = uploads(&app.li, &card, "协议.pdf", &pdf("one")).await;
        assert_eq!(
            sent.header("location"),
            format!("{card}?saved=1"),
            "{}",
            text(&sent)
        );
        let page = text(&app.li.gets(&card).await);
        assert!(
            page.contains("已上传") && page.contains("协议.pdf"),
            "{page}"
        );
        let first = shown(&page).remove(0);
        for (person, status) in [
            (&app.li, 200),
            (&app.zhou, 200),
            (&app.zhao, 404),
            (&app.wu, 404),
        ] {
            assert_eq!(person.gets(&first).await.status, status, "{}", person.login);
        }
        // The same again is the same.
        uploads(&app.li, &card, "协议.pdf", &pdf("one")).await;
        assert_eq!(shown(&text(&app.li.gets(&card).await)).len(), 1);

        uploads(&app.li, &card, "协议（盖章）.pdf", &pdf("two")).await;
        let page = text(&app.li.gets(&card).await);
        assert_eq!(shown(&page).len(), 2, "{page}");
        assert!(page.contains("以前的"), "{page}");
        assert!(page.contains("上传扫描件"), "the history tells: {page}");
        assert_eq!(app.li.gets(&first).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn nobody_says_what_his_own_scan_is_worth_and_townships_send_none() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = agreed(&app).await;
        uploads(&app.li, &card, "协议.pdf", &pdf("one")).await;
        let page = text(&app.li.gets(&card).await);
        assert!(!page.contains("name=\"review\""), "{page}");
        for person in [&app.sun, &app.zhou] {
            let refused = uploads(person, &card, "别的.pdf", &pdf("two")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", person.login);
        }
        let long = vec![b'x'; 2 << 20];
        let refused = uploads(&app.li, &card, "很长.pdf", &long).await;
        assert_eq!(
            refused.header("location"),
            format!("{card}?fault=too_large")
        );
        let other = app.office("hu", Role::CountyStaff, DAYU).await;
        let page = text(&other.gets(&card).await);
        let action = page
            .split("action=\"")
            .find(|part| part.contains("/review\""))
            .unwrap();
        let action = action.split('"').next().unwrap();
        let own = fills(&app.li, action, &[("review", "approved")]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let mute = fills(&other, action, &[("review", "refused"), ("opinion", "")]).await;
        assert_eq!(mute.header("location"), format!("{card}?fault=no_opinion"));
        fills(
            &other,
            action,
            &[("review", "refused"), ("opinion", "缺少盖章页")],
        )
        .await;
        let page = text(&app.li.gets(&card).await);
        assert!(
            page.contains("未通过") && page.contains("缺少盖章页"),
            "{page}"
        );
        fills(&other, action, &[("review", "approved"), ("opinion", "")]).await;
        assert!(text(&app.li.gets(&card).await).contains("审核通过"));
    })
    .await;
}

#[tokio::test]
async fn whose_files_are_not_taken_is_told_so_after_all_of_a_long_one() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let card = agreed(&app).await;
        let nowhere = format!("/desk/ledgers/agreements/{}", uuid::Uuid::nil());
        for (card, status) in [
            (&card, StatusCode::FORBIDDEN),
            (&nowhere, StatusCode::NOT_FOUND),
        ] {
            let read = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&read);
            let pieces = stream::repeat_with(move || {
                counted.fetch_add(1, Ordering::Relaxed);
                Ok::<_, Infallible>(vec![b'x'; 1 << 20])
            });
            let body = Body::from_stream(pieces.take(20));
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            let refused = posts(&app.sun, &format!("{card}/files"), &kind, body).await;
            assert_eq!(refused.status, status);
            // Who is answered in the middle of sending sees a broken connection.
            assert_eq!(read.load(Ordering::Relaxed), 20);
        }
    })
    .await;
}

#[tokio::test]
async fn a_tenth_file_is_told_on_the_card_and_nine_stay() {
    each_database(async |store, _| {
        let app = App::start(&store).await;
        let form = [
            ("version", "0"),
            ("title", "夏梢黄化"),
            ("nature", "problem"),
            ("category", "variety"),
            ("severity", "urgent"),
            ("description", "新梢叶片发黄，不知缺什么肥。"),
            ("area_code", VILLAGE),
            ("industry", "navel_orange"),
            ("raised_by", "village"),
            ("raised_on", "2026-01-05"),
        ];
        let raised = fills(&app.li, "/desk/ledgers/problems/new", &form).await;
        assert_eq!(raised.status, StatusCode::SEE_OTHER, "{}", text(&raised));
        let card = raised.header("location").strip_suffix("?saved=1").unwrap();
        for number in 1..=9 {
            let sent = uploads(&app.li, card, "照片.pdf", &pdf(&number.to_string())).await;
            assert_eq!(sent.header("location"), format!("{card}?saved=1"));
        }
        let tenth = uploads(&app.li, card, "照片.pdf", &pdf("10")).await;
        let told = format!("{card}?fault=too_many");
        assert_eq!(tenth.header("location"), told);
        let page = text(&app.li.gets(&told).await);
        assert!(page.contains("最多 9 个"), "{page}");
        assert_eq!(shown(&page).len(), 9);
    })
    .await;
}
