//! What the server does by itself: sweeps once a day, imports when asked. Each job is a file, and does no harm when several
//! servers on one database do it at the same time.

pub mod attachments;
pub mod imports;

use std::time::Duration;

use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval_at},
};

use crate::state::AppState;

/// Late enough not to slow down a start, soon enough for a server that is switched off at night.
const FIRST_AFTER: Duration = Duration::from_mins(5);
const EVERY: Duration = Duration::from_hours(24);

/// Runs the jobs until the handle is aborted.
pub(crate) fn start(state: AppState) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut days = interval_at(Instant::now() + FIRST_AFTER, EVERY);
        days.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            days.tick().await;
            match attachments::sweep(&state.store, &state.attachments).await {
                Ok(swept) => tracing::info!(
                    upload_count = swept.expired.upload_count,
                    reference_count = swept.expired.reference_count,
                    file_count = swept.file_count,
                    "attachments swept"
                ),
                Err(error) => tracing::error!(%error, "attachments not swept"),
            }
        }
    })
}
