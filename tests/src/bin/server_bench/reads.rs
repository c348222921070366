//! Figures, boards and lists, one person asking.

use crate::{
    client::{Connection, token},
    program::{Program, YEAR},
    say,
    timing::Spread,
};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::Duration;

const CITY: &str = "360700000000";
const COUNTY: &str = "360722000000";
/// Answers of which percentiles are made; the first ones only warm the caches.
const TIMES: usize = 40;
const WARM_UP: usize = 3;

pub(crate) async fn measure(program: &Program) -> Result<Value> {
    let city = token(program.address, "kj-ganzhou").await?;
    let mut city = Connection::open(program.address, &city).await?;
    let annual = format!("/api/v1/statistics/annual?area={CITY}&year={YEAR}");
    let annual = spread(&mut city, "annual statistics of the city", &annual).await?;
    let board = format!("/api/v1/coverage?area={COUNTY}&year={YEAR}");
    let board = spread(&mut city, "coverage board of a county", &board).await?;
    let first = spread(&mut city, "records, first 200", "/api/v1/records?limit=200").await?;
    let queue = "/api/v1/records?status=submitted,verified&limit=50";
    let queue = spread(&mut city, "records that wait, first 50", queue).await?;
    let (depth, next) = deep(&mut city).await?;
    let deep = format!("/api/v1/records?limit=200&after={next}");
    let deep = spread(&mut city, &format!("records, 200 after {depth}"), &deep).await?;
    Ok(json!({
        "annual": annual, "coverage": board, "first_page": first, "queue": queue,
        "deep_page": deep, "depth": depth,
    }))
}

async fn spread(connection: &mut Connection, what: &str, path: &str) -> Result<Spread> {
    let mut times: Vec<Duration> = Vec::new();
    for number in 0..WARM_UP + TIMES {
        let (_, time) = connection.get(path).await?;
        times.extend((number >= WARM_UP).then_some(time));
    }
    let spread = Spread::of(times);
    say(what, &spread.to_string());
    Ok(spread)
}

/// The key of a page in the middle of the ten years, and what day it begins on.
async fn deep(connection: &mut Connection) -> Result<(String, String)> {
    let day = format!("{}-06-30", YEAR - 5);
    let path = format!("/api/v1/records?limit=1&to={day}");
    let (bytes, _) = connection.get(&path).await?;
    let answer: Value = serde_json::from_slice(&bytes)?;
    let next = answer["next"].as_str().context("a deep page")?;
    Ok((day, next.to_owned()))
}
