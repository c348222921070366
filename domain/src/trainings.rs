//! A training (培训班 / 现场会): its own record, never a number typed into a visit (`domain.md` §3.2).

use crate::{
    areas::AreaCode,
    calendar::shanghai_date,
    codes::{Organiser, TrainingForm},
    days,
    fields::{FieldCode, FieldError, FieldReader, check_text},
    ids::{CommissionerId, RecordId},
    ledgers::linked::{self, Linked},
    records::{self, Photo},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest training, in calendar days.
pub const MAX_TRAINING_SPAN: i64 = 31;

/// A complete training. Built by [`Training::parse`] alone, so its limits hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    pub id: RecordId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_id: Option<CommissionerId>,
    pub title: String,
    pub form: TrainingForm,
    pub started_at: DateTime<Utc>,
    pub ended_at: DateTime<Utc>,
    pub area_code: AreaCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    pub organiser: Organiser,
    #[serde(default)]
    pub trainer_ids: Vec<CommissionerId>,
    #[serde(default)]
    pub outside_trainers: Vec<String>,
    pub industry_codes: Vec<String>,
    pub topic: String,
    /// 培训人次.
    pub attendances: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub farmers: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poverty_exited_people: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grassroots_technicians: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub women: Option<i64>,
    /// 线上观看人次, never part of the attendances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_views: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub materials_issued: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<RecordId>,
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// What it says for the ledgers.
    #[serde(default, skip_serializing_if = "Linked::is_empty")]
    pub linked: Linked,
}

impl Training {
    /// Reads a complete training and names every fault as `training.field`.
    ///
    /// Limits: at least one trainer, attendances ≥ 1, each part ≤ attendances, poverty-exited people
    /// ≤ farmers, at most 31 days, not after `today` (Asia/Shanghai).
    pub fn parse(object: &Map<String, Value>, today: NaiveDate) -> Result<Self, Vec<FieldError>> {
        let mut reader = FieldReader::new(object, "training");
        let parsed = read(&mut reader, today);
        let errors = reader.into_errors();
        match parsed {
            Some(training) if errors.is_empty() => Ok(training),
            _ => Err(errors),
        }
    }
}

fn read(reader: &mut FieldReader<'_>, today: NaiveDate) -> Option<Training> {
    // Every field is read before the first `?`, so that all faults are named at once.
    let id = reader.parsed("id", FieldCode::NotAnId);
    let author_id = reader.optional_parsed("author_id", FieldCode::NotAnId);
    let title = reader.text("title", 1, 100);
    let form = reader.code("form");
    let times = times(reader, today);
    let area_code = records::area(reader);
    let place = reader.text("place", 0, 100);
    let organiser = reader.code("organiser");
    let trainer_ids: Vec<CommissionerId> = reader.ids("trainer_ids", 50);
    let outside_trainers = reader.each("outside_trainers", 0, 20, |name| {
        check_text(name.trim(), 1, 50).map(|()| name.trim().to_owned())
    });
    if trainer_ids.is_empty() && outside_trainers.is_empty() {
        reader.fault("trainer_ids", FieldCode::TooFew);
    }
    let industry_codes = records::industries(reader);
    let topic = reader.text("topic", 1, 200);
    let people = people(reader);
    let online_views = reader.count("online_views", 0);
    let materials_issued = reader.count("materials_issued", 0);
    let visit_id = reader.optional_parsed("visit_id", FieldCode::NotAnId);
    let photos = records::photos(reader);
    let linked = linked::read(reader, area_code);
    let (started_at, ended_at) = times?;
    let (attendances, farmers, poverty_exited_people, grassroots_technicians, women) = people?;
    Some(Training {
        id: id?,
        author_id,
        title: title?,
        form: form?,
        started_at,
        ended_at,
        area_code: area_code?,
        place,
        organiser: organiser?,
        trainer_ids,
        outside_trainers,
        industry_codes,
        topic: topic?,
        attendances,
        farmers,
        poverty_exited_people,
        grassroots_technicians,
        women,
        online_views,
        materials_issued,
        visit_id,
        photos,
        linked,
    })
}

fn times(reader: &mut FieldReader<'_>, today: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let started_at = reader.instant("started_at");
    let ended_at = reader.instant("ended_at");
    let (started_at, ended_at) = (started_at?, ended_at?);
    for (name, at) in [("started_at", started_at), ("ended_at", ended_at)] {
        if shanghai_date(at) > today {
            reader.fault(name, FieldCode::InFuture);
        }
    }
    if ended_at < started_at {
        reader.fault("ended_at", FieldCode::BeforeStart);
        return None;
    }
    if days::span(shanghai_date(started_at), shanghai_date(ended_at)) > MAX_TRAINING_SPAN {
        reader.fault("ended_at", FieldCode::SpanTooLong);
        return None;
    }
    Some((started_at, ended_at))
}

type People = (i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// Reads who came: D04 ≤ D03 ≤ D02 and every part ≤ the attendances.
fn people(reader: &mut FieldReader<'_>) -> Option<People> {
    reader.required("attendances");
    let attendances = reader.count("attendances", 1);
    let mut part = |name| {
        let count = reader.count(name, 0);
        if let (Some(count), Some(total)) = (count, attendances)
            && count > total
        {
            reader.fault(name, FieldCode::ExceedsTotal);
        }
        count
    };
    let farmers = part("farmers");
    let poverty_exited_people = part("poverty_exited_people");
    let grassroots_technicians = part("grassroots_technicians");
    let women = part("women");
    if poverty_exited_people.unwrap_or(0) > farmers.unwrap_or(0) {
        reader.fault("poverty_exited_people", FieldCode::ExceedsTotal);
    }
    Some((
        attendances?,
        farmers,
        poverty_exited_people,
        grassroots_technicians,
        women,
    ))
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::needless_pass_by_value,
        reason = "`json!` literals read best as they are"
    )]

    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn training() -> Value {
        json!({
            "kind": "training", "id": "019120c3-2b02-78e0-b6d2-e5b409823097", "title": "油茶低产林改造培训", "form": "field",
            "started_at": "2025-05-06T01:00:00Z", "ended_at": "2025-05-06T03:00:00Z", "area_code": "360722104200",
            "organiser": "commissioner", "trainer_ids": ["0191420c-13f8-76b9-81bc-b81287c8c038"], "outside_trainers": [],
            "industry_codes": ["camellia"], "topic": "低产林改造", "attendances": 10, "photos": [],
        })
    }

    fn parse(changes: Value) -> Result<Training, Vec<FieldError>> {
        let mut object = training();
        for (name, value) in changes.as_object().unwrap() {
            object[name] = value.clone();
        }
        Training::parse(object.as_object().unwrap(), "2025-06-01".parse().unwrap())
    }

    fn has(changes: Value, path: &str, code: FieldCode) {
        let errors = parse(changes).unwrap_err();
        assert!(errors.contains(&FieldError::new(path, code)), "{errors:?}");
    }

    #[test]
    fn parts_never_exceed_their_whole() {
        has(
            json!({"farmers": 11}),
            "training.farmers",
            FieldCode::ExceedsTotal,
        );
        has(
            json!({"farmers": 4, "poverty_exited_people": 5}),
            "training.poverty_exited_people",
            FieldCode::ExceedsTotal,
        );
        has(
            json!({"poverty_exited_people": 1}),
            "training.poverty_exited_people",
            FieldCode::ExceedsTotal,
        );
        has(
            json!({"attendances": 0}),
            "training.attendances",
            FieldCode::OutOfRange,
        );
        assert!(
            parse(json!({"online_views": 5000})).is_ok(),
            "views are no part of the attendances"
        );
    }

    #[test]
    fn someone_teaches() {
        has(
            json!({"trainer_ids": []}),
            "training.trainer_ids",
            FieldCode::TooFew,
        );
        assert!(parse(json!({"trainer_ids": [], "outside_trainers": ["省农科院专家"]})).is_ok());
    }

    #[test]
    fn the_end_decides_the_date_in_shanghai() {
        has(
            json!({"ended_at": "2025-06-01T16:00:00Z"}),
            "training.ended_at",
            FieldCode::InFuture,
        );
        assert!(parse(json!({"ended_at": "2025-06-01T15:59:00Z"})).is_ok());
        has(
            json!({"ended_at": "2025-05-06T00:00:00Z"}),
            "training.ended_at",
            FieldCode::BeforeStart,
        );
    }

    proptest! {
        #[test]
        fn what_is_accepted_keeps_d04_below_d03_below_d02(total in 1i64..60, farmers in prop::option::of(0i64..80), poor in prop::option::of(0i64..80)) {
            if let Ok(training) = parse(json!({"attendances": total, "farmers": farmers, "poverty_exited_people": poor})) {
                let farmers = training.farmers.unwrap_or(0);
                prop_assert!(training.poverty_exited_people.unwrap_or(0) <= farmers);
                prop_assert!(farmers <= training.attendances);
            }
        }
    }
}
