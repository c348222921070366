//! Holds the crates to the table of who may use whom (README, "The house").

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the workspace has failed"
)]

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// A crate, our crates it may use, and outside crates it must not name as a direct dependency.
struct Rule {
    name: &'static str,
    ours: &'static [&'static str],
    never: &'static [&'static str],
}

const RULES: [Rule; 7] = [
    Rule {
        name: "domain",
        ours: &[],
        never: &[
            "tokio",
            "sqlx",
            "leptos",
            "axum",
            "web-sys",
            "getrandom",
            "rand",
        ],
    },
    Rule {
        name: "store",
        ours: &["domain"],
        never: &["leptos", "axum", "web-sys"],
    },
    // It turns markup into expressions and knows nothing of what they mean.
    Rule {
        name: "markup",
        ours: &[],
        never: &["tokio", "sqlx", "leptos", "axum", "web-sys"],
    },
    Rule {
        name: "app",
        ours: &["domain", "markup", "store"],
        never: &["sqlx", "tokio", "tower", "tower-http", "web-sys", "idb"],
    },
    Rule {
        name: "frontend",
        ours: &["app", "domain"],
        never: &["sqlx", "tokio", "axum"],
    },
    Rule {
        name: "server",
        ours: &["app", "domain", "store"],
        never: &["sqlx", "web-sys"],
    },
    // It drives the build and knows the others by file name only.
    Rule {
        name: "xtask",
        ours: &[],
        never: &["sqlx", "leptos", "axum"],
    },
];

/// What `domain` is made of: each addition is a decision.
const DOMAIN_USES: [&str; 6] = [
    "chrono",
    "serde",
    "serde_json",
    // An office that takes in a rescue file twice must come to the same change ids.
    "sha2",
    "thiserror",
    "uuid",
];

#[test]
fn every_crate_uses_only_what_the_table_allows() {
    let packages = workspace();
    let members: BTreeSet<&str> = packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    for rule in &RULES {
        for name in direct(find(&packages, rule.name)) {
            assert!(
                !members.contains(name) || rule.ours.contains(&name),
                "{} must not use our crate {name}",
                rule.name
            );
            assert!(
                !rule.never.contains(&name),
                "{} must not use {name}",
                rule.name
            );
        }
    }
}

#[test]
fn the_table_speaks_of_every_crate() {
    for package in workspace() {
        let name = package.name.as_str();
        assert!(
            name == "tests" || RULES.iter().any(|rule| rule.name == name),
            "{name} stands in no rule"
        );
    }
}

#[test]
fn domain_stays_small_and_pure() {
    let packages = workspace();
    let domain = find(&packages, "domain");
    for name in direct(domain) {
        assert!(DOMAIN_USES.contains(&name), "domain must not use {name}");
    }
    for dependency in &domain.dependencies {
        for feature in ["clock", "now", "v4", "v7", "rng"] {
            assert!(
                !dependency.features.iter().any(|named| named == feature),
                "domain takes time and ids as arguments: no `{feature}` of {}",
                dependency.name
            );
        }
    }
}

#[test]
fn the_store_reaches_app_only_on_the_server() {
    let packages = workspace();
    let app = find(&packages, "app");
    for name in ["store", "axum", "leptos_axum"] {
        let dependency = app.dependencies.iter().find(|one| one.name == name);
        assert!(
            dependency.is_none_or(|one| one.optional),
            "{name} must be optional in app, behind `ssr`"
        );
    }
}

#[test]
fn the_browser_gets_nothing_of_the_server() {
    for root in ["field", "desk"] {
        let everything = tree_for_browser(root);
        assert!(everything.contains("domain"), "the tree is read wrongly");
        for name in ["store", "server", "sqlx", "axum", "hyper", "argon2"] {
            assert!(
                !everything.contains(name),
                "{name} would be sent to the browser in {root}"
            );
        }
    }
}

/// `idb` waits for the browser's database through tokio's one-time channels, which are plain memory.
/// A runtime, time or network of tokio's would have no business there.
#[test]
fn the_browser_gets_of_tokio_only_the_channels_of_idb() {
    for root in ["field", "desk"] {
        let arguments = ["--invert", "tokio", "--depth", "1", "--format", "{lib}:{f}"];
        let users = tree(root, &arguments);
        let (mut names, mut features) = (BTreeSet::new(), BTreeSet::new());
        for line in users.lines() {
            let (name, on) = line.split_once(':').unwrap();
            names.insert(name);
            if name == "tokio" {
                features.extend(on.split(','));
            }
        }
        assert_eq!(names, BTreeSet::from(["idb", "tokio"]), "in {root}");
        assert_eq!(features, BTreeSet::from(["default", "sync"]), "in {root}");
    }
}

#[test]
fn the_workspace_builds_without_the_browser_side_by_default() {
    let metadata = metadata();
    let default = &metadata.workspace_default_members;
    let frontend = find(&metadata.packages, "frontend");
    assert!(
        !default.contains(&frontend.id),
        "one build would turn on `ssr` and `hydrate` together"
    );
}

#[test]
fn views_stay_out_of_the_server() {
    for file in rust_files(&root().join("server/src")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("view! {"), "{} holds a view", file.display());
    }
}

fn metadata() -> cargo_metadata::Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}

fn workspace() -> Vec<Package> {
    metadata().packages
}

fn find<'a>(packages: &'a [Package], name: &str) -> &'a Package {
    packages
        .iter()
        .find(|package| package.name.as_str() == name)
        .unwrap_or_else(|| panic!("no crate {name}"))
}

/// Names of direct dependencies, tests' own left out.
fn direct(package: &Package) -> impl Iterator<Item = &str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .map(|dependency| dependency.name.as_str())
}

/// Every crate that goes into a wasm file.
fn tree_for_browser(root_feature: &str) -> BTreeSet<String> {
    tree(root_feature, &["--format", "{lib}"])
        .lines()
        .map(|line| line.trim().trim_end_matches(" (*)").to_owned())
        .collect()
}

/// What `cargo tree` says of a wasm file, a line per crate.
fn tree(root_feature: &str, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--package", "frontend", "--features", root_feature])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--edges",
            "normal,no-proc-macro",
        ])
        .args(["--prefix", "none"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
