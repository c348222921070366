//! The store's clock and its source of new ids: the only places that read either.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use domain::{calendar, ids};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// The time as the store sees it: the machine's, or a fixed one in tests.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<Mutex<DateTime<Utc>>>>);

impl Clock {
    /// A clock that stands still until [`Clock::set`].
    #[must_use]
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(Mutex::new(at))))
    }

    /// Moves a fixed clock; the machine's own clock is left alone.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(fixed) = &self.0 {
            *fixed.lock().unwrap_or_else(PoisonError::into_inner) = at;
        }
    }

    /// The instant, in whole microseconds: what both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.0 {
            Some(fixed) => *fixed.lock().unwrap_or_else(PoisonError::into_inner),
            #[expect(
                clippy::disallowed_methods,
                reason = "the store's clock is where the machine's time enters"
            )]
            None => Utc::now(),
        };
        now.trunc_subsecs(6)
    }

    /// Today in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        calendar::shanghai_date(self.now())
    }

    /// A new UUIDv7.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        ids::uuid_v7(
            u64::try_from(self.now().timestamp_millis()).unwrap_or_default(),
            random(),
        )
    }
}

/// Random bytes from the operating system.
#[must_use]
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without a random source no token, salt or receipt is safe: there is nothing to carry on with.
    #[expect(
        clippy::expect_used,
        reason = "an operating system always has random bytes"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
