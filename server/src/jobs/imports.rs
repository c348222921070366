//! Checks and imports of files: minutes at most, away from the request that asked for them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{access::Actor, ids::ImportId};
use store::{
    Store,
    imports::{Progress, files},
};
use tokio::task::JoinHandle;

/// The imports of this process that are under way, and how far they have come.
#[derive(Debug, Default)]
pub struct Running(Mutex<HashMap<ImportId, Arc<Progress>>>);

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Check,
    Import,
}

impl Running {
    /// Steps done, and of how many; none when nothing is under way here.
    pub(crate) fn progress(&self, id: ImportId) -> Option<(usize, usize)> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.get(&id).map(|progress| progress.now())
    }

    fn begin(&self, id: ImportId) -> Arc<Progress> {
        let progress = Arc::<Progress>::default();
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(id, Arc::clone(&progress));
        progress
    }

    fn end(&self, id: ImportId) {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&id);
    }
}

/// Starts the step. It goes on when nobody waits for it any more.
pub(crate) fn start(
    store: Store,
    running: Arc<Running>,
    actor: Actor,
    id: ImportId,
    step: Step,
) -> JoinHandle<()> {
    let progress = running.begin(id);
    tokio::spawn(async move {
        let done = match step {
            Step::Check => files::check(&store, &actor, id, progress).await,
            Step::Import => files::apply(&store, &actor, id, progress).await,
        };
        match done {
            Ok(summary) => tracing::info!(
                import_id = %id,
                ?step,
                created_count = summary.created,
                changed_count = summary.changed,
                fault_count = summary.fault_count,
                "import step done"
            ),
            Err(error) => {
                tracing::error!(import_id = %id, ?step, %error, "import step failed");
                if let Err(error) = files::fail(&store, id).await {
                    tracing::error!(import_id = %id, %error, "import not marked as failed");
                }
            }
        }
        running.end(id);
    })
}
