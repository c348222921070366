//! Refuses changes that another site makes a browser send.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, header, uri::Authority};

use crate::{
    auth,
    error::ApiError,
    state::{AppState, Outside},
};

/// Lets a change through when it comes from this site, or carries a bearer, which no browser sends on its own.
pub(crate) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let authority = request.uri().authority().map(Authority::as_str);
    if changes && !is_allowed(request.headers(), authority, &state.outside) {
        return ApiError::cross_origin().into_response();
    }
    next.run(request).await
}

/// HTTP/2 names the host in the address (`authority`) instead of the header.
fn is_allowed(headers: &HeaderMap, authority: Option<&str>, outside: &Outside) -> bool {
    if auth::bearer(headers).is_some() {
        return true;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    if let Some(origin) = text(header::ORIGIN.as_str()) {
        return is_own(origin, text(header::HOST.as_str()).or(authority), outside);
    }
    // Neither header: no browser of these days. A script signing in has no cookie yet.
    !auth::comes_with_cookie(headers, outside.is_https())
}

fn is_own(origin: &str, host: Option<&str>, outside: &Outside) -> bool {
    if let Some(url) = &outside.public_url {
        return origin.eq_ignore_ascii_case(url.origin());
    }
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority.map(str::to_lowercase) == host.map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn allowed(headers: &[(&'static str, &'static str)], public_url: Option<&str>) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        let outside = Outside {
            public_url: public_url.map(|url| url.parse().unwrap()),
            trusted_proxies: Vec::new(),
            tls: false,
        };
        is_allowed(&headers, None, &outside)
    }

    #[test]
    fn a_change_by_cookie_comes_from_this_site() {
        let cookie = ("cookie", "ketepai=x");
        assert!(allowed(&[cookie, ("sec-fetch-site", "same-origin")], None));
        assert!(allowed(&[cookie, ("sec-fetch-site", "none")], None));
        assert!(!allowed(&[cookie, ("sec-fetch-site", "same-site")], None));
        assert!(!allowed(&[cookie, ("sec-fetch-site", "cross-site")], None));
        let host = ("host", "localhost:3000");
        assert!(allowed(
            &[cookie, host, ("origin", "http://localhost:3000")],
            None
        ));
        assert!(!allowed(
            &[cookie, host, ("origin", "http://evil.example")],
            None
        ));
        assert!(!allowed(&[cookie, host, ("origin", "null")], None));
        assert!(!allowed(&[cookie, host], None));
    }

    #[test]
    fn over_http_2_the_address_names_the_host() {
        let origin = ("origin", "https://localhost:8443");
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static(origin.0),
            HeaderValue::from_static(origin.1),
        )]);
        let outside = Outside::default();
        assert!(is_allowed(&headers, Some("localhost:8443"), &outside));
        assert!(!is_allowed(&headers, Some("localhost"), &outside));
        assert!(!is_allowed(&headers, None, &outside));
    }

    #[test]
    fn behind_a_proxy_the_public_url_is_the_origin() {
        let url = Some("https://ketepai.example.cn");
        let host = ("host", "127.0.0.1:3000");
        assert!(allowed(
            &[host, ("origin", "https://ketepai.example.cn")],
            url
        ));
        assert!(!allowed(&[host, ("origin", "http://127.0.0.1:3000")], url));
    }

    #[test]
    fn a_bearer_and_a_script_without_cookie_pass() {
        assert!(allowed(
            &[("authorization", "Bearer x"), ("cookie", "ketepai=x")],
            None
        ));
        assert!(allowed(&[], None));
        assert!(!allowed(
            &[("origin", "http://evil.example"), ("host", "a")],
            None
        ));
    }
}
