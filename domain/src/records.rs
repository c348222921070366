//! What visits and trainings have in common: photos, kinds, and the untyped shape of a draft.

use crate::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::RecordKind,
    fields::{FieldCode, FieldError, FieldReader, check_text, is_sha256},
    ids::{CommissionerId, RecordId},
    trainings::Training,
    visits::Visit,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most photos one record carries.
pub const MAX_PHOTOS: usize = 9;

/// Days after the service date within which a record counts as on time.
pub const LATE_AFTER_DAYS: i64 = 7;

/// A photo's reference in a record; the bytes travel on their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    pub sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

crate::from_json!(Photo {
    sha256,
    taken_at,
    caption
});

/// The hashes that a record's photos name, in its order; a draft's too.
#[must_use]
pub fn photo_hashes(record: &Map<String, Value>) -> Vec<String> {
    let photos = record.get("photos").and_then(Value::as_array);
    photos
        .into_iter()
        .flatten()
        .filter_map(|photo| photo.get("sha256").and_then(Value::as_str))
        .map(str::to_owned)
        .collect()
}

/// A complete record: what `submit` takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Record {
    Visit(Visit),
    Training(Training),
}

impl Record {
    /// Reads a complete record; every fault is named. `today` is the date in Asia/Shanghai.
    pub fn parse(object: &Map<String, Value>, today: NaiveDate) -> Result<Self, Vec<FieldError>> {
        match kind(object)? {
            RecordKind::Visit => Visit::parse(object, today).map(Self::Visit),
            RecordKind::Training => Training::parse(object, today).map(Self::Training),
        }
    }

    #[must_use]
    pub const fn id(&self) -> RecordId {
        match self {
            Self::Visit(visit) => visit.id,
            Self::Training(training) => training.id,
        }
    }

    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Visit(_) => RecordKind::Visit,
            Self::Training(_) => RecordKind::Training,
        }
    }

    #[must_use]
    pub const fn area_code(&self) -> AreaCode {
        match self {
            Self::Visit(visit) => visit.area_code,
            Self::Training(training) => training.area_code,
        }
    }

    /// The date that decides the counted year: `ended_on`, or the Shanghai date of `ended_at`.
    #[must_use]
    pub fn occurred_on(&self) -> NaiveDate {
        match self {
            Self::Visit(visit) => visit.ended_on,
            Self::Training(training) => calendar::shanghai_date(training.ended_at),
        }
    }

    #[must_use]
    pub fn industry_codes(&self) -> &[String] {
        match self {
            Self::Visit(visit) => &visit.industry_codes,
            Self::Training(training) => &training.industry_codes,
        }
    }

    #[must_use]
    pub fn photos(&self) -> &[Photo] {
        match self {
            Self::Visit(visit) => &visit.photos,
            Self::Training(training) => &training.photos,
        }
    }

    /// The people named in the record beside its author: participants, or trainers.
    #[must_use]
    pub fn named_people(&self) -> &[CommissionerId] {
        match self {
            Self::Visit(visit) => &visit.participant_ids,
            Self::Training(training) => &training.trainer_ids,
        }
    }
}

/// A draft: shape checked, any field of the record may be missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub id: RecordId,
    pub kind: RecordKind,
    /// The fields as sent, nulls left out.
    pub body: Map<String, Value>,
    pub area_code: Option<AreaCode>,
    pub occurred_on: Option<NaiveDate>,
}

impl Draft {
    /// Reads a draft: wrong types and forbidden characters are refused, missing fields are not.
    pub fn parse(object: &Map<String, Value>) -> Result<Self, Vec<FieldError>> {
        let kind = kind(object)?;
        let id = id(object, kind)?;
        // Any day is "today" for a draft: dates in the future are found at `submit`.
        let faults = match Record::parse(object, NaiveDate::MAX) {
            Ok(_) => Vec::new(),
            Err(errors) => errors
                .into_iter()
                .filter(|error| error.code.is_shape())
                .collect(),
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let body: Map<_, _> = object
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let area_code = text("area_code").and_then(|code| code.parse().ok());
        let occurred_on = match kind {
            RecordKind::Visit => text("ended_on").and_then(calendar::day),
            RecordKind::Training => text("ended_at")
                .and_then(calendar::instant)
                .map(calendar::shanghai_date),
        };
        Ok(Self {
            id,
            kind,
            body,
            area_code,
            occurred_on,
        })
    }
}

/// Which kind of record an object says it is.
pub fn kind(object: &Map<String, Value>) -> Result<RecordKind, Vec<FieldError>> {
    let mut reader = FieldReader::new(object, "record");
    reader.code("kind").ok_or_else(|| reader.into_errors())
}

/// The record's id.
pub fn id(object: &Map<String, Value>, kind: RecordKind) -> Result<RecordId, Vec<FieldError>> {
    let mut reader = FieldReader::new(object, prefix(kind));
    reader
        .parsed("id", FieldCode::NotAnId)
        .ok_or_else(|| reader.into_errors())
}

/// The first part of a field path.
#[must_use]
pub const fn prefix(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Visit => "visit",
        RecordKind::Training => "training",
    }
}

/// Whether a record received on this date is 补录.
#[must_use]
pub fn is_late(occurred_on: NaiveDate, received_on: NaiveDate) -> bool {
    (received_on - occurred_on).num_days() > LATE_AFTER_DAYS
}

/// Reads the photo references.
pub(crate) fn photos(reader: &mut FieldReader<'_>) -> Vec<Photo> {
    let mut out: Vec<Photo> = Vec::new();
    for item in reader.array("photos", 0, MAX_PHOTOS) {
        let Some(object) = item.as_object() else {
            reader.fault("photos", FieldCode::WrongType);
            continue;
        };
        let mut inner = FieldReader::new(object, "photo");
        let sha256 = inner.text("sha256", 1, 64);
        let taken_at = inner.optional_clock("taken_at");
        let caption = inner.text("caption", 0, 200);
        for error in inner.into_errors() {
            reader.fault("photos", error.code);
        }
        match sha256 {
            Some(sha256) if !is_sha256(&sha256) => reader.fault("photos", FieldCode::NotASha256),
            Some(sha256) if out.iter().any(|photo| photo.sha256 == sha256) => {
                reader.fault("photos", FieldCode::Duplicate);
            }
            Some(sha256) => out.push(Photo {
                sha256,
                taken_at,
                caption,
            }),
            None => {}
        }
    }
    out
}

/// Reads the industries: at least one open code; whether the dictionary holds it is the store's to say.
pub(crate) fn industries(reader: &mut FieldReader<'_>) -> Vec<String> {
    reader.each("industry_codes", 1, 20, |text| {
        check_text(text, 1, 40).map(|()| text.to_owned())
    })
}

/// Reads the place of a record: a village, or a township or county where no village applies.
pub(crate) fn area(reader: &mut FieldReader<'_>) -> Option<AreaCode> {
    let area = reader.area("area_code")?;
    if area.level() < AreaLevel::County {
        reader.fault("area_code", FieldCode::AreaLevel);
        return None;
    }
    Some(area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_may_miss_any_field_but_not_lie_about_its_shape() {
        let object = serde_json::json!({"kind": "visit", "id": "019120c3-2b02-78e0-b6d2-e5b409823097", "content": "短"});
        let draft = Draft::parse(object.as_object().unwrap()).unwrap();
        assert_eq!(draft.area_code, None);
        let object = serde_json::json!({"kind": "visit", "id": "019120c3-2b02-78e0-b6d2-e5b409823097", "content": 5});
        assert_eq!(
            Draft::parse(object.as_object().unwrap()),
            Err(vec![FieldError::new("visit.content", FieldCode::WrongType)])
        );
    }

    #[test]
    fn late_begins_on_the_eighth_day() {
        let day = |text: &str| text.parse().unwrap();
        assert!(!is_late(day("2026-05-01"), day("2026-05-08")));
        assert!(is_late(day("2026-05-01"), day("2026-05-09")));
    }
}
