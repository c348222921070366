//! Values on their way into a database, from the JSON of a backup.

use super::{BackupError, schema::Kind};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

/// A value of one column; none is NULL.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(Option<String>),
    Integer(Option<i64>),
    Real(Option<f64>),
    Boolean(Option<bool>),
    Bytes(Option<Vec<u8>>),
    Uuid(Option<Uuid>),
    Date(Option<NaiveDate>),
    Instant(Option<DateTime<Utc>>),
}

impl Cell {
    /// Reads a value as the target column wants it.
    pub(crate) fn read(kind: Kind, value: &Value) -> Result<Self, BackupError> {
        Ok(match kind {
            Kind::Text => Self::Text(text(value)?.map(str::to_owned)),
            Kind::Integer => Self::Integer(known(value, Value::as_i64)?),
            Kind::Real => Self::Real(known(value, Value::as_f64)?),
            Kind::Boolean => Self::Boolean(known(value, Value::as_bool)?),
            Kind::Bytes => Self::Bytes(known(value, |value| bytes(value.as_str()?))?),
            Kind::Uuid => Self::Uuid(known(value, |value| {
                Uuid::from_slice(&bytes(value.as_str()?)?).ok()
            })?),
            Kind::Date => Self::Date(known(value, |value| value.as_str()?.parse().ok())?),
            Kind::Instant => Self::Instant(known(value, |value| value.as_str()?.parse().ok())?),
        })
    }
}

fn text(value: &Value) -> Result<Option<&str>, BackupError> {
    match value {
        Value::Null => Ok(None),
        value => value.as_str().map(Some).ok_or(BackupError::Damaged),
    }
}

fn known<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Result<Option<T>, BackupError> {
    if value.is_null() {
        return Ok(None);
    }
    read(value).map(Some).ok_or(BackupError::Damaged)
}

/// Hexadecimal digits as bytes.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_read_as_the_target_wants_it() {
        let id = json!("0191420c13f876b981bcb81287c8c038");
        let uuid = Uuid::from_u128(0x0191_420c_13f8_76b9_81bc_b812_87c8_c038);
        assert_eq!(Cell::read(Kind::Uuid, &id).unwrap(), Cell::Uuid(Some(uuid)));
        let as_bytes = Cell::Bytes(Some(uuid.as_bytes().to_vec()));
        assert_eq!(Cell::read(Kind::Bytes, &id).unwrap(), as_bytes);
        assert_eq!(
            Cell::read(Kind::Text, &Value::Null).unwrap(),
            Cell::Text(None)
        );
    }

    #[test]
    fn what_does_not_fit_its_column_is_refused() {
        for (kind, value) in [
            (Kind::Text, json!(1)),
            (Kind::Integer, json!("1")),
            (Kind::Bytes, json!("0g")),
            (Kind::Bytes, json!("+1")),
            (Kind::Bytes, json!("012")),
            (Kind::Uuid, json!("01")),
            (Kind::Date, json!("2026-02-30")),
            (Kind::Instant, json!("yesterday")),
        ] {
            assert!(Cell::read(kind, &value).is_err(), "{kind:?} {value}");
        }
    }
}
