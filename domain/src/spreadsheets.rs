//! Texts in files that spreadsheets open, and texts that come back from them.

use std::borrow::Cow;

/// What a spreadsheet may take for the beginning of a formula; the wide forms too, which some narrow.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that a spreadsheet would take for a formula gets an apostrophe in front.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// The text that was guarded; any other text as it is.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    let bare = text.strip_prefix('\'');
    bare.filter(|bare| bare.starts_with(FORMULA))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_that_looks_like_a_formula_is_guarded() {
        for text in [
            "=1+1", "+86", "-x", "@a", "\t=1", "\r=", "\n=", "＝1", "－1",
        ] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(guarded("小江镇，𠮷㐂塅"), "小江镇，𠮷㐂塅");
    }

    #[test]
    fn an_apostrophe_of_the_text_itself_stays() {
        assert_eq!(unguarded("'s Gravenhage"), "'s Gravenhage");
    }

    proptest! {
        #[test]
        fn what_was_guarded_comes_back(text in "[^'].*") {
            let guarded = guarded(&text);
            prop_assert_eq!(unguarded(&guarded), text.as_str());
        }
    }
}
