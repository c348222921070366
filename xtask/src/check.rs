//! `cargo xtask check`: everything that can be told without running the product.

use std::{collections::BTreeMap, fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    build, lints, machine,
    paths::{cargo, site, target},
    step::{run as command, step},
    wasm::{Effort, ROOTS, TRIPLE},
    words,
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Also build the browser side as for deployment and hold it to its size budget.
    #[arg(long)]
    release: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut checks = Checks::default();
    checks.one("house rules", lints::run);
    checks.one("format", || {
        command(cargo().args(["fmt", "--all", "--check"]))
    });
    checks.one("words", words::run);
    checks.one("dependencies", deny);
    checks.one("clippy, native", || clippy_native(&[]));
    checks.one("clippy, xtask", || clippy_native(&["--package", "xtask"]));
    machine::add_wasm_target()?;
    checks.one("domain for wasm", || {
        command(cargo().args(["check", "--package", "domain", "--target", TRIPLE]))
    });
    for root in ROOTS {
        checks.one(&format!("clippy, wasm {root}"), || clippy_wasm(root));
    }
    checks.one("documentation", documentation);
    checks.one("architecture", || {
        command(cargo().args([
            "test",
            "--quiet",
            "--package",
            "tests",
            "--test",
            "architecture",
        ]))
    });
    if arguments.release {
        checks.one("release of the browser side", || {
            build::browser_side(Effort::Release)
        });
        checks.one("size", size);
    }
    checks.verdict()
}

/// One failure does not hide the next: all are done, then all failures named.
#[derive(Default)]
struct Checks {
    passed: usize,
    failed: Vec<String>,
}

impl Checks {
    fn one(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        match step(name, work) {
            Ok(()) => self.passed += 1,
            Err(error) => self.failed.push(format!("{error:#}")),
        }
    }

    fn verdict(self) -> Result<()> {
        println!(
            "check: {} passed, {} failed",
            self.passed,
            self.failed.len()
        );
        if !self.failed.is_empty() {
            bail!("\n  {}", self.failed.join("\n  "));
        }
        Ok(())
    }
}

fn documentation() -> Result<()> {
    let mut doc = cargo();
    // Read beside the source: a link to a private item helps.
    let strict = "-D warnings -A rustdoc::private_intra_doc_links";
    doc.env("RUSTDOCFLAGS", strict);
    command(doc.args(["doc", "--no-deps", "--document-private-items"]))
}

fn clippy_native(which: &[&str]) -> Result<()> {
    let mut clippy = cargo();
    clippy.arg("clippy").args(which).arg("--all-targets");
    command(clippy.args(["--", "-D", "warnings"]))
}

/// In the profile the tests use, so that the dependencies are built once.
fn clippy_wasm(root: &str) -> Result<()> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--package", "frontend", "--features", root]);
    clippy.args(["--target", TRIPLE, "--profile", "wasm-dev"]);
    command(clippy.args(["--", "-D", "warnings"]))
}

const CARGO_DENY: &str = "0.20.2";

fn deny() -> Result<()> {
    let tools = target().join("tools");
    let program = if let Some(found) = machine::find(&["cargo-deny"], &[tools.join("bin")]) {
        found
    } else {
        install_deny(&tools)?
    };
    let mut deny = std::process::Command::new(program);
    deny.current_dir(crate::paths::root());
    command(deny.args(["check", "bans", "licenses", "sources"]))
}

fn install_deny(tools: &PathBuf) -> Result<PathBuf> {
    step("cargo-deny: building it once", || {
        let mut install = cargo();
        install.args(["install", "--locked", "cargo-deny", "--version", CARGO_DENY]);
        command(install.arg("--root").arg(tools))
    })?;
    Ok(tools.join("bin/cargo-deny"))
}

/// What one visit downloads, after brotli: for each root its script, and its module with each part.
pub(crate) fn size() -> Result<()> {
    let manifest: Manifest = serde_json::from_slice(&fs::read(site().join("manifest.json"))?)?;
    let mut over = Vec::new();
    let mut hold = |what: &str, bytes: u64, budget: u64| {
        eprintln!("   {what}: {bytes} of {budget} bytes");
        if bytes > budget {
            over.push(what.to_owned());
        }
    };
    // The desk is opened at an office; its limit only tells when it grows.
    for (root, budget) in ROOTS.into_iter().zip([300_000, 550_000]) {
        let module = downloaded(&[manifest.file(&format!("{root}.wasm"))?])?;
        hold(&format!("{root}, wasm"), module, budget);
        for (part, files) in &manifest.parts {
            if part.starts_with(&format!("{root}/")) {
                hold(
                    &format!("{part}, wasm"),
                    module + downloaded(files)?,
                    budget,
                );
            }
        }
        let script = downloaded(&[manifest.file(&format!("{root}.js"))?])?;
        hold(&format!("{root}, script"), script, 25_000);
    }
    let style = downloaded(&[manifest.file("ketepai.css")?])?;
    hold("style", style, 15_000);
    if !over.is_empty() {
        bail!("over the size budget: {}", over.join(", "));
    }
    Ok(())
}

/// As `site.rs` writes it.
#[derive(serde::Deserialize)]
struct Manifest {
    files: BTreeMap<String, String>,
    parts: BTreeMap<String, Vec<String>>,
}

impl Manifest {
    fn file(&self, name: &str) -> Result<String> {
        let address = self.files.get(name).cloned();
        address.with_context(|| format!("the site has no {name}"))
    }
}

/// The compressed sizes of files by their addresses, in all.
fn downloaded(addresses: &[String]) -> Result<u64> {
    addresses.iter().try_fold(0, |sum, address| {
        let file = site().join(format!("{}.br", address.trim_start_matches('/')));
        let size = fs::metadata(&file).with_context(|| file.display().to_string())?;
        Ok(sum + size.len())
    })
}
