//! `cargo xtask test`: Rust tests on SQLite and PostgreSQL, then the browser's.

use std::{env, process::Command};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::{
    build, machine,
    paths::{cargo, program, target},
    postgres::{self, Cluster},
    step::{self, step},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only one part.
    #[arg(long)]
    only: Option<Part>,
    /// More for the part's runner, such as a test's name.
    #[arg(last = true)]
    more: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Rust,
    Browser,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    machine::install_test_tools()?;
    if arguments.only != Some(Part::Browser) {
        rust(&arguments.more)?;
    }
    if arguments.only != Some(Part::Rust) {
        browser(&arguments.more)?;
    }
    Ok(())
}

fn rust(more: &[String]) -> Result<()> {
    let cluster = cluster()?;
    step("Rust tests", || {
        let mut command = cargo();
        if let Some(cluster) = &cluster {
            command.env("TEST_POSTGRES_URL", cluster.url());
        }
        step::run(command.arg("test").args(more))
    })?;
    if more.is_empty() {
        step("xtask's own tests", || {
            step::run(cargo().args(["test", "--quiet", "--package", "xtask"]))
        })?;
    }
    Ok(())
}

/// A cluster of our own, unless one is named or none can be had.
fn cluster() -> Result<Option<Cluster>> {
    if env::var_os("TEST_POSTGRES_URL").is_some() {
        return Ok(None);
    }
    let Some(programs) = postgres::programs() else {
        left_out("PostgreSQL is not installed, so the tests that need it are left out")?;
        return Ok(None);
    };
    step("PostgreSQL, throw-away", || Cluster::start(&programs)).map(Some)
}

fn browser(more: &[String]) -> Result<()> {
    let Some(chromium) = machine::chromium() else {
        return left_out("Chromium is not installed, so the browser tests are left out");
    };
    if machine::find(&["npm"], &[]).is_none() {
        return left_out("Node.js with npm is not installed, so the browser tests are left out");
    }
    build::development()?;
    machine::npm_ci("tests/e2e")?;
    step("browser tests", || {
        let mut playwright: Command = program("npx", "tests/e2e");
        playwright
            .env("CHROMIUM", &chromium)
            .env("KETEPAI", target().join("debug/ketepai"))
            .env("FAULT_PROXY", target().join("debug/fault_proxy"))
            .env("WPS_LIST", target().join("debug/wps_list"))
            .args(["--no-install", "playwright", "test"]);
        step::run(playwright.args(more))
    })
}

/// Says what is missing; in CI nothing may be.
fn left_out(why: &str) -> Result<()> {
    if machine::is_ci() {
        bail!("{why}; in CI nothing may be left out");
    }
    eprintln!("── {why}.");
    Ok(())
}
