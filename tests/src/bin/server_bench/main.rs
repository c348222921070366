//! Measures a built `ketepai` as offices and phones load it: figures, lists, pushes, exports, start
//! and memory, at several sizes and on both databases. `cargo xtask bench --server` starts it.
//!
//! All numbers of one run come from one machine in one hour, so their ratios mean something; their
//! absolute values are the machine's.

mod client;
mod duckdb;
mod export;
mod ingest;
mod program;
mod raw;
mod reads;
mod timing;

use anyhow::{Context, Result};
use clap::Parser;
use program::Program;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, Parser)]
struct Arguments {
    /// The built `ketepai`.
    #[arg(long)]
    ketepai: PathBuf,
    /// How many visits the databases hold, one after another.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    visits: Vec<usize>,
    /// A PostgreSQL server to make databases in, beside SQLite.
    #[arg(long)]
    postgres: Option<String>,
    /// Python with the package `duckdb`, to put the same figures beside ours.
    #[arg(long, default_value = "python3")]
    python: String,
    /// How long each stretch of pushes takes.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Where the databases and the result go.
    #[arg(long)]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    std::fs::create_dir_all(&arguments.out)?;
    let mut results = Vec::new();
    for visits in &arguments.visits {
        results.push(measure(&arguments, *visits, None).await?);
        if let Some(server) = &arguments.postgres {
            results.push(measure(&arguments, *visits, Some(server)).await?);
        }
    }
    let path = arguments.out.join("server.json");
    std::fs::write(&path, serde_json::to_string_pretty(&results)?)?;
    println!("{}", path.display());
    Ok(())
}

/// Everything at one size on one database.
async fn measure(arguments: &Arguments, visits: usize, postgres: Option<&String>) -> Result<Value> {
    let database = if postgres.is_some() {
        "PostgreSQL"
    } else {
        "SQLite"
    };
    println!("\n{database}, {visits} visits");
    let mut program = Program::fill(arguments, visits, postgres.map(String::as_str)).await?;
    say(
        "filled",
        &format!("{:.1} s", program.filled_in.as_secs_f64()),
    );
    program.start().await?;
    say(
        "start to first 200",
        &format!("{} ms", program.started_in.as_millis()),
    );
    let idle = program.memory()?;
    say("memory, idle", &format!("{idle} MB"));
    let reads = reads::measure(&program).await.context("reads")?;
    let beside = duckdb::measure(arguments, &program)?;
    let ingest = ingest::measure(&program, arguments.seconds)
        .await
        .context("pushes")?;
    say(
        "memory, after the pushes",
        &format!("{} MB", program.memory()?),
    );
    let raw = raw::measure(&program).await.context("raw inserts")?;
    let exported = export::measure(&program, idle).await.context("export")?;
    let result = json!({
        "database": database, "visits": visits,
        "filled_s": program.filled_in.as_secs_f64(), "start_ms": program.started_in.as_secs_f64() * 1e3,
        "idle_mb": idle, "reads": reads, "duckdb": beside, "ingest": ingest, "raw": raw, "export": exported,
    });
    program.end().await?;
    Ok(result)
}

/// One line of the report.
fn say(what: &str, told: &str) {
    println!("  {what:<44} {told}");
}
