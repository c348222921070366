//! What only the phone can give: the time on its clock and ids that nobody else has.

use chrono::{DateTime, Utc};
use domain::ids::uuid_v7;
use uuid::Uuid;

/// The phone's clock, in milliseconds since 1970; a clock before that counts as 1970.
fn now_ms() -> u64 {
    let now = js_sys::Date::now().max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number of milliseconds, not negative, below 2^53"
    )]
    let whole = now as u64;
    whole
}

/// The phone's clock: recorded, not trusted.
pub(crate) fn now() -> DateTime<Utc> {
    i64::try_from(now_ms())
        .ok()
        .and_then(DateTime::from_timestamp_millis)
        .unwrap_or_default()
}

/// A new id.
pub(crate) fn fresh_id() -> Uuid {
    let mut random = [0; 10];
    // Without the browser's random source nothing can be told apart, so nothing may be saved.
    #[expect(clippy::expect_used, reason = "every browser that runs wasm has it")]
    getrandom::fill(&mut random).expect("the browser gives random bytes");
    uuid_v7(now_ms(), random)
}
