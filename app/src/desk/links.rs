//! The desk's addresses: what a page shows stands in its query.

use domain::{areas::AreaCode, codes::Coded, divisions::Divisions, ids::FilingId};
use std::fmt::Write as _;

/// A path with the parts of a query that say something.
pub(crate) fn link(path: &str, parts: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    let mut separator = if path.contains('?') { '&' } else { '?' };
    for (name, value) in parts.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(separator);
        out.push_str(name);
        out.push('=');
        escape(value, &mut out);
        separator = '&';
    }
    out
}

/// A text as one segment of a path.
#[cfg(feature = "ssr")]
pub(crate) fn segment(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string never fails.
            _ = write!(out, "%{byte:02X}");
        }
    }
}

/// The coverage board of an area.
pub(crate) fn coverage(area: AreaCode, year: i32, show: &str) -> String {
    let year = year.to_string();
    link(
        "/desk/coverage",
        &[("area", area.as_str()), ("year", &year), ("show", show)],
    )
}

/// What a coverage board, its lists and its reminder are about.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Covered {
    pub(crate) area: AreaCode,
    pub(crate) year: i32,
    /// A designation's code; empty for all due villages.
    pub(crate) designation: &'static str,
    /// The rate that the map shows; empty for that of service.
    pub(crate) rate: &'static str,
    /// By which areas the figures are told.
    pub(crate) divisions: Divisions,
}

#[cfg(feature = "ssr")]
impl Covered {
    /// What the address of an export says of it.
    pub(crate) fn parts(self, show: &str) -> Vec<(&'static str, String)> {
        vec![
            ("area", self.area.to_string()),
            ("year", self.year.to_string()),
            ("designation", self.designation.to_owned()),
            ("show", show.to_owned()),
            ("divisions", divisions(self.divisions).to_owned()),
        ]
    }

    /// The board, its villages narrowed to `show`.
    pub(crate) fn board(self, show: &str) -> String {
        self.page("/desk/coverage", show)
    }

    /// The villages as a list to print.
    pub(crate) fn list(self, show: &str) -> String {
        self.page("/desk/coverage/list", show)
    }

    /// The message that asks for visits to these villages.
    pub(crate) fn reminder(self, show: &str) -> String {
        self.page("/desk/coverage/reminder", show)
    }

    fn page(self, path: &str, show: &str) -> String {
        let mut parts = self.parts(show);
        parts.push(("rate", self.rate.to_owned()));
        let parts: Vec<_> = parts
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        link(path, &parts)
    }
}

/// What an address says of the areas that figures are told by; those of the time need no saying.
pub(crate) fn divisions(divisions: Divisions) -> &'static str {
    match divisions {
        Divisions::Then => "",
        Divisions::Now => Divisions::Now.code(),
    }
}

/// The annual statistics of an area.
pub(crate) fn statistics(area: AreaCode, year: i32) -> String {
    let year = year.to_string();
    link(
        "/desk/statistics",
        &[("area", area.as_str()), ("year", &year)],
    )
}

/// What stands behind a figure.
pub(crate) fn behind(code: &str, area: AreaCode, year: i32) -> String {
    let year = year.to_string();
    link(
        &format!("/desk/statistics/{code}"),
        &[("area", area.as_str()), ("year", &year)],
    )
}

/// What one figure of a filing counts, as it was filed.
pub(crate) fn filed_items(filing: FilingId, code: &str) -> String {
    link(&format!("/desk/filings/{filing}/items"), &[("code", code)])
}

/// A village's page.
pub(crate) fn village(code: AreaCode, year: i32) -> String {
    let year = year.to_string();
    link(&format!("/desk/villages/{code}"), &[("year", &year)])
}

/// Where a decision may lead: a page of the desk, in plain ASCII. Anything else leads to the queue.
#[cfg(any(feature = "ssr", test))]
pub(crate) fn desk_path(path: &str) -> &str {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    let page = path.split('?').next().unwrap_or_default();
    if plain && crate::routes::is_desk(page) {
        path
    } else {
        "/desk/reviews"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leaves_out_what_says_nothing() {
        assert_eq!(
            link("/desk/reviews", &[("area", ""), ("kind", "visit")]),
            "/desk/reviews?kind=visit"
        );
        assert_eq!(link("/a?b=1", &[("c", "脐&=")]), "/a?b=1&c=%E8%84%90%26%3D");
    }

    #[test]
    fn a_decision_leads_nowhere_but_to_the_desk() {
        assert_eq!(desk_path("/desk/reviews?id=1"), "/desk/reviews?id=1");
        for path in [
            "https://example.org",
            "//example.org",
            "/deskx",
            "/desk/\n",
            "/desk/脐",
        ] {
            assert_eq!(desk_path(path), "/desk/reviews");
        }
    }
}
