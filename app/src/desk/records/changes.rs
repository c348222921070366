//! What the author changed between a version that was returned and the one that waits now.

use super::facts::{Fact, facts};
use domain::{
    ids::CommissionerId,
    reading::{PersonName, RecordView, VersionView},
};

/// A fact that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) label: &'static str,
    pub(super) before: String,
    pub(super) after: String,
}

/// The changes since the last return, if it was returned and sent again.
pub(super) fn since_return(record: &RecordView, history: &[VersionView]) -> Vec<Change> {
    let Some(returned) = history
        .iter()
        .rev()
        .find(|version| matches!(version.action.as_str(), "return" | "reopen"))
        .filter(|version| version.version < record.version)
    else {
        return Vec::new();
    };
    let mut before = record.clone();
    before.body.clone_from(&returned.body);
    before.area_name.clone_from(&returned.named.area);
    before.industry_names.clone_from(&returned.named.industries);
    before.people = returned
        .named
        .people
        .iter()
        .map(|name| named(name))
        .collect();
    let mut now = record.clone();
    // Who was not there is said elsewhere: only the author's own changes are compared.
    for person in &mut now.people {
        person.absent = false;
    }
    between(&facts(&before), &facts(&now))
}

fn named(name: &str) -> PersonName {
    PersonName {
        id: CommissionerId(uuid::Uuid::nil()),
        name: name.to_owned(),
        absent: false,
    }
}

fn between(before: &[Fact], after: &[Fact]) -> Vec<Change> {
    let text = |facts: &[Fact], label| {
        facts
            .iter()
            .find(|fact| fact.label == label)
            .map(|fact| fact.text.clone())
            .unwrap_or_default()
    };
    let mut labels: Vec<_> = before.iter().chain(after).map(|fact| fact.label).collect();
    labels.dedup();
    let mut changes: Vec<Change> = Vec::new();
    for label in labels {
        let change = Change {
            label,
            before: text(before, label),
            after: text(after, label),
        };
        let known = changes.iter().any(|other| other.label == label);
        if change.before != change.after && !known {
            changes.push(change);
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(label: &'static str, text: &str) -> Fact {
        Fact {
            label,
            text: text.to_owned(),
        }
    }

    #[test]
    fn only_what_differs_is_shown_and_once() {
        let before = [
            fact("情况记录", "喷药"),
            fact("照片", "1 张"),
            fact("地点", "甲村"),
        ];
        let after = [
            fact("情况记录", "喷施螺虫乙酯"),
            fact("照片", "1 张"),
            fact("数量", "8 户"),
        ];
        let changes = between(&before, &after);
        let labels: Vec<_> = changes.iter().map(|change| change.label).collect();
        assert_eq!(labels, ["情况记录", "地点", "数量"]);
        assert_eq!(changes[2].before, "");
        assert_eq!(changes[1].before, "甲村");
    }
}
