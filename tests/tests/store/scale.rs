//! The visits that benches run on: the same each time, counted, and whole.

use server::demo::fill_to_scale;
use std::{collections::BTreeMap, sync::Mutex};
use store::{check, imports::Kind, statistics};
use tests::{each_database, world};

const VISITS: usize = 400;

#[tokio::test]
async fn so_many_visits_are_the_same_on_both_databases_and_hold_together() {
    let figures = Mutex::new(Vec::new());
    each_database(async |store, _| {
        world::import(&store, Kind::Divisions, "divisions_ganzhou.csv").await;
        let filled = fill_to_scale(&store, 2026, VISITS, &|_| {}).await;
        filled.unwrap_or_else(|error| panic!("fill: {error}"));
        let mut counted = Vec::new();
        for year in 2017..=2026 {
            let city = "360700000000".parse().unwrap_or_else(|_| panic!("an area"));
            let figures = statistics::annual_report(&store, city, year).await;
            let figures = figures.unwrap_or_else(|error| panic!("figures: {error}"));
            let values = figures
                .indicators
                .iter()
                .map(|one| (one.code.as_str(), &one.value));
            let values: BTreeMap<_, _> = values.collect();
            counted.push(serde_json::to_value(values).unwrap_or_default());
        }
        let mut findings = Vec::new();
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("folder: {error}"));
        let done = check::run(&store, folder.path(), &mut |finding| findings.push(finding)).await;
        let checked = done.unwrap_or_else(|error| panic!("check: {error}"));
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(checked.record_count, u64::try_from(VISITS).unwrap_or(0));
        let sum =
            |code: &str| -> i64 { counted.iter().filter_map(|year| year[code].as_i64()).sum() };
        // Nine in ten are on site, the others by phone: all of them are counted.
        let all = i64::try_from(VISITS).unwrap_or(0);
        assert_eq!(sum("B01") + sum("B04"), all, "{counted:?}");
        figures
            .lock()
            .unwrap_or_else(|_| panic!("figures"))
            .push(counted);
    })
    .await;
    let figures = figures.into_inner().unwrap_or_else(|_| panic!("figures"));
    assert!(
        figures.windows(2).all(|pair| pair[0] == pair[1]),
        "{figures:?}"
    );
}
