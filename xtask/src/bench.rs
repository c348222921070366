//! `cargo xtask bench`: the built product as a phone meets it, in sizes, scores and milliseconds.

use anyhow::{Result, bail};
use clap::Args;

use crate::{
    build, check, machine,
    paths::{program, target},
    step::{self, step},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Measure the development build: quick to make, but neither small nor fast, so it is held to
    /// accessibility and best practices alone.
    #[arg(long)]
    dev: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
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
