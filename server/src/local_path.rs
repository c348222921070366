//! A path of this site: the only thing a redirect may lead to.

use http::HeaderValue;

/// A path with its query, in printable ASCII, on this site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LocalPath(String);

impl LocalPath {
    /// Reads what a client sent. Another site's address, written in whichever way, is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let local = text.starts_with('/')
            && !text.starts_with("//")
            && !text.contains('\\')
            && text.len() <= 2000
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        local.then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("/"))
    }
}

/// A page of ours, with or without a query, and more of a query of whatever text.
pub(crate) fn with_query(page: &str, query: &[(&str, &str)]) -> LocalPath {
    let mut text = page.to_owned();
    for (name, value) in query {
        text.push(if text.contains('?') { '&' } else { '?' });
        text.push_str(name);
        text.push('=');
        percent_encode(value, &mut text);
    }
    LocalPath(text)
}

/// A text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    let mut out = String::new();
    percent_encode(text, &mut out);
    out
}

fn percent_encode(value: &str, out: &mut String) {
    use std::fmt::Write;
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_stays_on_this_site() {
        for local in ["/", "/desk?year=2026", "/records/1#top"] {
            assert!(LocalPath::parse(local).is_some(), "{local}");
        }
        for other in [
            "",
            "desk",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nset-cookie: x=1",
            "/村",
            " /",
            "\t//evil.example",
        ] {
            assert!(LocalPath::parse(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn a_query_holds_any_text() {
        let path = with_query(
            "/sign-in",
            &[("error", "bad_credentials"), ("login", "赵 &x=1\r\n")],
        );
        assert_eq!(
            path.as_str(),
            "/sign-in?error=bad_credentials&login=%E8%B5%B5%20%26x%3D1%0D%0A"
        );
        assert!(LocalPath::parse(path.as_str()).is_some());
    }
}
