//! A visit (工作日志): one service event, the unit of counting (`domain.md` §3.1, contract §3).

use crate::{
    areas::AreaCode,
    codes::{
        ActionKind, ConfirmMethod, LogType, PositionAbsent, ServiceKind, ServiceMode, TargetKind,
    },
    days::{MAX_SPAN, ServiceDays, Stay, span},
    fields::{FieldCode, FieldError, FieldReader, is_phone},
    ids::{CommissionerId, RecordId, TeamId},
    ledgers::linked::{self, Linked},
    records::{self, Photo},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The shortest and longest account of what was done, in characters.
pub const CONTENT: (usize, usize) = (20, 1000);

/// Where the phone was, WGS-84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    pub lat: f64,
    pub lon: f64,
    pub accuracy_m: f64,
    pub at: DateTime<Utc>,
}

crate::from_json!(Position {
    lat,
    lon,
    accuracy_m,
    at
});

/// How the served side confirmed the visit (服务确认).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    pub method: ConfirmMethod,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A complete visit. Built by [`Visit::parse`] alone, so its limits hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    pub id: RecordId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_id: Option<CommissionerId>,
    pub log_type: LogType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub participant_ids: Vec<CommissionerId>,
    pub mode: ServiceMode,
    pub started_on: NaiveDate,
    pub ended_on: NaiveDate,
    pub service_days: ServiceDays,
    pub area_code: AreaCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    pub target_kind: TargetKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_name: Option<String>,
    pub industry_codes: Vec<String>,
    pub action_kind: ActionKind,
    pub service_kinds: Vec<ServiceKind>,
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub households_guided: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultations: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub materials_issued: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training_id: Option<RecordId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position_absent: Option<PositionAbsent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// What it says for the ledgers.
    #[serde(default, skip_serializing_if = "Linked::is_empty")]
    pub linked: Linked,
}

impl Visit {
    /// Reads a complete visit and names every fault as `visit.field`.
    ///
    /// Limits: span ≤ 15 days, days in halves from 0.5 to the span, no date after `today`
    /// (Asia/Shanghai), content 20–1000 characters, counts 0–1,000,000, a team visit names its team
    /// and at least one other person.
    pub fn parse(object: &Map<String, Value>, today: NaiveDate) -> Result<Self, Vec<FieldError>> {
        let mut reader = FieldReader::new(object, "visit");
        let dates = dates(&mut reader, today);
        let parsed = read(&mut reader, dates);
        let errors = reader.into_errors();
        match parsed {
            Some(visit) if errors.is_empty() => Ok(visit),
            _ => Err(errors),
        }
    }

    /// The visit's days as the day rule takes them.
    #[must_use]
    pub const fn stay(&self) -> Stay {
        Stay {
            started_on: self.started_on,
            ended_on: self.ended_on,
            days: self.service_days,
        }
    }
}

fn read(
    reader: &mut FieldReader<'_>,
    dates: Option<(NaiveDate, NaiveDate, ServiceDays)>,
) -> Option<Visit> {
    // Every field is read before the first `?`, so that all faults are named at once.
    let id = reader.parsed("id", FieldCode::NotAnId);
    let author_id = reader.optional_parsed("author_id", FieldCode::NotAnId);
    let (log_type, team_id, participant_ids) = party(reader, author_id);
    let mode = reader.code("mode");
    let area_code = records::area(reader);
    let place = reader.text("place", 0, 100);
    let target_kind = reader.code("target_kind");
    let target_name = reader.text("target_name", 0, 100);
    let industry_codes = records::industries(reader);
    let action_kind = reader.code("action_kind");
    let service_kinds = reader.codes("service_kinds", 1, 8);
    let content = reader.text("content", CONTENT.0, CONTENT.1);
    let result = reader.text("result", 0, 1000);
    let households_guided = reader.count("households_guided", 0);
    let consultations = reader.count("consultations", 0);
    let materials_issued = reader.count("materials_issued", 0);
    let training_id = reader.optional_parsed("training_id", FieldCode::NotAnId);
    let position = position(reader);
    let position_absent = reader.optional_code("position_absent");
    let confirmation = confirmation(reader);
    let photos = records::photos(reader);
    let linked = linked::read(reader, area_code);
    let (started_on, ended_on, service_days) = dates?;
    Some(Visit {
        id: id?,
        author_id,
        log_type: log_type?,
        team_id,
        participant_ids,
        mode: mode?,
        started_on,
        ended_on,
        service_days,
        area_code: area_code?,
        place,
        target_kind: target_kind?,
        target_name,
        industry_codes,
        action_kind: action_kind?,
        service_kinds,
        content: content?,
        result,
        households_guided,
        consultations,
        materials_issued,
        training_id,
        position,
        position_absent,
        confirmation,
        photos,
        linked,
    })
}

fn dates(
    reader: &mut FieldReader<'_>,
    today: NaiveDate,
) -> Option<(NaiveDate, NaiveDate, ServiceDays)> {
    let started_on = reader.date("started_on");
    let ended_on = reader.date("ended_on");
    let days = service_days(reader);
    let (started_on, ended_on) = (started_on?, ended_on?);
    if started_on > today {
        reader.fault("started_on", FieldCode::InFuture);
    }
    if ended_on > today {
        reader.fault("ended_on", FieldCode::InFuture);
    }
    if ended_on < started_on {
        reader.fault("ended_on", FieldCode::BeforeStart);
        return None;
    }
    let span = span(started_on, ended_on);
    if span > MAX_SPAN {
        reader.fault("ended_on", FieldCode::SpanTooLong);
        return None;
    }
    let days = days?;
    if days.halves() > span * 2 {
        reader.fault("service_days", FieldCode::OutOfRange);
        return None;
    }
    Some((started_on, ended_on, days))
}

fn service_days(reader: &mut FieldReader<'_>) -> Option<ServiceDays> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "the span limit is a small number"
    )]
    let days = reader.number("service_days", 0.0, MAX_SPAN as f64)?;
    let parsed = ServiceDays::from_days(days);
    if parsed.is_none() {
        reader.fault("service_days", FieldCode::NotHalfStep);
    }
    parsed
}

/// Reads whose log it is. A team visit names its team and has at least two persons in all.
fn party(
    reader: &mut FieldReader<'_>,
    author_id: Option<CommissionerId>,
) -> (Option<LogType>, Option<TeamId>, Vec<CommissionerId>) {
    let log_type = reader.code("log_type");
    let team_id = reader.optional_parsed("team_id", FieldCode::NotAnId);
    let participant_ids: Vec<CommissionerId> = reader.ids("participant_ids", 50);
    if log_type == Some(LogType::Team) {
        if team_id.is_none() {
            reader.fault("team_id", FieldCode::Required);
        }
        if participant_ids
            .iter()
            .all(|person| Some(*person) == author_id)
        {
            reader.fault("participant_ids", FieldCode::TooFew);
        }
    }
    (log_type, team_id, participant_ids)
}

fn position(reader: &mut FieldReader<'_>) -> Option<Position> {
    let Some(object) = reader.raw("position")?.as_object() else {
        reader.fault("position", FieldCode::WrongType);
        return None;
    };
    let mut inner = FieldReader::new(object, "position");
    let lat = inner.number("lat", -90.0, 90.0);
    let lon = inner.number("lon", -180.0, 180.0);
    let accuracy_m = inner.number("accuracy_m", 0.0, 1e7);
    let at = inner.clock("at");
    for error in inner.into_errors() {
        // Unfinished is as wrong as misshapen here: a position is taken whole or not at all.
        let code = if error.code.is_shape() {
            error.code
        } else {
            FieldCode::WrongType
        };
        reader.fault(&error.path, code);
    }
    Some(Position {
        lat: lat?,
        lon: lon?,
        accuracy_m: accuracy_m?,
        at: at?,
    })
}

fn confirmation(reader: &mut FieldReader<'_>) -> Option<Confirmation> {
    let Some(object) = reader.raw("confirmation")?.as_object() else {
        reader.fault("confirmation", FieldCode::WrongType);
        return None;
    };
    let mut inner = FieldReader::new(object, "confirmation");
    let method: Option<ConfirmMethod> = inner.code("method");
    let needed = usize::from(method.is_some_and(|method| method != ConfirmMethod::None));
    let name = inner.text("name", needed, 50);
    let phone = inner.text("phone", needed, 30);
    if phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
        inner.fault("phone", FieldCode::NotAPhone);
    }
    for error in inner.into_errors() {
        reader.fault(&error.path, error.code);
    }
    Some(Confirmation {
        method: method?,
        name,
        phone,
    })
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::needless_pass_by_value,
        reason = "`json!` literals read best as they are"
    )]

    use super::*;
    use serde_json::json;

    fn today() -> NaiveDate {
        "2025-06-01".parse().unwrap()
    }

    fn visit() -> Value {
        json!({
            "kind": "visit", "id": "019120c3-2b02-78e0-b6d2-e5b409823097", "log_type": "personal", "participant_ids": [],
            "mode": "onsite", "started_on": "2025-05-06", "ended_on": "2025-05-06", "service_days": 1.0,
            "area_code": "360722104200", "target_kind": "farmer_household", "industry_codes": ["navel_orange"],
            "action_kind": "tech_assistance", "service_kinds": ["guidance"],
            "content": "到果园查看脐橙树势和病虫害,讲解黄龙病防控与春季管理。", "photos": [],
        })
    }

    fn faults(changes: Value) -> Vec<String> {
        let mut object = visit();
        for (name, value) in changes.as_object().unwrap() {
            object[name] = value.clone();
        }
        let code = |error: FieldError| {
            format!(
                "{} {}",
                error.path,
                json!(error.code).as_str().unwrap_or_default()
            )
        };
        Visit::parse(object.as_object().unwrap(), today()).map_or_else(
            |errors| errors.into_iter().map(code).collect(),
            |_| Vec::new(),
        )
    }

    #[test]
    fn a_complete_visit_is_read_and_written_back_alike() {
        let parsed = Visit::parse(visit().as_object().unwrap(), today()).unwrap();
        let again: Visit = serde_json::from_value(serde_json::to_value(&parsed).unwrap()).unwrap();
        assert_eq!(parsed, again);
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table")]
    fn each_limit_names_its_field() {
        for (changes, want) in [
            (json!({"content": "短"}), "visit.content too_short"),
            (
                json!({"content": "字".repeat(1001)}),
                "visit.content too_long",
            ),
            (
                json!({"content": "𠮷\u{0}野".repeat(10)}),
                "visit.content control_character",
            ),
            (
                json!({"service_days": 0.3}),
                "visit.service_days not_half_step",
            ),
            (
                json!({"service_days": -1}),
                "visit.service_days out_of_range",
            ),
            (
                json!({"service_days": 1.5}),
                "visit.service_days out_of_range",
            ),
            (
                json!({"service_days": "1"}),
                "visit.service_days wrong_type",
            ),
            (
                json!({"area_code": "3607' OR 1=1"}),
                "visit.area_code not_an_area_code",
            ),
            (
                json!({"area_code": "360700000000"}),
                "visit.area_code area_level",
            ),
            (json!({"mode": "teleport"}), "visit.mode unknown_code"),
            (
                json!({"started_on": "2025-02-30"}),
                "visit.started_on not_a_date",
            ),
            (
                json!({"started_on": "2025-05-07"}),
                "visit.ended_on before_start",
            ),
            (
                json!({"started_on": "2025-04-20"}),
                "visit.ended_on span_too_long",
            ),
            (
                json!({"ended_on": "2025-06-02"}),
                "visit.ended_on in_future",
            ),
            (
                json!({"households_guided": -3}),
                "visit.households_guided out_of_range",
            ),
            (
                json!({"participant_ids": ["nobody"]}),
                "visit.participant_ids not_an_id",
            ),
            (
                json!({"industry_codes": []}),
                "visit.industry_codes too_few",
            ),
            (
                json!({"service_kinds": null}),
                "visit.service_kinds too_few",
            ),
            (
                json!({"photos": [{"sha256": "../../etc/passwd"}]}),
                "visit.photos not_a_sha256",
            ),
            (
                json!({"position": {"lat": 999, "lon": 0, "accuracy_m": 1, "at": "2025-05-06T03:00:00Z"}}),
                "visit.position.lat out_of_range",
            ),
            (json!({"log_type": "team"}), "visit.participant_ids too_few"),
            (
                json!({"confirmation": {"method": "sms_code", "name": "某"}}),
                "visit.confirmation.phone required",
            ),
        ] {
            let faults = faults(changes.clone());
            assert!(
                faults.iter().any(|fault| fault == want),
                "{changes} gave {faults:?}, want {want}"
            );
        }
    }

    #[test]
    fn a_phones_clock_refuses_nothing() {
        let last = "2100-12-31T23:59:59Z".parse::<DateTime<Utc>>().unwrap();
        for wrong in ["2101-01-01T00:00:00Z", "+262142-12-31T23:59:59Z"] {
            let mut object = visit();
            object["position"] = json!({"lat": 25.4, "lon": 115.0, "accuracy_m": 20, "at": wrong});
            object["photos"] = json!([{"sha256": "ab".repeat(32), "taken_at": wrong}]);
            let parsed = Visit::parse(object.as_object().unwrap(), today()).unwrap();
            assert_eq!(parsed.position.map(|position| position.at), Some(last));
            assert_eq!(parsed.photos[0].taken_at, Some(last));
        }
        let misshapen = json!([{"sha256": "ab".repeat(32), "taken_at": "gestern"}]);
        assert_eq!(
            faults(json!({"photos": misshapen})),
            ["visit.photos not_an_instant"]
        );
    }

    #[test]
    fn tomorrow_in_shanghai_is_the_future() {
        assert!(faults(json!({"started_on": "2025-06-01", "ended_on": "2025-06-01"})).is_empty());
        assert_eq!(
            faults(json!({"started_on": "2025-06-02", "ended_on": "2025-06-02"})),
            ["visit.ended_on in_future", "visit.started_on in_future"]
        );
    }

    #[test]
    fn the_author_alone_makes_no_team() {
        let author = "0191420c-13f8-76b9-81bc-b81287c8c038";
        let changes = json!({"log_type": "team", "team_id": author, "author_id": author, "participant_ids": [author]});
        assert_eq!(faults(changes), ["visit.participant_ids too_few"]);
    }
}
