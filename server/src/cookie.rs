//! The session's cookie.
//!
//! Over https it is `__Host-ketepai`: Secure, for this host alone. Over plain HTTP, which `serve`
//! allows on loopback only, browsers differ in whether they keep a Secure cookie: there it is
//! `ketepai` without Secure.

use domain::codes::Role;
use http::{HeaderMap, HeaderValue, header};
use store::accounts::SignedIn;

/// A browser may keep a commissioner's cookie this long; the server's idle life decides before.
const KEPT_SECONDS: u32 = 400 * 24 * 60 * 60;

const fn name(https: bool) -> &'static str {
    if https { "__Host-ketepai" } else { "ketepai" }
}

/// The token in the request's cookie.
pub(crate) fn token(headers: &HeaderMap, https: bool) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(https))
        .map(|(_, value)| value.to_owned())
}

/// Sets the cookie. The office's machines are shared: there it ends with the browser.
pub(crate) fn set(signed_in: &SignedIn, https: bool) -> HeaderValue {
    let keeps = matches!(
        signed_in.actor.role,
        Role::Commissioner | Role::TownshipCoordinator
    );
    let age = if keeps {
        format!("; Max-Age={KEPT_SECONDS}")
    } else {
        String::new()
    };
    value(&signed_in.token, https, &age)
}

/// Carries a one-time code to the one page that shows it, for a minute. The page takes it away.
pub(crate) fn code(code: &str, page: &str, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text =
        format!("ketepai-code={code}; HttpOnly{secure}; SameSite=Strict; Path={page}; Max-Age=60");
    // Digits, letters and hyphens, so this never falls back.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Takes the cookie away.
pub(crate) fn clear(https: bool) -> HeaderValue {
    value("", https, "; Max-Age=0")
}

fn value(token: &str, https: bool, age: &str) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text = format!(
        "{}={token}; HttpOnly{secure}; SameSite=Lax; Path=/{age}",
        name(https)
    );
    // A token is hex, so this never falls back.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let headers = HeaderMap::from_iter([(
            header::COOKIE,
            HeaderValue::from_static("a=1; ketepai=abc; __Host-ketepai=def"),
        )]);
        assert_eq!(token(&headers, false).as_deref(), Some("abc"));
        assert_eq!(token(&headers, true).as_deref(), Some("def"));
    }

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let text = clear(true);
        let text = text.to_str().unwrap();
        for part in [
            "__Host-ketepai=",
            "HttpOnly",
            "Secure",
            "SameSite=Lax",
            "Path=/",
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!clear(false).to_str().unwrap().contains("Secure"));
    }
}
