//! What can go wrong.

use http::Method;
use serde::{Deserialize, Serialize};

/// What goes wrong, and for whom. A number of 0 is a fault that never happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Requests whose path begins otherwise pass unharmed and uncounted.
    pub path_prefixes: Vec<String>,
    /// Requests of other methods pass likewise; empty: all methods are meant.
    pub methods: Vec<String>,
    /// Every request waits so long before it goes on.
    pub delay_ms: u64,
    /// The next so many requests are answered 200 with the HTML of a captive portal.
    pub portal_times: u64,
    /// The next so many are answered 200 with JSON that holds no results.
    pub no_results_times: u64,
    /// The next so many are answered 200 with an error inside.
    pub error_inside_times: u64,
    /// The next so many are answered 503.
    pub unavailable_times: u64,
    /// Bodies of more bytes are answered 413.
    pub too_large_above: Option<usize>,
    /// Every so many requests the connection ends when half of the request has passed.
    pub cut_every: u64,
    /// Every so many requests the reply's body ends in its middle.
    pub truncate_every: u64,
    /// One in so many replies, by chance, is lost after the server has done its work.
    pub drop_reply_one_in: u64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            path_prefixes: vec!["/api/".to_owned()],
            methods: Vec::new(),
            delay_ms: 0,
            portal_times: 0,
            no_results_times: 0,
            error_inside_times: 0,
            unavailable_times: 0,
            too_large_above: None,
            cut_every: 0,
            truncate_every: 0,
            drop_reply_one_in: 0,
        }
    }
}

impl Faults {
    /// Whether a request may meet a fault at all.
    #[must_use]
    pub fn concern(&self, method: &Method, path: &str) -> bool {
        let of_method =
            self.methods.is_empty() || self.methods.iter().any(|name| method == name.as_str());
        let on_path = self
            .path_prefixes
            .iter()
            .any(|prefix| path.starts_with(prefix));
        of_method && on_path
    }
}

/// One thing that went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    Delayed,
    Portal,
    NoResults,
    ErrorInside,
    Unavailable,
    TooLarge,
    Cut,
    TruncatedReply,
    DroppedReply,
    /// The server was down, or went down with the request under way.
    UpstreamDown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_paths_and_methods_are_left_alone() {
        let faults = Faults {
            methods: vec!["PUT".into()],
            ..Faults::default()
        };
        assert!(faults.concern(&Method::PUT, "/api/v1/attachments/x"));
        assert!(!faults.concern(&Method::POST, "/api/v1/sync"));
        assert!(!faults.concern(&Method::PUT, "/pkg/field.js"));
        assert!(Faults::default().concern(&Method::GET, "/api/v1/sync"));
    }
}
