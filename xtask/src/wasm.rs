//! The two browser bundles: cargo for wasm, wasm-bindgen as a library, wasm-opt in a release.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    machine,
    paths::{cargo, program, target},
    step::{run, step},
};

/// One wasm file each, by the feature of `frontend` that makes it.
pub(crate) const ROOTS: [&str; 2] = ["field", "desk"];

pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

/// How much time goes into small files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Quick to build.
    Dev,
    /// Small to download.
    Release,
}

/// Builds both bundles; returns the folder with `field.js`, `field_bg.wasm`, `desk.js`, …
pub(crate) fn build(effort: Effort) -> Result<PathBuf> {
    machine::add_wasm_target()?;
    let folder = target().join("wasm-bindgen");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for root in ROOTS {
        step(&format!("wasm: {root}"), || {
            let module = compile(root, effort)?;
            bind(&module, root, &folder)?;
            if effort == Effort::Release {
                optimise(&folder.join(format!("{root}_bg.wasm")))?;
            }
            Ok(())
        })?;
    }
    Ok(folder)
}

fn compile(root: &str, effort: Effort) -> Result<PathBuf> {
    let profile = match effort {
        Effort::Dev => "wasm-dev",
        Effort::Release => "wasm-release",
    };
    let mut command = cargo();
    command.args([
        "build",
        "--package",
        "frontend",
        "--lib",
        "--features",
        root,
    ]);
    command.args(["--target", TRIPLE, "--profile", profile]);
    run(&mut command)?;
    // Both roots leave their module under this name: it is read before the next is built.
    Ok(target().join(TRIPLE).join(profile).join("frontend.wasm"))
}

fn bind(module: &Path, root: &str, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name(root)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen on {root}"))
}

/// `wasm-opt` of npm's `binaryen`, pinned in `xtask/package-lock.json`.
fn optimise(module: &Path) -> Result<()> {
    step("wasm-opt -Oz", || {
        machine::npm_ci("xtask")?;
        let mut command = program("node", "xtask");
        command.arg("node_modules/binaryen/bin/wasm-opt").arg("-Oz");
        command.args([
            "--enable-bulk-memory",
            "--enable-bulk-memory-opt",
            "--enable-multivalue",
            "--enable-mutable-globals",
            "--enable-nontrapping-float-to-int",
            "--enable-reference-types",
            "--enable-sign-ext",
        ]);
        command.arg(module).arg("--output").arg(module);
        run(&mut command)
    })
}
