//! What the visit form holds, and the record it stands for.

use domain::{
    codes::{ActionKind, Coded, ConfirmMethod, ServiceMode, TargetKind},
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
    position::Fix,
    put, texts,
};

/// The fields whose last choice is offered again.
pub(super) const REMEMBERED: [&str; 4] = ["mode", "target_kind", "industry_codes", "service_kinds"];

/// The fields in the order of the form, as faults name them.
pub(super) const ORDER: &[&str] = &[
    "area_code",
    "started_on",
    "ended_on",
    "service_days",
    "mode",
    "target_kind",
    "industry_codes",
    "service_kinds",
    "action_kind",
    "content",
    "photos",
    "position",
    "households_guided",
    "consultations",
    "materials_issued",
    "team_id",
    "participant_ids",
    "result",
    "place",
    "target_name",
    "confirmation.method",
    "confirmation.name",
    "confirmation.phone",
    "linked.problems",
    "linked.raised.1.title",
    "linked.raised.1.category",
    "linked.raised.1.title",
    "linked.raised.1.category",
    "linked.raised.1.measures",
    "linked.raised.2.title",
    "linked.raised.2.category",
    "linked.raised.2.measures",
    "linked.raised.3.title",
    "linked.raised.3.category",
    "linked.raised.3.measures",
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

const TEXTS: [&str; 4] = ["content", "result", "place", "target_name"];
const COUNTS: [&str; 3] = ["households_guided", "consultations", "materials_issued"];

/// One signal a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VisitInput {
    /// What the form does not show stays as it was.
    kept: StoredValue<Map<String, Value>>,
    pub(super) place: Place,
    pub(super) days: Days,
    pub(super) halves: RwSignal<i64>,
    pub(super) mode: RwSignal<String>,
    pub(super) target_kind: RwSignal<String>,
    pub(super) industry_codes: RwSignal<Vec<String>>,
    pub(super) service_kinds: RwSignal<Vec<String>>,
    pub(super) action_kind: RwSignal<String>,
    pub(super) texts: [RwSignal<String>; 4],
    pub(super) photos: RwSignal<Vec<Photo>>,
    pub(super) fix: RwSignal<Fix>,
    pub(super) counts: [RwSignal<String>; 3],
    pub(super) team_id: RwSignal<String>,
    pub(super) participant_ids: RwSignal<Vec<String>>,
    /// The names that the record shown knows.
    pub(super) people: StoredValue<Vec<PersonName>>,
    pub(super) confirm_method: RwSignal<String>,
    pub(super) confirm_name: RwSignal<String>,
    pub(super) confirm_phone: RwSignal<String>,
    pub(super) linked: LinkedInput,
}

impl VisitInput {
    /// A new visit: today, on site, 科技帮扶, in this village or the one that waits longest.
    pub(super) fn new(choices: &FormChoices, village: &str) -> Self {
        let asked = choices
            .villages
            .iter()
            .find(|own| own.code.as_str() == village);
        let first = asked.or_else(|| choices.villages.first());
        let of_village = first.and_then(|village| village.industry_codes.first());
        let industries = likely_industry(choices, of_village);
        Self {
            kept: StoredValue::new(Map::new()),
            place: Place::new(
                first
                    .map(|village| village.code.to_string())
                    .unwrap_or_default(),
            ),
            days: Days::new(choices.today),
            halves: RwSignal::new(2),
            mode: RwSignal::new(ServiceMode::Onsite.code().to_owned()),
            target_kind: RwSignal::new(TargetKind::FarmerHousehold.code().to_owned()),
            industry_codes: RwSignal::new(industries),
            service_kinds: RwSignal::new(Vec::new()),
            action_kind: RwSignal::new(ActionKind::TechAssistance.code().to_owned()),
            texts: TEXTS.map(|_| RwSignal::new(String::new())),
            photos: RwSignal::new(Vec::new()),
            fix: RwSignal::new(Fix::unasked()),
            counts: COUNTS.map(|_| RwSignal::new(String::new())),
            team_id: RwSignal::new(String::new()),
            participant_ids: RwSignal::new(Vec::new()),
            people: StoredValue::new(Vec::new()),
            confirm_method: RwSignal::new(ConfirmMethod::None.code().to_owned()),
            confirm_name: RwSignal::new(String::new()),
            confirm_phone: RwSignal::new(String::new()),
            linked: LinkedInput::new(&choices.villages),
        }
    }

    /// Shows a record that exists.
    pub(super) fn show(&self, view: &RecordView, own: &[MyVillage]) {
        let record = view.record();
        self.place.set(view.text("area_code"), &view.area_name, own);
        if !view.text("started_on").is_empty() {
            self.days
                .set(view.text("started_on"), view.text("ended_on"));
        }
        if let Some(days) = record.get("service_days").and_then(Value::as_f64) {
            #[expect(clippy::cast_possible_truncation, reason = "at most 30 halves")]
            self.halves.set((days * 2.0) as i64);
        }
        self.choose(&record);
        if !view.text("action_kind").is_empty() {
            self.action_kind.set(view.text("action_kind").to_owned());
        }
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
        self.photos.set(photos_of(record.get("photos")));
        self.fix.set(Fix::of(&record));
        self.team_id.set(view.text("team_id").to_owned());
        self.participant_ids
            .set(texts(record.get("participant_ids")));
        self.people.set_value(view.people.clone());
        if let Some(confirmation) = record.get("confirmation") {
            let part = |name: &str| confirmation[name].as_str().unwrap_or_default().to_owned();
            self.confirm_method.set(part("method"));
            self.confirm_name.set(part("name"));
            self.confirm_phone.set(part("phone"));
        }
        self.linked.show(&record);
        self.kept.set_value(record);
    }

    /// Takes the choices of a record, or the remembered ones.
    pub(super) fn choose(&self, record: &Map<String, Value>) {
        for (name, field) in [("mode", self.mode), ("target_kind", self.target_kind)] {
            if let Some(code) = record.get(name).and_then(Value::as_str) {
                field.set(code.to_owned());
            }
        }
        for (name, field) in [
            ("industry_codes", self.industry_codes),
            ("service_kinds", self.service_kinds),
        ] {
            let codes = texts(record.get(name));
            if !codes.is_empty() {
                field.set(codes);
            }
        }
    }

    /// Makes room for the next village of the same trip.
    pub(super) fn next_village(&self) {
        self.kept.set_value(Map::new());
        self.place.code.set(String::new());
        self.place.found.set(None);
        for text in self.texts.iter().chain(&self.counts) {
            text.set(String::new());
        }
        self.photos.set(Vec::new());
        self.fix.update(|fix| *fix = fix.elsewhere());
        self.confirm_method
            .set(ConfirmMethod::None.code().to_owned());
        self.confirm_name.set(String::new());
        self.confirm_phone.set(String::new());
        self.linked.clear();
    }

    /// The record as it stands in the form.
    pub(super) fn record(&self) -> Map<String, Value> {
        let mut record = self.kept.get_value();
        let (started_on, ended_on) = self.days.get();
        let team = self.team_id.get();
        let people = if team.is_empty() {
            Vec::new()
        } else {
            self.participant_ids.get()
        };
        #[expect(clippy::cast_precision_loss, reason = "at most 30 halves")]
        let days = self.halves.get() as f64 / 2.0;
        for (name, value) in [
            (
                "log_type",
                json!(if team.is_empty() { "personal" } else { "team" }),
            ),
            ("team_id", json!(team)),
            ("participant_ids", json!(people)),
            ("mode", json!(self.mode.get())),
            ("started_on", json!(started_on)),
            ("ended_on", json!(ended_on)),
            ("service_days", json!(days)),
            ("area_code", json!(self.place.code.get())),
            ("target_kind", json!(self.target_kind.get())),
            ("industry_codes", json!(self.industry_codes.get())),
            ("action_kind", json!(self.action_kind.get())),
            ("service_kinds", json!(self.service_kinds.get())),
            ("confirmation", self.confirmation()),
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
        self.fix.get().put_into(&mut record);
        self.linked.put_into(&mut record);
        record
    }

    fn confirmation(&self) -> Value {
        let method = self.confirm_method.get();
        if method == ConfirmMethod::None.code() || method.is_empty() {
            return Value::Null;
        }
        let (name, phone) = (self.confirm_name.get(), self.confirm_phone.get());
        let mut confirmation = Map::new();
        put(&mut confirmation, "method", json!(method));
        put(&mut confirmation, "name", json!(name.trim()));
        put(&mut confirmation, "phone", json!(phone.trim()));
        Value::Object(confirmation)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test's own literals")]

    use super::*;
    use domain::visits::Visit;

    fn choices() -> FormChoices {
        serde_json::from_value(json!({
            "today": "2026-03-05",
            "commissioner_id": "0191420c-13f8-76b9-81bc-b81287c8c038",
            "own_industry_codes": ["navel_orange"],
            "villages": [{
                "code": "360722104200", "name": "新田村", "township": "新田镇",
                "industries": ["脐橙"], "industry_codes": ["navel_orange"],
                "assigned_since": "2025-01-15", "team_name": null, "due": true,
                "last_visited_on": null, "days_since": null, "visits_this_year": 0,
                "pending": 0, "state": "uncovered",
            }],
            "county": {"code": "360722000000", "name": "信丰县", "level": "county"},
            "industries": [{"code": "navel_orange", "name": "脐橙"}],
            "teams": [],
        }))
        .unwrap()
    }

    fn view(body: &Value) -> RecordView {
        let mut view = json!({
            "id": "019120c3-2b02-78e0-b6d2-e5b409823097", "kind": "visit",
            "author_id": "0191420c-13f8-76b9-81bc-b81287c8c038", "author_name": "赵志远",
            "author_unit": "", "version": 2, "status": "returned", "number": null,
            "captured_at": "2026-03-05T02:00:00Z", "received_at": "2026-03-05T02:00:00Z",
            "submitted_at": null, "late": false, "flags": [], "area_name": "信丰县新田镇新田村",
            "occurred_on": "2026-03-04", "people": [], "team_name": null, "industry_names": [],
            "reviewed_by": null, "reviewed_at": null, "review_opinion": null, "editable": true,
        });
        let fields = view.as_object_mut().unwrap();
        fields.extend(body.as_object().unwrap().clone());
        serde_json::from_value(view).unwrap()
    }

    #[test]
    fn a_new_visit_needs_only_what_differs_from_day_to_day() {
        Owner::new().with(|| {
            let input = VisitInput::new(&choices(), "");
            input.service_kinds.set(vec!["guidance".to_owned()]);
            input.texts[0].set("到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。".to_owned());
            let mut record = input.record();
            record.insert(
                "id".to_owned(),
                json!("019120c3-2b02-78e0-b6d2-e5b409823097"),
            );
            let visit = Visit::parse(&record, choices().today).unwrap();
            assert_eq!(visit.area_code.as_str(), "360722104200");
            assert!(
                !record.contains_key("households_guided"),
                "blank is not zero"
            );
        });
    }

    #[test]
    fn a_record_shown_and_not_changed_stays_as_it_was() {
        Owner::new().with(|| {
            let body = json!({
                "log_type": "personal", "participant_ids": [], "mode": "phone",
                "started_on": "2026-03-01", "ended_on": "2026-03-04", "service_days": 2.5,
                "area_code": "360722104200", "target_kind": "cooperative",
                "industry_codes": ["navel_orange"], "action_kind": "tech_transfer",
                "service_kinds": ["rnd"], "content": "查看试验地的长势，采土样两份，商量下一步的施肥方案。",
                "households_guided": 0, "consultations": "12户",
                "photos": [
                    {"sha256": "ab".repeat(32), "taken_at": "2026-03-04T02:00:00.120Z", "caption": "试验地"},
                    {"sha256": "cd".repeat(32)},
                ],
                "position": {"lat": 25.386_123, "lon": 114.9, "accuracy_m": 12.5, "at": "2026-03-04T02:00:00Z"},
                "confirmation": {"method": "reviewer_phone_check", "name": "刘主任", "phone": "13800000000"},
                "linked": {"problems": [{"id": "019120c3-2b02-78e0-b6d2-e5b409823097", "did": "worked", "title": "土壤偏酸"}]},
            });
            let input = VisitInput::new(&choices(), "");
            let shown = view(&body);
            input.show(&shown, &choices().villages);
            assert_eq!(input.record(), shown.record());
        });
    }
}
