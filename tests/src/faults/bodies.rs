//! Bodies that pass, and bodies that break off.

use std::{io, time::Duration};

use futures::{StreamExt, stream};
use http_body_util::{BodyExt, Full, Limited, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Bytes, Frame, Incoming};

pub(super) type AnyBody = UnsyncBoxBody<Bytes, io::Error>;

/// More than any request of a phone.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// What came arrives before the end does.
const HEAD_START: Duration = Duration::from_millis(20);

/// Passes on what comes, as it comes.
pub(super) fn streamed(body: Incoming) -> AnyBody {
    body.map_err(io::Error::other).boxed_unsync()
}

pub(super) fn full(bytes: impl Into<Bytes>) -> AnyBody {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// Half of it, and then the connection's end.
pub(super) fn half(bytes: &Bytes) -> AnyBody {
    let first = bytes.slice(..bytes.len() / 2);
    let end = stream::once(async {
        tokio::time::sleep(HEAD_START).await;
        Err(cut())
    });
    let frames = stream::iter([Ok(Frame::data(first))]).chain(end);
    StreamBody::new(frames).boxed_unsync()
}

/// The whole of it.
pub(super) async fn read(body: Incoming) -> io::Result<Bytes> {
    let whole = Limited::new(body, MAX_BYTES).collect().await;
    whole
        .map(http_body_util::Collected::to_bytes)
        .map_err(io::Error::other)
}

/// As a service's answer or a body's frame: hyper ends the connection.
pub(super) fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "cut by the fault proxy")
}
