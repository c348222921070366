//! The bad network does what it says: a test over it proves nothing if its faults never happen.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
};

use axum::{Router, extract::Request, response::IntoResponse, routing::any};
use http::Method;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tests::{
    faults::{Fault, FaultProxy, Faults, Options},
    served::ask,
};
use tokio::net::TcpListener;

/// A server that gives back what it got, and its address.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().fallback(any(async |request: Request| {
        let (head, body) = request.into_parts();
        let host = head.headers["host"].to_str().unwrap_or_default().to_owned();
        match body.collect().await {
            Ok(body) => ([("x-host", host)], body.to_bytes()).into_response(),
            Err(_) => http::StatusCode::BAD_REQUEST.into_response(),
        }
    }));
    tokio::spawn(async { axum::serve(listener, routes).await });
    address
}

async fn proxy(faults: Faults) -> FaultProxy {
    let options = Options {
        faults,
        ..Options::before(echo().await)
    };
    FaultProxy::start(options).await.unwrap()
}

/// What comes back of a post: the status and the body, or none when the connection breaks.
async fn post(proxy: &FaultProxy, path: &str, body: &str) -> Option<(u16, String)> {
    let answer = ask(proxy.address, Method::POST, path, "", body.to_owned()).await?;
    Some((
        answer.status.as_u16(),
        String::from_utf8(answer.bytes).unwrap(),
    ))
}

#[tokio::test]
async fn without_faults_everything_passes_as_it_is() {
    let proxy = proxy(Faults::default()).await;
    let long = "长".repeat(500_000);
    for path in ["/api/v1/sync", "/pkg/field.js"] {
        assert_eq!(post(&proxy, path, &long).await, Some((200, long.clone())));
    }
    let answer = ask(proxy.address, Method::GET, "/", "", String::new())
        .await
        .unwrap();
    assert_eq!(answer.header("x-host"), proxy.address.to_string());
    assert_eq!(proxy.counts().requests, 1);
    assert!(proxy.counts().faults.is_empty());
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases, one line each")]
async fn each_fault_looks_like_what_it_imitates() {
    let none = Faults::default;
    for (fault, faults, status) in [
        (
            Fault::Portal,
            Faults {
                portal_times: 1,
                ..none()
            },
            Some(200),
        ),
        (
            Fault::NoResults,
            Faults {
                no_results_times: 1,
                ..none()
            },
            Some(200),
        ),
        (
            Fault::ErrorInside,
            Faults {
                error_inside_times: 1,
                ..none()
            },
            Some(200),
        ),
        (
            Fault::Unavailable,
            Faults {
                unavailable_times: 1,
                ..none()
            },
            Some(503),
        ),
        (
            Fault::TooLarge,
            Faults {
                too_large_above: Some(3),
                ..none()
            },
            Some(413),
        ),
        (
            Fault::Cut,
            Faults {
                cut_every: 1,
                ..none()
            },
            None,
        ),
        (
            Fault::TruncatedReply,
            Faults {
                truncate_every: 1,
                ..none()
            },
            None,
        ),
        (
            Fault::DroppedReply,
            Faults {
                drop_reply_one_in: 1,
                ..none()
            },
            None,
        ),
    ] {
        let proxy = proxy(faults).await;
        let came = post(&proxy, "/api/v1/sync", "text").await;
        assert_eq!(
            came.as_ref().map(|(status, _)| *status),
            status,
            "{fault:?}"
        );
        assert!(came.is_none_or(|(_, body)| body != "text"), "{fault:?}");
        assert_eq!(proxy.counts().of(fault), 1, "{:?}", proxy.counts());
        proxy.set(Faults::default());
        assert_eq!(
            post(&proxy, "/api/v1/sync", "text").await,
            Some((200, "text".into()))
        );
    }
}

#[tokio::test]
async fn a_truncated_reply_begins_as_the_server_gave_it() {
    let proxy = proxy(Faults {
        truncate_every: 1,
        ..Faults::default()
    })
    .await;
    let request = http::Request::post("/api/x")
        .header("host", "a")
        .body("0123456789".to_owned())
        .unwrap();
    let reply = tests::faults::send(proxy.address, request).await.unwrap();
    assert_eq!(reply.headers()["content-length"], "10");
    let mut body = reply.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "01234");
    assert!(body.frame().await.unwrap().is_err());
}

#[tokio::test]
async fn a_delay_is_no_loss() {
    let proxy = proxy(Faults {
        delay_ms: 30,
        ..Faults::default()
    })
    .await;
    assert_eq!(
        post(&proxy, "/api/x", "text").await,
        Some((200, "text".into()))
    );
    assert_eq!(proxy.counts().of(Fault::Delayed), 1);
}

#[tokio::test]
async fn a_server_that_is_down_shows_as_a_broken_connection() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let nobody = free.local_addr().unwrap();
    drop(free);
    let proxy = FaultProxy::start(Options::before(nobody)).await.unwrap();
    assert_eq!(post(&proxy, "/api/x", "text").await, None);
    assert_eq!(proxy.counts().of(Fault::UpstreamDown), 1);
}

fn program(upstream: SocketAddr, faults: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_fault_proxy"))
        .args(["--upstream", &upstream.to_string(), "--faults", faults])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn the_program_is_steered_by_its_control_port_and_ends_with_its_input() {
    let mut child = program(echo().await, r#"{"portal_times":1}"#);
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let ports: Value = serde_json::from_str(&line).unwrap();
    let at = |name: &str| {
        let port = u16::try_from(ports[name].as_u64().unwrap()).unwrap();
        SocketAddr::from((Ipv4Addr::LOCALHOST, port))
    };
    let send = async |server, method, path, body: &str| {
        ask(server, method, path, "", body.to_owned())
            .await
            .unwrap()
    };

    let portal = send(at("port"), Method::POST, "/api/x", "text").await;
    assert!(portal.header("content-type").starts_with("text/html"));
    let set = send(
        at("control_port"),
        Method::POST,
        "/faults",
        r#"{"unavailable_times":1}"#,
    )
    .await;
    assert_eq!(set.json()["unavailable_times"], 1);
    assert_eq!(
        send(at("port"), Method::POST, "/api/x", "text")
            .await
            .status
            .as_u16(),
        503
    );
    let wrong = send(
        at("control_port"),
        Method::POST,
        "/faults",
        r#"{"unknown":1}"#,
    )
    .await;
    assert!(wrong.status.is_client_error());
    let counts = send(at("control_port"), Method::GET, "/counts", "")
        .await
        .json();
    assert_eq!(
        counts,
        json!({"requests": 2, "faults": {"portal": 1, "unavailable": 1}})
    );

    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}
