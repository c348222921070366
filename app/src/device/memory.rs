//! The small things a phone remembers.

use serde_json::Value;

/// Remembers a person's last choices on this phone.
pub trait Memory: Send + Sync {
    fn recall(&self, key: &str) -> Option<Value>;
    fn remember(&self, key: &str, value: &Value);
}
