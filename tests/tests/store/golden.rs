//! The golden set: imports, pushes and reviews, and the figures they must give.

#![expect(
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    reason = "a test may panic; its figures are small"
)]

use domain::{
    areas::AreaCode,
    coverage::Totals,
    statistics::{AnnualStatistics, Figure, catalogue::IndicatorCode},
};
use serde_json::Value;
use store::{Clock, Store, coverage, statistics};
use tests::{databases::instant, each_database, fixtures, golden, world};

fn expected() -> Value {
    serde_json::from_slice(&fixtures::bytes("golden/expected.json")).unwrap()
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
        golden::play(&store, &city).await;
        let expected = expected();
        let year = i32::try_from(expected["year"].as_i64().unwrap()).unwrap();
        for (area, want) in expected["areas"].as_object().unwrap() {
            let area: AreaCode = area.parse().unwrap();
            let got = statistics::annual(&store, &city, area, year).await.unwrap();
            let board = coverage::board(&store, &city, area, year, None)
                .await
                .unwrap();
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
