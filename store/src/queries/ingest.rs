//! Grouped durable commits: pushes that wait at the same time share one transaction and one sync to
//! disk. Nobody is answered before that commit.

use super::{
    Pools, Tx,
    submissions::AT_ONCE,
    sync::{self, Read, ReadChange, Sent},
};
use crate::{Result, StoreError, sync::Push, tries::Tries};
use domain::{access::Actor, sync::ChangeResult};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, oneshot},
    time::{Instant, timeout},
};

/// The most pushes that share a commit.
const MAX_GROUP: usize = 64;

/// How long a commit waits at most for those who came with the one before.
const GATHER: Duration = Duration::from_millis(8);

/// How long nobody comes before it waits no longer: a request takes a millisecond to be read.
const MOMENT: Duration = Duration::from_millis(2);

type Answer = Result<Vec<ChangeResult>>;

struct Job {
    actor: Actor,
    push: Push,
    /// Its changes, read before it waits: others read theirs meanwhile.
    read: Vec<Read>,
    answer: oneshot::Sender<Answer>,
}

impl Job {
    fn sent(&self) -> impl Iterator<Item = Sent<'_>> {
        let changes = self.push.changes.iter().zip(&self.read);
        changes.map(|(value, read)| Sent {
            actor: &self.actor,
            push: &self.push,
            value,
            read,
        })
    }
}

/// Pushes waiting for the next commit.
#[derive(Default)]
struct Queue {
    waiting: Mutex<VecDeque<Job>>,
    /// Told of each that begins to wait.
    came: Notify,
    /// Held by whoever commits: how many pushes the commit before had.
    turn: tokio::sync::Mutex<usize>,
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, VecDeque<Job>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until as many are back as were answered together, or nobody came for a moment, some
    /// milliseconds at most. A commit costs little more for thirty pushes than for fifteen.
    async fn gather(&self, answered: usize) {
        let end = Instant::now() + GATHER;
        while self.waiting().len() < answered && Instant::now() < end {
            if timeout(MOMENT, self.came.notified()).await.is_err() {
                return;
            }
        }
    }
}

/// The queue of one open database. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Ingest(Arc<Queue>);

impl std::fmt::Debug for Ingest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ingest")
    }
}

/// Queues a push and waits for its commit. The commit goes on when the caller is gone.
pub(crate) async fn push(pools: &Pools, actor: &Actor, push: Push) -> Answer {
    let (answer, wait) = oneshot::channel();
    let job = Job {
        actor: actor.clone(),
        read: push.changes.iter().map(ReadChange::read).collect(),
        push,
        answer,
    };
    pools.ingest.0.waiting().push_back(job);
    pools.ingest.0.came.notify_one();
    let pools = pools.clone();
    tokio::spawn(async move { lead(&pools).await });
    wait.await
        .unwrap_or(Err(StoreError::Unavailable(sqlx::Error::WorkerCrashed)))
}

/// Takes a turn and commits what waits; finds nothing when an earlier turn took it along.
async fn lead(pools: &Pools) {
    let queue = &pools.ingest.0;
    let mut last = queue.turn.lock().await;
    if queue.waiting().is_empty() {
        return;
    }
    // Whoever pushes alone is not kept waiting.
    if *last > 1 {
        queue.gather(*last).await;
    }
    let group: Vec<Job> = {
        let mut waiting = queue.waiting();
        let size = sharing(waiting.iter().map(|job| job.push.changes.len()));
        waiting.drain(..size).collect()
    };
    *last = group.len();
    if group.len() > 1
        && let Ok(answers) = run(pools, &group).await
    {
        for (job, answer) in group.into_iter().zip(answers) {
            let _ = job.answer.send(Ok(answer));
        }
        return;
    }
    // One push's failure is not its neighbours': each gets a transaction of its own.
    for job in group {
        let answer = run(pools, std::slice::from_ref(&job)).await;
        let _ = job
            .answer
            .send(answer.map(|mut answers| answers.pop().unwrap_or_default()));
    }
}

/// How many of the pushes that wait share the next commit, by their numbers of changes: no more than are
/// written at once, so that a day's outboxes do not keep everybody else waiting for theirs.
fn sharing(changes: impl Iterator<Item = usize>) -> usize {
    let so_far = changes.scan(0, |sum, of_push| {
        *sum += of_push;
        Some(*sum)
    });
    let fitting = so_far.take(MAX_GROUP).take_while(|sum| *sum <= AT_ONCE);
    fitting.count().max(1)
}

/// Applies a group in one transaction, again when another process got in its way.
async fn run(pools: &Pools, group: &[Job]) -> Result<Vec<Vec<ChangeResult>>> {
    let mut tries = Tries::default();
    loop {
        match attempt(pools, group).await {
            Err(error) if is_in_the_way(&error) && tries.left().await => {}
            done => return done,
        }
    }
}

/// Another machine may apply the same change, or move the same record, at the same moment.
fn is_in_the_way(error: &StoreError) -> bool {
    error.is_retryable() || error.is_unique_violation() || matches!(error, StoreError::Conflict)
}

async fn attempt(pools: &Pools, group: &[Job]) -> Result<Vec<Vec<ChangeResult>>> {
    let mut tx: Tx = pools.begin().await?;
    let mut batch = sync::Batch::open(&mut tx, pools).await?;
    let sent: Vec<Sent<'_>> = group.iter().flat_map(Job::sent).collect();
    let mut results = sync::apply(&mut tx, &mut batch, &sent).await?.into_iter();
    let answers = group
        .iter()
        .map(|job| results.by_ref().take(job.push.changes.len()).collect())
        .collect();
    batch
        .effects
        .settle(&mut tx, pools, &mut batch.trail)
        .await?;
    batch.trail.close(&mut tx).await?;
    tx.commit().await?;
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::{MAX_GROUP, sharing};

    #[test]
    fn a_commit_takes_many_small_pushes_few_large_ones_and_always_one() {
        let of = |changes: &[usize]| sharing(changes.iter().copied());
        assert_eq!(of(&[1; 100]), MAX_GROUP);
        assert_eq!(of(&[200; 16]), 5);
        assert_eq!(of(&[1, 1]), 2);
        assert_eq!(of(&[2000, 1]), 1);
    }
}
