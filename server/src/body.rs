//! Reading a request's JSON or file: bounded in size and time, with a clear answer to everything that is none.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
};
use domain::{
    attachments,
    fields::{FieldError, FieldReader},
};
use http::header;
use http_body_util::BodyExt;
use serde_json::{Map, Value};

use crate::error::{ApiError, Result};

/// The longest JSON body: 2 MiB (contract §3).
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// What is too long is read and thrown away up to here, so that a phone sees the answer
/// instead of a broken connection.
const MAX_DRAINED_BYTES: usize = 64 * 1024 * 1024;
const MAX_DRAINED_TIME: Duration = Duration::from_secs(10);

/// A phone in a valley is slow, but not silent.
const MAX_SILENCE: Duration = Duration::from_secs(20);

/// A JSON object.
#[derive(Debug)]
pub struct JsonObject(pub Map<String, Value>);

impl JsonObject {
    /// Reads the fields with `read`; every fault is named by its field.
    pub fn read<T>(&self, read: impl FnOnce(&mut FieldReader<'_>) -> Option<T>) -> Result<T> {
        fields(&self.0, "", read)
    }
}

/// Reads an object's fields; faults are named `prefix` + field.
pub(crate) fn fields<T>(
    object: &Map<String, Value>,
    prefix: &str,
    read: impl FnOnce(&mut FieldReader<'_>) -> Option<T>,
) -> Result<T> {
    let mut reader = FieldReader::new(object, "");
    let value = read(&mut reader);
    let faults: Vec<FieldError> = reader
        .into_errors()
        .into_iter()
        .map(|fault| {
            FieldError::new(
                format!("{prefix}{}", fault.path.trim_start_matches('.')),
                fault.code,
            )
        })
        .collect();
    match value {
        Some(value) if faults.is_empty() => Ok(value),
        _ => Err(ApiError::bad_request().with_fields(faults)),
    }
}

impl<S: Sync> FromRequest<S> for JsonObject {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(is_json);
        let bytes = bytes(request.into_body(), MAX_BYTES, ApiError::too_large()).await?;
        if !is_json {
            return Err(ApiError::unsupported_media_type());
        }
        match parse(&bytes)? {
            Value::Object(object) => Ok(Self(object)),
            _ => Err(ApiError::bad_request()),
        }
    }
}

/// A file's bytes as they are, at most as many as an attachment may have. What they are is told by
/// themselves, not by a header.
#[derive(Debug)]
pub struct FileBytes(pub Bytes);

impl<S: Sync> FromRequest<S> for FileBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let bytes = bytes(
            request.into_body(),
            attachments::MAX_BYTES,
            ApiError::file_too_large(),
        )
        .await?;
        Ok(Self(bytes.into()))
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// The whole body, or `too_large` once the rest has been read and thrown away.
async fn bytes(mut body: Body, limit: usize, too_large: ApiError) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let frame = tokio::time::timeout(MAX_SILENCE, body.frame())
            .await
            .map_err(|_| ApiError::slow_body())?;
        let Some(frame) = frame else {
            return Ok(bytes);
        };
        let frame = frame.map_err(|_| ApiError::bad_json())?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        if bytes.len() + data.len() > limit {
            drain(body).await;
            return Err(too_large);
        }
        bytes.extend_from_slice(data);
    }
}

/// Reads a body and throws it away, so that who sends it sees what is answered without it. Some of it, where
/// it is very long or slow.
pub(crate) async fn drain(mut body: Body) {
    let reading = async {
        let mut seen = 0;
        while let Some(Ok(frame)) = body.frame().await {
            seen += frame.data_ref().map_or(0, Bytes::len);
            if seen > MAX_DRAINED_BYTES {
                break;
            }
        }
    };
    // Late or not, the answer is the same.
    let _ = tokio::time::timeout(MAX_DRAINED_TIME, reading).await;
}

/// Parses JSON. A lone surrogate, which no text can hold, becomes a control character: so it is
/// refused in its own field, and the changes beside it are not.
fn parse(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes)
        .or_else(|_| serde_json::from_slice(&without_lone_surrogates(bytes)))
        .map_err(|_| ApiError::bad_json())
}

fn without_lone_surrogates(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < out.len() {
        if out[at] != b'\\' {
            at += 1;
            continue;
        }
        match escaped(&out, at) {
            Some(0xD800..=0xDBFF) if matches!(escaped(&out, at + 6), Some(0xDC00..=0xDFFF)) => {
                at += 12;
            }
            Some(0xD800..=0xDFFF) => {
                out[at + 2..at + 6].copy_from_slice(b"0001");
                at += 6;
            }
            // Two bytes, so that `\\u` is read as a backslash and a letter.
            _ => at += 2,
        }
    }
    out
}

/// The number in the `\uXXXX` that begins here.
fn escaped(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_surrogate_becomes_a_control_character() {
        let parsed = parse(br#"["\ud800x", "\uD842\uDFB7", "\\ud800", "\udfb7"]"#).unwrap();
        assert_eq!(
            parsed,
            serde_json::json!(["\u{1}x", "𠮷", "\\ud800", "\u{1}"])
        );
        assert_eq!(parse(br#"["\ud8"#), Err(ApiError::bad_json()));
        assert_eq!(parse(b""), Err(ApiError::bad_json()));
        assert_eq!(parse(b"\"\xff\""), Err(ApiError::bad_json()));
    }

    #[tokio::test]
    async fn what_is_too_long_is_read_to_its_end() {
        let read = async |length| {
            let body = Body::from(vec![b'['; length]);
            let read = bytes(body, MAX_BYTES, ApiError::too_large()).await;
            read.map(|bytes| bytes.len())
        };
        assert_eq!(read(MAX_BYTES + 1).await, Err(ApiError::too_large()));
        assert_eq!(read(MAX_BYTES).await, Ok(MAX_BYTES));
    }
}
