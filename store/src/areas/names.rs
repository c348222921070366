//! From names to codes: 信丰县小江镇山香村 → 360722104200.

use super::Area;
use domain::areas::{AreaCode, AreaLevel};
use pinyin::ToPinyin;
use std::collections::HashMap;

/// At most this many areas are offered when a name is not clear.
const OFFERED: usize = 5;

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    Found(AreaCode),
    /// Several areas fit; at most five of them, with their full names.
    Ambiguous(Vec<(AreaCode, String)>),
    /// None fits; at most five that end alike, with their full names.
    Unknown(Vec<(AreaCode, String)>),
}

/// The first letters of a name's pinyin, in lower case: 山香村 → `sxc`.
pub(crate) fn pinyin_initials(name: &str) -> String {
    name.chars()
        .filter_map(|c| match c.to_pinyin() {
            Some(pinyin) => pinyin.plain().chars().next(),
            None if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
            None => None,
        })
        .collect()
}

/// Areas by code and by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct AreaIndex {
    areas: HashMap<AreaCode, Area>,
    by_name: HashMap<String, Vec<AreaCode>>,
}

impl AreaIndex {
    pub(crate) fn new(areas: Vec<Area>) -> Self {
        let mut index = Self::default();
        for area in areas {
            for name in aliases(&area) {
                index.by_name.entry(name).or_default().push(area.code);
            }
            index.areas.insert(area.code, area);
        }
        index
    }

    pub(crate) fn get(&self, code: &AreaCode) -> Option<&Area> {
        self.areas.get(code)
    }

    /// All areas of a level.
    pub(crate) fn of_level(&self, level: AreaLevel) -> impl Iterator<Item = &Area> {
        self.areas.values().filter(move |area| area.level == level)
    }

    /// A name that means this area and no other; its code where there is none.
    pub(crate) fn sure_name(&self, code: AreaCode) -> String {
        let name = self.full_name(code);
        let level = code.level();
        match self.resolve(&name, |area| area.level == level) {
            Resolution::Found(found) if found == code => name,
            _ => code.to_string(),
        }
    }

    /// County, township and village, as far as they are known.
    pub(crate) fn full_name(&self, code: AreaCode) -> String {
        let mut parts: Vec<_> = code
            .with_ancestors()
            .into_iter()
            .filter(|part| part.level() > AreaLevel::City || *part == code)
            .filter_map(|part| self.get(&part))
            .map(|area| area.short_name.as_str())
            .collect();
        parts.reverse();
        parts.concat()
    }

    /// The accepted area that a name means.
    pub(crate) fn resolve(&self, text: &str, accepts: impl Fn(&Area) -> bool) -> Resolution {
        let text = plain(text);
        let mut fits = Vec::new();
        let mut alike = Vec::new();
        for (at, _) in text.char_indices() {
            let (rest, name) = text.split_at(at);
            let named = self.by_name.get(name).into_iter().flatten();
            for area in named
                .filter_map(|code| self.get(code))
                .filter(|area| accepts(area))
            {
                if self.lies_in(area, rest) {
                    fits.push(area.code);
                } else if name.chars().count() > 1 {
                    alike.push(area.code);
                }
            }
        }
        fits.sort_unstable();
        fits.dedup();
        match fits.as_slice() {
            [] => Resolution::Unknown(self.offered(&alike)),
            [only] => Resolution::Found(*only),
            several => Resolution::Ambiguous(self.offered(several)),
        }
    }

    fn offered(&self, codes: &[AreaCode]) -> Vec<(AreaCode, String)> {
        let mut offered: Vec<_> = codes
            .iter()
            .take(OFFERED)
            .map(|code| (*code, self.full_name(*code)))
            .collect();
        offered.dedup();
        offered
    }

    /// Whether the text before an area's name names areas above it, each at most once and in order.
    fn lies_in(&self, area: &Area, rest: &str) -> bool {
        if rest.is_empty() {
            return true;
        }
        let Some(parent) = area.parent_code.and_then(|code| self.get(&code)) else {
            // The topmost area we know: a province before it is not ours to check.
            return rest.ends_with('省')
                || rest.ends_with("自治区")
                || (area.level > AreaLevel::City && rest.ends_with('市'));
        };
        let named = aliases(parent).iter().any(|name| {
            rest.strip_suffix(name.as_str())
                .is_some_and(|rest| self.lies_in(parent, rest))
        });
        named || self.lies_in(parent, rest)
    }
}

/// The spellings an area goes by.
fn aliases(area: &Area) -> Vec<String> {
    let mut names = vec![plain(&area.name), plain(&area.short_name)];
    // 信丰 for 信丰县, 小江 for 小江镇; a village without its 村 would be mistaken too often.
    if area.level < AreaLevel::Village {
        let short: Vec<char> = area.short_name.chars().collect();
        if short.len() > 2 {
            names.push(short[..short.len() - 1].iter().collect());
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// A name without spaces and separators, and with one word for a village's committee.
fn plain(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '/' | '／' | '-' | '－' | '>' | '·' | '\u{feff}')
        })
        .collect();
    kept.replace("村民委员会", "村委会")
        .replace("居民委员会", "居委会")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str, name: &str, short_name: &str) -> Area {
        let code: AreaCode = code.parse().unwrap();
        Area {
            code,
            name: name.to_owned(),
            short_name: short_name.to_owned(),
            level: code.level(),
            kind: "village".to_owned(),
            parent_code: code.parent(),
        }
    }

    fn index() -> AreaIndex {
        AreaIndex::new(vec![
            area("360700000000", "赣州市", "赣州市"),
            area("360722000000", "信丰县", "信丰县"),
            area("360722104000", "小江镇", "小江镇"),
            area("360722104200", "山香村委会", "山香村"),
            area("360722104201", "杨梅村委会", "杨梅村"),
            area("360722105000", "铁石口镇", "铁石口镇"),
            area("360722105201", "杨梅村委会", "杨梅村"),
        ])
    }

    #[test]
    fn a_full_name_means_one_village() {
        for text in [
            "信丰县小江镇山香村",
            "江西省赣州市信丰县小江镇山香村委会",
            " 信丰 / 小江镇 / 山香村",
            "山香村",
            "信丰县小江镇山香村民委员会",
        ] {
            let found = index().resolve(text, |_| true);
            assert_eq!(
                found,
                Resolution::Found("360722104200".parse().unwrap()),
                "{text}"
            );
        }
        assert_eq!(
            index().full_name("360722104200".parse().unwrap()),
            "信丰县小江镇山香村"
        );
    }

    #[test]
    fn a_repeated_name_offers_its_places() {
        let Resolution::Ambiguous(offered) = index().resolve("信丰县杨梅村", |_| true) else {
            panic!("杨梅村 stands twice");
        };
        assert_eq!(offered[1].1, "信丰县铁石口镇杨梅村");
        assert!(matches!(
            index().resolve("铁石口镇杨梅村", |_| true),
            Resolution::Found(_)
        ));
    }

    #[test]
    fn a_wrong_township_is_not_overlooked() {
        let Resolution::Unknown(offered) = index().resolve("信丰县大塘埠镇山香村", |_| true)
        else {
            panic!("no such township");
        };
        assert_eq!(offered[0].1, "信丰县小江镇山香村");
    }

    #[test]
    fn initials_are_those_of_the_pinyin() {
        assert_eq!(pinyin_initials("山香村"), "sxc");
        assert_eq!(pinyin_initials("塅A1组"), "da1z");
    }
}
