//! 关联台账 on a paper log: one problem, one introduction, and the problems of the ledger it solved.

use super::{Typed, fields::Asked};
use crate::recording::{count, put};
use domain::{
    ledgers::{
        Choices as Terms, hundredths,
        linked::{CATEGORIES, FIELD, INTRODUCED, SEVERITIES, TALENTS},
    },
    registers::Input,
};
use serde_json::{Map, Value, json};
use store::on_behalf::Choices;

/// The columns of a ledger's first entry.
const RAISED: [&str; 4] = ["title", "category", "severity", "measures"];
const INTRODUCTIONS: [&str; 4] = ["name", "kind", "area_hundredths", "households"];
const TALENTS_OF: [&str; 2] = ["name", "kind"];

/// What a visit asks: problems and introductions.
pub(super) fn of_visit(choices: &Choices) -> Vec<Asked> {
    let problems: Vec<_> = choices
        .problems
        .iter()
        .map(|(_, name)| name.clone())
        .collect();
    let mut asked = Vec::new();
    if !problems.is_empty() {
        for (column, label) in [
            ("linked.problems.1.id", "解决的问题（选填，从提示里选）"),
            ("linked.problems.2.id", "还在办的问题（选填，从提示里选）"),
        ] {
            asked.push((column, label, Input::Offered(problems.clone()), false));
        }
    }
    asked.extend([
        (
            "linked.raised.1.title",
            "提出的问题（选填）",
            Input::Line,
            false,
        ),
        (
            "linked.raised.1.category",
            "问题类别",
            one(CATEGORIES),
            false,
        ),
        (
            "linked.raised.1.severity",
            "问题缓急",
            one(SEVERITIES),
            false,
        ),
        (
            "linked.raised.1.measures",
            "当场怎样解决的（没解决就不填）",
            Input::Long,
            false,
        ),
    ]);
    asked.extend(introduction());
    asked
}

/// What a training asks: introductions and people trained.
pub(super) fn of_training() -> Vec<Asked> {
    let mut asked = introduction();
    asked.extend([
        (
            "linked.talents.1.name",
            "培养的乡土人才（选填）",
            Input::Line,
            false,
        ),
        ("linked.talents.1.kind", "人才类别", one(TALENTS), false),
    ]);
    asked
}

fn introduction() -> Vec<Asked> {
    vec![
        (
            "linked.introductions.1.name",
            "新品种新技术名称（选填）",
            Input::Line,
            false,
        ),
        (
            "linked.introductions.1.kind",
            "新品种新技术类别",
            one(INTRODUCED),
            false,
        ),
        (
            "linked.introductions.1.area_hundredths",
            "推广面积（亩）",
            Input::Line,
            false,
        ),
        (
            "linked.introductions.1.households",
            "采用户数",
            Input::Number,
            false,
        ),
    ]
}

fn one(terms: Terms) -> Input {
    let own = |(code, label): &(&str, &str)| ((*code).to_owned(), (*label).to_owned());
    Input::One(terms.iter().map(own).collect())
}

/// Puts what was typed into the record; a ledger whose fields are all blank stays out of it.
pub(super) fn put_into(record: &mut Map<String, Value>, typed: &Typed, choices: &Choices) {
    let mut linked = Map::new();
    for (list, columns) in [
        ("raised", &RAISED[..]),
        ("introductions", &INTRODUCTIONS),
        ("talents", &TALENTS_OF),
    ] {
        let items: Vec<_> = first(list, columns, typed).into_iter().collect();
        put_list(&mut linked, list, items);
    }
    put_list(&mut linked, "problems", problems(typed, choices));
    if !linked.is_empty() {
        record.insert(FIELD.to_owned(), Value::Object(linked));
    }
}

fn put_list(linked: &mut Map<String, Value>, list: &str, items: Vec<Value>) {
    if !items.is_empty() {
        linked.insert(list.to_owned(), Value::Array(items));
    }
}

fn first(list: &str, columns: &[&str], typed: &Typed) -> Option<Value> {
    let mut item = Map::new();
    for column in columns {
        let text = typed.text(&format!("{FIELD}.{list}.1.{column}"));
        let value = match *column {
            "households" => count(text),
            "area_hundredths" if !text.is_empty() => {
                hundredths(text).map_or_else(|_| json!(text), Value::from)
            }
            _ => json!(text),
        };
        put(&mut item, column, value);
    }
    // How urgent it is says nothing by itself.
    let is_blank = item.keys().all(|column| column == "severity");
    item.insert("key".to_owned(), json!(1));
    (!is_blank).then_some(Value::Object(item))
}

/// The problems that were named, as the form offers them; a name it does not offer goes as typed, so
/// that the rule names it.
fn problems(typed: &Typed, choices: &Choices) -> Vec<Value> {
    let mut problems = Vec::new();
    for (key, did) in [(1, "resolved"), (2, "worked")] {
        let name = typed.text(&format!("{FIELD}.problems.{key}.id"));
        if name.is_empty() {
            continue;
        }
        let known = choices.problems.iter().find(|(_, known)| known == name);
        let id = known.map_or_else(|| json!(name), |(id, _)| json!(id));
        // The title ends where the form's own words on place and day begin.
        let title = name.rsplit_once('（').map_or(name, |(title, _)| title);
        problems.push(json!({ "key": key, "id": id, "did": did, "title": title }));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_goes_into_the_record_and_blanks_leave_no_trace() {
        let id = "019120c3-2b02-78e0-b6d2-e5b409823097";
        let choices = Choices {
            people: Vec::new(),
            places: Vec::new(),
            industries: Vec::new(),
            problems: vec![(
                id.parse().unwrap(),
                "土壤偏酸（小江镇 山香村，2026-02-01）".into(),
            )],
        };
        let made = |fields: &[(&str, &str)]| {
            let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
            let mut record = Map::new();
            put_into(
                &mut record,
                &Typed(fields.iter().map(own).collect()),
                &choices,
            );
            Value::Object(record)
        };
        assert_eq!(made(&[("linked.raised.1.severity", "normal")]), json!({}));
        let record = made(&[
            (
                "linked.problems.1.id",
                "土壤偏酸（小江镇 山香村，2026-02-01）",
            ),
            ("linked.problems.2.id", "没有的问题"),
            ("linked.introductions.1.name", "赣脐3号"),
            ("linked.introductions.1.area_hundredths", "35.5"),
        ]);
        let want = json!({ "linked": {
            "introductions": [{"key": 1, "name": "赣脐3号", "area_hundredths": 3550}],
            "problems": [
                {"key": 1, "id": id, "did": "resolved", "title": "土壤偏酸"},
                {"key": 2, "id": "没有的问题", "did": "worked", "title": "没有的问题"},
            ],
        }});
        assert_eq!(record, want);
    }
}
