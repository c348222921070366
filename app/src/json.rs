//! JSON between the server and the browser, read by one reader wherever it comes from.
//!
//! Here answers' bytes and a page's text become a tree first, and [`domain::json`] reads that.

use std::future::Future;

use domain::json::{self, Readable, Unreadable};
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use serde::Serialize;
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// How the answers of server functions are written: their `output`.
pub type Answer = Post<Json>;

/// What a page reads from the server, once with the page and again when its source changes.
pub type Data<T> = Resource<T, Json>;

/// Like [`Resource::new`], with our reader.
pub fn data<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> F + Send + Sync + 'static,
) -> Data<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + Readable + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, fetch, false)
}

/// The encoding of [`Answer`] and [`Data`].
#[derive(Debug, Clone, Copy)]
pub struct Json;

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: Readable> Decodes<T> for Json {
    type Error = Unreadable;

    fn decode(text: Bytes) -> Result<T, Self::Error> {
        json::read(&text)
    }
}

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: Readable> Decoder<T> for Json {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        json::read(text.as_bytes())
    }
}
