//! A conflict, field by field: mine, theirs, and what both stood on.

use super::{canonical, entry::Fields};
use serde_json::Value;
use std::collections::BTreeSet;

/// Fields that no person decides: they name the record or are the server's own.
const NOT_TEXT: [&str; 3] = ["kind", "id", "author_id"];

/// Every field of a visit or a training that its author writes, in the order of the forms.
const WRITTEN: [&str; 40] = [
    "title",
    "form",
    "area_code",
    "place",
    "started_on",
    "ended_on",
    "started_at",
    "ended_at",
    "service_days",
    "mode",
    "log_type",
    "team_id",
    "participant_ids",
    "target_kind",
    "target_name",
    "organiser",
    "trainer_ids",
    "outside_trainers",
    "industry_codes",
    "topic",
    "action_kind",
    "service_kinds",
    "content",
    "result",
    "attendances",
    "farmers",
    "poverty_exited_people",
    "grassroots_technicians",
    "women",
    "online_views",
    "households_guided",
    "consultations",
    "materials_issued",
    "training_id",
    "visit_id",
    "confirmation",
    "position",
    "position_absent",
    "photos",
    "linked",
];

/// Whose text a merged field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Mine,
    Theirs,
}

/// One field of the comparison; `Null` stands for an absent one.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldPair {
    pub name: &'static str,
    pub mine: Value,
    pub theirs: Value,
    pub base: Value,
    /// The side that changed it, when only one did; none when both did, each its own way.
    pub proposed: Option<Side>,
}

impl FieldPair {
    /// Whether both sides say the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        canonical(&self.mine) == canonical(&self.theirs)
    }
}

/// All fields that either side holds, in the order of the forms. Without a known base, every
/// difference is the person's to decide.
#[must_use]
pub fn compared(base: Option<&Fields>, mine: &Fields, theirs: &Fields) -> Vec<FieldPair> {
    WRITTEN
        .iter()
        .map(|name| {
            let side = |fields: &Fields| fields.get(*name).cloned().unwrap_or_default();
            let (mine, theirs) = (side(mine), side(theirs));
            let before = base.map(side);
            FieldPair {
                proposed: proposed(before.as_ref(), &mine, &theirs),
                base: before.unwrap_or_default(),
                name,
                mine,
                theirs,
            }
        })
        .filter(|pair| !(is_blank(&pair.mine) && is_blank(&pair.theirs)))
        .collect()
}

/// Whether both say the same. A contact's phone that the server masks for its reader is no difference.
#[must_use]
pub fn says_the_same(mine: &Fields, theirs: &Fields) -> bool {
    let mut mine = mine.clone();
    let masked = theirs
        .get("confirmation")
        .and_then(|confirmation| confirmation.get("phone"))
        .filter(|phone| phone.as_str().is_some_and(|phone| phone.contains('*')));
    if let (Some(masked), Some(Value::Object(confirmation))) =
        (masked, mine.get_mut("confirmation"))
    {
        confirmation.insert("phone".to_owned(), masked.clone());
    }
    compared(None, &mine, theirs).iter().all(FieldPair::agrees)
}

fn proposed(base: Option<&Value>, mine: &Value, theirs: &Value) -> Option<Side> {
    let same = |a: &Value, b: &Value| canonical(a) == canonical(b) || (is_blank(a) && is_blank(b));
    if same(mine, theirs) {
        return Some(Side::Mine);
    }
    let base = base?;
    match (same(base, mine), same(base, theirs)) {
        (true, false) => Some(Side::Theirs),
        (false, true) => Some(Side::Mine),
        _ => None,
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The record that the person's choices make: my own fields, with theirs where `theirs` says so.
#[must_use]
pub fn merged(mine: &Fields, pairs: &[FieldPair], theirs: &BTreeSet<&str>) -> Fields {
    let mut record: Fields = mine
        .iter()
        .filter(|(name, _)| NOT_TEXT.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for pair in pairs {
        let value = if theirs.contains(pair.name) {
            &pair.theirs
        } else {
            &pair.mine
        };
        if !value.is_null() {
            record.insert(pair.name.to_owned(), value.clone());
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: &Value) -> Fields {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_field_that_one_side_changed_is_proposed_from_that_side() {
        let base =
            fields(&json!({"content": "甲", "place": "果园", "mode": "onsite", "service_days": 1}));
        let mine = fields(
            &json!({"content": "乙", "place": "果园", "mode": "phone", "service_days": 1.0}),
        );
        let theirs =
            fields(&json!({"content": "甲", "place": "茶园", "mode": "online", "service_days": 1}));
        let pairs = compared(Some(&base), &mine, &theirs);
        let proposed = |name: &str| {
            pairs
                .iter()
                .find(|pair| pair.name == name)
                .unwrap()
                .proposed
        };
        assert_eq!(proposed("content"), Some(Side::Mine));
        assert_eq!(proposed("place"), Some(Side::Theirs));
        assert_eq!(proposed("mode"), None, "both changed it");
        assert_eq!(proposed("service_days"), Some(Side::Mine), "1 = 1.0");
    }

    #[test]
    fn without_a_base_every_difference_is_open() {
        let mine = fields(&json!({"content": "乙"}));
        let theirs = fields(&json!({"content": "甲", "place": "茶园"}));
        let pairs = compared(None, &mine, &theirs);
        assert!(pairs.iter().all(|pair| pair.proposed.is_none()));
    }

    #[test]
    fn the_merged_record_keeps_its_id_and_takes_what_was_chosen() {
        let mine = fields(&json!({"kind": "visit", "id": "x", "content": "乙", "place": "果园"}));
        let theirs = fields(&json!({"content": "甲", "result": "好", "status": "returned"}));
        let pairs = compared(None, &mine, &theirs);
        let record = merged(
            &mine,
            &pairs,
            &BTreeSet::from(["content", "place", "result"]),
        );
        assert_eq!(
            Value::Object(record),
            json!({"kind": "visit", "id": "x", "content": "甲", "result": "好"})
        );
    }
}
