//! What a phone sends and what it is told: changes, outcomes, and when two changes are the same.
//!
//! [`entry`] is a record in a phone's outbox, [`plan`] what the phone sends next, [`merge`] a
//! conflict laid side by side, [`rescue`] the outbox in a file.

pub mod entry;
pub mod merge;
pub mod plan;
pub mod rescue;

use crate::{
    fields::{FieldCode, FieldError, FieldReader},
    ids::{ChangeId, RecordId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most changes one push carries.
pub const MAX_CHANGES: usize = 200;

/// The schema of changes this version speaks.
pub const SCHEMA: i64 = 1;

crate::coded!(
    /// What the author wants done with a record.
    Op { Save = "save" "存草稿", Submit = "submit" "提交", Withdraw = "withdraw" "撤回", Discard = "discard" "删除草稿" }
);

crate::coded!(
    /// What became of a change.
    Outcome {
        Applied = "applied" "已送达",
        Duplicate = "duplicate" "已送达过",
        Conflict = "conflict" "有冲突",
        Rejected = "rejected" "未接受",
    }
);

/// One change, read from the wire; the record inside is still as sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub change_id: ChangeId,
    /// Per device, for ordering only: gaps and repeats are fine.
    pub sequence: i64,
    /// The version the phone had seen; 0 for a new record.
    pub base_version: i64,
    /// The phone's clock: recorded, not trusted.
    pub captured_at: DateTime<Utc>,
    pub op: Op,
    pub record: Map<String, Value>,
}

impl Change {
    /// Reads one change of a push. The record's own fields are checked later, by its operation.
    pub fn parse(value: &Value) -> Result<Self, Vec<FieldError>> {
        let Some(object) = value.as_object() else {
            return Err(vec![FieldError::new("change", FieldCode::WrongType)]);
        };
        let mut reader = FieldReader::new(object, "change");
        let change_id = reader.parsed("change_id", FieldCode::NotAnId);
        let sequence = reader.number("sequence", 0.0, 9e15);
        let base_version = reader.number("base_version", 0.0, 9e15);
        let captured_at = reader.clock("captured_at");
        let schema = reader.number("schema", 0.0, 9e15);
        #[expect(
            clippy::cast_precision_loss,
            clippy::float_cmp,
            reason = "small whole numbers are exact"
        )]
        if schema.is_some_and(|schema| schema != SCHEMA as f64) {
            reader.fault("schema", FieldCode::UnknownSchema);
        }
        let op = reader.code("op");
        let record = match reader.required("record") {
            Some(Value::Object(record)) => Some(record.clone()),
            Some(_) => {
                reader.fault("record", FieldCode::WrongType);
                None
            }
            None => None,
        };
        let (sequence, base_version) = (
            whole(&mut reader, "sequence", sequence),
            whole(&mut reader, "base_version", base_version),
        );
        let change = (|| {
            Some(Self {
                change_id: change_id?,
                sequence: sequence?,
                base_version: base_version?,
                captured_at: captured_at?,
                op: op?,
                record: record?,
            })
        })();
        // `change.change_id` reads `change_id` on the wire (contract §3).
        let errors: Vec<_> = reader
            .into_errors()
            .into_iter()
            .map(|error| FieldError::new(error.path.replacen("change.", "", 1), error.code))
            .collect();
        change.filter(|_| errors.is_empty()).ok_or(errors)
    }

    /// What makes two changes the same: everything that has an effect, compared as JSON values
    /// (1 = 1.0, null = absent). The order number is not part of it.
    #[must_use]
    pub fn content(&self) -> String {
        let mut content = format!("{:?} {} ", self.op, self.base_version);
        write_object(&self.record, &mut content);
        content
    }
}

fn whole(reader: &mut FieldReader<'_>, name: &str, number: Option<f64>) -> Option<i64> {
    let number = number?;
    if number.fract() != 0.0 {
        reader.fault(name, FieldCode::WrongType);
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    Some(number as i64)
}

/// A JSON text that is equal exactly when the values are: sorted keys, nulls left out, 1 = 1.0.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(object) => write_object(object, text),
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                write_canonical(item, text);
            }
            text.push(']');
        }
        Value::Number(number) => match number.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => {
                text.push_str(&(float as i64).to_string());
            }
            _ => text.push_str(&number.to_string()),
        },
        Value::String(_) | Value::Bool(_) | Value::Null => text.push_str(&value.to_string()),
    }
}

fn write_object(object: &Map<String, Value>, text: &mut String) {
    let told = object.iter().filter(|(_, value)| !value.is_null());
    let mut fields: Vec<_> = told.collect();
    fields.sort_by_key(|(name, _)| *name);
    text.push('{');
    for (at, (name, value)) in fields.into_iter().enumerate() {
        text.push_str(if at == 0 { "" } else { "," });
        text.push_str(&Value::from(name.as_str()).to_string());
        text.push(':');
        write_canonical(value, text);
    }
    text.push('}');
}

/// The answer to one change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeResult {
    /// As sent, even when it was no id.
    pub change_id: Value,
    pub record_id: Option<RecordId>,
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    #[serde(default)]
    pub missing_photos: Vec<String>,
    /// On a conflict: the record as the server holds it, null when it knows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_version: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
}

crate::from_json!(ChangeResult {
    change_id,
    record_id,
    outcome,
    version,
    number,
    receipt,
    missing_photos[default],
    server_version,
    fields[default],
});

impl ChangeResult {
    /// A refusal: nothing was changed, and nothing of it is remembered.
    #[must_use]
    pub fn rejected(
        change_id: Value,
        record_id: Option<RecordId>,
        fields: Vec<FieldError>,
    ) -> Self {
        Self {
            change_id,
            record_id,
            outcome: Outcome::Rejected,
            version: None,
            number: None,
            receipt: None,
            missing_photos: Vec::new(),
            server_version: None,
            fields,
        }
    }

    /// Whether the phone may count the change as delivered (contract §3, promise 4).
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        matches!(self.outcome, Outcome::Applied | Outcome::Duplicate)
            && self.receipt.is_some()
            && self.missing_photos.is_empty()
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::needless_pass_by_value,
        reason = "`json!` literals read best as they are"
    )]

    use super::*;
    use serde_json::json;

    fn change(record: Value) -> Change {
        let value = json!({"change_id": "019120c3-2b02-78e0-b6d2-e5b409823097", "sequence": 1, "base_version": 0, "captured_at": "2026-01-05T02:00:00Z", "schema": 1, "op": "submit", "record": record});
        Change::parse(&value).unwrap()
    }

    #[test]
    fn contents_are_compared_as_json_values() {
        let a = change(json!({"id": "x", "service_days": 1, "place": null}));
        let b = change(json!({"service_days": 1.0, "id": "x"}));
        assert_eq!(a.content(), b.content());
        assert_ne!(
            a.content(),
            change(json!({"id": "x", "service_days": 1.5})).content()
        );
    }

    #[test]
    fn a_content_is_written_sorted_without_what_is_absent() {
        let value = json!({"b": [1.0, null, "a\"\n", 2.5], "a": {"y": null, "x": true}});
        let text = r#"{"a":{"x":true},"b":[1,null,"a\"\n",2.5]}"#;
        assert_eq!(super::canonical(&value), text);
    }

    #[test]
    fn a_change_names_its_own_faults() {
        let errors = Change::parse(&json!({"change_id": 5, "sequence": 1.5, "base_version": -1, "captured_at": "gestern", "schema": 2, "op": "explode", "record": []})).unwrap_err();
        let paths: Vec<_> = errors.iter().map(|error| error.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "base_version",
                "captured_at",
                "change_id",
                "op",
                "record",
                "schema",
                "sequence"
            ]
        );
    }

    #[test]
    fn only_a_receipt_without_missing_photos_is_delivery() {
        let mut result = ChangeResult::rejected(Value::Null, None, Vec::new());
        assert!(!result.is_delivered());
        result.outcome = Outcome::Applied;
        assert!(!result.is_delivered());
        result.receipt = Some("r".into());
        assert!(result.is_delivered());
        result.missing_photos.push("a".into());
        assert!(!result.is_delivered());
    }
}
