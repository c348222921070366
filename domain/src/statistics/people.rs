//! Who counts in which part of A01: levels, kinds, and what is asked of the people themselves.

use super::catalogue::IndicatorCode;
use crate::{
    codes::{CommissionerKind, DispatchLevel, TitleLevel},
    ids::UnitId,
};
use std::collections::BTreeSet;

/// 青年: at most so old, by year of birth, in the year of the figures.
pub const YOUNG: i64 = 45;

/// What the parts of A01 look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonFacts {
    pub level: DispatchLevel,
    pub kind: CommissionerKind,
    pub title_level: TitleLevel,
    pub woman: bool,
    pub birth_year: Option<i64>,
    pub unit_id: UnitId,
    /// 聘期 that begin in the year.
    pub terms_begun: i64,
}

impl PersonFacts {
    /// Whether a person of A01 counts in this part of it, too. A07 takes everybody: it counts units.
    #[must_use]
    pub fn counts_in(&self, code: IndicatorCode, year: i32) -> bool {
        use IndicatorCode as C;
        match code {
            C::A01 | C::A07 => true,
            C::A02 => self.terms_begun > 0,
            C::A03N => matches!(
                self.level,
                DispatchLevel::Nation | DispatchLevel::NationalThreeArea
            ),
            C::A03P => self.level == DispatchLevel::Province,
            C::A03C => self.level == DispatchLevel::City,
            C::A03X => self.level == DispatchLevel::County,
            C::A04I => self.kind == CommissionerKind::Individual,
            C::A04T => self.kind == CommissionerKind::Team,
            C::A04L => self.kind == CommissionerKind::LegalEntity,
            C::A05S => matches!(
                self.title_level,
                TitleLevel::Senior | TitleLevel::AssociateSenior
            ),
            C::A05W => self.woman,
            C::A05Y => self
                .birth_year
                .is_some_and(|born| i64::from(year) - born <= YOUNG),
            _ => false,
        }
    }
}

/// A01 and its parts for one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeopleCounts {
    /// A01.
    pub all: i64,
    /// A02.
    pub terms_begun: i64,
    /// A03, by who sends: nation, province, city, county.
    pub levels: [i64; 4],
    /// A04: natural persons, teams, legal entities.
    pub kinds: [i64; 3],
    /// A05: senior titles, women, the young.
    pub parts: [i64; 3],
    /// A07.
    pub units: i64,
}

impl PeopleCounts {
    /// Counts these people, each of whom stands in `people` once.
    pub fn of<'a>(people: impl IntoIterator<Item = &'a PersonFacts>, year: i32) -> Self {
        use IndicatorCode as C;
        let mut counts = Self::default();
        let mut units = BTreeSet::new();
        for person in people {
            let count = |code| i64::from(person.counts_in(code, year));
            counts.all += 1;
            counts.terms_begun += person.terms_begun;
            units.insert(person.unit_id);
            for (sum, code) in counts
                .levels
                .iter_mut()
                .zip([C::A03N, C::A03P, C::A03C, C::A03X])
            {
                *sum += count(code);
            }
            for (sum, code) in counts.kinds.iter_mut().zip([C::A04I, C::A04T, C::A04L]) {
                *sum += count(code);
            }
            for (sum, code) in counts.parts.iter_mut().zip([C::A05S, C::A05W, C::A05Y]) {
                *sum += count(code);
            }
        }
        counts.units = i64::try_from(units.len()).unwrap_or(i64::MAX);
        counts
    }

    /// The figure of a code of A01's parts; none for any other.
    #[must_use]
    pub const fn figure(&self, code: IndicatorCode) -> Option<i64> {
        use IndicatorCode as C;
        Some(match code {
            C::A01 => self.all,
            C::A02 => self.terms_begun,
            C::A03N => self.levels[0],
            C::A03P => self.levels[1],
            C::A03C => self.levels[2],
            C::A03X => self.levels[3],
            C::A04I => self.kinds[0],
            C::A04T => self.kinds[1],
            C::A04L => self.kinds[2],
            C::A05S => self.parts[0],
            C::A05W => self.parts[1],
            C::A05Y => self.parts[2],
            C::A07 => self.units,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> PersonFacts {
        PersonFacts {
            level: DispatchLevel::Province,
            kind: CommissionerKind::Individual,
            title_level: TitleLevel::AssociateSenior,
            woman: true,
            birth_year: Some(1981),
            unit_id: UnitId(uuid::Uuid::from_u128(1)),
            terms_begun: 1,
        }
    }

    #[test]
    fn each_person_counts_in_the_parts_that_fit() {
        let other = PersonFacts {
            level: DispatchLevel::NationalThreeArea,
            kind: CommissionerKind::LegalEntity,
            title_level: TitleLevel::Intermediate,
            woman: false,
            birth_year: Some(1980),
            terms_begun: 2,
            ..person()
        };
        let counts = PeopleCounts::of(&[person(), other], 2026);
        assert_eq!(
            counts,
            PeopleCounts {
                all: 2,
                terms_begun: 3,
                levels: [1, 1, 0, 0],
                kinds: [1, 0, 1],
                parts: [1, 1, 1],
                units: 1,
            }
        );
    }

    #[test]
    fn without_a_year_of_birth_nobody_is_young() {
        let unknown = PersonFacts {
            birth_year: None,
            ..person()
        };
        assert!(!unknown.counts_in(IndicatorCode::A05Y, 2026));
        assert!(person().counts_in(IndicatorCode::A05Y, 2026));
        assert!(!person().counts_in(IndicatorCode::A05Y, 2027));
    }
}
