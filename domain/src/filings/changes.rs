//! 更正: what differs between two states of an area's year, figure by figure.

use super::CountedItem;
use crate::statistics::{
    Figure, IndicatorFigure,
    catalogue::{IndicatorCode, Listed},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The figures of an area's year, and all that they count.
#[derive(Debug, Clone, Copy)]
pub struct Snapshot<'a> {
    pub figures: &'a [IndicatorFigure],
    pub items: &'a [CountedItem],
}

/// One figure that differs, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub code: IndicatorCode,
    pub name: String,
    pub unit: String,
    pub before: Option<Figure>,
    pub after: Option<Figure>,
    /// Counted only afterwards.
    pub added: Vec<ItemChange>,
    /// No longer counted.
    pub gone: Vec<ItemChange>,
    /// Counted in another version.
    pub changed: Vec<ItemChange>,
}

impl Correction {
    /// By how much the figure differs, in hundredths; none when one of the two has no value.
    #[must_use]
    pub fn difference(&self) -> Option<i64> {
        let (before, after) = self.before.zip(self.after)?;
        Some(after.in_hundredths() - before.in_hundredths())
    }
}

/// One thing that came, went or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChange {
    pub kind: Listed,
    pub id: String,
    pub name: String,
    /// How it stands today, as `已退回`; empty when there is nothing to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Whether its content changed. Of people, teams and villages only what they count for matters: a new
/// phone number corrects no figure.
fn is_rewritten(before: &CountedItem, now: &CountedItem) -> bool {
    matches!(now.kind, Listed::Records | Listed::Entries) && now.version != before.version
}

/// The figures that differ, or whose counted things do, in the order of `after`.
#[must_use]
pub fn compare(before: Snapshot<'_>, after: Snapshot<'_>) -> Vec<Correction> {
    let earlier = by_key(before.items);
    let later = by_key(after.items);
    let mut found: BTreeMap<IndicatorCode, Correction> = BTreeMap::new();
    for figure in before.figures.iter().chain(after.figures) {
        found.entry(figure.code).or_insert_with(|| Correction {
            code: figure.code,
            name: figure.name_zh.clone(),
            unit: figure.unit.clone(),
            before: value(before.figures, figure.code),
            after: value(after.figures, figure.code),
            added: Vec::new(),
            gone: Vec::new(),
            changed: Vec::new(),
        });
    }
    for (key, item) in &earlier {
        let now = later.get(key);
        for code in &item.codes {
            let Some(correction) = found.get_mut(code) else {
                continue;
            };
            match now.filter(|now| now.codes.contains(code)) {
                None => correction.gone.push(change(item)),
                Some(now) if is_rewritten(item, now) => correction.changed.push(change(now)),
                Some(_) => {}
            }
        }
    }
    for (key, item) in &later {
        let none = BTreeSet::new();
        let known = earlier.get(key).map_or(&none, |item| &item.codes);
        for code in item.codes.difference(known) {
            if let Some(correction) = found.get_mut(code) {
                correction.added.push(change(item));
            }
        }
    }
    found.into_values().filter(says_something).collect()
}

fn says_something(correction: &Correction) -> bool {
    correction.before != correction.after
        || !correction.added.is_empty()
        || !correction.gone.is_empty()
        || !correction.changed.is_empty()
}

fn by_key(items: &[CountedItem]) -> BTreeMap<(&'static str, &str), &CountedItem> {
    items
        .iter()
        .map(|item| ((item.kind.code(), item.id.as_str()), item))
        .collect()
}

fn value(figures: &[IndicatorFigure], code: IndicatorCode) -> Option<Figure> {
    figures
        .iter()
        .find(|figure| figure.code == code)
        .and_then(|figure| figure.value)
}

fn change(item: &CountedItem) -> ItemChange {
    ItemChange {
        kind: item.kind,
        id: item.id.clone(),
        name: item.name.clone(),
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Measures, figures};

    fn item(id: &str, version: i64, codes: &[IndicatorCode]) -> CountedItem {
        CountedItem {
            kind: Listed::Records,
            id: id.into(),
            version,
            name: id.to_uppercase(),
            codes: codes.iter().copied().collect(),
        }
    }

    fn with_visits(onsite_visits: i64) -> Vec<IndicatorFigure> {
        let measures = Measures {
            onsite_visits,
            ..Measures::default()
        };
        figures(&measures, &measures)
    }

    #[test]
    fn records_that_came_went_and_changed_stand_under_their_figures() {
        use IndicatorCode::{B01, B07};
        let before = [
            item("kept", 1, &[B01]),
            item("gone", 1, &[B01]),
            item("changed", 1, &[B01, B07]),
        ];
        let after = [
            item("kept", 1, &[B01]),
            item("changed", 3, &[B01]),
            item("new", 1, &[B01]),
        ];
        let (two, three) = (with_visits(3), with_visits(3));
        let found = compare(
            Snapshot {
                figures: &two,
                items: &before,
            },
            Snapshot {
                figures: &three,
                items: &after,
            },
        );
        let ids = |changes: &[ItemChange]| -> Vec<String> {
            changes.iter().map(|change| change.id.clone()).collect()
        };
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].code, B01);
        assert_eq!(ids(&found[0].added), ["new"]);
        assert_eq!(ids(&found[0].gone), ["gone"]);
        assert_eq!(ids(&found[0].changed), ["changed"]);
        assert_eq!(found[0].difference(), Some(0));
        assert_eq!(
            (found[1].code, ids(&found[1].gone)),
            (B07, vec!["changed".to_owned()])
        );
    }

    #[test]
    fn the_same_state_needs_no_correction() {
        let items = [item("kept", 1, &[IndicatorCode::B01])];
        let figures = with_visits(1);
        let state = Snapshot {
            figures: &figures,
            items: &items,
        };
        assert_eq!(compare(state, state), []);
    }

    #[test]
    fn a_figure_that_changed_by_itself_is_told() {
        let (one, four) = (with_visits(1), with_visits(4));
        let state = |figures| Snapshot {
            figures,
            items: &[],
        };
        let found = compare(state(&one), state(&four));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].difference(), Some(300));
    }

    #[test]
    fn a_new_phone_number_of_a_person_corrects_nothing() {
        let person = |version| CountedItem {
            kind: Listed::People,
            ..item("zhao", version, &[IndicatorCode::A01])
        };
        let figures = with_visits(0);
        let of = |items| Snapshot {
            figures: &figures,
            items,
        };
        let (before, after) = ([person(1)], [person(2)]);
        assert_eq!(compare(of(&before), of(&after)), []);
    }
}
