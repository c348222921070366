//! Two reviewers at the same records, in opposite order: on PostgreSQL each may hold what the other
//! wants. Nobody is told of it.

use domain::{codes::Decision, reading::DecisionOutcome};
use store::reviews;
use tempfile::TempDir;
use tests::{databases::each_address, filled::Filled};

const RECORDS: u64 = 12;
const ROUNDS: u64 = 6;

#[tokio::test]
async fn two_reviewers_who_decide_in_opposite_order_are_both_answered() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        let filled = Filled::make(&url, &folder.path().join("data")).await;
        for round in 0..ROUNDS {
            let mut requests = Vec::new();
            for number in (0..RECORDS).map(|at| 2000 + round * RECORDS + at) {
                filled.submits(number, &[]).await;
                requests.push(Filled::decision(number, Decision::Approve));
            }
            let reversed: Vec<_> = requests.iter().rev().cloned().collect();
            let (one, other) = tokio::join!(
                reviews::decide(&filled.store, &filled.city, &requests),
                reviews::decide(&filled.store, &filled.city, &reversed),
            );
            let (one, other) = (one.unwrap(), other.unwrap());
            let applied = [&one, &other]
                .into_iter()
                .flatten()
                .filter(|result| result.outcome == DecisionOutcome::Applied)
                .count();
            assert_eq!(applied, requests.len(), "each record is decided once");
        }
        filled.store.close().await;
    })
    .await;
}
