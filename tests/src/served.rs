//! The application on a real socket, to be killed and started again.

use std::{
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use http::{Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use server::{
    attachments::Attachments,
    router,
    state::{AppState, Outside},
};
use store::{Clock, Store};
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{faults, http::Answer};

/// A running application. It has a runtime of its own, so that a kill takes its connections,
/// its transactions and everything else with it, wherever they stand.
#[derive(Debug)]
pub struct Served {
    pub address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Served {
    /// Opens the database and serves it on this port; 0: any free one.
    ///
    /// # Panics
    /// When the database or the port cannot be had.
    pub async fn start(url: &str, clock: &Clock, port: u16) -> Self {
        let runtime = Runtime::new().unwrap_or_else(|error| panic!("a runtime: {error}"));
        let (url, clock) = (url.to_owned(), clock.clone());
        let opening = runtime.spawn(async move {
            let store = Store::open(&url, clock).await;
            let store = store.unwrap_or_else(|error| panic!("open {url}: {error}"));
            (listen(port).await, store)
        });
        let (listener, store) = opening.await.unwrap_or_else(|error| panic!("{error}"));
        let address = listener
            .local_addr()
            .unwrap_or_else(|error| panic!("{error}"));
        runtime.spawn(serve(listener, store));
        Self {
            address,
            runtime: Some(runtime),
        }
    }

    /// Ends it where it stands, as SIGKILL would; the port is free afterwards.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn kill(mut self) {
        if let Some(runtime) = self.runtime.take() {
            let ending =
                tokio::task::spawn_blocking(|| runtime.shutdown_timeout(Duration::from_secs(10)));
            ending.await.unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A test that fails must not wait here.
            runtime.shutdown_background();
        }
    }
}

async fn listen(port: u16) -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .unwrap_or_else(|error| panic!("port {port}: {error}"))
}

async fn serve(listener: TcpListener, store: Store) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("a temporary folder: {error}"));
    let attachments = Attachments::in_folder(folder.path())
        .unwrap_or_else(|error| panic!("the folder of photos: {error}"));
    let routes = router::router(&AppState::new(store, attachments, Outside::default()));
    let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
    // Ends with its runtime alone.
    let _ = axum::serve(listener, routes).await;
}

/// Asks over the network; none when the connection broke before the whole answer was there.
///
/// # Panics
/// When the request cannot be built.
pub async fn ask(
    server: SocketAddr,
    method: Method,
    path: &str,
    token: &str,
    body: String,
) -> Option<Answer> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, server.to_string())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Full::new(Bytes::from(body)))
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    let (head, body) = faults::send(server, request).await.ok()?.into_parts();
    let bytes = body.collect().await.ok()?.to_bytes().to_vec();
    Some(Answer {
        status: head.status,
        headers: head.headers,
        bytes,
    })
}

/// Waits for a state that must come within ten seconds.
///
/// # Panics
/// When it does not.
pub async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    for _ in 0..1_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came: {what}");
}
