//! Reading one untrusted JSON object field by field, so that every fault is named at once.

use crate::{areas::AreaCode, calendar, codes::Coded};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{ops::RangeInclusive, str::FromStr};

/// The years of dates and instants: a calendar knows others, and not every database does.
const YEARS: RangeInclusive<i32> = 1900..=2100;

/// The largest count a record may carry.
pub const MAX_COUNT: i64 = 1_000_000;

/// What is wrong with a field. The wording for people lives in `app/src/words.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// Missing or empty.
    Required,
    /// Another JSON type than the field takes.
    WrongType,
    TooShort,
    TooLong,
    TooFew,
    TooMany,
    /// A control character other than tab and newline, or a lone surrogate.
    ControlCharacter,
    NotADate,
    NotAnInstant,
    NotAnId,
    NotAPhone,
    NotASha256,
    NotAnAreaCode,
    /// Later than today in Asia/Shanghai.
    InFuture,
    /// The end lies before the start.
    BeforeStart,
    /// More days than a record may span.
    SpanTooLong,
    /// Days in other steps than half a day.
    NotHalfStep,
    OutOfRange,
    /// A code the dictionary does not hold.
    UnknownCode,
    UnknownArea,
    /// An area of a level that this field does not take.
    AreaLevel,
    UnknownPerson,
    /// A name that several people have.
    Ambiguous,
    UnknownTeam,
    UnknownRecord,
    Duplicate,
    /// A part larger than its whole.
    ExceedsTotal,
    /// A foreign author from someone who may not enter for others.
    ForeignAuthor,
    /// The record's kind differs from what the server holds under this id.
    KindChanged,
    /// This change id came before with other content.
    ChangeIdReused,
    /// The record is in a state that takes no such change.
    NotEditable,
    /// The record is not this person's to change, or does not exist for them.
    NotFound,
    /// The client speaks a newer or unknown schema.
    UnknownSchema,
    /// An opinion is required for this decision.
    OpinionRequired,
    /// This decision does not lead anywhere from the record's state.
    NotAllowedNow,
    /// Nobody decides on a record that he wrote, entered or took part in.
    OwnRecord,
    /// The township has not verified it yet.
    NotVerified,
    /// The reviewer wants this field mended.
    ReviewerAsks,
}

crate::from_code!(FieldCode {
    Required = "required",
    WrongType = "wrong_type",
    TooShort = "too_short",
    TooLong = "too_long",
    TooFew = "too_few",
    TooMany = "too_many",
    ControlCharacter = "control_character",
    NotADate = "not_a_date",
    NotAnInstant = "not_an_instant",
    NotAnId = "not_an_id",
    NotAPhone = "not_a_phone",
    NotASha256 = "not_a_sha256",
    NotAnAreaCode = "not_an_area_code",
    InFuture = "in_future",
    BeforeStart = "before_start",
    SpanTooLong = "span_too_long",
    NotHalfStep = "not_half_step",
    OutOfRange = "out_of_range",
    UnknownCode = "unknown_code",
    UnknownArea = "unknown_area",
    AreaLevel = "area_level",
    UnknownPerson = "unknown_person",
    Ambiguous = "ambiguous",
    UnknownTeam = "unknown_team",
    UnknownRecord = "unknown_record",
    Duplicate = "duplicate",
    ExceedsTotal = "exceeds_total",
    ForeignAuthor = "foreign_author",
    KindChanged = "kind_changed",
    ChangeIdReused = "change_id_reused",
    NotEditable = "not_editable",
    NotFound = "not_found",
    UnknownSchema = "unknown_schema",
    OpinionRequired = "opinion_required",
    NotAllowedNow = "not_allowed_now",
    OwnRecord = "own_record",
    NotVerified = "not_verified",
    ReviewerAsks = "reviewer_asks",
});

impl FieldCode {
    /// Whether even a draft must not have this fault: a wrong shape rather than something unfinished.
    #[must_use]
    pub const fn is_shape(self) -> bool {
        !matches!(
            self,
            Self::Required
                | Self::TooShort
                | Self::TooFew
                | Self::InFuture
                | Self::BeforeStart
                | Self::SpanTooLong
                | Self::NotHalfStep
                | Self::ExceedsTotal
                | Self::AreaLevel
        )
    }
}

/// A fault and the field it stands in, as `visit.ended_on`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldError {
    pub path: String,
    pub code: FieldCode,
}

crate::from_json!(FieldError { path, code });

impl FieldError {
    /// Names a fault.
    pub fn new(path: impl Into<String>, code: FieldCode) -> Self {
        Self {
            path: path.into(),
            code,
        }
    }
}

/// Checks one text: no control characters but tab and newline, `min..=max` characters.
pub fn check_text(text: &str, min: usize, max: usize) -> Result<(), FieldCode> {
    if text
        .chars()
        .any(|c| c.is_control() && c != '\t' && c != '\n')
    {
        return Err(FieldCode::ControlCharacter);
    }
    let length = text.chars().count();
    if length > max {
        Err(FieldCode::TooLong)
    } else if length == 0 && min > 0 {
        Err(FieldCode::Required)
    } else if length < min {
        Err(FieldCode::TooShort)
    } else {
        Ok(())
    }
}

/// Whether a text can be a phone number: 5–20 digits, spaces, hyphens and a leading plus.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text
        .char_indices()
        .all(|(at, c)| c.is_ascii_digit() || c == '-' || c == ' ' || (c == '+' && at == 0));
    plain && (5..=20).contains(&digits)
}

/// Whether a text is a SHA-256 in lower-case hex.
#[must_use]
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// A calendar date of the years 1900–2100 as `YYYY-MM-DD` and nothing else.
#[must_use]
pub fn plain_date(text: &str) -> Option<NaiveDate> {
    text.parse::<PlainDate>().ok().map(|date| date.0)
}

/// Reads the fields of one object and remembers each fault under its path.
#[derive(Debug)]
pub struct FieldReader<'a> {
    object: &'a Map<String, Value>,
    prefix: &'a str,
    errors: Vec<FieldError>,
}

impl<'a> FieldReader<'a> {
    /// Reads `object`; faults are named `prefix.field`.
    #[must_use]
    pub fn new(object: &'a Map<String, Value>, prefix: &'a str) -> Self {
        Self {
            object,
            prefix,
            errors: Vec::new(),
        }
    }

    /// Notes a fault.
    pub fn fault(&mut self, name: &str, code: FieldCode) {
        self.errors
            .push(FieldError::new(format!("{}.{name}", self.prefix), code));
    }

    /// The faults found, sorted and without repeats.
    #[must_use]
    pub fn into_errors(mut self) -> Vec<FieldError> {
        self.errors.sort_unstable();
        self.errors.dedup();
        self.errors
    }

    /// The raw value; null counts as absent.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A present value, or a `required` fault.
    pub fn required(&mut self, name: &str) -> Option<&'a Value> {
        let value = self.raw(name);
        if value.is_none() {
            self.fault(name, FieldCode::Required);
        }
        value
    }

    fn string(&mut self, name: &str) -> Option<&'a str> {
        let text = self.raw(name)?.as_str();
        if text.is_none() {
            self.fault(name, FieldCode::WrongType);
        }
        text
    }

    /// A text of `min..=max` characters, trimmed; required when `min > 0`.
    pub fn text(&mut self, name: &str, min: usize, max: usize) -> Option<String> {
        if min > 0 {
            self.required(name)?;
        }
        let text = self.string(name)?.trim();
        match check_text(text, min, max) {
            Ok(()) => (!text.is_empty()).then(|| text.to_owned()),
            Err(code) => {
                self.fault(name, code);
                None
            }
        }
    }

    /// A required text that parses as `T`, else the given fault.
    pub fn parsed<T: FromStr>(&mut self, name: &str, code: FieldCode) -> Option<T> {
        self.required(name)?;
        self.optional_parsed(name, code)
    }

    /// An optional text that parses as `T`, else the given fault. Empty counts as absent.
    pub fn optional_parsed<T: FromStr>(&mut self, name: &str, code: FieldCode) -> Option<T> {
        let text = self.string(name)?;
        if text.is_empty() {
            return None;
        }
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.fault(name, code);
        }
        parsed
    }

    /// A required calendar date of the years 1900–2100; 02-30 is `not_a_date`.
    pub fn date(&mut self, name: &str) -> Option<NaiveDate> {
        self.parsed::<PlainDate>(name, FieldCode::NotADate)
            .map(|date| date.0)
    }

    /// An optional calendar date of the years 1900–2100.
    pub fn optional_date(&mut self, name: &str) -> Option<NaiveDate> {
        self.optional_parsed::<PlainDate>(name, FieldCode::NotADate)
            .map(|date| date.0)
    }

    /// A required RFC 3339 instant of the years 1900–2100.
    pub fn instant(&mut self, name: &str) -> Option<DateTime<Utc>> {
        self.parsed::<Instant>(name, FieldCode::NotAnInstant)
            .map(|at| at.0)
    }

    /// A required RFC 3339 instant by a clock that nobody trusts: of another year it is the nearest instant
    /// of the years 1900–2100, for nothing is refused for a wrong clock.
    pub fn clock(&mut self, name: &str) -> Option<DateTime<Utc>> {
        self.parsed::<Clock>(name, FieldCode::NotAnInstant)
            .map(|at| nearest(at.0))
    }

    /// As [`Self::clock`], optional.
    pub fn optional_clock(&mut self, name: &str) -> Option<DateTime<Utc>> {
        self.optional_parsed::<Clock>(name, FieldCode::NotAnInstant)
            .map(|at| nearest(at.0))
    }

    /// A required 12-digit area code.
    pub fn area(&mut self, name: &str) -> Option<AreaCode> {
        self.parsed(name, FieldCode::NotAnAreaCode)
    }

    /// A required code of a closed set.
    pub fn code<T: Coded>(&mut self, name: &str) -> Option<T> {
        self.required(name)?;
        self.optional_code(name)
    }

    /// An optional code of a closed set.
    pub fn optional_code<T: Coded>(&mut self, name: &str) -> Option<T> {
        let text = self.string(name)?;
        let code = T::from_code(text);
        if code.is_none() {
            self.fault(name, FieldCode::UnknownCode);
        }
        code
    }

    /// An optional whole number in `min..=MAX_COUNT`; `3.0` counts as 3.
    pub fn count(&mut self, name: &str, min: i64) -> Option<i64> {
        let value = self.raw(name)?;
        let Some(number) = value.as_f64() else {
            self.fault(name, FieldCode::WrongType);
            return None;
        };
        let count = whole(number).filter(|count| (min..=MAX_COUNT).contains(count));
        if count.is_none() {
            self.fault(name, FieldCode::OutOfRange);
        }
        count
    }

    /// A finite number in the range.
    pub fn number(&mut self, name: &str, min: f64, max: f64) -> Option<f64> {
        let Some(number) = self.required(name)?.as_f64() else {
            self.fault(name, FieldCode::WrongType);
            return None;
        };
        if (min..=max).contains(&number) {
            return Some(number);
        }
        self.fault(name, FieldCode::OutOfRange);
        None
    }

    /// The items of an array of at most `max`; absent counts as empty when `min` is 0.
    pub fn array(&mut self, name: &str, min: usize, max: usize) -> &'a [Value] {
        let items: &[Value] = match self.raw(name) {
            None => &[],
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.fault(name, FieldCode::WrongType);
                return &[];
            }
        };
        if items.len() > max {
            self.fault(name, FieldCode::TooMany);
        } else if items.len() < min {
            self.fault(name, FieldCode::TooFew);
        }
        items
    }

    /// An array of distinct texts, each through `read`.
    pub fn each<T: PartialEq>(
        &mut self,
        name: &str,
        min: usize,
        max: usize,
        read: impl Fn(&str) -> Result<T, FieldCode>,
    ) -> Vec<T> {
        let mut out = Vec::new();
        for item in self.array(name, min, max) {
            let read = item.as_str().ok_or(FieldCode::WrongType).and_then(&read);
            match read {
                Ok(value) if out.contains(&value) => self.fault(name, FieldCode::Duplicate),
                Ok(value) => out.push(value),
                Err(code) => self.fault(name, code),
            }
        }
        out
    }

    /// An array of distinct codes of a closed set.
    pub fn codes<T: Coded + PartialEq>(&mut self, name: &str, min: usize, max: usize) -> Vec<T> {
        self.each(name, min, max, |text| {
            T::from_code(text).ok_or(FieldCode::UnknownCode)
        })
    }

    /// An array of distinct ids.
    pub fn ids<T: FromStr + PartialEq>(&mut self, name: &str, max: usize) -> Vec<T> {
        self.each(name, 0, max, |text| {
            text.parse().map_err(|_| FieldCode::NotAnId)
        })
    }
}

/// A whole number held exactly by a JSON number.
fn whole(number: f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be whole and far below 2^53"
    )]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// `YYYY-MM-DD` and nothing else.
struct PlainDate(NaiveDate);

impl FromStr for PlainDate {
    type Err = FieldCode;

    fn from_str(text: &str) -> Result<Self, FieldCode> {
        // A year with its sign is longer.
        let date = calendar::day(text).filter(|_| text.len() == 10);
        let date = date.ok_or(FieldCode::NotADate)?;
        if YEARS.contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(FieldCode::NotADate)
        }
    }
}

/// An RFC 3339 instant of [`YEARS`].
struct Instant(DateTime<Utc>);

impl FromStr for Instant {
    type Err = FieldCode;

    fn from_str(text: &str) -> Result<Self, FieldCode> {
        let at = calendar::instant(text).ok_or(FieldCode::NotAnInstant)?;
        if YEARS.contains(&at.year()) {
            Ok(Self(at))
        } else {
            Err(FieldCode::NotAnInstant)
        }
    }
}

/// An RFC 3339 instant of any year.
struct Clock(DateTime<Utc>);

impl FromStr for Clock {
    type Err = FieldCode;

    fn from_str(text: &str) -> Result<Self, FieldCode> {
        let at = calendar::instant(text).ok_or(FieldCode::NotAnInstant)?;
        Ok(Self(at))
    }
}

/// The instant of [`YEARS`] that is nearest to this one.
fn nearest(at: DateTime<Utc>) -> DateTime<Utc> {
    let begins = |year| {
        let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        day.and_time(NaiveTime::MIN).and_utc()
    };
    let last = begins(YEARS.end() + 1) - TimeDelta::seconds(1);
    at.clamp(begins(*YEARS.start()), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_refused_and_rare_characters_kept() {
        assert_eq!(
            check_text("𠮷\u{0}野", 0, 10),
            Err(FieldCode::ControlCharacter)
        );
        assert_eq!(check_text("𠮷㐂塅\n第二行\t", 0, 20), Ok(()));
        assert_eq!(check_text("短", 20, 1000), Err(FieldCode::TooShort));
    }

    #[test]
    fn a_date_is_a_day_that_exists() {
        assert!("2025-02-28".parse::<PlainDate>().is_ok());
        for text in [
            "2025-02-30",
            "2025-2-3",
            "20250203",
            "2025-02-03T00:00:00Z",
            "-5000-01-1",
            "+99999-1-1",
            "1899-12-31",
            "2101-01-01",
        ] {
            assert!(text.parse::<PlainDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_instant_is_of_a_year_that_every_database_knows_and_a_wrong_clock_is_put_to_the_nearest() {
        let read = |text: &str| {
            let object = serde_json::json!({ "at": text });
            let mut reader = FieldReader::new(object.as_object().unwrap(), "training");
            let read = (reader.instant("at"), reader.clock("at"));
            let text = |at: DateTime<Utc>| at.to_rfc3339();
            (read.0.map(text), read.1.map(text))
        };
        let first_year = Some("1970-01-01T00:00:00+00:00".to_owned());
        assert_eq!(
            read("1970-01-01T00:00:00Z"),
            (first_year.clone(), first_year)
        );
        let last = Some("2100-12-31T23:59:59+00:00".to_owned());
        assert_eq!(read("+262142-12-31T23:59:59Z"), (None, last));
        let first = Some("1900-01-01T00:00:00+00:00".to_owned());
        assert_eq!(read("-5000-01-01T00:00:00Z"), (None, first));
        assert_eq!(read("gestern"), (None, None));
    }

    #[test]
    fn a_count_is_whole_and_bounded() {
        let object =
            serde_json::json!({"a": 3.0, "b": -1, "c": 1e12, "d": "3", "e": null, "f": 2.5});
        let object = object.as_object().unwrap();
        let mut reader = FieldReader::new(object, "visit");
        assert_eq!(reader.count("a", 0), Some(3));
        for name in ["b", "c", "d", "e", "f"] {
            assert_eq!(reader.count(name, 0), None, "{name}");
        }
        let paths: Vec<_> = reader
            .into_errors()
            .into_iter()
            .map(|error| error.path)
            .collect();
        assert_eq!(paths, ["visit.b", "visit.c", "visit.d", "visit.f"]);
    }
}
