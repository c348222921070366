//! The English catalogue, `frontend/words/en.tsv`: each Chinese text of the pages, a tab, and the
//! same in English, with the same `{places}`. What may stand in a place, its kind, is said in English,
//! as in `{count:#}`; `words.js` tells the kinds.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use anyhow::{Context, Result, bail};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::paths::{files_below, root};

const CATALOGUE: &str = "frontend/words/en.tsv";

/// Where texts that people read are written.
const SOURCES: [&str; 4] = [
    "app/src",
    "domain/src",
    "store/src/imports",
    "store/src/registers",
];

/// The catalogue as the browser reads it.
pub(crate) fn catalogue() -> Result<Vec<u8>> {
    let entries: Vec<_> = read()?.into_iter().collect();
    Ok(serde_json::to_vec(&entries)?)
}

/// Every text of the pages is in the catalogue, with its places.
pub(crate) fn run() -> Result<()> {
    let known = read()?;
    let mut findings = faults(&known);
    for folder in SOURCES {
        let folder = root().join(folder);
        if !folder.exists() {
            continue;
        }
        for file in files_below(&folder)? {
            if file.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let name = file.strip_prefix(root())?.display();
            for text in texts(&fs::read_to_string(&file)?)? {
                if !known.contains_key(text.trim()) {
                    findings.push(format!("{name}: {text}: not in {CATALOGUE}"));
                }
            }
        }
    }
    for finding in &findings {
        eprintln!("   {finding}");
    }
    if !findings.is_empty() {
        bail!("{} findings", findings.len());
    }
    Ok(())
}

/// What the browser could not tell apart or fill in.
fn faults(known: &BTreeMap<String, String>) -> Vec<String> {
    let mut findings = Vec::new();
    let mut forms = BTreeMap::new();
    for (source, words) in known {
        let mut fault = |what: &str| findings.push(format!("{CATALOGUE}: {source}: {what}"));
        if places(source) != places(words) {
            fault("other places than in Chinese");
        }
        for kind in kinds(words) {
            if !["", "#", "#2", "=", "!", "?"].contains(&kind) && !kind.starts_with('.') {
                fault(&format!("`{kind}` is no kind of place"));
            }
        }
        let form = (form(source), form(words));
        let same = forms.entry(form.0).or_insert_with(|| form.1.clone());
        if *same != form.1 {
            fault(&format!("the same text is also “{same}” in English"));
        }
    }
    findings
}

fn read() -> Result<BTreeMap<String, String>> {
    let text = fs::read_to_string(root().join(CATALOGUE))?;
    text.lines()
        .map(|line| {
            let (source, words) = line.split_once('\t').context(line.to_owned())?;
            Ok((source.to_owned(), words.to_owned()))
        })
        .collect()
}

/// The names in braces, sorted; without a name, how many.
fn places(text: &str) -> Vec<&str> {
    let mut places: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|place| place.split(':').next().unwrap_or_default())
        .collect();
    places.sort_unstable();
    places
}

/// The kinds of the places, in their order; empty where anything may stand.
fn kinds(text: &str) -> Vec<&str> {
    let places = text.split('{').skip(1);
    places
        .filter_map(|rest| rest.split('}').next())
        .map(|place| place.split_once(':').map_or("", |(_, kind)| kind))
        .collect()
}

/// A text without the names and kinds of its places.
fn form(text: &str) -> String {
    let mut pieces = text.trim().split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |form, piece| {
        let after = piece.split_once('}').map_or(piece, |(_, after)| after);
        format!("{form}{{}}{after}")
    })
}

/// The Chinese texts in a source file, but for its tests. What has lines is a message or a file of
/// its own, and no text of a page.
fn texts(source: &str) -> Result<BTreeSet<String>> {
    let tokens: TokenStream = source.parse().map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let mut found = BTreeSet::new();
    collect(tokens, &mut found);
    Ok(found)
}

fn collect(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_test = false;
    while let Some(token) = tokens.next() {
        match token {
            // An attribute: documentation, or the mark of a test module.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                // As `//!` is written out: `#![doc = "…"]`.
                tokens.next_if(|next| next.to_string() == "!");
                let attribute = tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
                is_test |= attribute.is_some_and(|group| {
                    let attribute = group.to_string().replace(' ', "");
                    attribute == "[cfg(test)]" || attribute.starts_with("[cfg(all(test,")
                });
            }
            // What a test's item holds, up to its body or its end.
            TokenTree::Group(group) if is_test => is_test = group.delimiter() != Delimiter::Brace,
            TokenTree::Punct(punct) if punct.as_char() == ';' => is_test = false,
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Literal(literal) => {
                let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                found.extend(
                    text.ok()
                        .map(|text| text.value())
                        .filter(|text| has_han(text)),
                );
            }
            _ => {}
        }
    }
}

/// Whether a text has Chinese characters, and not only their punctuation.
fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::{faults, places, texts};

    #[test]
    fn texts_are_found_in_views_and_not_in_comments_or_tests() {
        let source = r#"
            //! 说明
            fn page() { view! { <p title="名册">"共 " {count} " 条"</p> } }
            #[cfg(test)]
            mod tests { const A: &str = "测试"; }
            const B: &str = "之后";
        "#;
        let found = texts(source).map(Vec::from_iter).unwrap_or_default();
        assert_eq!(found, [" 条", "之后", "共 ", "名册"]);
    }

    #[test]
    fn places_are_compared_by_name_whatever_their_order() {
        assert_eq!(places("{from} 至 {to}"), places("{to} to {from}"));
        assert_ne!(places("{days} 天"), places("days"));
    }

    #[test]
    fn a_place_without_a_kind_and_a_text_with_two_meanings_are_found() {
        let found = |entries: &[(&str, &str)]| {
            let entries = entries
                .iter()
                .map(|(source, words)| ((*source).to_owned(), (*words).to_owned()));
            faults(&entries.collect()).len()
        };
        assert_eq!(found(&[("{name} {} 项", "{:#} items of {name:!}")]), 0);
        assert_eq!(found(&[("{} 项", "{:number} items")]), 1);
        assert_eq!(
            found(&[("{} 项", "{} items"), ("{n} 项", "{n:#} items")]),
            0
        );
        assert_eq!(
            found(&[("{} 项", "{} items"), ("{n} 项", "{n} of them")]),
            1
        );
        assert_eq!(found(&[("{n} 项", "{} items")]), 1);
    }
}
