//! The same rows by bare inserts, 200 records to a durable commit: no rules, no roll-ups, no network.

use crate::{program::Program, say};
use anyhow::Result;
use domain::records::Record;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::{
    Clock, Store,
    bulk::{self, Written},
};

const AT_ONCE: u64 = 200;
const TIME: Duration = Duration::from_secs(3);

pub(crate) async fn measure(program: &Program) -> Result<Value> {
    let store = Store::open(&program.url, Clock::default()).await?;
    let people = sample(&store, program).await?;
    let began = Instant::now();
    let mut written = 0_u64;
    while began.elapsed() < TIME {
        let batch: Vec<Written> = (written..written + AT_ONCE)
            .filter_map(|number| visit(&people, number))
            .collect();
        bulk::write(&store, &batch).await?;
        written += AT_ONCE;
    }
    let rate = u128::from(written) * 1000 / began.elapsed().as_millis().max(1);
    store.close().await;
    say(
        "the same rows by bare inserts of 200",
        &format!("{rate} records/s"),
    );
    Ok(json!({ "per_second": u64::try_from(rate)? }))
}

/// Records that are there, to be written again under other ids.
async fn sample(store: &Store, program: &Program) -> Result<Vec<Written>> {
    let city = crate::client::token(program.address, "kj-ganzhou").await?;
    let mut connection = crate::client::Connection::open(program.address, &city).await?;
    let (bytes, _) = connection
        .get("/api/v1/records?kind=visit&status=approved&limit=200")
        .await?;
    let answer: Value = serde_json::from_slice(&bytes)?;
    let records = answer["records"].as_array().cloned().unwrap_or_default();
    let today = store.clock().today();
    let written = records.iter().filter_map(|record| {
        let author = record["author_id"].as_str()?.parse().ok()?;
        let mut record = record.as_object()?.clone();
        record.remove("confirmation");
        record.remove("photos");
        let record = Record::parse(&record, today).ok()?;
        Some(Written { author, record })
    });
    Ok(written.collect())
}

fn visit(sample: &[Written], number: u64) -> Option<Written> {
    let mut one = sample
        .get(usize::try_from(number).ok()? % sample.len().max(1))?
        .clone();
    let mut random = [0_u8; 10];
    random[..8].copy_from_slice(&number.wrapping_mul(0xBF58_476D_1CE4_E5B9).to_be_bytes());
    let id = domain::ids::uuid_v7(1_770_000_000_000 + number, random);
    match &mut one.record {
        Record::Visit(visit) => visit.id = id.into(),
        Record::Training(training) => training.id = id.into(),
    }
    Some(one)
}
