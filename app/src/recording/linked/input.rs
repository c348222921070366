//! What the folded part of the form holds.

use domain::{
    ledgers::{
        hundredths, hundredths_text,
        linked::{FIELD, MAX_MADE, SEVERITIES},
    },
    reading::MyVillage,
};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use crate::recording::{count, put};

/// The texts of one new entry, in the order of its columns.
pub(super) type Slot = [RwSignal<String>; 4];

/// A ledger that the form adds to.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    pub(super) name: &'static str,
    columns: [&'static str; 4],
    /// The names of the fields of each new entry.
    pub(super) fields: [[&'static str; 4]; MAX_MADE],
}

pub(super) const RAISED: List = List {
    name: "raised",
    columns: ["title", "category", "severity", "measures"],
    fields: [
        [
            "linked.raised.1.title",
            "linked.raised.1.category",
            "linked.raised.1.severity",
            "linked.raised.1.measures",
        ],
        [
            "linked.raised.2.title",
            "linked.raised.2.category",
            "linked.raised.2.severity",
            "linked.raised.2.measures",
        ],
        [
            "linked.raised.3.title",
            "linked.raised.3.category",
            "linked.raised.3.severity",
            "linked.raised.3.measures",
        ],
    ],
};

pub(super) const INTRODUCTIONS: List = List {
    name: "introductions",
    columns: ["name", "kind", "area_hundredths", "households"],
    fields: [
        [
            "linked.introductions.1.name",
            "linked.introductions.1.kind",
            "linked.introductions.1.area_hundredths",
            "linked.introductions.1.households",
        ],
        [
            "linked.introductions.2.name",
            "linked.introductions.2.kind",
            "linked.introductions.2.area_hundredths",
            "linked.introductions.2.households",
        ],
        [
            "linked.introductions.3.name",
            "linked.introductions.3.kind",
            "linked.introductions.3.area_hundredths",
            "linked.introductions.3.households",
        ],
    ],
};

/// One signal a field.
#[derive(Debug, Clone, Copy)]
pub struct LinkedInput {
    /// What the form does not show stays as it was.
    kept: StoredValue<Map<String, Value>>,
    /// Open problems by id and title.
    titles: StoredValue<Vec<(String, String)>>,
    /// The ids of problems that were solved, and worked on.
    pub(super) problems: [RwSignal<Vec<String>>; 2],
    pub(super) raised: [Slot; MAX_MADE],
    pub(super) introductions: [Slot; MAX_MADE],
    /// Which of each are shown. Each keeps its key, by which the ledger knows it.
    pub(super) shown: [RwSignal<[bool; MAX_MADE]>; 2],
}

impl LinkedInput {
    /// Says nothing yet; the villages are those whose problems the form offers.
    #[must_use]
    pub fn new(villages: &[MyVillage]) -> Self {
        let problems = villages.iter().flat_map(|village| &village.problems);
        let titles = problems.map(|problem| (problem.id.to_string(), problem.title.clone()));
        let slots = || std::array::from_fn(|_| std::array::from_fn(|_| RwSignal::default()));
        let input = Self {
            kept: StoredValue::new(Map::new()),
            titles: StoredValue::new(titles.collect()),
            problems: std::array::from_fn(|_| RwSignal::default()),
            raised: slots(),
            introductions: slots(),
            shown: std::array::from_fn(|_| RwSignal::new([false; MAX_MADE])),
        };
        input.clear();
        input
    }

    /// Nothing is said.
    pub fn clear(&self) {
        self.show(&Map::new());
    }

    /// Shows what a record says.
    pub fn show(&self, record: &Map<String, Value>) {
        let linked = record.get(FIELD).and_then(Value::as_object).cloned();
        let linked = linked.unwrap_or_default();
        for (signal, did) in self.problems.iter().zip(DID) {
            let ids = items(&linked, "problems").filter(|item| item["did"] == did);
            let ids = ids.filter_map(|item| item["id"].as_str().map(str::to_owned));
            signal.set(ids.collect());
        }
        for (at, (list, slots)) in self.lists().into_iter().enumerate() {
            let mut shown_now = [false; MAX_MADE];
            for ((key, slot), here) in (1..).zip(slots).zip(&mut shown_now) {
                let item = items(&linked, list.name).find(|item| item["key"] == key);
                *here = item.is_some();
                for (column, text) in list.columns.into_iter().zip(slot) {
                    text.set(
                        item.map_or_else(|| usual(column), |item| shown(column, &item[column])),
                    );
                }
            }
            self.shown[at].set(shown_now);
        }
        self.kept.set_value(linked);
    }

    /// Puts it into the record.
    pub fn put_into(&self, record: &mut Map<String, Value>) {
        let mut linked = self.kept.get_value();
        let problems = self.said_of_problems(&linked);
        let mut lists = vec![("problems", problems)];
        for (list, slots) in self.lists() {
            let said = (1..)
                .zip(slots)
                .filter_map(|(key, slot)| item(&list, key, slot));
            // The form has no slot for these.
            let others = items(&linked, list.name);
            let others = others.filter(|item| item["key"].as_u64() > Some(MAX_MADE as u64));
            let said = said.chain(others.cloned()).collect();
            lists.push((list.name, said));
        }
        for (name, items) in lists {
            let value = if items.is_empty() {
                Value::Null
            } else {
                Value::Array(items)
            };
            put(&mut linked, name, value);
        }
        let value = if linked.is_empty() {
            Value::Null
        } else {
            Value::Object(linked)
        };
        put(record, FIELD, value);
    }

    /// Problems that the record speaks of and the form no longer offers, by id and title.
    pub(super) fn spoken_of(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.kept.with_value(|linked| {
            let known = items(linked, "problems");
            known
                .map(|item| (text(&item["id"]), text(&item["title"])))
                .collect()
        })
    }

    /// What was solved was not only worked on.
    fn said_of_problems(&self, before: &Map<String, Value>) -> Vec<Value> {
        let mut said: Vec<Value> = Vec::new();
        for (signal, did) in self.problems.iter().zip(DID) {
            for id in signal.get() {
                if said.iter().any(|item| item["id"] == id.as_str()) {
                    continue;
                }
                let old = items(before, "problems").find(|item| item["id"] == id.as_str());
                let old = old.and_then(|item| item["title"].as_str());
                let mut item = Map::new();
                let title = self.title(&id).or_else(|| old.map(str::to_owned));
                put(&mut item, "title", json!(title));
                put(&mut item, "id", json!(id));
                put(&mut item, "did", json!(did));
                said.push(Value::Object(item));
            }
        }
        said
    }

    fn title(&self, id: &str) -> Option<String> {
        self.titles.with_value(|titles| {
            let found = titles.iter().find(|(known, _)| known == id);
            found.map(|(_, title)| title.clone())
        })
    }

    const fn lists(&self) -> [(List, [Slot; MAX_MADE]); 2] {
        [(RAISED, self.raised), (INTRODUCTIONS, self.introductions)]
    }
}

const DID: [&str; 2] = ["resolved", "worked"];

fn items<'a>(linked: &'a Map<String, Value>, list: &str) -> impl Iterator<Item = &'a Value> {
    let items = linked.get(list).and_then(Value::as_array);
    items.into_iter().flatten()
}

/// Takes everything out of an entry, so that it is in no record and no draft.
pub(super) fn empty(list: &List, slot: Slot) {
    for (column, text) in list.columns.into_iter().zip(slot) {
        text.set(usual(column));
    }
}

/// What a new entry begins with.
fn usual(column: &str) -> String {
    match column {
        "severity" => SEVERITIES[0].0.to_owned(),
        _ => String::new(),
    }
}

fn shown(column: &str, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if column == "area_hundredths" => {
            number.as_i64().map(hundredths_text).unwrap_or_default()
        }
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// One entry as it stands in the form; none while nothing was typed.
fn item(list: &List, key: i64, slot: Slot) -> Option<Value> {
    let mut item = Map::new();
    let mut blank = true;
    for (column, text) in list.columns.into_iter().zip(slot) {
        let text = text.with(|text| text.trim().to_owned());
        blank &= text == usual(column);
        let value = match column {
            "households" => count(&text),
            "area_hundredths" if !text.is_empty() => {
                hundredths(&text).map_or_else(|_| json!(text), Value::from)
            }
            _ => json!(text),
        };
        put(&mut item, column, value);
    }
    item.insert("key".to_owned(), json!(key));
    (!blank).then_some(Value::Object(item))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn whole() -> Value {
        json!({ "linked": {
            "raised": [{"key": 2, "title": "木虱成虫多", "category": "pest", "severity": "urgent", "measures": "当场喷药"}],
            "problems": [{"id": "a", "did": "resolved", "title": "土壤偏酸"}, {"id": "b", "did": "worked", "title": "缺水"}],
            "introductions": [
                {"key": 1, "kind": "variety", "name": "赣脐3号", "area_hundredths": 3550, "households": 12},
                {"key": 7, "kind": "technique", "name": "水肥一体化"},
            ],
            "talents": [{"key": 1, "kind": "leader", "name": "刘大山"}],
        }})
    }

    #[test]
    fn what_is_shown_and_not_changed_stays_as_it_was_and_clearing_leaves_nothing() {
        Owner::new().with(|| {
            let input = LinkedInput::new(&[]);
            let before = whole();
            input.show(before.as_object().unwrap());
            let shown = input.shown.map(|shown| shown.get_untracked());
            assert_eq!(shown, [[false, true, false], [true, false, false]]);
            let mut record = Map::new();
            input.put_into(&mut record);
            assert_eq!(Value::Object(record.clone()), before);
            input.clear();
            input.put_into(&mut record);
            assert!(record.is_empty());
        });
    }

    #[test]
    fn an_entry_taken_out_leaves_the_others_under_their_keys() {
        Owner::new().with(|| {
            let input = LinkedInput::new(&[]);
            let [tapped, typed, _] = input.raised;
            tapped[1].set("pest".into());
            typed[0].set("木虱成虫多".into());
            empty(&RAISED, tapped);
            let mut record = Map::new();
            input.put_into(&mut record);
            let want = json!({ "linked": {
                "raised": [{"key": 2, "title": "木虱成虫多", "severity": "normal"}],
            }});
            assert_eq!(Value::Object(record), want);
        });
    }

    #[test]
    fn a_typed_entry_is_numbered_and_what_is_no_number_goes_as_typed() {
        Owner::new().with(|| {
            let input = LinkedInput::new(&[]);
            let [name, kind, area, households] = input.introductions[1];
            name.set(" 赣脐4号 ".into());
            kind.set("variety".into());
            area.set("３.５".into());
            households.set("十".into());
            input.problems[0].set(vec!["a".into()]);
            input.problems[1].set(vec!["a".into()]);
            let mut record = Map::new();
            input.titles.set_value(vec![("a".into(), "土壤偏酸".into())]);
            input.put_into(&mut record);
            let want = json!({ "linked": {
                "introductions": [{"key": 2, "kind": "variety", "name": "赣脐4号", "area_hundredths": 350, "households": "十"}],
                "problems": [{"id": "a", "did": "resolved", "title": "土壤偏酸"}],
            }});
            assert_eq!(Value::Object(record), want);
        });
    }
}
