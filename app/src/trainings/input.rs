//! What the training form holds, and the record it stands for.

use chrono::{SecondsFormat, Timelike};
use domain::{
    calendar,
    codes::{Coded, Organiser, TrainingForm},
    reading::{FormChoices, MyVillage, PersonName, RecordView},
    records::Photo,
};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use crate::recording::{
    count,
    dates::Days,
    likely_industry,
    linked::LinkedInput,
    photos::{photos_field, photos_of},
    place::Place,
    put, texts,
};

/// The fields whose last choice is offered again.
pub(super) const REMEMBERED: [&str; 3] = ["form", "organiser", "industry_codes"];

/// The fields in the order of the form, as faults name them.
pub(super) const ORDER: &[&str] = &[
    "title",
    "form",
    "started_at",
    "ended_at",
    "area_code",
    "topic",
    "industry_codes",
    "attendances",
    "farmers",
    "poverty_exited_people",
    "grassroots_technicians",
    "women",
    "photos",
    "organiser",
    "trainer_ids",
    "outside_trainers",
    "place",
    "online_views",
    "materials_issued",
    "linked.introductions.1.name",
    "linked.introductions.1.kind",
    "linked.introductions.1.area_hundredths",
    "linked.introductions.1.households",
    "linked.introductions.2.name",
    "linked.introductions.2.kind",
    "linked.introductions.2.area_hundredths",
    "linked.introductions.2.households",
    "linked.introductions.3.name",
    "linked.introductions.3.kind",
    "linked.introductions.3.area_hundredths",
    "linked.introductions.3.households",
];

const TEXTS: [&str; 3] = ["title", "topic", "place"];
const COUNTS: [&str; 7] = [
    "attendances",
    "farmers",
    "poverty_exited_people",
    "grassroots_technicians",
    "women",
    "online_views",
    "materials_issued",
];

/// One signal a field.
#[derive(Debug, Clone, Copy)]
pub(super) struct TrainingInput {
    /// What the form does not show stays as it was.
    kept: StoredValue<Map<String, Value>>,
    pub(super) texts: [RwSignal<String>; 3],
    pub(super) counts: [RwSignal<String>; 7],
    pub(super) form: RwSignal<String>,
    pub(super) days: Days,
    pub(super) begins: RwSignal<String>,
    pub(super) ends: RwSignal<String>,
    pub(super) place: Place,
    pub(super) industry_codes: RwSignal<Vec<String>>,
    pub(super) organiser: RwSignal<String>,
    pub(super) trainer_ids: RwSignal<Vec<String>>,
    /// The names that the record shown knows.
    pub(super) people: StoredValue<Vec<PersonName>>,
    pub(super) outside_trainers: RwSignal<String>,
    pub(super) photos: RwSignal<Vec<Photo>>,
    pub(super) linked: LinkedInput,
}

impl TrainingInput {
    /// A new training: today, with the person as its trainer.
    pub(super) fn new(choices: &FormChoices) -> Self {
        let first = choices.villages.first();
        let industries = likely_industry(choices, None);
        Self {
            kept: StoredValue::new(Map::new()),
            texts: TEXTS.map(|_| RwSignal::new(String::new())),
            counts: COUNTS.map(|_| RwSignal::new(String::new())),
            form: RwSignal::new(TrainingForm::Classroom.code().to_owned()),
            days: Days::new(choices.today),
            begins: RwSignal::new(String::new()),
            ends: RwSignal::new(String::new()),
            place: Place::new(
                first
                    .map(|village| village.code.to_string())
                    .unwrap_or_default(),
            ),
            industry_codes: RwSignal::new(industries),
            organiser: RwSignal::new(Organiser::Commissioner.code().to_owned()),
            trainer_ids: RwSignal::new(vec![choices.commissioner_id.to_string()]),
            people: StoredValue::new(Vec::new()),
            outside_trainers: RwSignal::new(String::new()),
            photos: RwSignal::new(Vec::new()),
            linked: LinkedInput::new(&choices.villages),
        }
    }

    /// Shows a record that exists.
    pub(super) fn show(&self, view: &RecordView, own: &[MyVillage]) {
        let record = view.record();
        for (name, text) in TEXTS.iter().zip(self.texts) {
            text.set(view.text(name).to_owned());
        }
        for (name, number) in COUNTS.iter().zip(self.counts) {
            // What is no number stays as typed.
            number.set(
                view.count(name)
                    .map_or_else(|| view.text(name).to_owned(), |count| count.to_string()),
            );
        }
        if let (Some(from), Some(to)) =
            (local(view.text("started_at")), local(view.text("ended_at")))
        {
            self.days.set(&from.0, &to.0);
            self.begins.set(from.1);
            self.ends.set(to.1);
        }
        self.place.set(view.text("area_code"), &view.area_name, own);
        self.choose(&record);
        self.trainer_ids.set(texts(record.get("trainer_ids")));
        self.people.set_value(view.people.clone());
        self.outside_trainers
            .set(texts(record.get("outside_trainers")).join("、"));
        self.photos.set(photos_of(record.get("photos")));
        self.linked.show(&record);
        self.kept.set_value(record);
    }

    /// Takes the choices of a record, or the remembered ones.
    pub(super) fn choose(&self, record: &Map<String, Value>) {
        for (name, field) in [("form", self.form), ("organiser", self.organiser)] {
            if let Some(code) = record.get(name).and_then(Value::as_str) {
                field.set(code.to_owned());
            }
        }
        let codes = texts(record.get("industry_codes"));
        if !codes.is_empty() {
            self.industry_codes.set(codes);
        }
    }

    /// The record as it stands in the form.
    pub(super) fn record(&self) -> Map<String, Value> {
        let mut record = self.kept.get_value();
        let (from, to) = self.days.get();
        for (name, value) in [
            ("form", json!(self.form.get())),
            ("started_at", json!(instant(&from, &self.begins.get()))),
            ("ended_at", json!(instant(&to, &self.ends.get()))),
            ("area_code", json!(self.place.code.get())),
            ("organiser", json!(self.organiser.get())),
            ("trainer_ids", json!(self.trainer_ids.get())),
            (
                "outside_trainers",
                json!(names(&self.outside_trainers.get())),
            ),
            ("industry_codes", json!(self.industry_codes.get())),
            ("photos", self.photos.with(|photos| photos_field(photos))),
        ] {
            put(&mut record, name, value);
        }
        for (name, text) in TEXTS.iter().zip(self.texts) {
            put(
                &mut record,
                name,
                json!(text.with(|text| text.trim().to_owned())),
            );
        }
        for (name, number) in COUNTS.iter().zip(self.counts) {
            put(&mut record, name, number.with(|text| count(text)));
        }
        self.linked.put_into(&mut record);
        record
    }
}

/// A date and a time in Asia/Shanghai as an instant; empty when either is missing.
fn instant(date: &str, time: &str) -> String {
    calendar::instant(&format!("{date}T{time}:00+08:00"))
        .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
        .unwrap_or_default()
}

/// An instant as date and time in Asia/Shanghai.
fn local(instant: &str) -> Option<(String, String)> {
    let local = calendar::instant(instant)?.with_timezone(&calendar::shanghai());
    Some((
        local.date_naive().to_string(),
        format!("{:02}:{:02}", local.hour(), local.minute()),
    ))
}

/// Names as people part them.
fn names(text: &str) -> Vec<String> {
    text.split(['、', '，', ',', ';', '；', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_shanghai() {
        assert_eq!(instant("2026-01-01", "00:30"), "2025-12-31T16:30:00Z");
        assert_eq!(
            local("2025-12-31T16:30:00Z"),
            Some(("2026-01-01".to_owned(), "00:30".to_owned()))
        );
        assert_eq!(instant("2026-01-01", ""), "");
    }

    #[test]
    fn names_are_parted_as_people_write_them() {
        assert_eq!(names("王工、李老师，赵"), ["王工", "李老师", "赵"]);
    }
}
