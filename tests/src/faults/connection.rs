//! One request over a real socket.

use std::{io, net::SocketAddr};

use http::{Request, Response};
use hyper::{
    body::{Body, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Sends a request over a connection of its own; fails when no whole head of a reply comes back.
pub async fn send<B>(server: SocketAddr, request: Request<B>) -> io::Result<Response<Incoming>>
where
    B: Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let stream = TcpStream::connect(server).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    // Ends with the reply, or with whoever reads it; its faults show there.
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(io::Error::other)
}
