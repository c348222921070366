//! `cargo xtask <verb>`: everything a developer or CI does to this repository.
//!
//! One module per verb (`serve`, `test`, `check`, `build`, `bench`), and the steps they share:
//! `wasm` (the two browser bundles), `site` (hashed names, compression), `offline` (the pages
//! and the worker that start without a network), `postgres`, `machine` (what is installed), `lints`
//! (the house's own rules), `paths`, `step` (progress).
//!
//! Knows the other crates only by their file names: nothing here is part of the product.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod build;
mod check;
mod lints;
mod machine;
mod offline;
mod paths;
mod postgres;
mod serve;
mod site;
mod step;
mod test;
mod wasm;
mod words;

#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", about = "Builds, runs and checks 科特派")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build everything for development and serve it on SQLite in data/, with demo data at first.
    Serve(serve::Arguments),
    /// Run every test: Rust, SQLite and PostgreSQL, then the browser.
    Test(test::Arguments),
    /// Format, lints, documentation, dependencies and house rules.
    Check(check::Arguments),
    /// Build the one file to deploy.
    Build(build::Arguments),
    /// Measure the release: download sizes, Lighthouse, a thousand records on a slow phone.
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let result = match Cli::parse().verb {
        Verb::Serve(arguments) => serve::run(&arguments),
        Verb::Test(arguments) => test::run(&arguments),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Build(arguments) => build::run(&arguments),
        Verb::Bench(arguments) => bench::run(&arguments),
    };
    if let Err(error) = result {
        eprintln!("xtask: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
