//! `cargo xtask check`: everything that can be told without running the product.

use std::{fs, path::PathBuf};

use anyhow::{Result, bail};
use clap::Args;

use crate::{
    build, lints, machine,
    paths::{cargo, files_below, site, target},
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
    checks.one("words", words::run);
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

/// What one visit downloads, after brotli.
pub(crate) fn size() -> Result<()> {
    const BUDGETS: [(&str, &str, u64); 5] = [
        ("field-", ".wasm.br", 300_000),
        ("desk-", ".wasm.br", 400_000),
        ("field-", ".js.br", 25_000),
        ("desk-", ".js.br", 25_000),
        ("ketepai-", ".css.br", 15_000),
    ];
    let mut over = Vec::new();
    for file in files_below(&site().join("pkg"))? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let bytes = fs::metadata(&file)?.len();
        for (prefix, suffix, budget) in BUDGETS {
            if name.starts_with(prefix) && name.ends_with(suffix) {
                eprintln!("   {name}: {bytes} of {budget} bytes");
                if bytes > budget {
                    over.push(name.to_string());
                }
            }
        }
    }
    if !over.is_empty() {
        bail!("over the size budget: {}", over.join(", "));
    }
    Ok(())
}
