//! Reading stored texts back into domain types; what does not fit names its table and column.

use crate::{Result, StoreError};
use domain::{areas::AreaCode, codes::Coded};

fn corrupt(table: &'static str, column: &'static str, id: &(impl ToString + ?Sized)) -> StoreError {
    StoreError::Corrupt {
        table,
        column,
        id: id.to_string(),
    }
}

/// The member of a closed set.
pub(crate) fn coded<T: Coded>(
    text: &str,
    table: &'static str,
    column: &'static str,
    id: &(impl ToString + ?Sized),
) -> Result<T> {
    T::from_code(text).ok_or_else(|| corrupt(table, column, id))
}

/// An area code.
pub(crate) fn area(
    text: &str,
    table: &'static str,
    id: &(impl ToString + ?Sized),
) -> Result<AreaCode> {
    text.parse().map_err(|_| corrupt(table, "area_code", id))
}

/// An area code that may be absent.
pub(crate) fn optional_area(
    text: Option<&str>,
    table: &'static str,
    id: &(impl ToString + ?Sized),
) -> Result<Option<AreaCode>> {
    text.map(|text| area(text, table, id)).transpose()
}

/// A list of codes as one column keeps it: joined by commas, never empty between two.
pub(crate) fn join_codes(codes: &[String]) -> String {
    codes.join(",")
}

/// The list that [`join_codes`] wrote.
pub(crate) fn split_codes(text: &str) -> Vec<String> {
    text.split(',')
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect()
}
