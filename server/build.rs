//! Tells `site.rs` where `cargo xtask` puts the built site: beside the profile's own folder in
//! the target directory, wherever that is, unless `KETEPAI_SITE` names another place.

use std::{env, fs, path::PathBuf};

fn main() {
    println!("cargo:rerun-if-env-changed=KETEPAI_SITE");
    let site = env::var_os("KETEPAI_SITE").map_or_else(beside_the_profile, PathBuf::from);
    fs::create_dir_all(&site).expect("the target directory is writable");
    println!("cargo:rustc-env=KETEPAI_SITE={}", site.display());
    println!(
        "cargo:rerun-if-changed={}",
        site.join("manifest.json").display()
    );
}

/// `OUT_DIR` is `<target>/<profile>/build/<package>/out`.
fn beside_the_profile() -> PathBuf {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let target = out.ancestors().nth(4).expect("OUT_DIR lies four deep");
    target.join("site")
}
