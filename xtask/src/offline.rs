//! What starts without a network: the static pages, their scripts, and the service worker with
//! the list of files it keeps.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::{
    paths::{files_below, root},
    site::{Site, integrity, short_hash},
};

/// What the pages name, by logical name. The desk needs a network anyway.
const NAMED: [&str; 6] = [
    "field.js",
    "field.wasm",
    "ketepai.css",
    "start.js",
    "en.json",
    "words.js",
];

/// Adds the pages of `frontend/offline` and the worker; everything else of the site stands.
pub(crate) fn add(site: &mut Site) -> Result<()> {
    let source = root().join("frontend/offline");
    site.add_hashed("start.js", &fs::read(source.join("start.js"))?)?;
    let mut kept = Vec::new();
    for file in files_below(&source)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&file)?;
        match name.rsplit_once('.') {
            Some((_, "html")) => site.write(&name, filled(&text, site)?.as_bytes())?,
            Some((_, "js")) if name != "start.js" => site.write(&name, text.as_bytes())?,
            _ => continue,
        }
        kept.push(format!("/{name}"));
    }
    kept.extend(site.bundle("field")?);
    for logical in ["ketepai.css", "start.js", "en.json", "words.js"] {
        kept.push(site.address(logical)?.to_owned());
    }
    let icons = root().join("frontend/static");
    for file in files_below(&icons)? {
        kept.push(format!("/{}", file.strip_prefix(&icons)?.display()));
    }
    let worker = worker(site, &kept)?;
    site.write("sw.js", worker.as_bytes())
}

/// A page with `{field.js}` and the like replaced by the names of this build.
fn filled(page: &str, site: &Site) -> Result<String> {
    let mut text = page.replace("{build}", site.build()?);
    for logical in NAMED {
        text = text.replace(&format!("{{{logical}}}"), site.address(logical)?);
    }
    if let Some((_, rest)) = text.split_once('{') {
        bail!(
            "nothing is called {{{}",
            rest.lines().next().unwrap_or(rest)
        );
    }
    Ok(text)
}

/// The worker's text below its list. Equal content gives equal bytes, and only that does.
fn worker(site: &Site, kept: &[String]) -> Result<String> {
    let text = fs::read_to_string(root().join("frontend/worker/sw.js"))?;
    let files = kept
        .iter()
        .map(|address| {
            let content = site.read(address).with_context(|| address.clone())?;
            Ok((address.as_str(), integrity(&content)))
        })
        .collect::<Result<BTreeMap<_, _>>>()?;
    let version = short_hash(format!("{}{text}", json!(files)).as_bytes());
    let build = json!({ "version": version, "files": files });
    Ok(format!("\"use strict\";\nconst BUILD = {build};\n\n{text}"))
}
