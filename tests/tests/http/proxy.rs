//! Behind a proxy: whose word counts for where a request comes from.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use axum::{Extension, Router, extract::ConnectInfo};
use http::{Method, StatusCode};
use server::{
    attachments::Attachments,
    router,
    state::{AppState, Outside},
};
use std::net::SocketAddr;
use store::Store;
use tests::{each_database, http::send};

const PROXY: &str = "10.0.0.7:4000";
const STRANGER: &str = "203.0.113.9:4000";

/// The application behind proxies of 10.0.0.0/8, reached from this peer.
fn reached_from(store: &Store, peer: &str) -> Router {
    let outside = Outside {
        public_url: Some("https://ketepai.example.cn".parse().unwrap()),
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        tls: false,
    };
    // Nobody sends a photo here, so the folder may go again.
    let folder = tempfile::tempdir().unwrap();
    let attachments = Attachments::in_folder(folder.path()).unwrap();
    let peer: SocketAddr = peer.parse().unwrap();
    let state = AppState::new(store.clone(), attachments, outside);
    router::router(&state).layer(Extension(ConnectInfo(peer)))
}

/// Guesses a password from what the header says is this address.
async fn guesses(router: &Router, forwarded_for: &str) -> StatusCode {
    let headers = [
        ("content-type", "application/json"),
        ("x-forwarded-for", forwarded_for),
    ];
    let body = r#"{"login":"zhao","password":"a wrong one"}"#;
    send(router, Method::POST, "/api/v1/session", &headers, body)
        .await
        .status
}

#[tokio::test]
async fn a_trusted_proxys_word_tells_clients_apart() {
    each_database(async |store, _| {
        let app = reached_from(&store, PROXY);
        for _ in 0..5 {
            assert_eq!(
                guesses(&app, "198.51.100.1").await,
                StatusCode::UNAUTHORIZED
            );
        }
        assert_eq!(
            guesses(&app, "198.51.100.1").await,
            StatusCode::TOO_MANY_REQUESTS
        );
        assert_eq!(
            guesses(&app, "198.51.100.2").await,
            StatusCode::UNAUTHORIZED
        );
        // What the client itself wrote stands further left and counts for nothing.
        assert_eq!(
            guesses(&app, "198.51.100.3, 198.51.100.1").await,
            StatusCode::TOO_MANY_REQUESTS
        );
    })
    .await;
}

#[tokio::test]
async fn a_strangers_word_about_itself_counts_for_nothing() {
    each_database(async |store, _| {
        let app = reached_from(&store, STRANGER);
        for last in 1..=5 {
            assert_eq!(
                guesses(&app, &format!("198.51.100.{last}")).await,
                StatusCode::UNAUTHORIZED
            );
        }
        assert_eq!(
            guesses(&app, "198.51.100.6").await,
            StatusCode::TOO_MANY_REQUESTS
        );
    })
    .await;
}

#[tokio::test]
async fn with_an_https_public_url_browsers_are_told_to_stay_with_https() {
    each_database(async |store, _| {
        let answer = send(
            &reached_from(&store, PROXY),
            Method::GET,
            "/healthz",
            &[],
            "",
        )
        .await;
        assert!(
            answer
                .header("strict-transport-security")
                .starts_with("max-age=")
        );
    })
    .await;
}
