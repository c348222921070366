//! The built site: hashed wasm, scripts and styles under `/pkg`, icons and the like beside.
//!
//! A debug build reads the folder at every request, a release build carries it in the binary.

use std::{borrow::Cow, collections::BTreeMap};

use app::shell::SiteFiles;
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$KETEPAI_SITE"]
struct Site;

/// Maps logical to hashed names; written by `cargo xtask`.
const MANIFEST: &str = "manifest.json";

/// The hashed name of every file in `/pkg`; empty as long as the site is not built.
pub fn files() -> SiteFiles {
    let manifest: BTreeMap<String, String> = Site::get(MANIFEST)
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default();
    SiteFiles::new(manifest)
}

/// Answers with a file of the site, or 404.
pub fn serve(request: &Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    find(path, accepts_brotli(request.headers()))
        .unwrap_or_else(|| (StatusCode::NOT_FOUND, "没有这个文件\n").into_response())
}

fn find(path: &str, brotli: bool) -> Option<Response> {
    if path == MANIFEST {
        return None;
    }
    let compressed = brotli
        .then(|| Site::get(&format!("{path}.br")))
        .flatten()
        .map(|file| (file, true));
    let (file, is_brotli) = compressed.or_else(|| Some((Site::get(path)?, false)))?;
    let mut response = Response::new(match file.data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    });
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(path));
    headers.insert(header::CACHE_CONTROL, cache_control(path));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_brotli {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Some(response)
}

/// A name in `/pkg` holds its content's hash: it never changes. Anything else is asked for again.
fn cache_control(path: &str) -> HeaderValue {
    HeaderValue::from_static(if path.starts_with("pkg/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    })
}

fn content_type(path: &str) -> HeaderValue {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    HeaderValue::from_static(match extension {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    })
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            name.trim() == "br" && weight.replace(' ', "") != "q=0"
        })
}

#[cfg(test)]
mod tests {
    use super::{accepts_brotli, cache_control, content_type};
    use http::{HeaderMap, HeaderValue, header};

    fn accepting(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn brotli_is_sent_only_to_who_takes_it() {
        assert!(accepts_brotli(&accepting("gzip, deflate, br, zstd")));
        assert!(accepts_brotli(&accepting("br;q=0.8")));
        assert!(!accepts_brotli(&accepting("gzip")));
        assert!(!accepts_brotli(&accepting("br; q=0")));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }

    #[test]
    fn only_hashed_files_are_kept_for_ever() {
        assert_eq!(cache_control("sw.js"), "no-cache");
        assert!(
            cache_control("pkg/field-0a1b.js")
                .to_str()
                .is_ok_and(|value| value.ends_with("immutable"))
        );
    }

    #[test]
    fn wasm_is_served_as_wasm() {
        assert_eq!(content_type("pkg/field-0a1b.wasm"), "application/wasm");
        assert_eq!(content_type("README"), "application/octet-stream");
    }
}
