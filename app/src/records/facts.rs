//! A record's fields as labels and values, in the order people ask for them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    codes::{
        ActionKind, Coded, ConfirmMethod, LogType, Organiser, PositionAbsent, RecordKind,
        ServiceKind, ServiceMode, TargetKind, TrainingForm,
    },
    reading::{FormChoices, RecordView},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{device::source, recording::linked, words};

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
        ("培训人次", counted(record, "attendances", "人次")),
        ("其中农民", counted(record, "farmers", "人次")),
        ("脱贫人口", counted(record, "poverty_exited_people", "人次")),
        (
            "基层技术人员",
            counted(record, "grassroots_technicians", "人次"),
        ),
        ("妇女", counted(record, "women", "人次")),
        ("线上观看", counted(record, "online_views", "人次")),
        ("发放资料", counted(record, "materials_issued", "份")),
        ("授课人", people(record)),
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
        .map(|count| format!("{count} {unit}"))
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

fn span(from: &str, to: &str) -> String {
    let said = |text: &str| {
        text.parse::<NaiveDate>()
            .map(words::date)
            .unwrap_or_default()
    };
    if from == to {
        said(from)
    } else {
        format!("{} 至 {}", said(from), said(to))
    }
}

fn times(record: &RecordView) -> String {
    let said = |name: &str| {
        record
            .text(name)
            .parse::<DateTime<Utc>>()
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
        let mut names = BTreeMap::new();
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
        "started_on" | "ended_on" => text.parse().map_or_else(|_| text.to_owned(), words::date),
        "started_at" | "ended_at" => text
            .parse()
            .map_or_else(|_| text.to_owned(), words::instant),
        _ => names.of_code(text),
    }
}
