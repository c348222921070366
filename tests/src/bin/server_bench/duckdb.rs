//! The same figures by another engine over the same rows, for a sense of proportion.

use crate::{
    Arguments,
    program::{Program, YEAR},
    say,
};
use anyhow::Result;
use serde_json::{Value, json};
use std::process::Command;

const SCRIPT: &str = include_str!("figures.py");

/// Nothing but a word when there is no Python, no package, or no file to read.
pub(crate) fn measure(arguments: &Arguments, program: &Program) -> Result<Value> {
    let what = "the same figures by DuckDB";
    let skipped = |why: &str| {
        say(what, &format!("left out: {why}"));
        Ok(json!({ "skipped": why }))
    };
    let Some(file) = &program.file else {
        return skipped("read from the SQLite file alone");
    };
    let mut python = Command::new(&arguments.python);
    python.args(["-c", SCRIPT]).arg(file).arg(YEAR.to_string());
    let Ok(done) = python.output() else {
        return skipped("there is no Python");
    };
    let Ok(answer) = serde_json::from_slice::<Value>(&done.stdout) else {
        return skipped(
            String::from_utf8_lossy(&done.stderr)
                .lines()
                .last()
                .unwrap_or("it failed"),
        );
    };
    if let Some(why) = answer["skipped"].as_str() {
        return skipped(why);
    }
    let milliseconds = |name: &str| answer[name].as_f64().unwrap_or_default();
    let told = format!(
        "p50 {:.1}  p95 {:.1} ms",
        milliseconds("p50"),
        milliseconds("p95")
    );
    say(what, &told);
    Ok(answer)
}
