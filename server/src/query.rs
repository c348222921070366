//! Reading a request's query string field by field, so that every fault is named.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, Query};
use domain::{
    access::Actor,
    areas::AreaCode,
    calendar::{self, YEARS},
    divisions::{Divisions, ToldYear},
    fields::{FieldCode, FieldReader},
    statistics::forms::Shown,
};
use http::request::Parts;
use serde_json::{Map, Value};
use store::Store;

use crate::{
    body,
    error::{ApiError, Result},
};

/// The fields of the query; of a repeated one the last. Unknown ones are ignored.
#[derive(Debug)]
pub struct QueryFields(Map<String, Value>);

impl QueryFields {
    /// Reads the fields with `read`; every fault is named by its field.
    pub fn read<T>(&self, read: impl FnOnce(&mut FieldReader<'_>) -> Option<T>) -> Result<T> {
        body::fields(&self.0, "", read)
    }

    /// What was asked, as a log may keep it for ever: the first fields, each cut to what a filter can
    /// mean.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        const MOST: usize = 20;
        let cut = |text: &str| text.chars().take(100).collect();
        let pairs = self.0.iter().take(MOST);
        pairs
            .map(|(name, value)| (cut(name), cut(value.as_str().unwrap_or_default())))
            .collect()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for QueryFields {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::bad_request())?;
        let pairs = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, Value::String(value)));
        Ok(Self(pairs.collect()))
    }
}

/// `limit`, when given a whole number from 1; the store cuts a larger one to 200.
pub(crate) fn limit(reader: &mut FieldReader<'_>) -> Option<i64> {
    let limit: i64 = reader.optional_parsed("limit", FieldCode::WrongType)?;
    if limit < 1 {
        reader.fault("limit", FieldCode::OutOfRange);
    }
    Some(limit.min(200))
}

/// `after`: the key a page ended with.
pub(crate) fn after(reader: &mut FieldReader<'_>) -> Option<String> {
    reader.text("after", 0, 200)
}

/// Which figures are asked for: `area` and `year`, and `divisions` for the areas they are told by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) area: AreaCode,
    pub(crate) year: i32,
    pub(crate) divisions: Divisions,
}

impl Figures {
    /// Without `area` the actor's own, without `year` this one, without `divisions` those of the time.
    pub(crate) fn read(query: &QueryFields, store: &Store, actor: &Actor) -> Result<Self> {
        let (area, year, divisions) = query.read(|reader| {
            let divisions = reader.optional_code("divisions");
            let area = reader.optional_parsed("area", FieldCode::NotAnAreaCode);
            let year: Option<i32> = reader.optional_parsed("year", FieldCode::WrongType);
            if year.is_some_and(|year| !YEARS.contains(&year)) {
                reader.fault("year", FieldCode::OutOfRange);
            }
            Some((area, year, divisions))
        })?;
        Ok(Self {
            // Who has no area has no figures either.
            area: area.or(actor.area_code).ok_or_else(ApiError::forbidden)?,
            year: year.unwrap_or_else(|| this_year(store)),
            divisions: divisions.unwrap_or_default(),
        })
    }

    /// The year as it is to be told.
    pub(crate) const fn told(self) -> ToldYear {
        let (year, divisions) = (self.year, self.divisions);
        ToldYear { year, divisions }
    }
}

/// `form`: all indicators, which is the default, or those of the area's form.
pub(crate) fn shown(query: &QueryFields) -> Result<Shown> {
    let shown = query.read(|reader| Some(reader.optional_code("form")))?;
    Ok(shown.unwrap_or(Shown::All))
}

/// This year in Asia/Shanghai.
pub(crate) fn this_year(store: &Store) -> i32 {
    use chrono::Datelike;
    calendar::shanghai_date(store.clock().now()).year()
}
