//! Areas: 12-digit statistical codes (国家统计局), 2 province + 2 city + 2 county + 3 township + 3 village.

use crate::json::{self, Fault, FromJson, Value};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that is not a 12-digit area code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a 12-digit area code")]
pub struct NotAnAreaCode;

/// The level of an area, widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    Province,
    City,
    County,
    Township,
    Village,
}

crate::from_code!(AreaLevel {
    Province = "province",
    City = "city",
    County = "county",
    Township = "township",
    Village = "village",
});

impl AreaLevel {
    /// How many leading digits of a code name an area of this level.
    #[must_use]
    pub const fn prefix_len(self) -> usize {
        match self {
            Self::Province => 2,
            Self::City => 4,
            Self::County => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }

    /// The level directly below, if there is one.
    #[must_use]
    pub const fn below(self) -> Option<Self> {
        match self {
            Self::Province => Some(Self::City),
            Self::City => Some(Self::County),
            Self::County => Some(Self::Township),
            Self::Township => Some(Self::Village),
            Self::Village => None,
        }
    }

    /// The identifier used in tables and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
        }
    }
}

/// A 12-digit area code. Holds digits only, so its text is safe wherever text goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode([u8; 12]);

impl AreaCode {
    /// The code's digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The level, read off the trailing zeros.
    #[must_use]
    pub fn level(&self) -> AreaLevel {
        let zero_from = |at: usize| self.0[at..].iter().all(|digit| *digit == b'0');
        if zero_from(2) {
            AreaLevel::Province
        } else if zero_from(4) {
            AreaLevel::City
        } else if zero_from(6) {
            AreaLevel::County
        } else if zero_from(9) {
            AreaLevel::Township
        } else {
            AreaLevel::Village
        }
    }

    /// The leading digits that every code inside this area shares.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.as_str()[..self.level().prefix_len()]
    }

    /// The half-open text range `[from, to)` of codes inside this area: `code >= from AND code < to`.
    #[must_use]
    pub fn range(&self) -> (String, String) {
        let from = self.prefix().to_owned();
        let mut to = from.clone();
        // Letters follow digits in every collation of a database; the sign behind '9' in ASCII does not.
        match to.pop() {
            Some('9') | None => to.push('a'),
            Some(last) => to.push(char::from_u32(u32::from(last) + 1).unwrap_or('a')),
        }
        (from, to)
    }

    /// Whether `other` is this area or lies inside it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.as_str().starts_with(self.prefix())
    }

    /// The ancestor at `level`; itself at its own level, `None` below it.
    #[must_use]
    pub fn at(&self, level: AreaLevel) -> Option<Self> {
        (level <= self.level()).then(|| {
            let mut code = *b"000000000000";
            let keep = level.prefix_len();
            code[..keep].copy_from_slice(&self.0[..keep]);
            Self(code)
        })
    }

    /// This area and all areas it lies in up to the city, narrowest first.
    #[must_use]
    pub fn with_ancestors(&self) -> Vec<Self> {
        [
            AreaLevel::Village,
            AreaLevel::Township,
            AreaLevel::County,
            AreaLevel::City,
        ]
        .into_iter()
        .filter_map(|level| self.at(level))
        .fold(Vec::new(), |mut out, area| {
            if out.last() != Some(&area) {
                out.push(area);
            }
            out
        })
    }

    /// The area directly above, `None` for a province.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match self.level() {
            AreaLevel::Province => None,
            AreaLevel::City => self.at(AreaLevel::Province),
            AreaLevel::County => self.at(AreaLevel::City),
            AreaLevel::Township => self.at(AreaLevel::County),
            AreaLevel::Village => self.at(AreaLevel::Township),
        }
    }
}

impl FromStr for AreaCode {
    type Err = NotAnAreaCode;

    fn from_str(text: &str) -> Result<Self, NotAnAreaCode> {
        let digits: [u8; 12] = text.as_bytes().try_into().map_err(|_| NotAnAreaCode)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits))
        } else {
            Err(NotAnAreaCode)
        }
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for AreaCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl FromJson for AreaCode {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        json::parsed(value, Self([b'0'; 12]), fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> AreaCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_level_is_read_off_the_zeros() {
        assert_eq!(code("360000000000").level(), AreaLevel::Province);
        assert_eq!(code("360700000000").level(), AreaLevel::City);
        assert_eq!(code("360722000000").level(), AreaLevel::County);
        assert_eq!(code("360722104000").level(), AreaLevel::Township);
        assert_eq!(code("360722104200").level(), AreaLevel::Village);
    }

    #[test]
    fn a_county_holds_its_villages_and_not_its_neighbours() {
        let county = code("360722000000");
        assert!(county.contains(&code("360722104200")));
        assert!(county.contains(&county));
        assert!(!county.contains(&code("360723104200")));
        assert!(!county.contains(&code("360700000000")));
    }

    #[test]
    fn ancestors_go_from_the_village_to_the_city() {
        let all: Vec<_> = code("360722104200")
            .with_ancestors()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            all,
            [
                "360722104200",
                "360722104000",
                "360722000000",
                "360700000000"
            ]
        );
        assert_eq!(code("360722000000").with_ancestors().len(), 2);
    }

    #[test]
    fn what_is_not_twelve_digits_is_no_code() {
        for text in [
            "",
            "36072",
            "3607' OR 1=1",
            "３６０７２２１０４２００",
            "36072210420x",
        ] {
            assert_eq!(text.parse::<AreaCode>(), Err(NotAnAreaCode), "{text}");
        }
    }

    #[test]
    fn a_range_ends_with_a_digit_or_a_letter() {
        let range = |text| code(text).range();
        assert_eq!(range("360721000000"), ("360721".into(), "360722".into()));
        assert_eq!(range("654009000000"), ("654009".into(), "65400a".into()));
    }

    proptest! {
        #[test]
        fn the_text_range_holds_exactly_what_the_area_contains(a in "[0-9]{12}", b in "[0-9]{12}", cut in prop::sample::select(vec![2usize, 4, 6, 9, 12])) {
            let area = code(&format!("{}{}", &a[..cut], "0".repeat(12 - cut)));
            for other in [code(&b), code(&format!("{}{}", &a[..cut], &b[cut..]))] {
                let (from, to) = area.range();
                let inside = other.as_str() >= from.as_str() && other.as_str() < to.as_str();
                prop_assert_eq!(inside, area.contains(&other));
            }
        }
    }
}
