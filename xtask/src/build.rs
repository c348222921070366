//! `cargo xtask build`: the one file to deploy.

use anyhow::{Result, bail};
use clap::Args;

use crate::{
    paths::{cargo, target},
    site,
    step::{self, step},
    wasm::{self, Effort},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Optimise for size and speed; takes several minutes.
    #[arg(long)]
    release: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.release {
        release()
    } else {
        development()
    }
}

/// Bundles, site and server as developers and tests use them.
pub(crate) fn development() -> Result<()> {
    browser_side(Effort::Dev)?;
    // All default members, as `cargo test` does: the server alone would have its dependencies
    // compiled once more, with slightly other features.
    step("server", || step::run(cargo().args(["build"])))
}

/// The bundles and the site.
pub(crate) fn browser_side(effort: Effort) -> Result<()> {
    let bundles = wasm::build(effort)?;
    site::assemble(&bundles, effort)
}

/// The one file to deploy.
pub(crate) fn release() -> Result<()> {
    browser_side(Effort::Release)?;
    step("server, release", || {
        step::run(cargo().args([
            "build",
            "--release",
            "--package",
            "server",
            "--bin",
            "ketepai",
        ]))
    })?;
    let binary = target().join("release/ketepai");
    if !binary.is_file() {
        bail!("no binary at {}", binary.display());
    }
    println!("{}", binary.display());
    Ok(())
}
