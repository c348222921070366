//! The same transaction again, when another process got in its way.

use crate::StoreError;
use std::time::Duration;

/// Counts how often a transaction was begun.
///
/// Two transactions that touch the same rows in another order may end one of them (a deadlock, on
/// PostgreSQL alone). It has left nothing behind, so it simply runs again.
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

impl Tries {
    const MOST: u32 = 5;
    /// Grows with each try, so that the other comes through first.
    const PAUSE: Duration = Duration::from_millis(20);

    /// Counts a failed try; whether there may be another after this failure.
    pub(crate) async fn again(&mut self, error: &StoreError) -> bool {
        error.is_retryable() && self.left().await
    }

    /// Counts a failed try; whether there may be another after any failure.
    pub(crate) async fn left(&mut self) -> bool {
        self.0 += 1;
        let left = self.0 < Self::MOST;
        if left {
            tokio::time::sleep(Self::PAUSE * self.0).await;
        }
        left
    }
}
