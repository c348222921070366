//! From the fields of the form to a change as a phone would send it.

use super::linked;
use crate::recording::{count, put};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    calendar,
    codes::{Coded, RecordKind, ServiceKind},
    fields::FieldError,
};
use serde_json::{Map, Value, json};
use store::on_behalf::Choices;

/// What was typed and chosen, field by field; several boxes of one name among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(pub Vec<(String, String)>);

/// A form that was posted and refused, as the page that answers finds it with the request.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    pub typed: Typed,
    pub faults: Vec<FieldError>,
}

impl Typed {
    /// A field's text, empty when absent.
    pub(super) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, text)| text.trim())
    }

    /// All that was ticked under this name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let ticked = self.0.iter().filter(move |(known, _)| known == name);
        ticked
            .map(|(_, text)| text.trim())
            .filter(|text| !text.is_empty())
    }
}

/// The change that submits what was typed; its ids come with the form, so that sending it twice
/// enters it once.
#[must_use]
pub fn change(kind: RecordKind, typed: &Typed, choices: &Choices, now: DateTime<Utc>) -> Value {
    let mut record = Map::new();
    record.insert("kind".to_owned(), json!(kind));
    for name in ["id", "author_id", "area_code", "place"] {
        put(&mut record, name, json!(typed.text(name)));
    }
    let chosen = |word: &str| choices.industries.iter().find(|one| one.name == word);
    let codes: Vec<_> = typed
        .all("industry_codes")
        .map(|word| chosen(word).map_or(word, |one| one.code.as_str()))
        .collect();
    record.insert("industry_codes".to_owned(), json!(codes));
    put(
        &mut record,
        "materials_issued",
        count(typed.text("materials_issued")),
    );
    match kind {
        RecordKind::Visit => visit(&mut record, typed),
        RecordKind::Training => training(&mut record, typed),
    }
    linked::put_into(&mut record, typed, choices);
    // When the form was opened: the same form sent again is the same change to the second.
    let captured_at = typed.text("captured_at").parse().unwrap_or(now);
    json!({
        "change_id": typed.text("change_id"),
        "sequence": 1,
        "base_version": 0,
        "captured_at": captured_at,
        "schema": 1,
        "record": record,
        "op": "submit",
    })
}

fn visit(record: &mut Map<String, Value>, typed: &Typed) {
    for name in [
        "mode",
        "started_on",
        "target_kind",
        "target_name",
        "action_kind",
        "content",
        "result",
    ] {
        put(record, name, json!(typed.text(name)));
    }
    let ended = match typed.text("ended_on") {
        "" => typed.text("started_on"),
        ended => ended,
    };
    put(record, "ended_on", json!(ended));
    let days = typed.text("service_days");
    put(
        record,
        "service_days",
        days.parse::<f64>().map_or(json!(days), Value::from),
    );
    let kinds: Vec<_> = typed
        .all("service_kinds")
        .map(code::<ServiceKind>)
        .collect();
    record.insert("service_kinds".to_owned(), json!(kinds));
    for name in ["households_guided", "consultations"] {
        put(record, name, count(typed.text(name)));
    }
    record.insert("log_type".to_owned(), json!("personal"));
    record.insert("participant_ids".to_owned(), json!([]));
    record.insert("photos".to_owned(), json!([]));
    record.insert("position_absent".to_owned(), json!("skipped"));
    if !typed.text("confirmation.method").is_empty() {
        let mut confirmation = Map::new();
        for name in ["method", "name", "phone"] {
            let text = typed.text(&format!("confirmation.{name}"));
            put(&mut confirmation, name, json!(text));
        }
        record.insert("confirmation".to_owned(), Value::Object(confirmation));
    }
}

fn training(record: &mut Map<String, Value>, typed: &Typed) {
    for name in ["title", "form", "organiser", "topic"] {
        put(record, name, json!(typed.text(name)));
    }
    for (name, day) in [("started_at", "started_on"), ("ended_at", "ended_on")] {
        put(record, name, instant(typed, day, name));
    }
    for name in [
        "attendances",
        "farmers",
        "poverty_exited_people",
        "grassroots_technicians",
        "women",
        "online_views",
    ] {
        put(record, name, count(typed.text(name)));
    }
    let outside: Vec<_> = typed
        .text("outside_trainers")
        .split(['、', '，', ','])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    // Without anybody from outside it was the author who taught.
    let own = outside.is_empty().then(|| typed.text("author_id"));
    let own: Vec<_> = own.into_iter().filter(|id| !id.is_empty()).collect();
    record.insert("trainer_ids".to_owned(), json!(own));
    record.insert("outside_trainers".to_owned(), json!(outside));
    record.insert("photos".to_owned(), json!([]));
}

/// A day and a time of day in Asia/Shanghai as an instant; what is no such goes as typed, so that
/// the rule names it.
fn instant(typed: &Typed, day: &str, time: &str) -> Value {
    let day = match typed.text(day) {
        "" => typed.text("started_on"),
        day => day,
    };
    let time = typed.text(time);
    let at = day.parse::<NaiveDate>().ok().and_then(|day| {
        let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
        Some(calendar::day_begins(day) + (time - NaiveTime::MIN))
    });
    match at {
        Some(at) => json!(at),
        None if day.is_empty() || time.is_empty() => Value::Null,
        None => json!(format!("{day} {time}")),
    }
}

/// The code of a term; a word that is none goes as it is, so that the rule names it.
fn code<T: Coded>(word: &str) -> &str {
    let member = T::ALL.iter().find(|member| member.label() == word);
    member.map_or(word, |member| member.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::reading::CodeName;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Typed(fields.iter().map(owned).collect())
    }

    fn made(kind: RecordKind, fields: &[(&str, &str)]) -> Value {
        let choices = Choices {
            people: Vec::new(),
            places: Vec::new(),
            industries: vec![CodeName {
                code: "navel_orange".into(),
                name: "脐橙".into(),
            }],
            problems: Vec::new(),
        };
        let now = "2026-03-02T02:00:00Z".parse().unwrap();
        change(kind, &typed(fields), &choices, now)["record"].clone()
    }

    #[test]
    fn words_become_codes_and_blank_fields_stay_away() {
        let record = made(
            RecordKind::Visit,
            &[
                ("started_on", "2026-02-27"),
                ("ended_on", ""),
                ("service_days", "0.5"),
                ("industry_codes", ""),
                ("industry_codes", "脐橙"),
                ("service_kinds", "业务指导"),
                ("service_kinds", "唱戏"),
                ("households_guided", ""),
            ],
        );
        assert_eq!(record["ended_on"], "2026-02-27");
        assert_eq!(record["service_days"], 0.5);
        assert_eq!(record["industry_codes"], json!(["navel_orange"]));
        assert_eq!(record["service_kinds"], json!(["guidance", "唱戏"]));
        assert!(record.get("households_guided").is_none());
        assert!(record.get("confirmation").is_none());
    }

    #[test]
    fn a_trainings_times_are_shanghais_and_its_author_teaches_unless_others_do() {
        let fields = [
            ("author_id", "a"),
            ("started_on", "2026-01-01"),
            ("started_at", "00:30"),
            ("ended_at", "25:00"),
        ];
        let record = made(RecordKind::Training, &fields);
        assert_eq!(record["started_at"], "2025-12-31T16:30:00Z");
        assert_eq!(record["ended_at"], "2026-01-01 25:00");
        assert_eq!(record["trainer_ids"], json!(["a"]));
        let others = [fields.as_slice(), &[("outside_trainers", "王教授、李站长")]].concat();
        let record = made(RecordKind::Training, &others);
        assert_eq!(record["trainer_ids"], json!([]));
        assert_eq!(record["outside_trainers"], json!(["王教授", "李站长"]));
    }
}
