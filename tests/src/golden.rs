//! The golden set's year: pushes and reviews in order.

#![expect(
    clippy::unwrap_used,
    reason = "a fixture that cannot be read fails the test"
)]

use crate::{fixtures, world};
use domain::{
    access::Actor,
    reading::{DecisionOutcome, DecisionRequest},
    sync::Outcome,
};
use serde_json::Value;
use std::collections::BTreeMap;
use store::{Store, reviews};

/// Plays `steps.jsonl`; every step must be accepted.
///
/// # Panics
/// When a step cannot be read or is refused.
pub async fn play(store: &Store, city: &Actor) {
    let steps = String::from_utf8(fixtures::bytes("golden/steps.jsonl")).unwrap();
    let mut people: BTreeMap<String, Actor> = BTreeMap::new();
    let mut versions: BTreeMap<String, i64> = BTreeMap::new();
    for step in steps.lines() {
        let mut step: Value = serde_json::from_str(step).unwrap();
        if let Some(push) = step.get_mut("push") {
            let login = push["login"].as_str().unwrap().to_owned();
            if !people.contains_key(&login) {
                people.insert(login.clone(), world::commissioner(store, &login).await);
            }
            let mut change = push["change"].take();
            let record = change["record"]["id"].as_str().unwrap().to_owned();
            if change["base_version"] == "latest" {
                change["base_version"] = versions.get(&record).copied().unwrap_or(0).into();
            }
            let answer = world::push(store, &people[&login], change).await;
            assert!(
                matches!(answer.outcome, Outcome::Applied | Outcome::Duplicate),
                "{record}: {answer:?}"
            );
            versions.insert(record, answer.version.unwrap());
        } else {
            let mut review = step["review"].take();
            let record = review["record_id"].as_str().unwrap().to_owned();
            review["version"] = versions[&record].into();
            let request: DecisionRequest = serde_json::from_value(review).unwrap();
            let answer = reviews::decide(store, city, &[request])
                .await
                .unwrap()
                .remove(0);
            assert_eq!(
                answer.outcome,
                DecisionOutcome::Applied,
                "{record}: {answer:?}"
            );
            versions.insert(record, answer.version.unwrap());
        }
    }
}
