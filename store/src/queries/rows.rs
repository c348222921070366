//! Reading stored text back into domain types; a value that breaks its rule is named, not guessed at.

use crate::{Result, StoreError};
use domain::{areas::AreaCode, codes::Coded};
use serde::de::DeserializeOwned;
use std::fmt::Display;

/// A stored code of a closed set.
pub(crate) fn code<T: Coded>(
    table: &'static str,
    column: &'static str,
    id: impl Display,
    text: &str,
) -> Result<T> {
    T::from_code(text).ok_or_else(|| corrupt(table, column, id))
}

/// A stored area code.
pub(crate) fn area(
    table: &'static str,
    column: &'static str,
    id: impl Display,
    text: &str,
) -> Result<AreaCode> {
    text.parse().map_err(|_| corrupt(table, column, id))
}

/// A stored year.
pub(crate) fn year(table: &'static str, id: impl Display, year: i64) -> Result<i32> {
    year.try_into().map_err(|_| corrupt(table, "year", id))
}

/// Stored JSON.
pub(crate) fn json<T: DeserializeOwned>(
    table: &'static str,
    column: &'static str,
    id: impl Display,
    text: &str,
) -> Result<T> {
    serde_json::from_str(text).map_err(|_| corrupt(table, column, id))
}

/// Names the value that breaks its rule.
pub(crate) fn corrupt(table: &'static str, column: &'static str, id: impl Display) -> StoreError {
    StoreError::Corrupt {
        table,
        column,
        id: id.to_string(),
    }
}
