//! `cargo xtask bench`: the built product as a phone meets it, in sizes, scores and milliseconds; with
//! `--server` as offices load it, at several sizes and on both databases.

use anyhow::{Result, bail};
use clap::Args;

use crate::{
    build, check, machine,
    paths::{cargo, program, target},
    postgres::{self, Cluster},
    step::{self, step},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Measure the development build: quick to make, but neither small nor fast, so it is held to
    /// accessibility and best practices alone.
    #[arg(long)]
    dev: bool,
    /// Measure the server instead: figures, lists, pushes, exports, start and memory.
    #[arg(long)]
    server: bool,
    /// With `--server`, how many visits the databases hold, one after another.
    #[arg(long, default_value = "10000,100000,1000000")]
    visits: String,
    /// With `--server`, how many seconds each stretch of pushes takes.
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// With `--server`, a Python with the package `duckdb`, to put its figures beside ours.
    #[arg(long, default_value = "python3")]
    python: String,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.server {
        return server(arguments);
    }
    machine::install_test_tools()?;
    let Some(chromium) = machine::chromium() else {
        bail!("Chromium is missing: install it, or name it in CHROMIUM");
    };
    let profile = if arguments.dev {
        build::development()?;
        "debug"
    } else {
        build::release()?;
        "release"
    };
    // Too large a file does not keep the rest from being measured.
    let sizes = if arguments.dev {
        Ok(())
    } else {
        step("size", check::size)
    };
    machine::npm_ci("tests/bench")?;
    step("measurements", || {
        let mut node = program("node", "tests/bench");
        node.arg("main.mjs")
            .env("CHROMIUM", chromium)
            .env("KETEPAI", target().join(profile).join("ketepai"))
            .env("BENCH_OUT", target().join("bench"))
            .env("BENCH_DEV", if arguments.dev { "1" } else { "" });
        step::run(&mut node)
    })?;
    sizes
}

/// The server needs no browser and no wasm: only itself and who loads it are built.
fn server(arguments: &Arguments) -> Result<()> {
    let profile = if arguments.dev { "debug" } else { "release" };
    step("server and load", || {
        let mut build = cargo();
        build.args([
            "build",
            "--package",
            "server",
            "--package",
            "tests",
            "--bins",
        ]);
        if !arguments.dev {
            build.arg("--release");
        }
        step::run(&mut build)
    })?;
    let cluster = if let Some(programs) = postgres::programs() {
        Some(Cluster::durable(&programs)?)
    } else {
        eprintln!("   PostgreSQL is not installed: measured on SQLite alone");
        None
    };
    step("measurements", || {
        let folder = target().join(profile);
        let mut bench = program(&folder.join("server_bench").to_string_lossy(), ".");
        bench.arg("--ketepai").arg(folder.join("ketepai"));
        bench.arg("--out").arg(target().join("bench"));
        bench.args(["--visits", &arguments.visits, "--python", &arguments.python]);
        bench.args(["--seconds", &arguments.seconds.to_string()]);
        if let Some(cluster) = &cluster {
            bench.args(["--postgres", &cluster.url()]);
        }
        step::run(&mut bench)
    })
}
