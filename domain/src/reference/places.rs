//! Villages and townships by name, searched on the phone as the server searches them.

use crate::{
    areas::{AreaCode, AreaLevel},
    json::{Fault, FromJson, Value},
    reading::FoundArea,
};
use serde::{Deserialize, Serialize};

/// The most names before a place's own: its county's and its township's.
pub const NAMES_BEFORE: usize = 2;

/// The most places a search answers.
const MAX_FOUND: usize = 12;

/// The counties a person may work in: the own one, and those of assigned villages elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Places(pub Vec<KnownCounty>);

/// A county with its townships and villages, as short as JSON can be: some hundred places go over
/// the air in 5 kB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownCounty {
    pub code: AreaCode,
    /// What the county lies in, as people write it.
    pub within: String,
    pub name: KnownPlace,
    pub townships: Vec<KnownTownship>,
}

crate::from_json!(KnownCounty {
    code,
    within,
    name,
    townships
});

/// A township and its villages: `[place, [village…]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownTownship(pub KnownPlace, pub Vec<KnownPlace>);

/// A place: `[digits, short name, pinyin initials, official name]`. The digits follow those of the
/// area above: `104` for a township, `200` for a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPlace(pub String, pub String, pub String, pub String);

impl FromJson for Places {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        Self(FromJson::from_json(value, fault))
    }
}

impl FromJson for KnownTownship {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let (place, villages) = FromJson::from_json(value, fault);
        Self(place, villages)
    }
}

impl FromJson for KnownPlace {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let [digits, short, initials, official] = FromJson::from_json(value, fault);
        Self(digits, short, initials, official)
    }
}

impl KnownPlace {
    /// How well the place fits, best first; none when it does not. `initials` is the text in lower
    /// case.
    fn rank(&self, text: &str, initials: &str) -> Option<u8> {
        let Self(_, short, pinyin, official) = self;
        if short == text || official == text {
            Some(0)
        } else if short.starts_with(text) {
            Some(1)
        } else if pinyin == initials {
            Some(2)
        } else {
            let fits =
                short.contains(text) || official.contains(text) || pinyin.starts_with(initials);
            fits.then_some(3)
        }
    }
}

/// A place with its code and what it lies in.
struct Named<'a> {
    code: AreaCode,
    within: String,
    place: &'a KnownPlace,
}

impl KnownCounty {
    /// The county, its townships and villages.
    fn all(&self) -> impl Iterator<Item = Named<'_>> {
        let own = Named {
            code: self.code,
            within: self.within.clone(),
            place: &self.name,
        };
        let below = self.townships.iter().flat_map(move |township| {
            let KnownTownship(place, villages) = township;
            let prefix = format!("{}{}", self.code.prefix(), place.0);
            let named = move |digits: &str, within: String, place| {
                Some(Named {
                    code: format!("{prefix}{digits}").parse().ok()?,
                    within,
                    place,
                })
            };
            let county = &self.name.1;
            let township = named("000", county.clone(), place);
            let villages = villages.iter().filter_map(move |village| {
                named(&village.0, format!("{county}{}", place.1), village)
            });
            township.into_iter().chain(villages)
        });
        std::iter::once(own).chain(below)
    }
}

impl Places {
    /// The places of `home`, and when there are none, all others; best first.
    pub(super) fn search(&self, home: &AreaCode, text: &str) -> Vec<FoundArea> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if text.is_empty() {
            return Vec::new();
        }
        let at_home = self.find(Some(*home), &text);
        if at_home.is_empty() {
            self.find(None, &text)
        } else {
            at_home
        }
    }

    /// By a place's own name or initials, and when none fits, with those of what it lies in before them:
    /// 小江镇山香村, `xjzsxc`.
    fn find(&self, within: Option<AreaCode>, text: &str) -> Vec<FoundArea> {
        let mut asked = vec![(within, text.to_owned())];
        for _ in 0..=NAMES_BEFORE {
            let mut found: Vec<FoundArea> = Vec::new();
            for (within, text) in &asked {
                for area in self.named(*within, text) {
                    if !found.contains(&area) {
                        found.push(area);
                    }
                }
            }
            if !found.is_empty() {
                found.truncate(MAX_FOUND);
                return found;
            }
            let begun = asked.iter();
            let begun = begun.flat_map(|(within, text)| self.begun(*within, text));
            asked = begun.collect();
        }
        Vec::new()
    }

    /// The counties and townships that the text begins with, and what it says after each.
    fn begun(&self, within: Option<AreaCode>, text: &str) -> Vec<(Option<AreaCode>, String)> {
        let initials = text.to_lowercase();
        self.0
            .iter()
            .flat_map(KnownCounty::all)
            .filter(|named| named.code.level() < AreaLevel::Village)
            .filter(|named| within.is_none_or(|within| within.contains(&named.code)))
            .filter_map(|named| {
                let rest = after_name(text, &initials, &named.place.1, &named.place.2)?;
                Some((Some(named.code), rest.to_owned()))
            })
            .collect()
    }

    fn named(&self, within: Option<AreaCode>, text: &str) -> Vec<FoundArea> {
        let initials = text.to_lowercase();
        let mut found: Vec<_> = self
            .0
            .iter()
            .flat_map(KnownCounty::all)
            .filter(|named| within.is_none_or(|within| within.contains(&named.code)))
            .filter_map(|named| Some((named.place.rank(text, &initials)?, named)))
            .collect();
        found.sort_unstable_by_key(|(rank, named)| (*rank, named.code));
        found.truncate(MAX_FOUND);
        found
            .into_iter()
            .map(|(_, named)| FoundArea {
                code: named.code,
                name: named.place.1.clone(),
                within: named.within,
            })
            .collect()
    }

    /// County, township and village in one, as people write it.
    pub(super) fn full_name(&self, code: AreaCode) -> Option<String> {
        let named = self
            .0
            .iter()
            .filter(|county| county.code.contains(&code))
            .flat_map(KnownCounty::all)
            .find(|named| named.code == code)?;
        let name = &named.place.1;
        Some(if code.level() == AreaLevel::County {
            name.clone()
        } else {
            format!("{}{name}", named.within)
        })
    }
}

/// What the text says after a place's name, or its lower case after the place's initials; none when it
/// begins with neither or says no more.
#[must_use]
pub fn after_name<'a>(
    text: &'a str,
    lower: &'a str,
    name: &str,
    initials: &str,
) -> Option<&'a str> {
    let after = |text: &'a str, begin: &str| {
        let rest = text.strip_prefix(begin)?;
        (!begin.is_empty() && !rest.is_empty()).then_some(rest)
    };
    after(text, name).or_else(|| after(lower, initials))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(digits: &str, short: &str, initials: &str, official: &str) -> KnownPlace {
        KnownPlace(
            digits.into(),
            short.into(),
            initials.into(),
            official.into(),
        )
    }

    fn places() -> Places {
        let county = |code: &str, name, townships| KnownCounty {
            code: code.parse().unwrap(),
            within: "赣州市".into(),
            name,
            townships,
        };
        let xinfeng = county(
            "360722000000",
            place("", "信丰县", "xfx", "信丰县"),
            vec![KnownTownship(
                place("104", "小江镇", "xjz", "小江镇"),
                vec![
                    place("200", "山香村", "sxc", "山香村委会"),
                    place("201", "小香村", "xxc", "小香村委会"),
                    place("202", "中山香村", "zsxc", "中山香村委会"),
                    place("203", "上新村", "sxc", "上新村委会"),
                ],
            )],
        );
        let dayu = county(
            "360723000000",
            place("", "大余县", "dyx", "大余县"),
            Vec::new(),
        );
        Places(vec![xinfeng, dayu])
    }

    #[test]
    fn the_whole_name_stands_before_its_beginning_and_initials_before_the_rest() {
        let home = "360722000000".parse().unwrap();
        for (text, expected) in [
            ("山香村", vec!["山香村", "中山香村"]),
            ("山香村委会", vec!["山香村", "中山香村"]),
            ("小", vec!["小江镇", "小香村"]),
            ("SXC", vec!["山香村", "上新村"]),
            ("s", vec!["山香村", "上新村"]),
            (" 信 丰 ", vec!["信丰县"]),
            ("大余", vec!["大余县"]),
            ("小江镇 山香村", vec!["山香村", "中山香村"]),
            ("信丰县小江镇小香", vec!["小香村"]),
            ("信丰县小江镇", vec!["小江镇"]),
            ("xjzsxc", vec!["山香村", "上新村"]),
            ("XFXXJZXXC", vec!["小香村"]),
            ("小江镇无此村", vec![]),
            ("小江镇小江镇小江镇山香村", vec![]),
            ("无此地", vec![]),
            ("", vec![]),
        ] {
            let found = places().search(&home, text);
            let names: Vec<_> = found.iter().map(|area| area.name.as_str()).collect();
            assert_eq!(names, expected, "{text}");
        }
    }

    #[test]
    fn a_place_says_what_it_lies_in() {
        let home = "360722000000".parse().unwrap();
        for (text, within) in [
            ("山香村", "信丰县小江镇"),
            ("小江镇", "信丰县"),
            ("信丰县", "赣州市"),
        ] {
            assert_eq!(places().search(&home, text)[0].within, within, "{text}");
        }
        for (code, name) in [
            ("360722104200", Some("信丰县小江镇山香村")),
            ("360722000000", Some("信丰县")),
            ("360722104999", None),
            ("360700000000", None),
        ] {
            let known = places().full_name(code.parse().unwrap());
            assert_eq!(known.as_deref(), name, "{code}");
        }
    }
}
