//! The house rules that no compiler knows. Each finding names file, line and reason.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Result, bail};

use crate::paths::{files_below, root};

pub(crate) fn run() -> Result<()> {
    let mut findings = Vec::new();
    for file in files_below(&root().join("app/src"))? {
        let name = file.strip_prefix(root())?.display().to_string();
        let text = fs::read_to_string(&file)?;
        findings.extend(in_source(&name, &text));
    }
    findings.extend(migrations(&root().join("migrations"))?);
    for folder in ["tests/bench", "tests/e2e", "xtask"] {
        findings.extend(lockfile_hosts(&format!("{folder}/package-lock.json")));
    }
    for finding in &findings {
        eprintln!("   {finding}");
    }
    if findings.is_empty() {
        Ok(())
    } else {
        bail!("{} findings", findings.len())
    }
}

/// The one component that may write the raw tag.
const TEXT_AREA: &str = "app/src/components/text_area.rs";

fn in_source(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        if code.contains("<textarea") && name != TEXT_AREA {
            findings.push(format!(
                "{name}:{number}: <textarea> does not escape its text on the server; use TextArea"
            ));
        }
        if has_style_attribute(code) {
            findings.push(format!(
                "{name}:{number}: a style attribute dies under the content security policy; use a class"
            ));
        }
    }
    findings.extend(servers_without_endpoint(name, text));
    findings
}

/// `style="…"`, `style=move || …` or `style:width=…` in a view.
fn has_style_attribute(code: &str) -> bool {
    code.match_indices("style").any(|(at, word)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + word.len()..];
        let starts_word = before.is_none_or(char::is_whitespace);
        let sets_property = after
            .strip_prefix(':')
            .is_some_and(|rest| rest.starts_with(char::is_alphabetic) && rest.contains('='));
        starts_word && (after.starts_with('=') || sets_property)
    })
}

/// Without a fixed endpoint the address changes with every build, and old pages lose it.
fn servers_without_endpoint(name: &str, text: &str) -> Vec<String> {
    text.match_indices("#[server")
        .filter(|(at, _)| !text[..*at].ends_with("// "))
        .filter(|(at, _)| {
            let attribute = text[*at..].split(']').next().unwrap_or_default();
            // `#[server(default)]` stands before an argument, not a function.
            !attribute.contains("endpoint") && !attribute.contains("(default")
        })
        .map(|(at, _)| {
            let number = text[..at].lines().count() + 1;
            format!(
                "{name}:{number}: #[server] needs `endpoint = \"…\"`: old pages call the old name"
            )
        })
        .collect()
}

/// Both databases have migrations of the same names.
fn migrations(folder: &Path) -> Result<Vec<String>> {
    let names = |database: &str| -> Result<BTreeSet<String>> {
        Ok(files_below(&folder.join(database))?
            .iter()
            .filter_map(|file| file.file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .filter(|name| !name.starts_with('.'))
            .collect())
    };
    let (sqlite, postgres) = (names("sqlite")?, names("postgres")?);
    Ok(sqlite
        .symmetric_difference(&postgres)
        .map(|name| format!("migrations: {name} stands in one folder only"))
        .collect())
}

/// A lockfile that names a download host works on one network only.
fn lockfile_hosts(name: &str) -> Option<String> {
    let text = fs::read_to_string(root().join(name)).ok()?;
    text.contains("\"resolved\": \"http")
        .then(|| format!("{name}: names download hosts; set omit-lockfile-registry-resolved=true"))
}

#[cfg(test)]
mod tests {
    use super::{has_style_attribute, in_source};

    #[test]
    fn style_attributes_are_found_in_every_spelling() {
        assert!(has_style_attribute(r#"<div style="width:1px">"#));
        assert!(has_style_attribute("style=move || width()"));
        assert!(has_style_attribute("<i style:width=share>"));
        assert!(!has_style_attribute(
            r#"<link rel="stylesheet" href=style>"#
        ));
        assert!(!has_style_attribute("let style = 1;"));
    }

    #[test]
    fn the_raw_text_area_is_found_outside_its_component() {
        let view = "view! { <textarea></textarea> }";
        assert_eq!(in_source("app/src/visits/form.rs", view).len(), 1);
        assert_eq!(in_source(super::TEXT_AREA, view).len(), 0);
        assert_eq!(in_source("app/src/visits/form.rs", "// <textarea").len(), 0);
    }

    #[test]
    fn a_server_function_needs_its_endpoint() {
        assert_eq!(in_source("a.rs", "#[server]\nasync fn f() {}").len(), 1);
        assert_eq!(in_source("a.rs", "#[server(endpoint = \"f\")]").len(), 0);
    }
}
