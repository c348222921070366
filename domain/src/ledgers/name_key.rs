//! One spelling for names that mean the same thing.

/// The name without spaces, in half width and lower case: `ＮＣ-1 号` and `nc-1号` are one variety.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The half-width form of a full-width letter, digit, bracket or space.
fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::name_key;

    #[test]
    fn width_case_and_spaces_make_no_other_thing() {
        assert_eq!(name_key(" ＮＣ－１ 号　（早熟）"), "nc-1号(早熟)");
        assert_eq!(name_key("nc-1号(早熟)"), "nc-1号(早熟)");
        assert_ne!(name_key("赣脐3号"), name_key("赣脐4号"));
    }
}
