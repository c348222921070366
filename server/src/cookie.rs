//! The session's cookie, and one beside it that says whose it is.
//!
//! Over https it is `__Host-ketepai`: Secure, for this host alone. Over plain HTTP, which `serve`
//! allows on loopback only, browsers differ in whether they keep a Secure cookie: there it is
//! `ketepai` without Secure.
//!
//! A page cannot read it. One that starts from the phone reads `…-account` instead: the account's id, no
//! secret, by which it knows that somebody else has signed in since its last page of the server's.

use axum::response::AppendHeaders;
use domain::codes::Role;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use store::accounts::SignedIn;

/// Both cookies.
pub(crate) type Cookies = AppendHeaders<[(HeaderName, HeaderValue); 2]>;

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

/// Sets the cookies. The office's machines are shared: there it ends with the browser.
pub(crate) fn set(signed_in: &SignedIn, https: bool) -> Cookies {
    let keeps = matches!(
        signed_in.actor.role,
        Role::Commissioner | Role::TownshipCoordinator
    );
    let age = if keeps {
        format!("; Max-Age={KEPT_SECONDS}")
    } else {
        String::new()
    };
    let account = signed_in.actor.account_id.to_string();
    both(&signed_in.token, &account, https, &age)
}

/// Carries a one-time code to the one page that shows it, for a minute. The page takes it away.
pub(crate) fn code(code: &str, page: &str, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text =
        format!("ketepai-code={code}; HttpOnly{secure}; SameSite=Strict; Path={page}; Max-Age=60");
    // Digits, letters and hyphens, so this never falls back.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Takes the cookies away.
pub(crate) fn clear(https: bool) -> Cookies {
    both("", "", https, "; Max-Age=0")
}

fn both(token: &str, account: &str, https: bool, age: &str) -> Cookies {
    let name = name(https);
    let secure = if https { "; Secure" } else { "" };
    let rest = format!("{secure}; SameSite=Lax; Path=/{age}");
    let cookies = [
        format!("{name}={token}; HttpOnly{rest}"),
        format!("{name}-account={account}{rest}"),
    ];
    AppendHeaders(cookies.map(|text| {
        // A token is hex and an id nearly so: this never falls back.
        let value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
        (header::SET_COOKIE, value)
    }))
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
        let texts = |cookies: Cookies| {
            cookies
                .0
                .map(|(_, value)| value.to_str().unwrap().to_owned())
        };
        let [session, account] = texts(clear(true));
        assert!(session.starts_with("__Host-ketepai=;"));
        assert!(account.starts_with("__Host-ketepai-account=;"));
        for cookie in [&session, &account] {
            for part in ["Secure", "SameSite=Lax", "Path=/", "Max-Age=0"] {
                assert!(cookie.contains(part), "{cookie}: {part}");
            }
        }
        assert!(session.contains("HttpOnly"));
        assert!(!account.contains("HttpOnly"), "a page reads it");
        assert!(!texts(clear(false)).concat().contains("Secure"));
    }
}
