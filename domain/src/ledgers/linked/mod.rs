//! What a visit or training says for the ledgers: problems raised, solved on the spot or worked on,
//! what was introduced, who was trained. It travels inside the record, so that a phone sends one thing.
//!
//! [`read()`] is the rule that the phone runs too; [`made`] turns it into entries; [`follow()`] keeps an entry
//! and its record together when either changes.

mod entries;
mod follow;

pub use entries::{Standing, Told, entry_id, made, taken_out, touched};
pub use follow::follow;

use super::{
    Choices,
    kinds::{entities, problems, technology},
};
use crate::{
    areas::{AreaCode, AreaLevel},
    fields::{FieldCode, FieldReader},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The field of a record that holds all of it.
pub const FIELD: &str = "linked";

/// The most new entries of one ledger, numbered from 1.
pub const MAX_MADE: usize = 3;

/// The most problems that one record works on.
const MAX_TOUCHED: usize = 20;

/// What kinds of problems there are.
pub const CATEGORIES: Choices = problems::CATEGORIES;

/// How urgent a problem is; the first is the usual.
pub const SEVERITIES: Choices = problems::SEVERITIES;

/// What can be introduced.
pub const INTRODUCED: Choices = technology::KINDS;

/// What somebody can be trained to be.
pub const TALENTS: Choices = entities::TALENT_KINDS;

crate::coded!(
    /// What a record did about a problem of the ledger.
    Did { Worked = "worked" "在办", Resolved = "resolved" "已解决" }
);

/// A problem that the record raises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Tells it from the record's others.
    pub key: i64,
    pub title: String,
    pub category: String,
    pub severity: String,
    /// How it was solved on the spot; none when it is still open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<String>,
}

/// A problem of the ledger that the record worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    pub id: Uuid,
    pub did: Did,
    /// What it is called, for who reads the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A variety or technique that the record introduces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduced {
    pub key: i64,
    pub kind: String,
    pub name: String,
    /// Hundredths of a 亩.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_hundredths: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub households: Option<i64>,
}

/// Somebody of the village who was trained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trained {
    pub key: i64,
    pub kind: String,
    pub name: String,
}

/// All that a record says for the ledgers. Built by [`read()`] alone, so its limits hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Linked {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raised: Vec<Raised>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Touched>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introductions: Vec<Introduced>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub talents: Vec<Trained>,
}

impl Linked {
    /// Whether it says nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.raised.is_empty()
            && self.problems.is_empty()
            && self.introductions.is_empty()
            && self.talents.is_empty()
    }
}

/// Reads it off a record of this area. A fault stands at `linked.raised.1.title`, where 1 is the key.
pub(crate) fn read(reader: &mut FieldReader<'_>, area: Option<AreaCode>) -> Linked {
    let mut linked = Linked::default();
    let Some(value) = reader.raw(FIELD) else {
        return linked;
    };
    let Some(object) = value.as_object() else {
        reader.fault(FIELD, FieldCode::WrongType);
        return linked;
    };
    each(reader, object, ("raised", MAX_MADE), &mut |item| {
        linked.raised.extend(raised(item));
    });
    each(reader, object, ("problems", MAX_TOUCHED), &mut |item| {
        linked.problems.extend(problem(item));
    });
    each(reader, object, ("introductions", MAX_MADE), &mut |item| {
        linked.introductions.extend(introduced(item));
    });
    each(reader, object, ("talents", MAX_MADE), &mut |item| {
        linked.talents.extend(trained(item));
    });
    check_place(reader, &linked, area);
    linked
}

/// What is made belongs to a township or village, a person to a village.
fn check_place(reader: &mut FieldReader<'_>, linked: &Linked, area: Option<AreaCode>) {
    let Some(area) = area else { return };
    let lowest = if !linked.talents.is_empty() {
        AreaLevel::Village
    } else if !linked.raised.is_empty() || !linked.introductions.is_empty() {
        AreaLevel::Township
    } else {
        AreaLevel::County
    };
    if area.level() < lowest {
        reader.fault("area_code", FieldCode::AreaLevel);
    }
}

/// Reads each item of a list; two of one key are one too many.
fn each(
    outer: &mut FieldReader<'_>,
    object: &Map<String, Value>,
    (list, most): (&str, usize),
    read: &mut dyn FnMut(&mut FieldReader<'_>),
) {
    let wrong = format!("{FIELD}.{list}");
    let items = match object.get(list) {
        None | Some(Value::Null) => return,
        Some(Value::Array(items)) => items,
        Some(_) => return outer.fault(&wrong, FieldCode::WrongType),
    };
    if items.len() > most {
        return outer.fault(&wrong, FieldCode::TooMany);
    }
    for (at, item) in items.iter().enumerate() {
        let Some(object) = item.as_object() else {
            outer.fault(&wrong, FieldCode::WrongType);
            continue;
        };
        let same = |other: &Value| {
            ["key", "id"]
                .iter()
                .all(|own| other.get(own) == item.get(own))
        };
        if items[..at].iter().any(same) {
            outer.fault(&wrong, FieldCode::Duplicate);
        }
        let key = object.get("key").and_then(Value::as_u64);
        let prefix = format!("{wrong}.{}", key.unwrap_or(at as u64 + 1));
        let mut inner = FieldReader::new(object, &prefix);
        read(&mut inner);
        for error in inner.into_errors() {
            outer.fault(&error.path, error.code);
        }
    }
}

fn raised(item: &mut FieldReader<'_>) -> Option<Raised> {
    let key = key(item);
    let title = item.text("title", 1, 100);
    let category = one_of(item, "category", CATEGORIES);
    let severity = one_of(item, "severity", SEVERITIES);
    let measures = item.text("measures", 0, 1000);
    Some(Raised {
        key: key?,
        title: title?,
        category: category?,
        severity: severity?,
        measures,
    })
}

fn problem(item: &mut FieldReader<'_>) -> Option<Touched> {
    let id = item.parsed("id", FieldCode::NotAnId);
    let did = item.code("did");
    let title = item.text("title", 0, 100);
    Some(Touched {
        id: id?,
        did: did?,
        title,
    })
}

fn introduced(item: &mut FieldReader<'_>) -> Option<Introduced> {
    let key = key(item);
    let kind = one_of(item, "kind", INTRODUCED);
    let name = item.text("name", 1, 100);
    let area_hundredths = item.count("area_hundredths", 0);
    let households = item.count("households", 0);
    Some(Introduced {
        key: key?,
        kind: kind?,
        name: name?,
        area_hundredths,
        households,
    })
}

fn trained(item: &mut FieldReader<'_>) -> Option<Trained> {
    let key = key(item);
    let kind = one_of(item, "kind", TALENTS);
    let name = item.text("name", 1, 100);
    Some(Trained {
        key: key?,
        kind: kind?,
        name: name?,
    })
}

fn key(item: &mut FieldReader<'_>) -> Option<i64> {
    item.required("key")?;
    item.count("key", 1)
}

fn one_of(item: &mut FieldReader<'_>, name: &str, choices: Choices) -> Option<String> {
    let code = item.text(name, 1, 40)?;
    if choices.iter().any(|(known, _)| *known == code) {
        return Some(code);
    }
    item.fault(name, FieldCode::UnknownCode);
    None
}
