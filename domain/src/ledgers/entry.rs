//! An entry: what was typed, checked once. It can hold nothing that its ledger does not declare.

use super::{
    Field, Fills, Input, Kind, Known, numbers,
    steps::{Status, Step},
};
use crate::{
    areas::AreaCode,
    fields::{FieldCode, FieldError, check_text},
};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The checked text of each column that holds something: dates as `2026-03-01`, areas, industries and
/// choices as codes, money as fen, areas of land as hundredths of a 亩.
pub type Values = BTreeMap<String, String>;

/// What is wrong, each fault with its column.
pub type Faults = Vec<FieldError>;

/// The column of the id that stands behind a named commissioner or team.
const HOLDER_ID: &str = "holder_id";

/// An entry of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: Kind,
    pub status: Status,
    pub values: Values,
}

impl Entry {
    /// Reads a new entry.
    pub fn read(
        kind: Kind,
        typed: &[(String, String)],
        known: &Known,
        today: NaiveDate,
    ) -> Result<Self, Faults> {
        let blank = Self {
            kind,
            status: Status::first(kind),
            values: Values::new(),
        };
        blank.changed(typed, known, today)
    }

    /// The entry with what was typed; a column that was not sent stays as it is.
    pub fn changed(
        &self,
        typed: &[(String, String)],
        known: &Known,
        today: NaiveDate,
    ) -> Result<Self, Faults> {
        if !self.status.is_editable() {
            return Err(vec![FieldError::new("", FieldCode::NotAllowedNow)]);
        }
        let mut entry = self.clone();
        entry.take_in(self.kind.declared().fields, typed, known, today)?;
        entry.checked()
    }

    /// The entry after a step, with what the step asks.
    pub fn after(
        &self,
        step: Step,
        typed: &[(String, String)],
        known: &Known,
        today: NaiveDate,
    ) -> Result<Self, Faults> {
        let offered = self.status.steps(self.kind).contains(&step);
        let Some(status) = self.status.after(step).filter(|_| offered) else {
            return Err(vec![FieldError::new("", FieldCode::NotAllowedNow)]);
        };
        let mut entry = self.clone();
        entry.status = status;
        for column in step.clears() {
            entry.values.remove(*column);
        }
        entry.take_in(step.fields(), typed, known, today)?;
        entry.checked()
    }

    /// The text of the field that fills this part of the database's row.
    #[must_use]
    pub fn text_that(&self, fills: Fills) -> Option<&str> {
        let field = self.kind.declared().field_that(fills)?;
        self.values.get(field.column).map(String::as_str)
    }

    /// The date of a column.
    #[must_use]
    pub fn date(&self, column: &str) -> Option<NaiveDate> {
        self.values.get(column)?.parse().ok()
    }

    /// The commissioner or team that the entry names.
    #[must_use]
    pub fn holder_id(&self) -> Option<Uuid> {
        Uuid::try_parse(self.values.get(HOLDER_ID)?).ok()
    }

    fn take_in(
        &mut self,
        fields: &[Field],
        typed: &[(String, String)],
        known: &Known,
        today: NaiveDate,
    ) -> Result<(), Faults> {
        let mut faults = Vec::new();
        for field in fields {
            let sent = typed.iter().find(|(column, _)| column == field.column);
            let before = self.values.get(field.column).cloned();
            let text = match (sent, &before) {
                (Some((_, text)), _) => text.trim().to_owned(),
                (None, Some(_)) => continue,
                (None, None) => String::new(),
            };
            // Whoever stands there already is not asked for again, whatever namesakes came since.
            if field.input == Input::Holder && before.as_deref() == Some(text.as_str()) {
                continue;
            }
            match read(field, &text, known, today) {
                Ok(Some(value)) => self.put(field, value, known),
                Ok(None) => self.remove(field),
                Err(code) => faults.push(FieldError::new(field.column, code)),
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    fn put(&mut self, field: &Field, value: String, known: &Known) {
        if field.input == Input::Holder
            && let Ok(holder) = known.holder(&value)
        {
            let id = holder.id.to_string();
            self.values.insert(HOLDER_ID.to_owned(), id);
        }
        self.values.insert(field.column.to_owned(), value);
    }

    fn remove(&mut self, field: &Field) {
        if field.input == Input::Holder {
            self.values.remove(HOLDER_ID);
        }
        self.values.remove(field.column);
    }

    /// What fields say together: no day before the one it follows, no part above its whole.
    fn checked(self) -> Result<Self, Faults> {
        let declared = self.kind.declared();
        let mut faults = Vec::new();
        for (first, then) in declared.orders {
            if self
                .date(first)
                .zip(self.date(then))
                .is_some_and(|(first, then)| then < first)
            {
                faults.push(FieldError::new(*then, FieldCode::BeforeStart));
            }
        }
        for (part, whole) in declared.parts {
            if self.number(part) > self.number(whole) {
                faults.push(FieldError::new(*part, FieldCode::ExceedsTotal));
            }
        }
        let any = declared.any_of;
        if let Some(first) = any.first()
            && !any.iter().any(|column| self.values.contains_key(*column))
        {
            faults.push(FieldError::new(*first, FieldCode::Required));
        }
        if faults.is_empty() {
            Ok(self)
        } else {
            Err(faults)
        }
    }

    fn number(&self, column: &str) -> i64 {
        let text = self.values.get(column);
        text.and_then(|text| text.parse().ok()).unwrap_or_default()
    }
}

/// One text by its field's rule; nothing when it is empty and may be.
fn read(
    field: &Field,
    text: &str,
    known: &Known,
    today: NaiveDate,
) -> Result<Option<String>, FieldCode> {
    if text.is_empty() {
        return if field.required {
            Err(FieldCode::Required)
        } else {
            Ok(None)
        };
    }
    let value = match field.input {
        Input::Line => lines(text, 100),
        Input::Long => lines(&text.replace("\r\n", "\n"), 1000),
        Input::Past | Input::Day => date(text, field.input, today),
        Input::Year => year(text, today),
        Input::PhoneTail => numbers::phone_tail(text).ok_or(FieldCode::NotAPhone),
        Input::Count => numbers::count(text).map(|number| number.to_string()),
        Input::Area => numbers::hundredths(text).map(|number| number.to_string()),
        Input::Money => numbers::fen(text).map(|number| number.to_string()),
        Input::One(choices) => choices
            .iter()
            .find(|(code, label)| *code == text || *label == text)
            .map(|(code, _)| (*code).to_owned())
            .ok_or(FieldCode::UnknownCode),
        Input::Place(highest) => below(known.place(text)?, highest),
        Input::Holder => known.holder(text).map(|holder| holder.name.clone()),
        Input::Industry => known
            .industry(text)
            .map(str::to_owned)
            .ok_or(FieldCode::UnknownCode),
    };
    value.map(Some)
}

fn lines(text: &str, longest: usize) -> Result<String, FieldCode> {
    check_text(text, 1, longest).map(|()| text.to_owned())
}

/// A day of our time; one that has come where the field asks for that.
fn date(text: &str, input: Input, today: NaiveDate) -> Result<String, FieldCode> {
    let plain = text.replace('/', "-");
    let day: NaiveDate = plain.parse().map_err(|_| FieldCode::NotADate)?;
    if !(1990..=2100).contains(&day.year()) {
        return Err(FieldCode::NotADate);
    }
    if input == Input::Past && day > today {
        return Err(FieldCode::InFuture);
    }
    Ok(day.to_string())
}

/// A year of the programme, not after this one.
fn year(text: &str, today: NaiveDate) -> Result<String, FieldCode> {
    let year = numbers::count(text.trim_end_matches('年'))?;
    if year > i64::from(today.year()) {
        return Err(FieldCode::InFuture);
    }
    (year >= 2000)
        .then(|| year.to_string())
        .ok_or(FieldCode::OutOfRange)
}

fn below(area: AreaCode, highest: crate::areas::AreaLevel) -> Result<String, FieldCode> {
    (area.level() >= highest)
        .then(|| area.to_string())
        .ok_or(FieldCode::AreaLevel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledgers::{Facts, Holder, KnownPlace, Measure};

    fn known() -> Known {
        Known {
            places: vec![
                KnownPlace {
                    code: "360722104200".parse().unwrap(),
                    name: "小江镇山香村".to_owned(),
                    short: "小江镇山香村".to_owned(),
                },
                KnownPlace {
                    code: "360722104000".parse().unwrap(),
                    name: "小江镇".to_owned(),
                    short: "小江镇".to_owned(),
                },
            ],
            industries: vec![("navel_orange".to_owned(), "脐橙".to_owned())],
            holders: vec![Holder {
                id: Uuid::from_u128(7),
                name: "赵明".to_owned(),
            }],
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |(column, text): &(&str, &str)| ((*column).to_owned(), (*text).to_owned());
        pairs.iter().map(own).collect()
    }

    fn today() -> NaiveDate {
        "2026-03-01".parse().unwrap()
    }

    fn problem() -> Entry {
        let typed = typed(&[
            ("title", "黄龙病病树清除后补种什么"),
            ("description", "二十亩老园清了病树，不知道补种什么品种。"),
            ("nature", "problem"),
            ("category", "品种"),
            ("severity", "一般"),
            ("raised_by", "村"),
            ("raised_on", "2026-02-01"),
            ("area_code", "小江镇山香村"),
            ("industry", "脐橙"),
        ]);
        Entry::read(Kind::Problem, &typed, &known(), today()).unwrap()
    }

    #[test]
    fn words_become_codes_and_a_problem_begins_new() {
        let entry = problem();
        assert_eq!(entry.status, Status::New);
        assert_eq!(entry.values["area_code"], "360722104200");
        assert_eq!(entry.values["industry"], "navel_orange");
        assert_eq!(entry.values["category"], "variety");
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let typed = typed(&[
            ("title", ""),
            ("raised_on", "2026-03-02"),
            ("area_code", "没有这个村"),
            ("category", "天气"),
        ]);
        let faults = Entry::read(Kind::Problem, &typed, &known(), today()).unwrap_err();
        for (column, code) in [
            ("title", FieldCode::Required),
            ("raised_on", FieldCode::InFuture),
            ("area_code", FieldCode::UnknownArea),
            ("category", FieldCode::UnknownCode),
        ] {
            assert!(faults.contains(&FieldError::new(column, code)), "{column}");
        }
    }

    #[test]
    fn a_step_asks_its_own_questions_and_an_impossible_one_is_refused() {
        let assign = typed(&[
            ("responsible", "赵明"),
            ("due_on", "2026-02-20"),
            ("expected_result", "补种方案一份"),
        ]);
        let entry = problem()
            .after(Step::Assign, &assign, &known(), today())
            .unwrap();
        assert_eq!(entry.status, Status::Assigned);
        assert_eq!(entry.holder_id(), Some(Uuid::from_u128(7)));
        assert!(Facts::of(&entry).unwrap().is_overdue(today()));
        let faults = entry.after(Step::Confirm, &assign, &known(), today());
        let refused = vec![FieldError::new("", FieldCode::NotAllowedNow)];
        assert_eq!(faults.unwrap_err(), refused);
        let early = typed(&[("resolved_on", "2026-01-31"), ("result", "已补种")]);
        let faults = entry.after(Step::Resolve, &early, &known(), today());
        let refused = vec![FieldError::new("resolved_on", FieldCode::BeforeStart)];
        assert_eq!(faults.unwrap_err(), refused);
    }

    #[test]
    fn an_effect_needs_a_basis_and_a_number_and_its_part_stays_below_the_whole() {
        let base = [
            ("target_name", "山香脐橙合作社"),
            ("target_kind", "合作社"),
            ("area_code", "小江镇山香村"),
            ("year", "2025"),
            ("basis", "合作社分红表和用工台账"),
        ];
        let read = |more: &[(&str, &str)]| {
            let all: Vec<_> = base.iter().chain(more).copied().collect();
            Entry::read(Kind::Effect, &typed(&all), &known(), today())
        };
        assert!(read(&[]).is_err());
        let faults = read(&[("households", "10"), ("poverty_exited_households", "11")]);
        let above = FieldError::new("poverty_exited_households", FieldCode::ExceedsTotal);
        assert_eq!(faults.unwrap_err(), [above]);
        let entry = read(&[("households", "10"), ("income", "12.5")]).unwrap();
        let facts = Facts::of(&entry).unwrap();
        assert_eq!(facts.measures.get(Measure::Income), Some(12_500_000));
        assert_eq!(facts.year, 2025);
        let key = "effects|360722104200|山香脐橙合作社|2025";
        assert_eq!(facts.unique_key.as_deref(), Some(key));
    }

    #[test]
    fn a_struck_entry_frees_its_name() {
        let typed_base = typed(&[
            ("name", "山香脐橙示范基地"),
            ("area_code", "小江镇山香村"),
            ("industry", "脐橙"),
            ("host", "合作社"),
            ("area", "120.5"),
            ("established_on", "2025-03-01"),
            ("responsible", "赵明"),
        ]);
        let entry = Entry::read(Kind::Base, &typed_base, &known(), today()).unwrap();
        assert!(Facts::of(&entry).unwrap().unique_key.is_some());
        let reason = typed(&[("strike_reason", "录重了")]);
        let struck = entry
            .after(Step::Strike, &reason, &known(), today())
            .unwrap();
        assert_eq!(Facts::of(&struck).unwrap().unique_key, None);
    }
}
