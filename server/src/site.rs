//! The built site: hashed wasm, scripts and styles under `/pkg`, icons and the like beside.
//!
//! A debug build reads the folder at every request, a release build carries it in the binary.
//! What an earlier build had in `/pkg` comes from `earlier_builds`.

use std::{borrow::Cow, collections::BTreeSet, io, path::Path};

use app::shell::SiteFiles;
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use rust_embed::RustEmbed;

use crate::earlier_builds::EarlierBuilds;

#[derive(RustEmbed)]
#[folder = "$KETEPAI_SITE"]
struct Site;

/// Maps logical to hashed names; written by `cargo xtask`.
const MANIFEST: &str = "manifest.json";

/// The hashed name of every file in `/pkg`; empty as long as the site is not built.
pub fn files() -> SiteFiles {
    Site::get(MANIFEST)
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
}

/// Where `/pkg` stands in the site.
const PKG: &str = "pkg/";

/// Keeps this build's `/pkg` in the data folder, for the time after the next update.
pub fn keep(data: &Path) -> io::Result<EarlierBuilds> {
    let names: BTreeSet<String> = Site::iter()
        .filter_map(|path| Some(path.strip_prefix(PKG)?.to_owned()))
        .collect();
    EarlierBuilds::keep(&data.join("pkg"), &names, |name| {
        Some(Site::get(&format!("{PKG}{name}"))?.data)
    })
}

/// Answers with a file of the site, or 404.
pub async fn serve(request: Request, earlier: &EarlierBuilds) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let brotli = accepts_brotli(request.headers());
    match find(path, brotli, earlier).await {
        Some((content, is_brotli)) => answer(path, content, is_brotli),
        None => (StatusCode::NOT_FOUND, "没有这个文件\n").into_response(),
    }
}

/// A file's content, and whether it is the compressed one.
async fn find(
    path: &str,
    brotli: bool,
    earlier: &EarlierBuilds,
) -> Option<(Cow<'static, [u8]>, bool)> {
    if path == MANIFEST {
        return None;
    }
    let compressed = format!("{path}.br");
    let wanted = [(compressed.as_str(), true), (path, false)];
    let wanted = wanted.into_iter().skip(usize::from(!brotli));
    for (path, is_brotli) in wanted.clone() {
        if let Some(file) = Site::get(path) {
            return Some((file.data, is_brotli));
        }
    }
    for (path, is_brotli) in wanted {
        if let Some(content) = earlier.find(path.strip_prefix(PKG)?).await {
            return Some((content.into(), is_brotli));
        }
    }
    None
}

fn answer(path: &str, content: Cow<'static, [u8]>, is_brotli: bool) -> Response {
    let mut response = Response::new(match content {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    });
    let headers = response.headers_mut();
    let kind = content_type(path);
    let is_page = kind.as_bytes().starts_with(b"text/html");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, cache_control(path));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_brotli {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if is_page {
        let policy = HeaderValue::from_static(STATIC_PAGES);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// For pages that are files: the worker answers with a kept copy, so no nonce can be fresh and
/// every script is a file.
const STATIC_PAGES: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; \
     manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// A name in `/pkg` holds its content's hash: it never changes. Anything else is asked for again.
fn cache_control(path: &str) -> HeaderValue {
    HeaderValue::from_static(if path.starts_with(PKG) {
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
    use super::*;

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
        for asked_again in ["sw.js", "offline.html"] {
            assert_eq!(cache_control(asked_again), "no-cache", "{asked_again}");
        }
        assert!(
            cache_control("pkg/field-0a1b/field.js")
                .to_str()
                .is_ok_and(|value| value.ends_with("immutable"))
        );
    }

    #[test]
    fn a_static_page_runs_no_inline_script() {
        let page = answer("offline.html", Cow::Borrowed(b""), false);
        let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str();
        assert!(
            policy.is_ok_and(|policy| policy.contains("script-src 'self' 'wasm-unsafe-eval';"))
        );
    }

    #[test]
    fn wasm_is_served_as_wasm() {
        assert_eq!(content_type("pkg/field-0a1b.wasm"), "application/wasm");
        assert_eq!(content_type("README"), "application/octet-stream");
    }
}
