//! B05: the different targets that visits served, by kind.

use super::catalogue::IndicatorCode;
use crate::{codes::TargetKind, ledgers::name_key, visits::Visit};
use std::collections::BTreeSet;

/// The parts of B05, in the catalogue's order.
pub const PARTS: [IndicatorCode; 8] = [
    IndicatorCode::B05C,
    IndicatorCode::B05E,
    IndicatorCode::B05F,
    IndicatorCode::B05H,
    IndicatorCode::B05T,
    IndicatorCode::B05V,
    IndicatorCode::B05P,
    IndicatorCode::B05O,
];

/// Whether a figure counts targets.
#[must_use]
pub fn is_of_targets(code: IndicatorCode) -> bool {
    code == IndicatorCode::B05 || PARTS.contains(&code)
}

/// What tells a target from the others of its kind in one place; none where nobody can tell. The
/// collective of a place is one, whatever people call it.
#[must_use]
pub fn key(kind: TargetKind, name: Option<&str>) -> Option<String> {
    if kind == TargetKind::VillageCollective {
        return Some(String::new());
    }
    name.map(name_key).filter(|key| !key.is_empty())
}

/// The key of a visit's target.
#[must_use]
pub fn key_of(visit: &Visit) -> Option<String> {
    key(visit.target_kind, visit.target_name.as_deref())
}

const fn part(kind: TargetKind) -> usize {
    match kind {
        TargetKind::Cooperative => 0,
        TargetKind::Enterprise => 1,
        TargetKind::FamilyFarm => 2,
        TargetKind::FarmerHousehold => 3,
        TargetKind::PovertyExitedHousehold => 4,
        TargetKind::VillageCollective => 5,
        TargetKind::Park | TargetKind::StarSpace => 6,
        TargetKind::Other => 7,
    }
}

/// How many different targets there are in each of [`PARTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Targets(pub [i64; PARTS.len()]);

impl Targets {
    /// Counts the targets of one place by kind and key, each once.
    #[must_use]
    pub fn of_place<'a>(served: impl IntoIterator<Item = (TargetKind, &'a str)>) -> Self {
        let mut targets = Self::default();
        let different: BTreeSet<(TargetKind, &str)> = served.into_iter().collect();
        for (kind, _) in different {
            targets.0[part(kind)] += 1;
        }
        targets
    }

    /// Adds the targets of another place.
    pub fn add(&mut self, other: Self) {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum += more;
        }
    }

    /// The figure of B05 or of a part of it; none for any other code.
    #[must_use]
    pub fn figure(&self, code: IndicatorCode) -> Option<i64> {
        if code == IndicatorCode::B05 {
            return Some(self.0.iter().sum());
        }
        let at = PARTS.iter().position(|part| *part == code)?;
        Some(self.0[at])
    }
}

/// The kinds that a code of B05 counts; empty for any other code.
#[must_use]
pub fn kinds_of(code: IndicatorCode) -> Vec<TargetKind> {
    use crate::codes::Coded;
    let counted = |kind: &TargetKind| match code {
        IndicatorCode::B05 => true,
        code => PARTS[part(*kind)] == code,
    };
    TargetKind::ALL.iter().copied().filter(counted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_one_place_is_one_target_of_its_kind() {
        let names = ["绿源合作社", " 绿源 合作社", "兴农合作社"];
        let keys: Vec<String> = names
            .iter()
            .filter_map(|name| key(TargetKind::Cooperative, Some(name)))
            .collect();
        let served = keys
            .iter()
            .map(|key| (TargetKind::Cooperative, key.as_str()))
            .chain([(TargetKind::Enterprise, "绿源合作社")]);
        let targets = Targets::of_place(served);
        assert_eq!(targets.figure(IndicatorCode::B05C), Some(2));
        assert_eq!(targets.figure(IndicatorCode::B05E), Some(1));
        assert_eq!(targets.figure(IndicatorCode::B05), Some(3));
        assert_eq!(targets.figure(IndicatorCode::B04), None);
    }

    #[test]
    fn nobody_can_tell_nameless_targets_apart_but_a_collective_is_one() {
        assert_eq!(key(TargetKind::FarmerHousehold, None), None);
        assert_eq!(key(TargetKind::FarmerHousehold, Some(" 　")), None);
        let collective = key(TargetKind::VillageCollective, Some("村委会"));
        assert_eq!(collective, key(TargetKind::VillageCollective, None));
    }

    #[test]
    fn every_kind_is_counted_in_one_part() {
        use crate::codes::Coded;
        let all: Vec<TargetKind> = PARTS.iter().flat_map(|code| kinds_of(*code)).collect();
        assert_eq!(all.len(), TargetKind::ALL.len());
        assert_eq!(kinds_of(IndicatorCode::B05).len(), TargetKind::ALL.len());
    }
}
