//! Tells `site.rs` where `cargo xtask` puts the built site: beside the profile's own folder in
//! the target directory, wherever that is, unless `KETEPAI_SITE` names another place.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=KETEPAI_SITE");
    let site = env::var_os("KETEPAI_SITE")
        .map(PathBuf::from)
        .or_else(beside_the_profile)
        .ok_or("OUT_DIR does not lie in a target directory")?;
    fs::create_dir_all(&site)?;
    println!("cargo:rustc-env=KETEPAI_SITE={}", site.display());
    // A debug build reads the folder at run time; a release build carries its files.
    let manifest = site.join("manifest.json");
    if env::var("PROFILE")? == "release" {
        println!("cargo:rerun-if-changed={}", manifest.display());
    }
    Ok(())
}

/// `OUT_DIR` is `<target>/<profile>/build/<package>/out`.
fn beside_the_profile() -> Option<PathBuf> {
    let out = PathBuf::from(env::var_os("OUT_DIR")?);
    Some(out.ancestors().nth(4)?.join("site"))
}
