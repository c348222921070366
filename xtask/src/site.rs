//! The site folder that the server serves or carries: hashed names, `manifest.json`, what starts
//! without a network, brotli.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    stylesheet::{ParserOptions, PrinterOptions},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    offline,
    paths::{self, files_below, root},
    step::step,
    wasm::{Effort, ROOTS},
    words,
};

/// Puts the site together from the bundles, the style and the static files.
pub(crate) fn assemble(bundles: &Path, effort: Effort) -> Result<()> {
    step("site", || {
        let mut site = Site::new(paths::site())?;
        for name in ROOTS {
            site.add_bundle(name, &bundles.join(name))?;
        }
        site.add_hashed("ketepai.css", stylesheet()?.as_bytes())?;
        site.add_beside(&root().join("frontend/static"), "")?;
        site.add_hashed("en.json", &words::catalogue()?)?;
        let translator = root().join("frontend/words/words.js");
        site.add_hashed("words.js", &fs::read(translator)?)?;
        offline::add(&mut site)?;
        site.finish(effort)
    })
}

/// `frontend/style/ketepai.css` with its `@import`s, in one minified text.
fn stylesheet() -> Result<String> {
    let entry = root().join("frontend/style/ketepai.css");
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let sheet = bundler
        .bundle(&entry)
        .map_err(|fault| anyhow!("{fault}"))
        .context("the style sheet")?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            ..PrinterOptions::default()
        })
        .map_err(|fault| anyhow!("{fault}"))?;
    Ok(printed.code)
}

/// The site while it is put together.
pub(crate) struct Site {
    folder: PathBuf,
    manifest: Manifest,
}

/// As `app/src/shell.rs` reads it.
#[derive(Default, Serialize)]
struct Manifest {
    /// Logical name → address.
    files: BTreeMap<String, String>,
    /// `field/visits` → the addresses of the part's files.
    parts: BTreeMap<String, Vec<String>>,
}

impl Site {
    fn new(folder: PathBuf) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(folder.join("pkg"))?;
        Ok(Self {
            folder,
            manifest: Manifest::default(),
        })
    }

    /// A bundle's files name each other, so they keep their names in a folder whose own name
    /// changes with any of them.
    fn add_bundle(&mut self, root: &str, bundle: &Path) -> Result<()> {
        let needs = bundle.join("parts.json");
        let parts: BTreeMap<String, Vec<String>> = serde_json::from_slice(&fs::read(&needs)?)?;
        fs::remove_file(needs)?;
        let mut all = Vec::new();
        for file in files_below(bundle)? {
            all.extend(file.strip_prefix(bundle)?.as_os_str().as_encoded_bytes());
            all.extend(fs::read(&file)?);
        }
        let folder = format!("pkg/{root}-{}", short_hash(&all));
        self.add_beside(bundle, &folder)?;
        for (name, file) in [
            ("js", format!("{root}.js")),
            ("wasm", format!("{root}_bg.wasm")),
        ] {
            let address = format!("/{folder}/{file}");
            self.manifest
                .files
                .insert(format!("{root}.{name}"), address);
        }
        for (part, files) in parts {
            let addresses = files.iter().map(|file| format!("/{folder}/{file}.wasm"));
            let name = format!("{root}/{part}");
            self.manifest.parts.insert(name, addresses.collect());
        }
        Ok(())
    }

    /// A file whose name changes with its content, so that it can be kept for ever.
    pub(crate) fn add_hashed(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let path = format!("pkg/{stem}-{}.{extension}", short_hash(content));
        fs::write(self.folder.join(&path), content)?;
        self.manifest
            .files
            .insert(name.to_owned(), format!("/{path}"));
        Ok(())
    }

    /// A folder's files under the names they have.
    fn add_beside(&self, from: &Path, to: &str) -> Result<()> {
        if !from.exists() {
            return Ok(());
        }
        for file in files_below(from)? {
            let copy = self.folder.join(to).join(file.strip_prefix(from)?);
            if let Some(parent) = copy.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::copy(&file, &copy)?;
        }
        Ok(())
    }

    /// A file under a name that stays.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> Result<()> {
        Ok(fs::write(self.folder.join(name), content)?)
    }

    /// A file as it is served.
    pub(crate) fn read(&self, address: &str) -> Result<Vec<u8>> {
        Ok(fs::read(self.folder.join(address.trim_start_matches('/')))?)
    }

    /// Where a file with a hashed name is served.
    pub(crate) fn address(&self, name: &str) -> Result<&str> {
        let address = self.manifest.files.get(name).map(String::as_str);
        address.with_context(|| format!("the site has no {name}"))
    }

    /// What people call this build on the phone: the start of its bundle's hash, as in
    /// `app/src/shell.rs`.
    pub(crate) fn build(&self) -> Result<&str> {
        let hash = self.address("field.wasm")?.strip_prefix("/pkg/field-");
        let build = hash.and_then(|hash| hash.get(..8));
        build.context("the folder of field.wasm has no hash")
    }

    /// Where a root's bundle is served.
    pub(crate) fn bundle(&self, root: &str) -> Result<Vec<String>> {
        let (folder, _) = self
            .address(&format!("{root}.js"))?
            .rsplit_once('/')
            .context("a bundle lies in a folder")?;
        self.addresses_below(folder.trim_start_matches('/'))
    }

    /// Where the files of a folder of the site are served.
    fn addresses_below(&self, folder: &str) -> Result<Vec<String>> {
        let folder = self.folder.join(folder);
        if !folder.exists() {
            return Ok(Vec::new());
        }
        files_below(&folder)?
            .iter()
            .map(|file| Ok(format!("/{}", file.strip_prefix(&self.folder)?.display())))
            .collect()
    }

    fn finish(self, effort: Effort) -> Result<()> {
        if effort == Effort::Release {
            for file in files_below(&self.folder)? {
                compress(&file)?;
            }
        }
        let manifest = serde_json::to_vec_pretty(&self.manifest)?;
        fs::write(self.folder.join("manifest.json"), manifest)?;
        Ok(())
    }
}

/// Writes `file.br` beside a text or wasm file.
fn compress(file: &Path) -> Result<()> {
    const WORTH_IT: [&str; 6] = ["css", "html", "js", "svg", "wasm", "webmanifest"];
    let extension = file.extension().and_then(|extension| extension.to_str());
    if !extension.is_some_and(|extension| WORTH_IT.contains(&extension)) {
        return Ok(());
    }
    let mut output = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut fs::read(file)?.as_slice(), &mut output, &parameters)?;
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    fs::write(name, output)?;
    Ok(())
}

/// As `fetch` compares it.
pub(crate) fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
}

pub(crate) fn short_hash(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .fold(String::new(), |mut text, byte| {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
