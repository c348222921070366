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
        demo()?;
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

/// Where the demo is made: what lies here when it ends early is thrown away at the next start.
const FILLING: &str = "data/filling";

/// Keeps what `demo` said, for later starts; `data/` stays on this machine.
const LOGINS: &str = "data/demo-logins.txt";

fn demo() -> Result<()> {
    step("demo data, once", || {
        let filling = root().join(FILLING);
        if filling.exists() {
            fs::remove_dir_all(&filling)?;
        }
        fs::create_dir_all(&filling)?;
        let database = format!("sqlite://{FILLING}/ketepai.db");
        let year = shanghai_year().to_string();
        let demo = ["demo", "--year", &year, "--database-url", &database];
        let logins = step::output(ketepai().args(demo))?;
        fs::write(root().join(LOGINS), logins)?;
        // A closed database is one file. It is there whole or not at all.
        fs::rename(filling.join("ketepai.db"), root().join(DATABASE))?;
        Ok(fs::remove_dir_all(filling)?)
    })
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
