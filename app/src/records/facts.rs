//! A record's fields as labels and values, in the order people ask for them.

use std::collections::BTreeMap;

use domain::{
    calendar,
    codes::{
        ActionKind, Coded, ConfirmMethod, LogType, Organiser, PositionAbsent, RecordKind,
        ServiceKind, ServiceMode, TargetKind, TrainingForm,
    },
    reading::{FormChoices, PersonName, RecordView},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    device::source,
    recording::{OUTSIDE_TEAMS, linked, position},
    words,
};

/// The fields that are filled in.
pub(crate) fn facts(record: &RecordView) -> Vec<(&'static str, String)> {
    let mut facts = match record.kind {
        RecordKind::Visit => visit(record),
        RecordKind::Training => training(record),
    };
    let photos = match record.photo_count() {
        0 => String::new(),
        count => format!("{count} 张"),
    };
    facts.push((
        "关联台账",
        record
            .body
            .get(linked::FIELD)
            .map(linked::said)
            .unwrap_or_default(),
    ));
    facts.push(("照片", photos));
    // What waits on a phone does not say who wrote it: its owner.
    if !record.author_name.is_empty() {
        let author = format!("{} · {}", record.author_name, record.author_unit);
        facts.push(("填报人", author));
    }
    facts.push(("代录人", record.entered_by.clone().unwrap_or_default()));
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

fn visit(record: &RecordView) -> Vec<(&'static str, String)> {
    let kinds = record.texts("service_kinds");
    let kinds: Vec<_> = kinds
        .iter()
        .map(|code| label::<ServiceKind>(code))
        .collect();
    let days = record
        .body
        .get("service_days")
        .and_then(serde_json::Value::as_f64);
    #[expect(clippy::cast_possible_truncation, reason = "at most 30 halves")]
    let days = days
        .map(|days| words::half_days((days * 2.0) as i64))
        .unwrap_or_default();
    let target = [
        label::<TargetKind>(record.text("target_kind")),
        record.text("target_name").to_owned(),
    ];
    vec![
        ("村", record.area_name.clone()),
        (
            "日期",
            span(record.text("started_on"), record.text("ended_on")),
        ),
        ("天数", days),
        ("方式", label::<ServiceMode>(record.text("mode"))),
        ("团队", record.team_name.clone().unwrap_or_default()),
        ("同去", people(record)),
        ("服务对象", target.join(" ").trim().to_owned()),
        ("产业", record.industry_names.join("、")),
        ("服务内容", kinds.join("、")),
        ("行动类别", label::<ActionKind>(record.text("action_kind"))),
        ("情况记录", record.text("content").to_owned()),
        ("服务效果", record.text("result").to_owned()),
        ("指导农户", counted(record, "households_guided", "户")),
        ("现场咨询", counted(record, "consultations", "人次")),
        ("发放资料", counted(record, "materials_issued", "份")),
        ("地点", record.text("place").to_owned()),
        ("服务确认", confirmation(record)),
        ("位置", position::stated(&record.body)),
    ]
}

fn training(record: &RecordView) -> Vec<(&'static str, String)> {
    vec![
        ("形式", label::<TrainingForm>(record.text("form"))),
        ("时间", times(record)),
        (
            "地点",
            format!("{} {}", record.area_name, record.text("place"))
                .trim()
                .to_owned(),
        ),
        ("主题", record.text("topic").to_owned()),
        ("产业", record.industry_names.join("、")),
        // The label says the unit.
        ("培训人次", counted(record, "attendances", "")),
        ("其中农民", counted(record, "farmers", "人次")),
        ("脱贫人口", counted(record, "poverty_exited_people", "人次")),
        (
            "基层技术人员",
            counted(record, "grassroots_technicians", "人次"),
        ),
        ("妇女", counted(record, "women", "人次")),
        ("线上观看", counted(record, "online_views", "人次")),
        ("发放资料", counted(record, "materials_issued", "份")),
        ("授课人", trainers(record)),
        ("外请专家", record.texts("outside_trainers").join("、")),
        ("主办", label::<Organiser>(record.text("organiser"))),
    ]
}

fn label<T: Coded>(code: &str) -> String {
    T::from_code(code).map_or_else(|| code.to_owned(), |member| member.label().to_owned())
}

fn counted(record: &RecordView, name: &str, unit: &str) -> String {
    record
        .count(name)
        .map(|count| format!("{count} {unit}").trim_end().to_owned())
        .unwrap_or_default()
}

fn people(record: &RecordView) -> String {
    let names = record.people.iter().map(|person| {
        if person.absent {
            format!("{}（本人表示没参加）", person.name)
        } else {
            person.name.clone()
        }
    });
    names.collect::<Vec<_>>().join("、")
}

/// As [`people`], the author first where the author taught.
fn trainers(record: &RecordView) -> String {
    joined([author_taught(record), people(record)], "、")
}

/// The author's name if the author is one of the trainers: it stands in no list of others.
pub(crate) fn author_taught(record: &RecordView) -> String {
    let author = record.author_id.to_string();
    let taught = record.texts("trainer_ids").contains(&author.as_str());
    if taught {
        record.author_name.clone()
    } else {
        String::new()
    }
}

/// Those that say something.
pub(crate) fn joined(parts: [String; 2], between: &str) -> String {
    let said = parts.into_iter().filter(|part| !part.is_empty());
    said.collect::<Vec<_>>().join(between)
}

fn span(from: &str, to: &str) -> String {
    let said = |text: &str| calendar::day(text).map(words::date).unwrap_or_default();
    let (from, to) = (said(from), said(to));
    if from == to || to.is_empty() {
        from
    } else if from.is_empty() {
        to
    } else {
        format!("{from} 至 {to}")
    }
}

fn times(record: &RecordView) -> String {
    let said = |name: &str| {
        calendar::instant(record.text(name))
            .map(words::instant)
            .unwrap_or_default()
    };
    let (from, to) = (said("started_at"), said("ended_at"));
    match (from.rsplit_once(' '), to.rsplit_once(' ')) {
        (Some((day, _)), Some((same, time))) if day == same => format!("{from}–{time}"),
        (Some(_), Some(_)) => format!("{from} 至 {to}"),
        _ => from + &to,
    }
}

fn confirmation(record: &RecordView) -> String {
    let Some(confirmation) = record.body.get("confirmation") else {
        return String::new();
    };
    let part = |name: &str| confirmation[name].as_str().unwrap_or_default();
    format!(
        "{} {} {}",
        label::<ConfirmMethod>(part("method")),
        part("name"),
        part("phone")
    )
    .trim()
    .to_owned()
}

/// Names for the codes that a bare record holds: places, industries, teams, people.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// Filled once the form's choices are there, from the server or the phone.
    pub(crate) fn load() -> RwSignal<Self> {
        let names = RwSignal::new(Self::default());
        let source = source();
        Effect::new(move |_| {
            leptos::task::spawn_local(async move {
                if let Ok(choices) = source.choices().await {
                    names.set(Self::of(&choices));
                }
            });
        });
        names
    }

    fn of(choices: &FormChoices) -> Self {
        let me = choices.commissioner_id.to_string();
        let mut names = BTreeMap::from([(me, "本人".to_owned())]);
        names.extend(choices.villages.iter().map(|village| {
            let name = format!("{} {}", village.township, village.name);
            (village.code.to_string(), name)
        }));
        for industry in &choices.industries {
            names.insert(industry.code.clone(), industry.name.clone());
        }
        for team in &choices.teams {
            names.insert(team.id.to_string(), team.name.clone());
            let members = team.members.iter();
            names.extend(members.map(|person| (person.id.to_string(), person.name.clone())));
        }
        Self(names)
    }

    /// Puts names to the codes of a record that only this phone holds.
    pub(crate) fn put_into(&self, record: &mut RecordView) {
        let known = |code: &str| self.0.get(code).cloned();
        let industries = record.texts("industry_codes");
        record.industry_names = industries.into_iter().filter_map(known).collect();
        if record.area_name.is_empty() {
            record.area_name = known(record.text("area_code")).unwrap_or_default();
        }
        record.team_name = known(record.text("team_id"));
        // Until the names are there nobody can be told from a stranger.
        if !self.0.is_empty() {
            record.people = self.people_of(record);
        }
    }

    fn people_of(&self, record: &RecordView) -> Vec<PersonName> {
        let mut ids = record.texts("participant_ids");
        ids.extend(record.texts("trainer_ids"));
        let name = |id: &str| self.0.get(id).map_or(OUTSIDE_TEAMS, String::as_str);
        let people = ids.into_iter().filter_map(|id| {
            Some(PersonName {
                id: id.parse().ok()?,
                name: name(id).to_owned(),
                absent: false,
            })
        });
        people.collect()
    }

    fn of_code(&self, code: &str) -> String {
        self.0.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}

/// One field's value as people read it; empty when it says nothing.
pub(crate) fn said(name: &str, value: &Value, names: &Names) -> String {
    match (name, value) {
        (_, Value::Null) => String::new(),
        ("photos", Value::Array(photos)) => match photos.len() {
            0 => String::new(),
            count => format!("{count} 张"),
        },
        (linked::FIELD, linked) => linked::said(linked),
        ("position", Value::Object(_)) => "已记录位置".to_owned(),
        ("confirmation", Value::Object(confirmation)) => {
            let part = |name: &str| confirmation.get(name).and_then(Value::as_str).unwrap_or("");
            let method = label::<ConfirmMethod>(part("method"));
            [method.as_str(), part("name"), part("phone")]
                .join(" ")
                .trim()
                .to_owned()
        }
        (_, Value::Array(items)) => {
            let items: Vec<_> = items.iter().map(|item| said(name, item, names)).collect();
            items.join("、")
        }
        (_, Value::String(text)) => said_text(name, text, names),
        (_, other) => other.to_string().trim_end_matches(".0").to_owned(),
    }
}

fn said_text(name: &str, text: &str, names: &Names) -> String {
    match name {
        "mode" => label::<ServiceMode>(text),
        "target_kind" => label::<TargetKind>(text),
        "action_kind" => label::<ActionKind>(text),
        "service_kinds" => label::<ServiceKind>(text),
        "form" => label::<TrainingForm>(text),
        "organiser" => label::<Organiser>(text),
        "log_type" => label::<LogType>(text),
        "position_absent" => label::<PositionAbsent>(text),
        "started_on" | "ended_on" => {
            calendar::day(text).map_or_else(|| text.to_owned(), words::date)
        }
        "started_at" | "ended_at" => {
            calendar::instant(text).map_or_else(|| text.to_owned(), words::instant)
        }
        _ => names.of_code(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{
        ids::{AccountId, RecordId},
        sync::entry::{Base, Entry},
    };
    use serde_json::json;
    use uuid::Uuid;

    use crate::outbox::as_record;

    const ME: &str = "0191420c-13f8-76b9-81bc-b81287c8c038";
    const MATE: &str = "0191420c-13f8-76b9-81bc-b81287c8c039";
    const STRANGER: &str = "0191420c-13f8-76b9-81bc-b81287c8c03a";
    const TEAM: &str = "0191420c-13f8-76b9-81bc-b81287c8c03b";

    fn on_phone(kind: RecordKind, body: &Value) -> RecordView {
        let (id, account) = (RecordId(Uuid::nil()), AccountId(Uuid::nil()));
        let (author, at) = (ME.parse().ok(), DateTime::UNIX_EPOCH);
        let mut entry = Entry::new(id, kind, account, author, Base::default(), at);
        entry.write(body.as_object().cloned().unwrap(), at);
        as_record(&entry)
    }

    fn fact(record: &RecordView, label: &str) -> Option<String> {
        let found = facts(record).into_iter().find(|(own, _)| *own == label);
        found.map(|(_, value)| value)
    }

    fn names() -> Names {
        let names = [(ME, "本人"), (MATE, "钱卫东"), (TEAM, "脐橙团队")];
        Names(
            names
                .map(|(id, name)| (id.to_owned(), name.to_owned()))
                .into(),
        )
    }

    #[test]
    fn a_trainer_who_wrote_the_record_is_named_first() {
        let body = json!({"trainer_ids": [MATE, ME]});
        let mut record = on_phone(RecordKind::Training, &body);
        record.author_name = "赵志远".to_owned();
        record.people = vec![PersonName {
            id: MATE.parse().unwrap(),
            name: "钱卫东".to_owned(),
            absent: false,
        }];
        assert_eq!(fact(&record, "授课人").unwrap(), "赵志远、钱卫东");
        record.body.insert("trainer_ids".to_owned(), json!([MATE]));
        assert_eq!(fact(&record, "授课人").unwrap(), "钱卫东");
    }

    #[test]
    fn what_waits_on_a_phone_names_its_team_its_companions_and_its_trainers() {
        let body = json!({"team_id": TEAM, "participant_ids": [MATE, STRANGER]});
        let mut visit = on_phone(RecordKind::Visit, &body);
        names().put_into(&mut visit);
        assert_eq!(fact(&visit, "团队").unwrap(), "脐橙团队");
        let expected = format!("钱卫东、{OUTSIDE_TEAMS}");
        assert_eq!(fact(&visit, "同去").unwrap(), expected);

        let body = json!({"trainer_ids": [ME, MATE]});
        let mut training = on_phone(RecordKind::Training, &body);
        names().put_into(&mut training);
        assert_eq!(fact(&training, "授课人").unwrap(), "本人、钱卫东");
    }

    #[test]
    fn of_an_unfinished_span_only_the_day_that_is_there_is_said() {
        assert_eq!(span("2026-11-28", ""), "2026年11月28日");
        assert_eq!(span("", "2026-11-29"), "2026年11月29日");
        assert_eq!(span("2026-11-28", "2026-11-28"), "2026年11月28日");
        let both = span("2026-11-28", "2026-11-29");
        assert_eq!(both, "2026年11月28日 至 2026年11月29日");
    }

    #[test]
    fn a_recorded_position_is_told_without_its_coordinates() {
        let position =
            json!({"lat": 25.386, "lon": 114.9, "accuracy_m": 12.4, "at": "2026-03-05T02:00:00Z"});
        let record = on_phone(RecordKind::Visit, &json!({"position": position}));
        assert_eq!(fact(&record, "位置").unwrap(), "已记录，精确到约 12 米");
        let record = on_phone(RecordKind::Visit, &json!({"position_absent": "no_fix"}));
        assert_eq!(fact(&record, "位置").unwrap(), "没有定位到");
        assert_eq!(fact(&on_phone(RecordKind::Visit, &json!({})), "位置"), None);
    }
}
