//! One connection that stays open, as a phone or a browser keeps it.

use anyhow::{Context, Result, ensure};
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::net::TcpStream;

/// The password of all demo logins.
pub(crate) const PASSWORD: &str = "huaijiang-Demo-3571";

/// A connection of a signed-in person.
#[derive(Debug)]
pub(crate) struct Connection {
    server: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
    token: String,
}

impl Connection {
    pub(crate) async fn open(server: SocketAddr, token: &str) -> Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with its sender.
        tokio::spawn(connection);
        Ok(Self {
            server,
            sender,
            token: token.to_owned(),
        })
    }

    /// Asks, and throws the answer's body away as it comes; status, bytes and time to the last.
    pub(crate) async fn ask(
        &mut self,
        method: Method,
        path: &str,
        body: String,
    ) -> Result<(StatusCode, Vec<u8>, Duration)> {
        let began = Instant::now();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.server.to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Full::new(Bytes::from(body)))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await?.to_bytes();
        Ok((status, bytes.to_vec(), began.elapsed()))
    }

    /// An answer that must be there.
    pub(crate) async fn get(&mut self, path: &str) -> Result<(Vec<u8>, Duration)> {
        let (status, bytes, time) = self.ask(Method::GET, path, String::new()).await?;
        ensure!(status == StatusCode::OK, "{path}: {status}");
        Ok((bytes, time))
    }
}

/// Signs in for a bearer.
pub(crate) async fn token(server: SocketAddr, login: &str) -> Result<String> {
    let mut connection = Connection::open(server, "").await?;
    let body = json!({"login": login, "password": PASSWORD, "as": "bearer"}).to_string();
    let (status, bytes, _) = connection
        .ask(Method::POST, "/api/v1/session", body)
        .await?;
    ensure!(status == StatusCode::OK, "sign-in of {login}: {status}");
    let answer: Value = serde_json::from_slice(&bytes)?;
    let token = answer["token"].as_str().context("a token")?;
    Ok(token.to_owned())
}
