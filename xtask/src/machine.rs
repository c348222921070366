//! What the machine has, and how to get what it lacks.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{
    paths::{program, root},
    step::{output, run, step},
    wasm::TRIPLE,
};

/// Whether this run must leave nothing out.
pub(crate) fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The first of these programs that the path or one of the folders holds.
pub(crate) fn find(names: &[&str], folders: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let everywhere: Vec<PathBuf> = env::split_paths(&path)
        .chain(folders.iter().cloned())
        .collect();
    names
        .iter()
        .flat_map(|name| everywhere.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

/// Adds the wasm target through rustup if the toolchain lacks it.
pub(crate) fn add_wasm_target() -> Result<()> {
    let mut question = program("rustc", ".");
    question.args(["--print", "target-libdir", "--target", TRIPLE]);
    if output(&mut question).is_ok_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    step("rustup: adding the wasm target", || {
        run(program("rustup", ".").args(["target", "add", TRIPLE]))
    })
}

/// Adds the source of the standard library through rustup if the toolchain lacks it.
pub(crate) fn add_library_source() -> Result<()> {
    let sysroot = output(program("rustc", ".").args(["--print", "sysroot"]))?;
    let source = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library");
    if source.is_dir() {
        return Ok(());
    }
    step("rustup: adding the source of the standard library", || {
        run(program("rustup", ".").args(["component", "add", "rust-src"]))
    })
}

/// Installs a folder's npm packages if its lockfile changed since the last time.
pub(crate) fn npm_ci(folder: &str) -> Result<()> {
    let folder_path = root().join(folder);
    let lockfile = std::fs::read(folder_path.join("package-lock.json"))?;
    let stamp = folder_path.join("node_modules/.installed-lock");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lockfile) {
        return Ok(());
    }
    if find(&["npm"], &[]).is_none() {
        bail!("Node.js with npm is missing: install Node.js 20 or newer");
    }
    step(&format!("npm ci in {folder}"), || {
        run(program("npm", folder).args(["ci", "--no-fund", "--no-audit"]))?;
        Ok(std::fs::write(stamp, lockfile)?)
    })
}

/// Chromium for the browser tests: `CHROMIUM`, the path, or Debian's package.
pub(crate) fn chromium() -> Option<PathBuf> {
    env::var_os("CHROMIUM").map_or_else(
        || find(&["chromium", "chromium-browser", "google-chrome"], &[]),
        |set| Some(PathBuf::from(set)),
    )
}

/// Whether Chinese text would show as boxes.
fn lacks_cjk_font() -> bool {
    !output(Command::new("fc-list").arg(":lang=zh")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

/// Installs from Debian what the tests need and the machine lacks, where we may.
pub(crate) fn install_test_tools() -> Result<()> {
    let mut missing = Vec::new();
    if chromium().is_none() {
        missing.push("chromium");
    }
    if missing.contains(&"chromium") || lacks_cjk_font() {
        missing.extend(["fontconfig", "fonts-noto-cjk"]);
    }
    if env::var_os("TEST_POSTGRES_URL").is_none() && crate::postgres::programs().is_none() {
        missing.push("postgresql");
    }
    if find(&["soffice"], &[]).is_none() {
        // Without a screen and without Java: it only reads and writes tables.
        missing.push("libreoffice-calc-nogui");
    }
    if missing.is_empty() || !is_root() || find(&["apt-get"], &[]).is_none() {
        return Ok(());
    }
    step(&format!("apt-get install {}", missing.join(" ")), || {
        let mut update = Command::new("apt-get");
        run(update.args(["update", "--quiet"]))?;
        let mut install = Command::new("apt-get");
        install.env("DEBIAN_FRONTEND", "noninteractive");
        install.args(["install", "--yes", "--quiet", "--no-install-recommends"]);
        run(install.args(&missing))
    })
}

/// Whether we run as root.
pub(crate) fn is_root() -> bool {
    user_id(None) == Some(0)
}

/// The number of a user, or ours.
pub(crate) fn user_id(name: Option<&str>) -> Option<u32> {
    number(Command::new("id").arg("-u").args(name))
}

/// The number of a user's group.
pub(crate) fn group_id(name: &str) -> Option<u32> {
    number(Command::new("id").args(["-g", name]))
}

fn number(command: &mut Command) -> Option<u32> {
    let output = command.output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
