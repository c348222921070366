//! The golden set: imports, pushes and reviews, and the figures they must give.

#![expect(
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    reason = "a test may panic; its figures are small"
)]

use domain::{
    access::Actor,
    areas::AreaCode,
    coverage::Totals,
    reading::{DecisionOutcome, DecisionRequest},
    statistics::{AnnualStatistics, Figure, catalogue::IndicatorCode},
    sync::Outcome,
};
use serde_json::Value;
use std::collections::BTreeMap;
use store::{Clock, Store, coverage, reviews, statistics};
use tests::{databases::instant, each_database, fixtures, world};

fn expected() -> Value {
    serde_json::from_slice(&fixtures::bytes("golden/expected.json")).unwrap()
}

/// Plays `steps.jsonl`; every step must be accepted.
async fn play(store: &Store, city: &Actor) {
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

fn tenths(statistics: &AnnualStatistics, code: &str, with_pending: bool) -> i64 {
    let code = IndicatorCode::from_text(code).unwrap();
    let figure = statistics
        .indicators
        .iter()
        .find(|figure| figure.code == code)
        .unwrap();
    let pending = if with_pending {
        figure.pending.map_or(0, Figure::in_tenths)
    } else {
        0
    };
    figure.value.unwrap().in_tenths() + pending
}

fn total(totals: &Totals, name: &str) -> i64 {
    match name {
        "served_not_assigned" => totals.served_not_assigned,
        "assigned_not_served" => totals.assigned_not_served,
        "C02" => totals.due,
        "C03" => totals.assigned,
        "C04" => totals.served,
        "C05" => totals.regular,
        "C06" => totals.uncovered,
        "C07" => totals.overdue,
        _ => unreachable!("{name}"),
    }
}

#[tokio::test]
async fn every_golden_figure_is_equal() {
    each_database(async |store: Store, clock: Clock| {
        clock.set(instant("2026-02-01T02:00:00Z"));
        world::golden(&store).await;
        let city = world::city_staff(&store).await;
        play(&store, &city).await;
        let expected = expected();
        let year = i32::try_from(expected["year"].as_i64().unwrap()).unwrap();
        for (area, want) in expected["areas"].as_object().unwrap() {
            let area: AreaCode = area.parse().unwrap();
            let got = statistics::annual(&store, &city, area, year).await.unwrap();
            let board = coverage::board(&store, &city, area, year).await.unwrap();
            for (code, value) in want["approved"].as_object().unwrap() {
                let want = value.as_f64().unwrap();
                let got = if code.contains("assigned") {
                    total(&board.totals, code) * 10
                } else {
                    tenths(&got, code, false)
                };
                assert!(
                    (got as f64 / 10.0 - want).abs() <= 0.051,
                    "{area} {code}: want {want}, got {got} tenths"
                );
            }
            for (code, value) in want["with_pending"].as_object().unwrap() {
                let want = value.as_f64().unwrap();
                let got = tenths(&got, code, true);
                assert!(
                    (got as f64 / 10.0 - want).abs() <= 0.11,
                    "{area} {code} with pending: want {want}, got {got} tenths"
                );
            }
            for code in ["C02", "C03", "C04", "C05", "C06", "C07"] {
                assert_eq!(
                    Some(total(&board.totals, code)),
                    want["approved"][code].as_i64(),
                    "{area} {code} on the board"
                );
            }
        }
    })
    .await;
}
