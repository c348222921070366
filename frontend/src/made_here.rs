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
    uuid_v7(now_ms(), random())
}

/// Bytes nobody can guess.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without the browser's random source nothing can be told apart, so nothing may be saved.
    #[expect(clippy::expect_used, reason = "every browser that runs wasm has it")]
    getrandom::fill(&mut bytes).expect("the browser gives random bytes");
    bytes
}

/// A number in 0..1, for waits that must not all end together.
pub(crate) fn chance() -> f64 {
    js_sys::Math::random()
}
