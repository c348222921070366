//! Pushes: one change at a time over several connections, and two hundred at a time.

use crate::{
    client::{Connection, token},
    program::Program,
    say,
    timing::Spread,
};
use anyhow::{Context, Result, ensure};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// The demo's commissioners with a password.
const PEOPLE: u32 = 60;

/// All villages of the city.
static VILLAGES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let divisions = include_str!("../../../fixtures/divisions_ganzhou.csv").lines();
    let villages = divisions.filter_map(|line| {
        let mut cells = line.split(',');
        let code = cells.next()?;
        (cells.nth(1)? == "village").then_some(code)
    });
    villages.collect()
});

/// How many villages of their own each of the people visits.
const OWN_VILLAGES: usize = 6;

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Signs the demo's commissioners in.
pub(crate) async fn people(server: SocketAddr) -> Result<Vec<String>> {
    let mut tokens = Vec::new();
    for number in 1..=PEOPLE {
        tokens.push(token(server, &format!("139000010{number:02}")).await?);
    }
    Ok(tokens)
}

pub(crate) async fn measure(program: &Program, seconds: u64) -> Result<Value> {
    let tokens = people(program.address).await?;
    let mut results = Vec::new();
    for (connections, changes) in [(1, 1), (8, 1), (32, 1), (1, 200)] {
        let time = Duration::from_secs(seconds);
        let (pushes, times) = load(program.address, &tokens, (connections, changes), time).await?;
        let spread = Spread::of(times);
        let rate = pushes * u64::try_from(changes)? / seconds.max(1);
        let what = format!("pushes of {changes} over {connections} connections");
        say(&what, &format!("{rate} changes/s, {spread}"));
        results.push(json!({
            "connections": connections, "changes": changes, "per_second": rate, "push": spread,
        }));
    }
    Ok(Value::from(results))
}

/// Pushes over so many connections until the time is over; how many, and how long each took.
pub(crate) async fn load(
    server: SocketAddr,
    tokens: &[String],
    (connections, changes): (usize, usize),
    time: Duration,
) -> Result<(u64, Vec<Duration>)> {
    let until = Instant::now() + time;
    let mut tasks = Vec::new();
    for at in 0..connections {
        // Several people for each connection, as many phones stand behind one office's line.
        let people = tokens.iter().cloned().enumerate();
        let own: Vec<(usize, String)> = people.skip(at).step_by(connections).collect();
        tasks.push(tokio::spawn(push_until(server, own, changes, until)));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    Ok((u64::try_from(all.len())?, all))
}

async fn push_until(
    server: SocketAddr,
    people: Vec<(usize, String)>,
    changes: usize,
    until: Instant,
) -> Result<Vec<Duration>> {
    let mut open = Vec::new();
    for (person, token) in &people {
        open.push((*person, Connection::open(server, token).await?));
    }
    let mut times = Vec::new();
    let count = open.len();
    while Instant::now() < until {
        let (person, connection) = open.get_mut(times.len() % count).context("a connection")?;
        let body = body(*person, changes);
        let (status, bytes, time) = connection.ask(Method::POST, "/api/v1/sync", body).await?;
        ensure!(status == StatusCode::OK, "push: {status}");
        let answer: Value = serde_json::from_slice(&bytes)?;
        let results = answer["results"].as_array().context("results")?;
        let applied = results.iter().all(|one| one["outcome"] == "applied");
        ensure!(
            applied && results.len() == changes,
            "not applied: {}",
            results[0]
        );
        times.push(time);
    }
    Ok(times)
}

/// A push of one person's new visits.
fn body(person: usize, changes: usize) -> String {
    let changes: Vec<Value> = (0..changes).map(|_| change(person)).collect();
    json!({"device_id": "bench", "device_label": "bench", "changes": changes}).to_string()
}

fn change(person: usize) -> Value {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let id = |part: u64| {
        let mut random = [0_u8; 10];
        random[..8].copy_from_slice(
            &(number * 2 + part)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                .to_be_bytes(),
        );
        domain::ids::uuid_v7(1_760_000_000_000 + number, random).to_string()
    };
    let own = usize::try_from(number).unwrap_or(0) % OWN_VILLAGES;
    let village = VILLAGES[(person * 997 + own) % VILLAGES.len()];
    let day = format!(
        "{}-{:02}-{:02}",
        2022 + number % 4,
        1 + number / 4 % 12,
        1 + number / 48 % 28
    );
    json!({
        "change_id": id(0), "sequence": number, "base_version": 0, "captured_at": "2025-12-31T01:00:00Z", "schema": 1,
        "op": "submit",
        "record": {
            "kind": "visit", "id": id(1), "log_type": "personal", "participant_ids": [], "mode": "onsite",
            "started_on": day, "ended_on": day, "service_days": 1.0, "area_code": village,
            "target_kind": "farmer_household", "industry_codes": ["navel_orange"], "action_kind": "tech_assistance",
            "service_kinds": ["guidance"], "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。",
            "households_guided": 6, "consultations": 12, "photos": [], "position_absent": "skipped",
        },
    })
}
