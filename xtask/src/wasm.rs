//! The two browser bundles: cargo for wasm, cut into parts, wasm-bindgen as a library, wasm-opt in a
//! release.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

use crate::{
    machine,
    paths::{cargo, files_below, program, target},
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

/// Builds both bundles; returns the folder with one folder each: `field/field.js`,
/// `field/field_bg.wasm`, its parts and `field/parts.json`, which says what each part needs.
pub(crate) fn build(effort: Effort) -> Result<PathBuf> {
    machine::add_wasm_target()?;
    let bundles = target().join("wasm-bindgen");
    if bundles.exists() {
        fs::remove_dir_all(&bundles)?;
    }
    for root in ROOTS {
        step(&format!("wasm: {root}"), || {
            let folder = bundles.join(root);
            fs::create_dir_all(&folder)?;
            let module = compile(root, effort)?;
            let module = cut(&module, root, &folder)?;
            bind(&module, root, &folder)?;
            fs::remove_file(module)?;
            if effort == Effort::Release {
                optimise(&folder)?;
            }
            Ok(())
        })?;
    }
    Ok(bundles)
}

fn compile(root: &str, effort: Effort) -> Result<PathBuf> {
    let profile = match effort {
        Effort::Dev => "wasm-dev",
        Effort::Release => "wasm-release",
    };
    let mut command = cargo();
    command.args(["rustc", "--package", "frontend", "--lib"]);
    command.args(["--crate-type", "cdylib", "--features", root]);
    command.args(["--target", TRIPLE, "--profile", profile]);
    if effort == Effort::Release {
        own_library(&mut command)?;
    }
    // The cutting moves functions, so it must know who calls them.
    command.args(["--", "-C", "link-arg=--emit-relocs"]);
    run(&mut command)?;
    // Both roots leave their module under this name: it is read before the next is built.
    Ok(target().join(TRIPLE).join(profile).join("frontend.wasm"))
}

/// The standard library is built with the module, for size, and a panic only stops: its message and place
/// would be downloaded by everybody and read by nobody. 9 % of what a page needs, after brotli.
///
/// Options that are not stable; `rust-toolchain.toml` pins the compiler that knows them.
fn own_library(command: &mut Command) -> Result<()> {
    machine::add_library_source()?;
    let flags = r#"["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"]"#;
    command.env("RUSTC_BOOTSTRAP", "1").args([
        "-Zbuild-std=std,panic_abort",
        "-Zbuild-std-features=optimize_for_size",
        "--config",
        &format!("target.{TRIPLE}.rustflags={flags}"),
    ]);
    Ok(())
}

/// Cuts the parts of `frontend/src/parts.rs` out of the module; returns what is left of it.
fn cut(module: &Path, root: &str, folder: &Path) -> Result<PathBuf> {
    let rest = folder.join("rest.wasm");
    let (module, script) = (fs::read(module)?, format!("./{root}.js"));
    let mut options = Options::new(&module);
    options.target.web();
    options.output_dir = folder;
    options.main_out_path = &rest;
    options.main_module = &script;
    options.link_name = "./parts.js";
    let cut = wasm_split_cli_support::transform(options)
        .map_err(|fault| anyhow!("cutting {root} into parts: {fault:?}"))?;
    let needed: BTreeMap<_, _> = cut.prefetch_map.into_iter().collect();
    fs::write(folder.join("parts.json"), serde_json::to_vec(&needed)?)?;
    Ok(rest)
}

fn bind(module: &Path, root: &str, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name(root)
        .web(true)?
        .typescript(false)
        // The parts reach the module's memory and functions through them.
        .keep_lld_exports(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen on {root}"))
}

/// `wasm-opt` of npm's `binaryen`, pinned in `xtask/package-lock.json`, on each file of a bundle.
fn optimise(folder: &Path) -> Result<()> {
    step("wasm-opt -Oz", || {
        machine::npm_ci("xtask")?;
        for module in files_below(folder)? {
            if module
                .extension()
                .is_none_or(|extension| extension != "wasm")
            {
                continue;
            }
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
                "--strip-producers",
                "--strip-target-features",
            ]);
            command.arg(&module).arg("--output").arg(&module);
            run(&mut command)?;
        }
        Ok(())
    })
}
