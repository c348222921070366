//! Whole lists as files, while phones go on pushing.

use crate::{
    client::{Connection, token},
    ingest,
    program::{Program, memory_of},
    say,
};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

/// The rows of the goal.
const ROWS: usize = 132_000;

pub(crate) async fn measure(program: &Program, idle: u64) -> Result<Value> {
    let city = token(program.address, "kj-ganzhou").await?;
    let mut connection = Connection::open(program.address, &city).await?;
    let tokens = ingest::people(program.address).await?;
    let mut results = Vec::new();
    let from = first_day(&mut connection).await?;
    for form in ["csv", "xlsx"] {
        let address = program.address;
        let (own, over) = (tokens.clone(), Arc::new(AtomicBool::new(false)));
        let watch = Arc::clone(&over);
        let pushing = tokio::spawn(async move {
            while !watch.load(Ordering::Relaxed) {
                let second = Duration::from_millis(500);
                ingest::load(address, &own, (1, 1), second).await?;
            }
            anyhow::Ok(())
        });
        let peak = Arc::new(AtomicU64::new(0));
        let watching = tokio::spawn(watch_memory(
            program.process().context("a server")?,
            Arc::clone(&peak),
            Arc::clone(&over),
        ));
        let path = format!("/api/v1/records.{form}?status=approved,locked&from={from}");
        let (bytes, time) = connection.get(&path).await?;
        over.store(true, Ordering::Relaxed);
        watching.await?;
        pushing.await??;
        let above = peak.load(Ordering::Relaxed).saturating_sub(idle);
        let megabytes = bytes.len() >> 20;
        let told = format!(
            "{:.1} s, {megabytes} MB, peak memory {above} MB above idle",
            time.as_secs_f64()
        );
        say(&format!("export since {from} as {form}"), &told);
        results.push(json!({
            "form": form, "from": from, "seconds": time.as_secs_f64(), "bytes": bytes.len(), "above_idle_mb": above,
        }));
    }
    Ok(Value::from(results))
}

/// A day since which there are about as many records as the goal speaks of.
async fn first_day(connection: &mut Connection) -> Result<String> {
    let mut after = String::new();
    let mut seen = 0;
    loop {
        let path = format!("/api/v1/records?status=approved,locked&limit=200{after}");
        let (bytes, _) = connection.get(&path).await?;
        let answer: Value = serde_json::from_slice(&bytes)?;
        let records = answer["records"].as_array().context("records")?;
        seen += records.len();
        let last = records.last().and_then(|one| one["occurred_on"].as_str());
        match answer["next"].as_str() {
            Some(next) if seen < ROWS => after = format!("&after={next}"),
            _ => return Ok(last.unwrap_or("2000-01-01").to_owned()),
        }
    }
}

async fn watch_memory(process: u32, peak: Arc<AtomicU64>, over: Arc<AtomicBool>) {
    while !over.load(Ordering::Relaxed) {
        if let Ok(now) = memory_of(process) {
            peak.fetch_max(now, Ordering::Relaxed);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
