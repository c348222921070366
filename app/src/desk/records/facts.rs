//! A record's fields as label and text, in the order a reviewer reads them.

use crate::{desk::words, recording::linked, records::facts, words as said};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar,
    codes::{
        ActionKind, Coded, ConfirmMethod, LogType, Organiser, PositionAbsent, RecordKind,
        ServiceKind, ServiceMode, TargetKind, TrainingForm,
    },
    reading::{RecordView, masked_phone},
};
use serde_json::Value;

/// A label and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) label: &'static str,
    pub(crate) text: String,
}

/// What a record is called in lists and headings.
pub(crate) fn record_title(record: &RecordView) -> String {
    let title = record.text("title");
    match record.kind {
        RecordKind::Training if !title.is_empty() => title.to_owned(),
        kind => format!("{} {}", place_name(record), kind.label()),
    }
}

/// The `translate` of a record's title: that of a training is what a person wrote.
pub(crate) fn title_as_written(record: &RecordView) -> Option<&'static str> {
    (record.kind == RecordKind::Training).then_some("no")
}

fn place_name(record: &RecordView) -> &str {
    if record.area_name.is_empty() {
        "未选地点"
    } else {
        &record.area_name
    }
}

/// Who, when and how much, on one line.
pub(crate) fn summary(record: &RecordView, today: NaiveDate) -> String {
    let mut parts = vec![record.author_name.clone()];
    if !record.people.is_empty() {
        parts[0] = format!("{} 等 {} 人", record.author_name, record.people.len() + 1);
    }
    parts.extend(record.occurred_on.map(|on| said::day_near(on, today)));
    if !record.industry_names.is_empty() {
        parts.push(record.industry_names.join("、"));
    }
    let measure = match record.kind {
        RecordKind::Visit => counted(record, "households_guided", "户"),
        RecordKind::Training => counted(record, "attendances", "人次"),
    };
    parts.extend(measure.filter(|text| !text.starts_with("0 ")));
    if record.photo_count() > 0 {
        parts.push(format!("照片 {}", record.photo_count()));
    }
    parts.join(" · ")
}

/// All facts that have something to say.
pub(crate) fn facts(record: &RecordView) -> Vec<Fact> {
    let rows = match record.kind {
        RecordKind::Visit => visit(record),
        RecordKind::Training => training(record),
    };
    let linked = record.body.get(linked::FIELD).map(linked::said);
    rows.into_iter()
        .chain([("关联台账", linked.unwrap_or_default())])
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| Fact { label, text })
        .collect()
}

fn visit(record: &RecordView) -> Vec<(&'static str, String)> {
    vec![
        ("填报人", author(record)),
        ("时间", visit_time(record)),
        ("地点", place(record)),
        (
            "服务对象",
            joined(&[
                &label::<TargetKind>(record, "target_kind"),
                record.text("target_name"),
            ]),
        ),
        ("服务产业", record.industry_names.join("、")),
        ("帮扶行动", label::<ActionKind>(record, "action_kind")),
        ("服务内容", labels::<ServiceKind>(record, "service_kinds")),
        ("情况记录", record.text("content").to_owned()),
        ("服务效果", record.text("result").to_owned()),
        (
            "数量",
            amounts(
                record,
                &[
                    ("households_guided", "指导", "户"),
                    ("consultations", "咨询", "人次"),
                    ("materials_issued", "发放资料", "份"),
                ],
            ),
        ),
        ("同行人员", people(record)),
        ("日志类型", log_type(record)),
        ("对象确认", confirmation(record)),
        ("定位", position(record)),
        ("照片", photos(record)),
    ]
}

fn training(record: &RecordView) -> Vec<(&'static str, String)> {
    let outside = record.texts("outside_trainers").join("、");
    vec![
        ("填报人", author(record)),
        ("形式", label::<TrainingForm>(record, "form")),
        ("时间", training_time(record)),
        ("地点", place(record)),
        ("主办", label::<Organiser>(record, "organiser")),
        (
            "授课人",
            facts::joined([facts::author_taught(record), people(record)], "、"),
        ),
        ("外请专家", outside),
        ("服务产业", record.industry_names.join("、")),
        ("培训主题", record.text("topic").to_owned()),
        (
            "人次",
            amounts(
                record,
                &[
                    ("attendances", "共", "人次"),
                    ("farmers", "其中农民", "人次"),
                    ("poverty_exited_people", "脱贫（监测）户", "人次"),
                    ("grassroots_technicians", "基层农技人员", "人次"),
                    ("women", "妇女", "人次"),
                ],
            ),
        ),
        (
            "线上观看",
            counted(record, "online_views", "人次").unwrap_or_default(),
        ),
        (
            "发放资料",
            counted(record, "materials_issued", "份").unwrap_or_default(),
        ),
        ("照片", photos(record)),
    ]
}

fn author(record: &RecordView) -> String {
    let unit = &record.author_unit;
    let name = &record.author_name;
    let person = if unit.is_empty() {
        name.clone()
    } else {
        format!("{name}（{unit}）")
    };
    match &record.entered_by {
        Some(by) => format!("{person}，由 {by} 代录"),
        None => person,
    }
}

fn visit_time(record: &RecordView) -> String {
    let (from, to) = (date(record, "started_on"), date(record, "ended_on"));
    let span = match (from, to) {
        (Some(from), Some(to)) if from != to => {
            format!("{} 至 {}", said::date(from), said::date(to))
        }
        (_, Some(day)) | (Some(day), None) => said::date(day),
        (None, None) => String::new(),
    };
    let days = record
        .body
        .get("service_days")
        .and_then(Value::as_f64)
        .map(|days| format!("{days} 天"))
        .unwrap_or_default();
    [span, days, label::<ServiceMode>(record, "mode")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("，")
}

fn training_time(record: &RecordView) -> String {
    let instant = |name| record.text(name).parse::<DateTime<Utc>>().ok();
    match (instant("started_at"), instant("ended_at")) {
        (Some(from), Some(to)) => {
            let end = if calendar::shanghai_date(from) == calendar::shanghai_date(to) {
                words::clock(to)
            } else {
                said::instant(to)
            };
            format!("{} 至 {end}", said::instant(from))
        }
        (one, other) => one.or(other).map(said::instant).unwrap_or_default(),
    }
}

fn date(record: &RecordView, name: &str) -> Option<NaiveDate> {
    record.text(name).parse().ok()
}

fn place(record: &RecordView) -> String {
    joined(&[&record.area_name, record.text("place")])
}

/// The parts that say something, with a space between.
fn joined(parts: &[&str]) -> String {
    let said: Vec<_> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    said.join(" ")
}

/// The term of a coded field.
fn label<T: Coded>(record: &RecordView, name: &str) -> String {
    term::<T>(record.text(name))
}

/// The term of a code; the code itself when it is unknown.
pub(super) fn term<T: Coded>(code: &str) -> String {
    T::from_code(code).map_or_else(|| code.to_owned(), |member| member.label().to_owned())
}

fn labels<T: Coded>(record: &RecordView, name: &str) -> String {
    let terms: Vec<_> = record.texts(name).into_iter().map(term::<T>).collect();
    terms.join("、")
}

fn counted(record: &RecordView, name: &str, unit: &str) -> Option<String> {
    record
        .count(name)
        .map(|count| format!("{} {unit}", words::count(count)))
}

fn amounts(record: &RecordView, parts: &[(&str, &str, &str)]) -> String {
    let said: Vec<_> = parts
        .iter()
        .filter_map(|(name, word, unit)| {
            counted(record, name, unit).map(|count| format!("{word} {count}"))
        })
        .collect();
    said.join(" · ")
}

fn people(record: &RecordView) -> String {
    let names: Vec<_> = record
        .people
        .iter()
        .map(|person| {
            if person.absent {
                format!("{}（本人表示未参加）", person.name)
            } else {
                person.name.clone()
            }
        })
        .collect();
    names.join("、")
}

fn log_type(record: &RecordView) -> String {
    let team = record.team_name.as_deref().unwrap_or_default();
    joined(&[&label::<LogType>(record, "log_type"), team])
}

fn confirmation(record: &RecordView) -> String {
    let Some(given) = record.body.get("confirmation") else {
        return String::new();
    };
    let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
    let phone = match text("phone") {
        phone if phone.is_empty() || phone.contains('*') => phone.to_owned(),
        phone => masked_phone(phone),
    };
    joined(&[&term::<ConfirmMethod>(text("method")), text("name"), &phone])
}

fn position(record: &RecordView) -> String {
    let accuracy = record
        .body
        .get("position")
        .and_then(|at| at.get("accuracy_m"))
        .and_then(Value::as_f64);
    match (record.body.get("position"), accuracy) {
        (Some(Value::Object(_)), Some(metres)) => format!("设备定位（±{} 米）", metres.round()),
        (Some(Value::Object(_)), None) => "设备定位".to_owned(),
        _ => match record.text("position_absent") {
            "" => String::new(),
            reason => format!("无定位（{}）", term::<PositionAbsent>(reason)),
        },
    }
}

fn photos(record: &RecordView) -> String {
    match record.photo_count() {
        0 => "无".to_owned(),
        count => format!("{count} 张"),
    }
}
