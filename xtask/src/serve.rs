//! `cargo xtask serve`: the application in development, on SQLite in `data/`.

use std::fs;

use anyhow::Result;
use chrono::{Datelike as _, FixedOffset, Utc};
use clap::Args;

use crate::{
    build,
    paths::{root, target},
    step::{self, step},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:3000")]
    addr: String,
    /// More flags for `ketepai serve`.
    #[arg(last = true)]
    more: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    build::development()?;
    if !root().join(DATABASE).exists() {
        demo().inspect_err(|_| forget_half_made())?;
    }
    if let Ok(logins) = fs::read_to_string(root().join(LOGINS)) {
        println!("\n{}\n", logins.trim_end());
    }
    println!("科特派: http://{} (Ctrl-C ends it)", arguments.addr);
    let mut serve = ketepai();
    serve.args(["serve", "--addr", &arguments.addr]);
    step::run(serve.args(&arguments.more))
}

const DATABASE: &str = "data/ketepai.db";

/// Keeps what `demo` said, for later starts; `data/` stays on this machine.
const LOGINS: &str = "data/demo-logins.txt";

fn demo() -> Result<()> {
    step("demo data, once", || {
        let year = shanghai_year();
        let logins = step::output(ketepai().args(["demo", "--year", &year.to_string()]))?;
        fs::create_dir_all(root().join("data"))?;
        Ok(fs::write(root().join(LOGINS), logins)?)
    })
}

/// A database that `demo` could not fill would pass for one with data at the next start.
fn forget_half_made() {
    for suffix in ["", "-wal", "-shm"] {
        // Not there, or left for the person to see.
        drop(fs::remove_file(root().join(format!("{DATABASE}{suffix}"))));
    }
}

fn shanghai_year() -> i32 {
    let shanghai = FixedOffset::east_opt(8 * 3600);
    shanghai.map_or_else(
        || Utc::now().year(),
        |zone| Utc::now().with_timezone(&zone).year(),
    )
}

fn ketepai() -> std::process::Command {
    let mut command = std::process::Command::new(target().join("debug/ketepai"));
    command.current_dir(root());
    command
}
